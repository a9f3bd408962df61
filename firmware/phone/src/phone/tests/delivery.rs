//! Order, acknowledgment, repetition.

use iax2_wire::{Body, Full, IaxCode, Ies, SeqNo};

use super::rig::{Rig, plain, server, stranger};

fn text(rig: &Rig, oseqno: u8) -> Full<'static> {
    Full {
        source: rig.source,
        dest: rig.dest,
        retry: false,
        timestamp: rig.stamp(),
        oseqno: SeqNo(oseqno),
        iseqno: rig.iseqno,
        body: Body::Text(b"hi"),
    }
}

#[test]
fn a_duplicate_is_acknowledged_and_not_acted_on() {
    let mut rig = Rig::ringing();
    let frame = text(&rig, rig.oseqno.0);
    rig.send_full(server(), &frame);
    rig.send_full(server(), &frame);
    rig.expect_iax(IaxCode::ACK);
    rig.expect_iax(IaxCode::ACK);
    assert_eq!(rig.word(), "shows text=\"hi\"");
    assert!(rig.signs.is_empty());
}

#[test]
fn a_gap_is_asked_for_and_early_frames_have_no_effect() {
    let mut rig = Rig::ringing();
    let expected = rig.oseqno.0;
    for ahead in [1, 2, 127] {
        let frame = text(&rig, expected.wrapping_add(ahead));
        rig.send_full(server(), &frame);
    }
    let vnak = rig.expect_iax(IaxCode::VNAK);
    assert_eq!(vnak.full().iseqno.0, expected);
    rig.expect_nothing();
    assert!(rig.signs.is_empty());
}

#[test]
fn unacknowledged_frames_are_repeated_with_doubled_waits_and_then_given_up() {
    let mut rig = Rig::ringing();
    rig.user("answers");
    let mut times = std::vec![0];
    rig.sent.clear();
    for _ in 0..40_000 {
        rig.pass(1);
        while let Some((_, octets)) = rig.sent.pop_front() {
            if octets[0] & 0x80 != 0 && octets[10..12] == [4, 4] {
                times.push(rig.now.as_millis() - 1_000_000);
                assert!(octets[2] & 0x80 != 0, "repeats carry R");
            }
        }
    }
    let gaps: std::vec::Vec<u64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(gaps, [1000, 2000, 4000, 8000]);
    assert!(rig.signs.iter().any(|sign| sign.ends_with("causecode=27")));
    assert_eq!(rig.signs.back().map(|sign| sign.as_str()), Some("idle"));
}

#[test]
fn vnak_brings_back_everything_from_its_number_on() {
    let mut rig = Rig::ringing();
    let first = rig.iseqno;
    rig.user("presses \"12\" at 100/s");
    rig.pass(20);
    rig.sent.clear();
    rig.iseqno = first;
    rig.send(Body::Iax(IaxCode::VNAK, Ies::default()));
    let resent = [rig.expect(), rig.expect()];
    assert_eq!(resent[0].full().body, Body::Dtmf(b'1'));
    assert_eq!(resent[1].full().body, Body::Dtmf(b'2'));
    assert!(resent.iter().all(|frame| frame.full().retry));
    rig.send(Body::Iax(IaxCode::VNAK, Ies::default()));
    rig.expect_nothing();
}

#[test]
fn an_acknowledgment_of_what_was_never_sent_means_nothing() {
    let mut rig = Rig::ringing();
    rig.user("presses \"1\"");
    rig.sent.clear();
    rig.iseqno = SeqNo(rig.iseqno.0.wrapping_add(9));
    rig.ack();
    rig.pass(1_000);
    rig.expect_iax(IaxCode::PING);
    assert!(rig.expect().full().retry);
}

#[test]
fn numbers_wrap_from_255_to_0() {
    let mut rig = Rig::ringing();
    for _ in 0..600 {
        rig.send(Body::Text(b"x"));
        let ack = rig.expect_iax(IaxCode::ACK);
        assert_eq!(ack.full().iseqno, rig.oseqno);
    }
}

#[test]
fn frames_of_a_call_from_elsewhere_are_not_its_own() {
    let mut rig = Rig::ringing();
    let mut frame = text(&rig, rig.oseqno.0);
    frame.body = Body::Iax(IaxCode::HANGUP, Ies::default());
    rig.send_full(stranger(), &frame);
    let answer = rig.expect_iax(IaxCode::INVAL);
    assert_eq!(answer.to, stranger());
    assert!(rig.signs.is_empty());
}

#[test]
fn the_first_repeat_comes_after_two_round_trips() {
    let mut rig = Rig::new(plain());
    rig.user("dials \"300\"");
    rig.pass(999);
    rig.expect_iax(IaxCode::NEW);
    rig.expect_nothing();
    rig.pass(1);
    assert!(rig.expect_iax(IaxCode::NEW).full().retry);
}
