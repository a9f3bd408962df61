//! The transport of the played ends, and what they send.

use super::stand::{Stand, player, with};
use core::time::Duration;
use iax2_wire::auth::md5_result;
use iax2_wire::crypt::MediaKey;
use phonerig_judge::datagram::{FullFrame, IAX, seal, unseal};
use phonerig_judge::verdict::Verdict;

fn called() -> Stand {
    expecting("+99s quiet")
}

fn expecting(script: &str) -> Stand {
    let mut stand = Stand::new(&format!("+0 pbx -> dut NEW\n{script}"));
    stand.look();
    stand
}

#[test]
fn a_new_says_all_that_the_rfc_requires() {
    let mut stand = Stand::new("+0 pbx -> dut NEW called=\"7\" !name\n+9s quiet");
    let row = stand.look().remove(0);
    let said = "version=2 called=\"7\" calling=\"100\" capability=ulaw format=ulaw pres=0 ton=0 tns=0 prefs=\"D\"";
    assert!(row.ends_with(said), "{row}");
}

#[test]
fn what_it_sends_is_repeated_with_back_off_until_it_is_acknowledged() {
    let mut stand = called();
    stand.wait(1499);
    assert_eq!(stand.look().len(), 1, "500 ms");
    stand.wait(1500);
    let row = stand.look().remove(0);
    assert!(row.contains(" retry "), "{row}");
    let ack = stand.iax(4, 0, 1);
    stand.frame(1600, &ack);
    stand.wait(60_000);
    assert!(stand.look().is_empty());
}

#[test]
fn four_repeats_are_the_most() {
    let mut stand = called();
    stand.wait(98_000);
    assert_eq!(stand.look().len(), 4);
}

#[test]
fn monitoring_is_answered_with_the_same_time_stamp() {
    let mut stand = called();
    for (asked, oseq, answered) in [(2, 0, "PONG"), (0x0b, 1, "LAGRP")] {
        let mut frame = stand.iax(asked, oseq, 1);
        frame.ts = 1234;
        stand.frame(10, &frame);
        let row = stand.look().remove(0);
        assert!(row.contains(answered) && row.contains(" ts=1234 "), "{row}");
    }
}

#[test]
fn a_gap_gets_a_vnak_and_a_duplicate_an_ack() {
    let mut stand = expecting("+0..9s dut -> pbx TEXT x9");
    let early = stand.answer(7, 0, 1, 1);
    stand.frame(10, &early);
    assert!(stand.look()[0].contains("VNAK"), "OSeqno 1 before 0");
    let mut text = stand.answer(7, 0, 0, 1);
    for retry in [false, true] {
        text.retry = retry;
        stand.frame(20, &text);
        let row = stand.look().remove(0);
        assert!(row.contains("ACK") && row.contains(" iseq=1"), "{row}");
    }
}

#[test]
fn a_call_that_was_hung_up_is_invalid_for_anything_else() {
    let mut stand = expecting("+0..9s dut -> pbx HANGUP\n+0..9s dut -> pbx TEXT\n+9s quiet");
    let hangup = stand.iax(5, 0, 1);
    stand.frame(10, &hangup);
    assert!(stand.look()[0].contains("ACK"));
    let text = stand.answer(7, 0, 1, 1);
    stand.frame(20, &text);
    assert!(stand.look()[0].contains("INVAL"));
}

#[test]
fn without_transport_nothing_is_said_that_the_script_does_not_say() {
    let script = "+0 pbx -> dut NEW\n+0..1s dut -> pbx ACCEPT\n+1s pbx -> dut ACK\n+9s quiet";
    let mut stand = Stand::of(player(&with("transport = \"scripted\"", script), Duration::ZERO));
    stand.look();
    let mut accept = stand.iax(7, 0, 1);
    accept.ts = 77;
    stand.frame(10, &accept);
    assert!(stand.look().is_empty());
    stand.wait(1010);
    let row = stand.look().remove(0);
    assert!(row.contains("ACK") && row.contains(" ts=77 oseq=1 iseq=1"), "{row}");
}

