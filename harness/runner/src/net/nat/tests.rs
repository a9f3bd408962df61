//! RFC 4787, requirement by requirement.

use super::{Event, Input, Nat, Side, Transmit, Why};
use crate::net::datagram::Datagram;
use crate::net::dice::Dice;
use core::net::SocketAddr;
use iax2_wire::time::Instant;
use phonerig_judge::network::NatSpec;

const X: &str = "192.168.1.10:4569";
const X2: &str = "192.168.1.11:4569";
const Y1: &str = "198.51.100.1:4569";
const Y1_OTHER_PORT: &str = "198.51.100.1:5000";
const Y2: &str = "198.51.100.2:4569";

fn addr(text: &str) -> SocketAddr {
    text.parse().expect("a literal address")
}

fn datagram(src: &str, dst: &str) -> Datagram {
    Datagram { src: addr(src), dst: addr(dst), octets: b"x".to_vec() }
}

/// A NAT and the clock it lives by.
struct Bench {
    nat: Nat,
    now: Instant,
}

impl Bench {
    fn new(keys: &str) -> Self {
        let text = format!("name = \"home\"\ninside = [\"dut\"]\n{keys}");
        let spec: NatSpec = toml::from_str(&text).expect("a valid NAT");
        let dice = Dice::new(1, "nat", "home");
        Self { nat: Nat::new(spec, addr("203.0.113.1:0").ip(), dice), now: Instant::ZERO }
    }

    fn at(&mut self, seconds: u64) -> &mut Self {
        self.now = Instant::from_millis(seconds * 1000);
        self
    }

    /// The external endpoint that a packet from `src` to `dst` leaves with.
    fn out(&mut self, src: &str, dst: &str) -> SocketAddr {
        self.nat.handle_input(self.now, Input::Datagram(Side::Inside, datagram(src, dst)));
        let left = self.nat.poll_transmit().expect("forwarded");
        assert_eq!((left.side, left.datagram.dst), (Side::Outside, addr(dst)));
        left.datagram.src
    }

    /// The internal endpoint that a packet from `src` to `dst` reaches, or why it does not.
    fn inward(&mut self, src: &str, dst: SocketAddr) -> Result<SocketAddr, Why> {
        let packet = Datagram { dst, ..datagram(src, X) };
        self.nat.handle_input(self.now, Input::Datagram(Side::Outside, packet));
        self.outcome().map(|transmit| transmit.datagram.dst)
    }

    fn outcome(&mut self) -> Result<Transmit, Why> {
        let dropped = core::iter::from_fn(|| self.nat.poll_event()).find_map(|event| match event {
            Event::Dropped { why, .. } => Some(why),
            _ => None,
        });
        self.nat.poll_transmit().ok_or_else(|| dropped.expect("forwarded or dropped"))
    }
}

#[test]
fn req_1_an_endpoint_independent_mapping_serves_every_destination() {
    let mut bench = Bench::new("mapping = \"endpoint\"\nport = \"random\"");
    let first = bench.out(X, Y1);
    assert_eq!(bench.out(X, Y1_OTHER_PORT), first);
    assert_eq!(bench.out(X, Y2), first);
}

#[test]
fn an_address_dependent_mapping_serves_one_address() {
    let mut bench = Bench::new("mapping = \"address\"");
    let first = bench.out(X, Y1);
    assert_eq!(bench.out(X, Y1_OTHER_PORT), first);
    assert_ne!(bench.out(X, Y2), first);
}

#[test]
fn an_address_and_port_dependent_mapping_serves_one_endpoint() {
    let mut bench = Bench::new("mapping = \"address-and-port\"");
    let first = bench.out(X, Y1);
    assert_ne!(bench.out(X, Y1_OTHER_PORT), first);
    assert_ne!(bench.out(X, Y2), first);
    assert_eq!(bench.out(X, Y1), first);
}

