//! Figure 2.

use hex_literal::hex;
use iax2_wire::{Body, CauseCode, ControlCode, Format, IaxCode, Ie, IeCode};

use super::rig::{Rig, plain};

#[test]
fn new_is_complete_and_starts_with_the_version() {
    let mut rig = Rig::new(plain());
    rig.user("dials \"300\"");
    let new = rig.expect_iax(IaxCode::NEW);
    assert_eq!(new.octets[2..17], hex!("0000 00000000 00 00 06 01 0b 02 0002 01"));
    let ies = new.ies();
    assert_eq!(ies.called_number(), Some("300"));
    assert_eq!(ies.format(), Some(Format::ULAW));
    assert_eq!(ies.capability(), Some(Format(0x6c)));
    assert_eq!(ies.find(IeCode::CODEC_PREFS), Some(&b"DEHG"[..]));
    for code in [IeCode::CALLINGPRES, IeCode::CALLINGTON, IeCode::CALLINGTNS] {
        assert!(ies.has(code), "{code}");
    }
    assert!(!ies.has(IeCode::MD5_RESULT));
}

#[test]
fn a_challenge_is_answered() {
    let mut rig = Rig::new(plain());
    rig.user("dials \"300\"");
    rig.expect_iax(IaxCode::NEW);
    rig.send_iax(
        IaxCode::AUTHREQ,
        &[Ie::Username("200"), Ie::AuthMethods(2), Ie::Challenge(b"164223847")],
    );
    let answer = rig.expect_iax(IaxCode::AUTHREP);
    assert_eq!(answer.ies().md5_result(), Some(&b"0c5c9961bcfcaf15914289153bde8f00"[..]));
}

#[test]
fn a_challenge_that_cannot_be_answered_ends_the_call() {
    let mut rig = Rig::new(plain());
    rig.user("dials \"300\"");
    rig.expect_iax(IaxCode::NEW);
    rig.send_iax(IaxCode::AUTHREQ, &[Ie::Username("200"), Ie::AuthMethods(1), Ie::Challenge(b"1")]);
    rig.expect_iax(IaxCode::HANGUP);
}

#[test]
fn accept_is_acknowledged_with_its_own_stamp() {
    let mut rig = Rig::new(plain());
    rig.user("dials \"300\"");
    rig.expect_iax(IaxCode::NEW);
    rig.pass(40);
    rig.send_iax(IaxCode::ACCEPT, &[Ie::Format(Format::ULAW)]);
    let ack = rig.expect_iax(IaxCode::ACK);
    assert_eq!(ack.full().timestamp.0, 40);
    assert_eq!(ack.octets.len(), 12);
}

#[test]
fn progress_is_shown_and_answer_opens_the_voice() {
    let mut rig = Rig::linked_out(plain());
    rig.send(Body::Control(ControlCode::PROCEEDING, &[]));
    rig.send(Body::Control(ControlCode::RINGING, &[]));
    rig.send(Body::Control(ControlCode::ANSWER, &[]));
    assert_eq!([rig.word(), rig.word(), rig.word()], ["proceeding", "ringback", "up"]);
    for _ in 0..3 {
        rig.expect_iax(IaxCode::ACK);
    }
    let voice = rig.expect();
    assert!(matches!(voice.full().body, Body::Voice(Format::ULAW, data) if data.len() == 160));
}

#[test]
fn ringing_before_accept_means_nothing() {
    let mut rig = Rig::new(plain());
    rig.user("dials \"300\"");
    rig.expect_iax(IaxCode::NEW);
    rig.signs.clear();
    rig.send(Body::Control(ControlCode::RINGING, &[]));
    rig.expect_iax(IaxCode::ACK);
    assert!(rig.signs.is_empty());
}

#[test]
fn a_refusal_is_shown_with_its_cause() {
    let mut rig = Rig::new(plain());
    rig.user("dials \"300\"");
    rig.expect_iax(IaxCode::NEW);
    rig.signs.clear();
    rig.send_iax(IaxCode::REJECT, &[Ie::Cause("away"), Ie::CauseCode(CauseCode::USER_BUSY)]);
    rig.expect_iax(IaxCode::ACK);
    assert_eq!(rig.word(), "ended cause=\"away\" causecode=17");
    assert_eq!(rig.word(), "idle");
}

#[test]
fn digits_before_accept_wait() {
    let mut rig = Rig::new(plain());
    rig.user("dials \"300\"");
    rig.expect_iax(IaxCode::NEW);
    rig.user("presses \"1\"");
    rig.expect_nothing();
    rig.send_iax(IaxCode::ACCEPT, &[Ie::Format(Format::ULAW)]);
    rig.expect_iax(IaxCode::ACK);
    rig.pass(1);
    assert_eq!(rig.expect().full().body, Body::Dtmf(b'1'));
}

#[test]
fn a_token_brings_the_same_new_again() {
    let mut config = plain();
    config.accounts[0].token = true;
    let mut rig = Rig::new(config);
    rig.user("dials \"300\"");
    let first = rig.expect_iax(IaxCode::NEW);
    rig.send_iax(IaxCode::CALLTOKEN, &[Ie::CallToken(&[0x41; 255])]);
    let second = rig.expect_iax(IaxCode::NEW);
    assert_eq!(first.full().source, second.full().source);
    assert_eq!((second.full().oseqno.0, second.full().iseqno.0), (0, 0));
    assert_eq!(second.ies().call_token(), Some(&[0x41; 255][..]));
    rig.send_iax(IaxCode::CALLTOKEN, &[Ie::CallToken(b"again")]);
    rig.expect_nothing();
}

#[test]
fn a_server_that_only_acknowledges_is_not_waited_for_for_ever() {
    let mut rig = Rig::new(plain());
    rig.user("dials \"300\"");
    rig.expect_iax(IaxCode::NEW);
    rig.ack();
    rig.pass(29_999);
    rig.expect_nothing();
    rig.pass(1);
    assert_eq!(rig.expect_iax(IaxCode::HANGUP).ies().cause_code(), Some(CauseCode::TIMER_EXPIRY));
}

#[test]
fn a_uri_is_dialled_where_it_points() {
    let mut rig = Rig::new(plain());
    rig.user("dials \"iax:johnQ@203.0.113.9:4570/al%69ce?friends\"");
    let new = rig.expect_iax(IaxCode::NEW);
    assert_eq!(new.to, "203.0.113.9:4570".parse().expect("an address"));
    let ies = new.ies();
    assert_eq!(ies.called_number(), Some("alice"));
    assert_eq!(ies.called_context(), Some("friends"));
    assert_eq!(ies.username(), Some("johnQ"));
}
