//! Voice, digits, texts, and watching over the call.

use iax2_wire::{Body, Format, IaxCode, Ies, Timestamp};

use super::rig::Rig;

fn tone() -> [u8; 160] {
    use crate::audio::{Adpcm, Codec, FRAME_SAMPLES, Mouth};
    let (mut mouth, mut samples, mut octets) = (Mouth::default(), [0; FRAME_SAMPLES], [0; 320]);
    mouth.whistle(iax2_wire::time::Instant::ZERO, [1000, 0], None);
    mouth.speak(iax2_wire::time::Instant::ZERO, &mut samples);
    Codec::Ulaw.encode(&mut Adpcm::default(), &samples, &mut octets);
    octets[..160].try_into().expect("mu-law takes an octet a sample")
}

#[test]
fn voice_starts_with_a_full_frame_and_goes_on_in_minis() {
    let mut rig = Rig::ringing();
    rig.user("answers");
    rig.pass(100);
    rig.expect();
    let first = rig.expect();
    assert!(matches!(first.full().body, Body::Voice(Format::ULAW, data) if data == [0xff; 160]));
    let stamp = first.full().timestamp.0;
    let minis: std::vec::Vec<_> = rig.sent.drain(..).map(|(_, octets)| octets).collect();
    assert_eq!(minis.len(), 5);
    for (index, mini) in minis.iter().enumerate() {
        assert_eq!(mini[..2], rig.dest.get().to_be_bytes());
        let expected =
            u16::try_from(stamp).expect("early") + 20 * (1 + u16::try_from(index).expect("few"));
        assert_eq!(mini[2..4], expected.to_be_bytes());
        assert_eq!(mini.len(), 164);
    }
}

#[test]
fn no_voice_leaves_before_the_caller_has_acknowledged_anything() {
    let mut rig = Rig::new(super::rig::plain());
    rig.send_iax(IaxCode::NEW, &super::rig::new_elements());
    rig.user("answers");
    rig.pass(500);
    assert!(rig.sent.iter().all(|(_, octets)| octets[0] & 0x80 != 0 && octets[10] != 2));
}

#[test]
fn a_full_voice_frame_follows_each_wrap() {
    let mut rig = Rig::up();
    let mut fulls = std::vec::Vec::new();
    for _ in 0..140 {
        rig.pass(1000);
        while rig.sent.iter().any(|(_, octets)| octets[0] & 0x80 != 0) {
            let got = rig.expect();
            if matches!(got.full().body, Body::Voice(..)) {
                fulls.push(got.full().timestamp.0);
            }
            rig.ack();
        }
        rig.sent.clear();
    }
    assert_eq!(fulls.len(), 2, "{fulls:?}");
    assert!(fulls[0] - 65_536 < 20 && fulls[1] - 131_072 < 20, "{fulls:?}");
}

#[test]
fn a_tone_is_heard_across_the_wrap_without_a_full_frame() {
    let mut rig = Rig::up();
    rig.forget();
    let mut stamp = 65_000u32;
    rig.send_stamped(Timestamp(stamp), Body::Voice(Format::ULAW, &tone()));
    for _ in 0..60 {
        rig.pass(20);
        stamp += 20;
        rig.mini(u16::try_from(stamp & 0xffff).expect("masked"), &tone());
    }
    assert_eq!(rig.word(), "hears tone=1000");
    assert!(rig.signs.is_empty(), "{:?}", rig.signs);
    rig.pass(120);
    assert!(rig.signs.is_empty(), "20 ms of audio after 40 ms of waiting, then 60 ms of nothing");
    rig.pass(1);
    assert_eq!(rig.word(), "silent");
}

#[test]
fn a_full_frame_before_the_wrap_does_not_throw_the_time_back() {
    let mut rig = Rig::up();
    rig.forget();
    for stamp in (65_400u32..65_520).step_by(20) {
        rig.send_stamped(Timestamp(stamp), Body::Voice(Format::ULAW, &tone()));
        rig.pass(20);
    }
    rig.send_stamped(Timestamp(65_520), Body::Voice(Format::ULAW, &tone()));
    for stamp in (4u16..400).step_by(20) {
        rig.pass(20);
        rig.mini(stamp, &tone());
    }
    assert_eq!(rig.word(), "hears tone=1000");
    assert!(rig.signs.is_empty());
}

#[test]
fn minis_before_a_full_frame_are_asked_for_but_not_over_and_over() {
    let mut rig = Rig::up();
    rig.forget();
    for stamp in 0..5 {
        rig.mini(stamp * 20, &tone());
    }
    rig.expect_iax(IaxCode::VNAK);
    assert!(rig.sent.iter().all(|(_, octets)| octets[0] & 0x80 == 0));
}

#[test]
fn ping_and_lagrq_are_answered_with_their_stamps() {
    let mut rig = Rig::ringing();
    rig.send_stamped(Timestamp(777), Body::Iax(IaxCode::PING, Ies::default()));
    let pong = rig.expect_iax(IaxCode::PONG);
    assert_eq!(pong.full().timestamp.0, 777);
    rig.send_stamped(Timestamp(888), Body::Iax(IaxCode::LAGRQ, Ies::default()));
    rig.expect_nothing();
    rig.pass(40);
    assert_eq!(rig.expect_iax(IaxCode::LAGRP).full().timestamp.0, 888);
}

#[test]
fn a_live_call_is_watched() {
    let mut rig = Rig::ringing();
    rig.pass(900);
    rig.expect_iax(IaxCode::PING);
    rig.ack();
    rig.pass(9_100);
    rig.expect_iax(IaxCode::LAGRQ);
    rig.ack();
    rig.pass(10_900);
    rig.expect_iax(IaxCode::PING);
}

#[test]
fn each_digit_is_shown_once_with_or_without_its_begin() {
    let mut rig = Rig::up();
    rig.forget();
    rig.send(Body::Dtmf(b'1'));
    rig.send(Body::DtmfBegin(b'2'));
    rig.send(Body::Dtmf(b'2'));
    rig.send(Body::DtmfBegin(b'3'));
    rig.send(Body::Dtmf(b'4'));
    rig.send(Body::DtmfBegin(b'5'));
    rig.pass(1_000);
    rig.send(Body::Dtmf(b'5'));
    let digits: std::vec::Vec<_> = rig.signs.iter().map(|sign| &sign[7..8]).collect();
    assert_eq!(digits, ["1", "2", "3", "4", "5"]);
}

#[test]
fn quelch_silences_and_unquelch_lets_speak_again() {
    let mut rig = Rig::up();
    rig.pass(100);
    rig.forget();
    rig.send(Body::Iax(IaxCode::QUELCH, Ies::default()));
    rig.expect_iax(IaxCode::ACK);
    rig.pass(200);
    rig.expect_nothing();
    rig.send(Body::Iax(IaxCode::UNQUELCH, Ies::default()));
    rig.expect_iax(IaxCode::ACK);
    rig.pass(20);
    assert!(!rig.sent.is_empty());
}

#[test]
fn what_is_not_understood_gets_unsupport() {
    let mut rig = Rig::up();
    rig.forget();
    rig.send(Body::Iax(IaxCode(0x7f), Ies::default()));
    let unsupport = rig.expect_iax(IaxCode::UNSUPPORT);
    assert_eq!(unsupport.octets[12..], [0x17, 1, 0x7f]);
    rig.send(Body::Control(iax2_wire::ControlCode(0x22), &[]));
    assert_eq!(rig.expect_iax(IaxCode::UNSUPPORT).octets[12..], [0x17, 1, 0x22]);
}