#[test]
fn a_preserving_nat_keeps_the_port() {
    let mut bench = Bench::new("port = \"preserve\"");
    assert_eq!(bench.out(X, Y1), addr("203.0.113.1:4569"));
}

#[test]
fn req_3_ports_are_never_overloaded() {
    let mut bench = Bench::new("port = \"preserve\"");
    let (first, second) = (bench.out(X, Y1), bench.out(X2, Y1));
    assert_ne!(first, second);
    assert_eq!(bench.inward(Y1, first), Ok(addr(X)));
    assert_eq!(bench.inward(Y1, second), Ok(addr(X2)));
}

#[test]
fn req_3a_and_req_4_a_random_port_keeps_range_and_parity() {
    let mut bench = Bench::new("port = \"random\"");
    let outside = bench.out(X, Y1).port();
    assert_ne!(outside, 4569);
    assert!(outside >= 1024 && outside % 2 == 1, "{outside}");
}

#[test]
fn req_5_a_mapping_lives_until_its_timeout() {
    let mut bench = Bench::new("timeout = \"120s\"");
    let outside = bench.out(X, Y1);
    assert_eq!(bench.nat.poll_timeout(), Some(Instant::from_millis(120_000)));
    assert_eq!(bench.at(119).inward(Y1, outside), Ok(addr(X)));
    assert_eq!(bench.at(120).inward(Y1, outside), Err(Why::NoMapping));
}

#[test]
fn req_6_outbound_packets_refresh() {
    let mut bench = Bench::new("timeout = \"30s\"\nrefresh = \"outbound\"");
    let outside = bench.out(X, Y1);
    bench.at(29).out(X, Y1);
    assert_eq!(bench.at(58).inward(Y1, outside), Ok(addr(X)));
    assert_eq!(bench.at(59).inward(Y1, outside), Err(Why::NoMapping), "inbound does not refresh");
}

#[test]
fn req_6a_inbound_packets_refresh_where_they_may() {
    let mut bench = Bench::new("timeout = \"30s\"\nrefresh = \"both\"");
    let outside = bench.out(X, Y1);
    for seconds in [29, 58, 87] {
        assert_eq!(bench.at(seconds).inward(Y1, outside), Ok(addr(X)));
    }
    bench.at(116).out(X, Y1);
    assert_eq!(bench.at(145).inward(Y1, outside), Ok(addr(X)));
}

#[test]
fn a_nat_that_only_refreshes_inbound_forgets_a_talker_that_hears_nothing() {
    let mut bench = Bench::new("timeout = \"30s\"\nrefresh = \"inbound\"\nport = \"random\"");
    let outside = bench.out(X, Y1);
    bench.at(29).out(X, Y1);
    assert_ne!(bench.at(30).out(X, Y1), outside);
}

#[test]
fn a_filtered_packet_does_not_refresh() {
    let mut bench = Bench::new("timeout = \"30s\"\nrefresh = \"both\"\nfiltering = \"address\"");
    let outside = bench.out(X, Y1);
    assert_eq!(bench.at(29).inward(Y2, outside), Err(Why::Filtered));
    assert_eq!(bench.at(30).inward(Y1, outside), Err(Why::NoMapping));
}

#[test]
fn req_8_endpoint_independent_filtering_lets_everyone_in() {
    let mut bench = Bench::new("filtering = \"endpoint\"");
    let outside = bench.out(X, Y1);
    assert_eq!(bench.inward(Y2, outside), Ok(addr(X)));
}

#[test]
fn req_8_address_dependent_filtering_asks_for_the_address() {
    let mut bench = Bench::new("filtering = \"address\"");
    let outside = bench.out(X, Y1);
    assert_eq!(bench.inward(Y1_OTHER_PORT, outside), Ok(addr(X)));
    assert_eq!(bench.inward(Y2, outside), Err(Why::Filtered));
}

