//! HANGUP, INVAL, and what comes too late.

use iax2_wire::{Body, CauseCode, IaxCode, Ie, Ies};

use super::rig::{Rig, plain, stranger};

#[test]
fn hangup_is_acknowledged_at_once_and_later_frames_get_inval() {
    let mut rig = Rig::up();
    rig.forget();
    rig.send_iax(IaxCode::HANGUP, &[Ie::CauseCode(CauseCode::NORMAL_CLEARING)]);
    rig.expect_iax(IaxCode::ACK);
    assert!(rig.word().starts_with("ended"));
    rig.send(Body::Iax(IaxCode::PING, Ies::default()));
    let inval = rig.expect_iax(IaxCode::INVAL);
    assert_eq!((inval.full().source, inval.full().dest), (rig.dest, rig.source));
    for silent in [IaxCode::ACK, IaxCode::INVAL, IaxCode::VNAK, IaxCode::TXCNT, IaxCode::TXACC] {
        rig.send(Body::Iax(silent, Ies::default()));
    }
    rig.mini(100, &[0xff; 160]);
    rig.expect_nothing();
}

#[test]
fn an_unanswered_hangup_is_repeated_and_then_the_leg_is_dropped() {
    let mut rig = Rig::up();
    rig.forget();
    rig.user("hangs up");
    let hangup = rig.expect_iax(IaxCode::HANGUP);
    assert_eq!(hangup.ies().cause_code(), Some(CauseCode::NORMAL_CLEARING));
    rig.signs.clear();
    rig.pass(60_000);
    for _ in 0..4 {
        assert!(rig.expect_iax(IaxCode::HANGUP).full().retry);
    }
    rig.expect_nothing();
    assert_eq!(rig.word(), "idle");
}

#[test]
fn after_our_hangup_only_its_acknowledgment_is_taken() {
    let mut rig = Rig::up();
    rig.user("hangs up");
    rig.expect_iax(IaxCode::HANGUP);
    let before = rig.iseqno;
    rig.iseqno.0 -= 1;
    rig.send(Body::Iax(IaxCode::PING, Ies::default()));
    rig.expect_iax(IaxCode::INVAL);
    rig.iseqno = before;
    rig.ack();
    rig.pass(60_000);
    rig.expect_nothing();
}

#[test]
fn inval_destroys_a_call_and_is_not_answered() {
    let mut rig = Rig::up();
    rig.forget();
    rig.send(Body::Iax(IaxCode::INVAL, Ies::default()));
    rig.expect_nothing();
    assert!(rig.word().starts_with("ended"));
    rig.pass(30_000);
    rig.expect_nothing();
}

#[test]
fn an_inval_of_zeroes_is_nothing() {
    let mut rig = Rig::up();
    rig.forget();
    rig.datagram(super::rig::server(), &[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0x0a]);
    rig.expect_nothing();
    assert!(rig.signs.is_empty());
}

#[test]
fn a_poke_is_answered_without_a_call() {
    let mut rig = Rig::new(plain());
    rig.datagram(stranger(), &[0x80, 5, 0, 0, 0, 0, 0, 9, 0, 0, 6, 0x1e]);
    let pong = rig.expect_iax(IaxCode::PONG);
    assert_eq!(pong.octets, [0x80, 1, 0, 5, 0, 0, 0, 9, 0, 1, 6, 3]);
    rig.pass(30_000);
    rig.expect_nothing();
}
