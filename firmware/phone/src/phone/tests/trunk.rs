//! Several calls in one datagram.

use iax2_wire::{Body, CallNumber, Format, IaxCode, Timestamp, TrunkView};

use super::rig::{Rig, new_elements, plain, server};
use crate::config::Trunk;

/// `count` calls from the peer, answered and acknowledged; gives the phone's numbers of them.
fn calls(form: Trunk, count: u16) -> (Rig, std::vec::Vec<u16>) {
    let mut config = plain();
    config.accounts[0].trunk = form;
    config.calls = 8;
    let mut rig = Rig::new(config);
    let mut numbers = std::vec::Vec::new();
    for offset in 0..count {
        rig.source = CallNumber::new(0x1000 + offset).expect("15 bits");
        (rig.oseqno, rig.iseqno, rig.dest) = Default::default();
        rig.send_iax(IaxCode::NEW, &new_elements());
        rig.user("answers");
        rig.forget();
        rig.send_stamped(Timestamp(20), Body::Voice(Format::ULAW, &[0xff; 160]));
        numbers.push(rig.dest.get());
    }
    rig.pass(20);
    rig.sent.clear();
    rig.signs.clear();
    (rig, numbers)
}

fn tone() -> [u8; 160] {
    core::array::from_fn(|index| if index / 4 % 2 == 0 { 0x90 } else { 0x10 })
}

#[test]
fn calls_to_one_peer_share_a_datagram() {
    let (mut rig, numbers) = calls(Trunk::Plain, 3);
    rig.pass(20);
    assert_eq!(rig.sent.len(), 1);
    let (to, octets) = &rig.sent[0];
    assert_eq!((*to, octets.len()), (server(), 8 + 3 * 164));
    assert_eq!(octets[..4], [0, 0, 1, 0]);
    let entries = TrunkView::new_unchecked(octets);
    let carried: std::vec::Vec<_> = entries.entries().map(|it| it.expect("whole").call).collect();
    assert_eq!(carried, numbers);
}

#[test]
fn what_does_not_fit_one_datagram_takes_two() {
    let (mut rig, _) = calls(Trunk::Timestamps, 8);
    rig.pass(20);
    let sizes: std::vec::Vec<_> = rig.sent.iter().map(|(_, octets)| octets.len()).collect();
    assert_eq!(sizes, [8 + 7 * 166, 8 + 166]);
    assert!(rig.sent.iter().all(|(_, octets)| octets[3] == 1));
}

#[test]
fn a_single_call_needs_no_trunk() {
    let (mut rig, _) = calls(Trunk::Plain, 1);
    rig.pass(20);
    assert_eq!(rig.sent.len(), 1);
    assert_eq!(rig.sent[0].1.len(), 164);
}

#[test]
fn entries_of_both_forms_are_heard_and_strangers_harm_nobody() {
    for stamped in [false, true] {
        let (mut rig, numbers) = calls(Trunk::Never, 2);
        for beat in 0..3u16 {
            rig.pass(20);
            let mut octets = std::vec![0, 0, 1, u8::from(stamped), 0, 0, 0, 9];
            for call in [0x1000u16, 0x7abc, 0x9001] {
                let (call, length) = (call.to_be_bytes(), 160u16.to_be_bytes());
                let stamp = (40 + beat * 20).to_be_bytes();
                match stamped {
                    true => octets.extend([length, call, stamp].concat()),
                    false => octets.extend([call, length].concat()),
                }
                octets.extend(tone());
            }
            octets.extend([0x10, 0x00, 0xff, 0xff, 1]);
            rig.datagram(server(), &octets);
        }
        rig.pass(40);
        for number in numbers {
            let heard = std::format!("hears src={number}");
            assert!(rig.signs.iter().any(|sign| sign.starts_with(&heard)), "{:?}", rig.signs);
        }
    }
}

#[test]
fn reserved_bits_and_other_commands_are_dropped() {
    let (mut rig, _) = calls(Trunk::Never, 1);
    for header in [[0, 0, 1, 2], [0, 0, 2, 0], [0, 0, 0x7f, 0]] {
        let mut octets = header.to_vec();
        octets.extend([0, 0, 0, 9, 0x10, 0, 0, 160]);
        octets.extend(tone());
        rig.datagram(server(), &octets);
        rig.datagram(server(), &octets);
    }
    assert!(rig.signs.is_empty());
}
