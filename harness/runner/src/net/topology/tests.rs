//! Whole paths: who sees what, where, when.

use super::{Addresses, HostId, MapError, NetworkError, Output, Place, Plan, Topology};
use crate::net::datagram::Datagram;
use core::net::SocketAddr;
use iax2_wire::time::Instant;
use phonerig_judge::network::{LinkSpec, NatSpec};
use serde::Deserialize;

/// The network's part of a scenario.
#[derive(Deserialize)]
struct Envelope {
    plays: Vec<String>,
    #[serde(default)]
    nat: Vec<NatSpec>,
    #[serde(default)]
    link: Vec<LinkSpec>,
}

fn try_build(text: &str) -> Result<Topology, MapError> {
    let envelope: Envelope = toml::from_str(text).expect("a valid envelope");
    let Envelope { plays, nat, link } = &envelope;
    Topology::new(&Plan { seed: 1, scenario: "test", plays, nats: nat, links: link })
}

fn build(text: &str) -> Topology {
    try_build(text).expect("a network")
}

fn addr(text: &str) -> SocketAddr {
    text.parse().expect("a literal address")
}

fn ms(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

/// Sends at 0 ms, and lists what is seen until nothing moves: millisecond, place, source and destination.
fn send(net: &mut Topology, from: &str, src: &str, dst: &str) -> Vec<String> {
    let host = net.host(from).expect("a host");
    let datagram = Datagram { src: addr(src), dst: addr(dst), octets: b"x".to_vec() };
    net.handle_input(Instant::ZERO, host, datagram);
    let mut seen = outputs(net, Instant::ZERO);
    while let Some(at) = net.poll_timeout().filter(|at| *at < ms(1000)) {
        net.handle_timeout(at);
        seen.extend(outputs(net, at));
    }
    seen
}

fn outputs(net: &mut Topology, at: Instant) -> Vec<String> {
    let outputs: Vec<Output> = core::iter::from_fn(|| net.poll_output()).collect();
    let print = |output| match output {
        Output::Seen { place, datagram: Datagram { src, dst, .. }, .. } => {
            let place = match place {
                Place::Host(host) => format!("host {}", net.address(host)),
                Place::Outside(nat) => format!("outside {nat}"),
            };
            Some(format!("{} {place}: {src} -> {dst}", at.as_millis()))
        }
        Output::Arrived { .. } => None,
        Output::Note(text) => Some(format!("{} {text}", at.as_millis())),
    };
    outputs.into_iter().filter_map(print).collect()
}

#[test]
fn without_a_nat_both_wires_show_the_same_addresses() {
    let mut net = build("plays = [\"pbx\"]");
    assert_eq!(
        send(&mut net, "dut", "192.0.2.10:4569", "198.51.100.1:4569"),
        [
            "0 host 192.0.2.10: 192.0.2.10:4569 -> 198.51.100.1:4569",
            "20 host 198.51.100.1: 192.0.2.10:4569 -> 198.51.100.1:4569",
        ]
    );
}

const HOME: &str =
    "plays = [\"pbx\", \"alice\"]\n[[nat]]\nname = \"home\"\ninside = [\"dut\", \"alice\"]\n";

#[test]
fn a_nat_is_seen_from_both_sides_and_both_ways() {
    let mut net = build(HOME);
    assert_eq!(
        send(&mut net, "dut", "192.168.1.10:4569", "198.51.100.1:4569"),
        [
            "0 host 192.168.1.10: 192.168.1.10:4569 -> 198.51.100.1:4569",
            "0 nat home maps 192.168.1.10:4569 to 203.0.113.1:4569",
            "0 outside 0: 203.0.113.1:4569 -> 198.51.100.1:4569",
            "20 host 198.51.100.1: 203.0.113.1:4569 -> 198.51.100.1:4569",
        ]
    );
    assert_eq!(
        send(&mut net, "pbx", "198.51.100.1:4569", "203.0.113.1:4569"),
        [
            "0 host 198.51.100.1: 198.51.100.1:4569 -> 203.0.113.1:4569",
            "20 outside 0: 198.51.100.1:4569 -> 203.0.113.1:4569",
            "20 host 192.168.1.10: 198.51.100.1:4569 -> 192.168.1.10:4569",
        ]
    );
}

#[test]
fn what_nobody_asked_for_stops_at_the_nat() {
    let mut net = build(HOME);
    assert_eq!(
        send(&mut net, "pbx", "198.51.100.1:4569", "203.0.113.1:4569"),
        [
            "0 host 198.51.100.1: 198.51.100.1:4569 -> 203.0.113.1:4569",
            "20 outside 0: 198.51.100.1:4569 -> 203.0.113.1:4569",
            "20 nat home drops (no mapping) 198.51.100.1:4569 -> 203.0.113.1:4569, 1 octets",
        ]
    );
}

#[test]
fn hosts_behind_one_nat_reach_each_other_directly_and_by_hairpin() {
    let mut net = build(HOME);
    assert_eq!(
        send(&mut net, "dut", "192.168.1.10:4569", "192.168.1.12:4569"),
        [
            "0 host 192.168.1.10: 192.168.1.10:4569 -> 192.168.1.12:4569",
            "20 host 192.168.1.12: 192.168.1.10:4569 -> 192.168.1.12:4569",
        ]
    );
    send(&mut net, "alice", "192.168.1.12:4569", "198.51.100.1:4569");
    let seen = send(&mut net, "dut", "192.168.1.10:4569", "203.0.113.1:4569");
    assert_eq!(seen[0], "0 host 192.168.1.10: 192.168.1.10:4569 -> 203.0.113.1:4569");
    assert!(seen[2].starts_with("20 host 192.168.1.12: 203.0.113.1:"), "{seen:?}");
    assert!(seen[2].ends_with(" -> 192.168.1.12:4569"), "{seen:?}");
}

const CARRIER: &str = "plays = [\"pbx\", \"bob\"]\n\
    [[nat]]\nname = \"home\"\ninside = [\"dut\", \"bob\"]\n\
    [[nat]]\nname = \"carrier\"\ninside = [\"home\"]\n";

#[test]
fn two_nats_in_a_row_translate_one_after_the_other() {
    let mut net = build(CARRIER);
    let seen = send(&mut net, "dut", "192.168.1.10:4569", "198.51.100.1:4569");
    let passed: Vec<&String> = seen.iter().filter(|line| !line.contains("maps")).collect();
    assert_eq!(
        passed,
        [
            "0 host 192.168.1.10: 192.168.1.10:4569 -> 198.51.100.1:4569",
            "0 outside 0: 100.64.1.200:4569 -> 198.51.100.1:4569",
            "0 outside 1: 203.0.113.2:4569 -> 198.51.100.1:4569",
            "20 host 198.51.100.1: 203.0.113.2:4569 -> 198.51.100.1:4569",
        ]
    );
    let seen = send(&mut net, "pbx", "198.51.100.1:4569", "203.0.113.2:4569");
    assert_eq!(
        seen[1..],
        [
            "20 outside 1: 198.51.100.1:4569 -> 203.0.113.2:4569",
            "20 outside 0: 198.51.100.1:4569 -> 100.64.1.200:4569",
            "20 host 192.168.1.10: 198.51.100.1:4569 -> 192.168.1.10:4569",
        ]
    );
}

#[test]
fn a_carrier_hairpins_for_two_hosts_of_one_home() {
    let mut net = build(CARRIER);
    send(&mut net, "bob", "192.168.1.12:4569", "198.51.100.1:4569");
    let seen = send(&mut net, "dut", "192.168.1.10:4569", "203.0.113.2:4569");
    let last = seen.last().expect("something was seen");
    assert!(last.starts_with("20 host 192.168.1.12: 203.0.113.2:"), "{seen:?}");
}

#[test]
fn the_same_nats_are_in_a_row_where_both_name_the_host() {
    let text = "plays = [\"pbx\"]\n[[nat]]\nname = \"home\"\ninside = [\"dut\"]\n\
                [[nat]]\nname = \"carrier\"\ninside = [\"dut\"]\n";
    let addresses = build(text).addresses();
    assert_eq!(
        addresses,
        Addresses {
            dut: addr("203.0.113.2:4569"),
            dut_own: addr("192.168.1.10:4569"),
            parties: vec![("pbx".to_owned(), addr("198.51.100.1:4569"))],
        }
    );
}

#[test]
fn a_private_address_leads_nowhere_from_outside() {
    let mut net = build(HOME);
    let seen = send(&mut net, "pbx", "198.51.100.1:4569", "192.168.1.10:4569");
    assert!(seen[1].ends_with("nobody is there"), "{seen:?}");
}

#[test]
fn a_cut_is_seen_on_the_devices_side() {
    let mut net = build("plays = [\"pbx\"]");
    net.command_link(Instant::ZERO, "cut").expect("obeyed");
    assert_eq!(
        send(&mut net, "dut", "192.0.2.10:4569", "198.51.100.1:4569"),
        [
            "0 host 192.0.2.10: 192.0.2.10:4569 -> 198.51.100.1:4569",
            "0 link dut->pbx drops (cut) 192.0.2.10:4569 -> 198.51.100.1:4569, 1 octets",
        ]
    );
}

#[test]
fn a_cut_in_one_direction_leaves_the_other() {
    let mut net = build("plays = [\"pbx\"]");
    net.command_link(Instant::ZERO, "cut dut->pbx").expect("obeyed");
    assert_eq!(send(&mut net, "dut", "192.0.2.10:4569", "198.51.100.1:4569").len(), 2);
    let seen = send(&mut net, "pbx", "198.51.100.1:4569", "192.0.2.10:4569");
    assert!(seen[1].starts_with("20 host 192.0.2.10"), "{seen:?}");
}

#[test]
fn links_obey_their_table() {
    let mut net = build(
        "plays = [\"pbx\", \"bob\"]\n[[link]]\nbetween = [\"pbx\", \"dut\"]\ndelay = \"100ms\"\n",
    );
    let seen = send(&mut net, "dut", "192.0.2.10:4569", "198.51.100.1:4569");
    assert!(seen[1].starts_with("100 host"), "{seen:?}");
    let seen = send(&mut net, "dut", "192.0.2.10:4569", "198.51.100.2:4569");
    assert!(seen[1].starts_with("20 host"), "{seen:?}");
}

#[test]
fn nats_obey_their_name() {
    let mut net = build(HOME);
    send(&mut net, "dut", "192.168.1.10:4569", "198.51.100.1:4569");
    net.command_nat(Instant::ZERO, "home rebinds").expect("obeyed");
    let moved = outputs(&mut net, Instant::ZERO);
    assert!(moved[0].contains("moves 192.168.1.10:4569 from 203.0.113.1:4569 to"), "{moved:?}");
    assert_eq!(
        net.command_nat(Instant::ZERO, "office rebinds"),
        Err(NetworkError::NoSuchNat("office rebinds".to_owned()))
    );
    assert_eq!(
        net.command_nat(Instant::ZERO, "home burns"),
        Err(NetworkError::NatVerb("home burns".to_owned()))
    );
}

#[test]
fn an_unknown_party_is_named() {
    let mut net = build("plays = [\"pbx\"]");
    assert!(matches!(
        net.command_link(Instant::ZERO, "cut dut->bob"),
        Err(NetworkError::NoSuchParty { party, .. }) if party == "bob"
    ));
    let nat = "plays = [\"pbx\"]\n[[nat]]\nname = \"home\"\ninside = [\"bob\"]\n";
    assert!(matches!(try_build(nat), Err(MapError::Unknown { name, .. }) if name == "bob"));
    let link = "plays = [\"pbx\"]\n[[link]]\nbetween = [\"dut\", \"bob\"]\n";
    assert!(matches!(try_build(link), Err(MapError::Unknown { name, .. }) if name == "bob"));
}

#[test]
fn nats_inside_each_other_are_refused() {
    let text = "plays = [\"pbx\"]\n[[nat]]\nname = \"a\"\ninside = [\"b\"]\n\
                [[nat]]\nname = \"b\"\ninside = [\"a\"]\n";
    assert_eq!(try_build(text).err(), Some(MapError::Circle("b".to_owned())));
    let text = "plays = [\"pbx\"]\n[[nat]]\nname = \"pbx\"\ninside = [\"dut\"]\n";
    assert_eq!(try_build(text).err(), Some(MapError::Twice("pbx".to_owned())));
}

#[test]
fn the_device_is_the_first_host() {
    assert_eq!(build("plays = []").host("dut"), Some(HostId::DUT));
}