#[test]
fn address_and_port_dependent_filtering_asks_for_both() {
    let mut bench = Bench::new("filtering = \"address-and-port\"");
    let outside = bench.out(X, Y1);
    assert_eq!(bench.inward(Y1, outside), Ok(addr(X)));
    assert_eq!(bench.inward(Y1_OTHER_PORT, outside), Err(Why::Filtered));
}

#[test]
fn filtering_asks_for_the_internal_endpoint_whichever_mapping_it_used() {
    let mut bench = Bench::new("mapping = \"address\"\nfiltering = \"address\"");
    let first = bench.out(X, Y1);
    bench.out(X, Y2);
    assert_eq!(bench.inward(Y2, first), Ok(addr(X)));
}

#[test]
fn an_unmapped_port_leads_nowhere() {
    let mut bench = Bench::new("");
    assert_eq!(bench.inward(Y1, addr("203.0.113.1:4569")), Err(Why::NoMapping));
}

#[test]
fn req_9_hairpinning_shows_the_external_source() {
    let mut bench = Bench::new("port = \"random\"");
    let (first, second) = (bench.out(X, Y1), bench.out(X2, Y1));
    let packet = Datagram { dst: second, ..datagram(X, Y1) };
    bench.nat.handle_input(bench.now, Input::Datagram(Side::Inside, packet));
    let back = bench.outcome().expect("hairpinned");
    assert_eq!(back.side, Side::Inside);
    assert_eq!((back.datagram.src, back.datagram.dst), (first, addr(X2)), "REQ-9a");
}

#[test]
fn a_nat_without_hairpinning_drops() {
    let mut bench = Bench::new("hairpin = false");
    let second = bench.out(X2, Y1);
    let packet = Datagram { dst: second, ..datagram(X, Y1) };
    bench.nat.handle_input(bench.now, Input::Datagram(Side::Inside, packet));
    assert_eq!(bench.outcome(), Err(Why::NoHairpin));
}

#[test]
fn hairpinned_packets_meet_the_filter() {
    let mut bench = Bench::new("filtering = \"address\"");
    let second = bench.out(X2, Y1);
    let packet = Datagram { dst: second, ..datagram(X, Y1) };
    bench.nat.handle_input(bench.now, Input::Datagram(Side::Inside, packet));
    assert_eq!(bench.outcome(), Err(Why::Filtered));
}

#[test]
fn a_rebind_moves_the_port_and_keeps_the_permission() {
    let mut bench = Bench::new("filtering = \"address-and-port\"");
    let old = bench.out(X, Y1);
    bench.nat.handle_input(bench.now, Input::Rebind);
    let new = bench.out(X, Y1);
    assert_ne!(new, old);
    assert_eq!(bench.inward(Y1, old), Err(Why::NoMapping));
    assert_eq!(bench.inward(Y1, new), Ok(addr(X)));
}

#[test]
fn a_nat_that_forgets_lets_nobody_in_until_it_is_spoken_through() {
    let mut bench = Bench::new("port = \"preserve\"");
    let outside = bench.out(X, Y1);
    bench.nat.handle_input(bench.now, Input::Forget);
    assert_eq!(bench.inward(Y1, outside), Err(Why::NoMapping));
    assert_eq!(bench.out(X, Y1), outside, "preserved again");
    assert_eq!(bench.inward(Y1, outside), Ok(addr(X)));
}

#[test]
fn mappings_are_told_of() {
    let mut bench = Bench::new("timeout = \"30s\"");
    let outside = bench.out(X, Y1);
    assert_eq!(bench.nat.poll_event(), Some(Event::Mapped { inside: addr(X), outside }));
    bench.nat.handle_timeout(Instant::from_millis(30_000));
    assert_eq!(bench.nat.poll_event(), Some(Event::Unmapped { inside: addr(X), outside }));
    assert_eq!(bench.nat.poll_timeout(), None);
}

#[test]
fn the_same_seed_gives_the_same_ports() {
    let ports = || Bench::new("port = \"random\"").out(X, Y1);
    assert_eq!(ports(), ports());
}
