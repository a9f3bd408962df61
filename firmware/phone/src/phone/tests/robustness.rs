//! Octets that mean nothing, in numbers.

use iax2_wire::{Body, IaxCode, Ies};

use super::rig::{Rig, server};
use crate::phone::Phone;
use crate::rng::Rng;

#[test]
fn random_octets_neither_stop_the_phone_nor_its_call() {
    let mut rig = Rig::up();
    let mut rng = Rng::new(99);
    for round in 0..20_000 {
        let mut octets = [0; 64];
        rng.fill(&mut octets);
        let len = usize::try_from(rng.below(65)).expect("small");
        if round % 2 == 0 {
            // A full frame of the live call, but for what it says; never one that ends it.
            octets[..2].copy_from_slice(&(0x8000 | rig.source.get()).to_be_bytes());
            octets[2..4].copy_from_slice(&rig.dest.get().to_be_bytes());
            octets[8] = rig.oseqno.0.wrapping_add(octets[8] % 3);
            octets[10] %= 14;
            if octets[10] == 6 && [5, 6, 0x0a, 0x22].contains(&octets[11])
                || octets[10] == 4 && octets[11] == 1
            {
                continue;
            }
        }
        rig.datagram(server(), &octets[..len]);
        rig.sent.clear();
    }
    rig.source = iax2_wire::CallNumber::new(9).expect("15 bits");
    (rig.oseqno, rig.iseqno, rig.dest) = Default::default();
    rig.sent.clear();
    rig.send(Body::Iax(IaxCode::POKE, Ies::default()));
    rig.expect_iax(IaxCode::PONG);
}

#[test]
fn a_phone_is_small() {
    // Eight accounts, eight calls, all queues full or empty: it is the same.
    let octets = size_of::<Phone>();
    assert!(octets < 96 * 1024, "{octets}");
}

#[test]
fn cut_frames_are_met_with_silence() {
    let mut rig = Rig::up();
    rig.forget();
    for len in 0..12 {
        rig.datagram(server(), &[0x92, 0x34, 0, 7, 0, 0, 0, 0, 0, 0, 6, 5][..len]);
        rig.datagram(server(), &[0, 0, 1, 0, 0, 0, 0, 0][..len.min(7)]);
    }
    rig.expect_nothing();
}

#[test]
fn a_flood_of_requests_leaves_room_to_hang_up() {
    let mut rig = Rig::up();
    rig.forget();
    for _ in 0..1_000 {
        rig.send(Body::Iax(IaxCode::PING, Ies::default()));
    }
    assert!(rig.sent.len() <= 1_000 + 1);
    rig.sent.clear();
    rig.user("hangs up");
    rig.expect_iax(IaxCode::HANGUP);
}
