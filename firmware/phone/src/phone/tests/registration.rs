//! Figure 1.

use hex_literal::hex;
use iax2_wire::{CauseCode, IaxCode, Ie};

use super::rig::{Rig, plain};
use crate::config::Config;

fn registering() -> Config {
    let mut config = plain();
    config.accounts[0].register = true;
    config
}

fn challenge(rig: &mut Rig) {
    rig.send_iax(
        IaxCode::REGAUTH,
        &[Ie::Username("200"), Ie::AuthMethods(2), Ie::Challenge(b"164223847")],
    );
}

fn registered() -> Rig {
    let mut rig = Rig::new(registering());
    rig.expect_iax(IaxCode::REGREQ);
    rig.send_iax(IaxCode::REGACK, &[Ie::Username("200"), Ie::Refresh(60)]);
    rig.forget();
    rig
}

#[test]
fn power_on_registers() {
    let mut rig = Rig::new(registering());
    let request = rig.expect_iax(IaxCode::REGREQ);
    // F, own number; no destination; stamp 0; 0/0; IAX, REGREQ; USERNAME "200"; REFRESH 60.
    assert_eq!(request.octets[2..], hex!("0000 00000000 00 00 06 0d 0603323030 1302003c"));
}

#[test]
fn a_challenge_is_answered_with_md5_on_the_same_dialogue() {
    let mut rig = Rig::new(registering());
    let first = rig.expect_iax(IaxCode::REGREQ);
    challenge(&mut rig);
    let second = rig.expect_iax(IaxCode::REGREQ);
    assert_eq!(second.full().source, first.full().source);
    assert_eq!((second.full().oseqno.0, second.full().iseqno.0), (1, 1));
    assert_eq!(second.ies().md5_result(), Some(&b"0c5c9961bcfcaf15914289153bde8f00"[..]));
}

#[test]
fn regack_is_acknowledged_and_shown() {
    let mut rig = Rig::new(registering());
    rig.expect_iax(IaxCode::REGREQ);
    rig.signs.clear();
    rig.send_iax(IaxCode::REGACK, &[Ie::Username("200"), Ie::MsgCount(0x0203)]);
    let ack = rig.expect_iax(IaxCode::ACK);
    assert_eq!(ack.full().timestamp, rig.stamp());
    assert_eq!(rig.sign(), "registered account=1");
    assert_eq!(rig.sign(), "messages account=1 new=3 old=2");
}

#[test]
fn a_registration_is_renewed_before_it_expires() {
    let mut rig = registered();
    rig.pass(41_000);
    rig.expect_nothing();
    rig.pass(18_000);
    let renewal = rig.expect_iax(IaxCode::REGREQ);
    assert_eq!(renewal.full().oseqno.0, 0, "a dialogue of its own");
    assert_eq!(renewal.ies().md5_result(), None, "a renewal starts bare");
}

#[test]
fn silence_is_met_with_four_repeats_and_a_pause() {
    let mut rig = Rig::new(registering());
    rig.pass(31_000);
    let mut retries = 0;
    assert!(!rig.expect_iax(IaxCode::REGREQ).full().retry);
    while !rig.sent.is_empty() {
        assert!(rig.expect_iax(IaxCode::REGREQ).full().retry);
        retries += 1;
    }
    assert_eq!(retries, 4);
    assert!(rig.signs.contains(&"unregistered account=1".into()));
    rig.pass(20_000);
    assert!(!rig.expect_iax(IaxCode::REGREQ).full().retry);
}

#[test]
fn a_refusal_is_acknowledged_and_not_retried_at_once() {
    let mut rig = Rig::new(registering());
    rig.expect_iax(IaxCode::REGREQ);
    rig.signs.clear();
    let (cause, code) = (Ie::Cause("no"), Ie::CauseCode(CauseCode::FACILITY_REJECTED));
    rig.send_iax(IaxCode::REGREJ, &[cause, code]);
    rig.expect_iax(IaxCode::ACK);
    assert_eq!(rig.sign(), "refused account=1 cause=\"no\" causecode=29");
    rig.pass(19_000);
    rig.expect_nothing();
}

#[test]
fn endless_challenges_are_given_up() {
    let mut rig = Rig::new(registering());
    rig.expect_iax(IaxCode::REGREQ);
    for _ in 0..3 {
        challenge(&mut rig);
        rig.expect_iax(IaxCode::REGREQ);
    }
    for _ in 0..2 {
        challenge(&mut rig);
        rig.expect_iax(IaxCode::ACK);
    }
    rig.pass(60_000);
    rig.expect_nothing();
}

#[test]
fn plain_text_passwords_are_not_given() {
    let mut rig = Rig::new(registering());
    rig.expect_iax(IaxCode::REGREQ);
    rig.send_iax(IaxCode::REGAUTH, &[Ie::Username("200"), Ie::AuthMethods(1), Ie::Challenge(b"1")]);
    rig.expect_iax(IaxCode::ACK);
    rig.expect_nothing();
}

#[test]
fn a_token_is_sent_back_and_the_numbers_start_again() {
    let mut config = registering();
    config.accounts[0].token = true;
    let mut rig = Rig::new(config);
    let request = rig.expect_iax(IaxCode::REGREQ);
    assert_eq!(request.ies().call_token(), Some(&[][..]));
    rig.send_iax(IaxCode::CALLTOKEN, &[Ie::CallToken(b"abc")]);
    let request = rig.expect_iax(IaxCode::REGREQ);
    assert_eq!(request.ies().call_token(), Some(&b"abc"[..]));
    assert_eq!((request.full().oseqno.0, request.full().dest.get()), (0, 0));
}

#[test]
fn a_release_is_answered_when_challenged() {
    let mut rig = registered();
    rig.user("unregisters");
    (rig.oseqno, rig.iseqno) = Default::default();
    rig.expect_iax(IaxCode::REGREL);
    challenge(&mut rig);
    let second = rig.expect_iax(IaxCode::REGREL);
    assert!(second.ies().md5_result().is_some());
    rig.send_iax(IaxCode::REGACK, &[Ie::Username("200")]);
    rig.expect_iax(IaxCode::ACK);
    assert_eq!(rig.sign(), "unregistered account=1");
    rig.pass(120_000);
    rig.expect_nothing();
}

#[test]
fn a_repeated_regack_is_acknowledged_again() {
    let mut rig = registered();
    rig.oseqno.0 -= 1;
    rig.send_iax(IaxCode::REGACK, &[Ie::Username("200"), Ie::Refresh(60)]);
    rig.expect_iax(IaxCode::ACK);
}