fn new_of_dut(encryption: bool) -> FullFrame {
    let mut data = vec![6, 3, b'2', b'0', b'0', 9, 4, 0, 0, 0, 4];
    data.extend(if encryption { &[0x2b, 2, 0, 1][..] } else { &[] });
    FullFrame { source: super::stand::DUT, kind: IAX, subclass: 1, data, ..FullFrame::default() }
}

/// The challenge that the rig sent last.
fn challenge(stand: &Stand) -> Vec<u8> {
    let frame = stand.last.as_ref().expect("it was sent");
    frame.element(0x0f).expect("a challenge").to_vec()
}

#[test]
fn the_answer_to_a_challenge_is_computed() {
    for (secret, passes) in [("sesame", true), ("mellon", false)] {
        let mut stand = Stand::new(
            "+0..1s dut -> pbx NEW\n+0 pbx -> dut AUTHREQ\n+0..1s dut -> pbx AUTHREP md5=ok",
        );
        stand.frame(10, &new_of_dut(false));
        let mut reply = stand.iax(9, 1, 1);
        reply.data = [&[0x10, 32][..], &md5_result(&challenge(&stand), secret.as_bytes())].concat();
        stand.frame(50, &reply);
        assert_eq!(stand.outcome().findings.is_empty(), passes, "{secret}");
    }
}

#[test]
fn a_call_that_both_want_encrypted_is_encrypted_after_the_challenge() {
    let mut stand = Stand::new(
        "+0..1s dut -> pbx NEW encryption=*\n+0 pbx -> dut AUTHREQ encryption=aes128\n\
         +0..1s dut -> pbx AUTHREP md5=ok encrypted\n+0 pbx -> dut ACCEPT\n+9s quiet",
    );
    stand.frame(10, &new_of_dut(true));
    let challenge = challenge(&stand);
    let key = MediaKey::from_challenge(&challenge, b"sesame");
    let mut reply = stand.iax(9, 1, 1);
    reply.data = [&[0x10, 32][..], &md5_result(&challenge, b"sesame")].concat();
    stand.octets(50, &seal(&key, &reply.octets(), &[7; 32]));
    assert!(stand.outcome().findings.is_empty(), "{:?}", stand.outcome().findings);
    let sent = stand.last.as_ref().expect("ACCEPT").octets();
    let opened = unseal(&key, &sent).and_then(|octets| FullFrame::parse(&octets));
    assert_eq!(opened.and_then(|frame| frame.iax()), Some(7));
}

#[test]
fn a_stranger_speaks_with_the_numbers_of_another_and_changes_nothing() {
    let mut stand = Stand::new(
        "+0 pbx -> dut NEW\n+0..1s dut -> pbx ACCEPT\n+1s mallory -> dut HANGUP leg=pbx/a\n+1s pbx -> dut PING\n+9s quiet",
    );
    let accept = stand.iax(7, 0, 1);
    stand.frame(10, &accept);
    stand.look();
    stand.wait(2010);
    let rows = stand.look();
    assert!(
        rows[0].starts_with("mallory -> dut  HANGUP") && rows[0].contains(" dst=700 "),
        "{rows:?}"
    );
    assert!(rows[1].starts_with("pbx -> dut  PING") && rows[1].contains(" oseq=1 "), "{rows:?}");
}

#[test]
fn keys_are_pressed_one_by_one() {
    let mut stand = Stand::new("+0 user presses \"12\" at 10/s\n+9s quiet");
    assert_eq!(stand.look(), ["user presses \"1\""]);
    stand.wait(100);
    assert_eq!(stand.look(), ["user presses \"2\""]);
    assert_eq!(stand.outcome().verdict, Verdict::Pass);
}
