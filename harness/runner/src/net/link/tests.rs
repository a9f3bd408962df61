//! Each impairment, by order and by chance.

use super::{Event, Input, Link, Mishap, Why};
use crate::net::datagram::Datagram;
use crate::net::dice::Dice;
use hex_literal::hex;
use iax2_wire::time::Instant;
use phonerig_judge::network::LinkSpec;
use phonerig_judge::notation::ast::{LinkOrder, LinkVerb};

const HANGUP: [u8; 12] = hex!("8001 0002 00000010 03 04 06 05");

fn link(keys: &str) -> Link {
    let text = format!("between = [\"dut\", \"pbx\"]\n{keys}");
    let spec: LinkSpec = toml::from_str(&text).expect("a valid link");
    Link::new(spec, Dice::new(1, "link", "dut->pbx"))
}

fn ms(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn datagram(octets: &[u8]) -> Datagram {
    let (src, dst) = ("192.0.2.10:4569", "198.51.100.1:4569");
    let address = |text: &str| text.parse().expect("a literal address");
    Datagram { src: address(src), dst: address(dst), octets: octets.to_vec() }
}

fn send(link: &mut Link, at: u64, octets: &[u8]) {
    link.handle_input(ms(at), Input::Datagram(datagram(octets)));
}

fn tell(link: &mut Link, order: &str) {
    let order: LinkOrder = order.parse().expect("a valid order");
    link.handle_input(Instant::ZERO, Input::Order(order.verb));
}

/// What arrives, with the millisecond of its arrival.
fn arrivals(link: &mut Link) -> Vec<(u64, Vec<u8>)> {
    let mut all = Vec::new();
    while let Some(at) = link.poll_timeout() {
        let datagram = link.poll_transmit(at).expect("due");
        all.push((at.as_millis(), datagram.octets));
    }
    all
}

fn mishaps(link: &mut Link) -> Vec<Mishap> {
    core::iter::from_fn(|| link.poll_event()).map(|event: Event| event.mishap).collect()
}

#[test]
fn a_usual_link_takes_20_ms_and_loses_nothing() {
    let mut link = Link::new(LinkSpec::usual("dut", "pbx"), Dice::new(1, "link", "dut->pbx"));
    send(&mut link, 5, b"a");
    assert_eq!(link.poll_transmit(ms(24)), None);
    assert_eq!(link.poll_transmit(ms(25)), Some(datagram(b"a")));
    assert_eq!(link.poll_timeout(), None);
}

#[test]
fn a_cut_link_drops_until_it_is_restored() {
    let mut link = link("");
    tell(&mut link, "cut");
    send(&mut link, 0, b"a");
    tell(&mut link, "restored");
    send(&mut link, 1, b"b");
    assert_eq!(arrivals(&mut link), [(21, b"b".to_vec())]);
    assert_eq!(mishaps(&mut link), [Mishap::Dropped(Why::Cut)]);
}

#[test]
fn the_second_hangup_is_dropped_on_order() {
    let mut link = link("");
    tell(&mut link, "drops dut->pbx HANGUP 2nd");
    for at in 0..3 {
        send(&mut link, at, b"\x00\x01\x00\x10voice");
        send(&mut link, at, &HANGUP);
    }
    let hangups: Vec<u64> = arrivals(&mut link)
        .into_iter()
        .filter_map(|(at, octets)| (octets == HANGUP).then_some(at))
        .collect();
    assert_eq!(hangups, [20, 22]);
    assert_eq!(mishaps(&mut link), [Mishap::Dropped(Why::Order)]);
}

#[test]
fn orders_count_frames_that_others_dropped() {
    let mut link = link("");
    tell(&mut link, "drops dut->pbx HANGUP 1st");
    tell(&mut link, "duplicates dut->pbx HANGUP 2nd");
    send(&mut link, 0, &HANGUP);
    send(&mut link, 1, &HANGUP);
    assert_eq!(arrivals(&mut link), [(21, HANGUP.to_vec()), (21, HANGUP.to_vec())]);
}

#[test]
fn a_delayed_frame_is_overtaken() {
    let mut link = link("");
    tell(&mut link, "delays dut->pbx HANGUP by 500ms");
    send(&mut link, 0, &HANGUP);
    send(&mut link, 1, b"b");
    assert_eq!(arrivals(&mut link), [(21, b"b".to_vec()), (520, HANGUP.to_vec())]);
}

#[test]
fn a_corrupted_frame_differs_in_one_bit() {
    let mut link = link("");
    tell(&mut link, "corrupts dut->pbx 1st");
    send(&mut link, 0, &HANGUP);
    let (_, octets) = arrivals(&mut link).remove(0);
    let flipped: u32 = octets.iter().zip(HANGUP).map(|(a, b)| (a ^ b).count_ones()).sum();
    assert_eq!(flipped, 1);
}

#[test]
fn jitter_spreads_arrivals_and_keeps_their_order() {
    let mut link = link("jitter = \"40ms\"");
    for at in 0..50 {
        send(&mut link, at * 20, &[u8::try_from(at).expect("below 50")]);
    }
    let arrivals = arrivals(&mut link);
    let order: Vec<u8> = arrivals.iter().map(|(_, octets)| octets[0]).collect();
    assert_eq!(order, (0..50).collect::<Vec<u8>>());
    let late = |(at, octets): &(u64, Vec<u8>)| at - u64::from(octets[0]) * 20;
    assert!(arrivals.iter().all(|arrival| (20..=80).contains(&late(arrival))));
    assert!(arrivals.iter().any(|arrival| late(arrival) > 40));
}

#[test]
fn loss_is_seeded() {
    let survivors = || {
        let mut link = link("loss = 0.5");
        (0..100).for_each(|at| send(&mut link, at, b"a"));
        arrivals(&mut link)
    };
    assert_eq!(survivors(), survivors());
    assert!((30..70).contains(&survivors().len()));
}

#[test]
fn chance_duplicates_and_reorders() {
    let mut link = link("duplicate = 1.0");
    send(&mut link, 0, b"a");
    assert_eq!(arrivals(&mut link).len(), 2);

    let mut link = self::link("reorder = 0.5");
    (0..100).for_each(|at| send(&mut link, at * 20, &[u8::try_from(at).expect("below 100")]));
    let late = |(at, octets): &(u64, Vec<u8>)| at - u64::from(octets[0]) * 20;
    let late: Vec<u64> = arrivals(&mut link).iter().map(late).collect();
    let held = late.iter().filter(|late| **late == 70).count();
    assert_eq!(late.iter().filter(|late| **late == 20).count() + held, 100);
    assert_eq!(mishaps(&mut link), vec![Mishap::Overtaken; held]);
    assert!((30..70).contains(&held));
}

#[test]
fn a_restored_link_forgets_its_orders() {
    let mut link = link("");
    tell(&mut link, "drops HANGUP");
    tell(&mut link, "loss 1");
    tell(&mut link, "restored");
    send(&mut link, 0, &HANGUP);
    assert_eq!(arrivals(&mut link), [(20, HANGUP.to_vec())]);
}

#[test]
fn a_loss_is_set_on_order() {
    let mut link = link("");
    tell(&mut link, "loss 1");
    send(&mut link, 0, b"a");
    assert_eq!(mishaps(&mut link), [Mishap::Dropped(Why::Loss)]);
}

#[test]
fn orders_take_effect_for_what_is_sent_later() {
    let mut link = link("");
    send(&mut link, 0, b"a");
    link.handle_input(ms(1), Input::Order(LinkVerb::Cut));
    send(&mut link, 1, b"b");
    assert_eq!(arrivals(&mut link), [(20, b"a".to_vec())]);
}
