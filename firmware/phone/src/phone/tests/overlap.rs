//! Dialling digit by digit.

use iax2_wire::{Body, ControlCode, Format, IaxCode, Ie};

use super::rig::{Rig, plain};

fn line_open() -> Rig {
    let mut config = plain();
    config.accounts[0].overlap = true;
    let mut rig = Rig::new(config);
    rig.user("lifts");
    assert_eq!(rig.expect_iax(IaxCode::NEW).ies().called_number(), Some("TBD"));
    rig.signs.clear();
    rig.send_iax(IaxCode::ACCEPT, &[Ie::Format(Format::ULAW)]);
    rig.expect_iax(IaxCode::ACK);
    assert_eq!(rig.word(), "dialtone");
    rig
}

fn asks(rig: &mut Rig, number: &str) {
    assert_eq!(rig.expect_iax(IaxCode::DPREQ).ies().called_number(), Some(number));
}

fn answer(rig: &mut Rig, number: &str, status: u16) {
    rig.send_iax(
        IaxCode::DPREP,
        &[Ie::CalledNumber(number), Ie::DpStatus(status), Ie::Refresh(120)],
    );
    rig.expect_iax(IaxCode::ACK);
}

#[test]
fn digits_are_asked_for_until_the_number_exists() {
    let mut rig = line_open();
    rig.user("presses \"4\"");
    asks(&mut rig, "4");
    answer(&mut rig, "4", 0x0002);
    rig.pass(500);
    rig.user("presses \"2\"");
    asks(&mut rig, "42");
    answer(&mut rig, "42", 0x0001);
    assert_eq!(rig.expect_iax(IaxCode::DIAL).ies().called_number(), Some("42"));
    rig.send(Body::Control(ControlCode::RINGING, &[]));
    assert_eq!(rig.word(), "ringback");
}

#[test]
fn a_number_that_may_go_on_is_dialled_after_a_pause() {
    let mut rig = line_open();
    rig.user("presses \"4\"");
    asks(&mut rig, "4");
    answer(&mut rig, "4", 0x8001);
    rig.pass(2_900);
    assert!(!rig.sent.iter().any(|(_, octets)| octets[10..12] == [6, IaxCode::DIAL.0]));
    rig.forget();
    rig.ack();
    rig.pass(100);
    rig.expect_iax(IaxCode::DIAL);
}

#[test]
fn a_number_that_leads_nowhere_ends_the_call() {
    let mut rig = line_open();
    rig.user("presses \"9\"");
    asks(&mut rig, "9");
    answer(&mut rig, "9", 0x0004);
    rig.expect_iax(IaxCode::HANGUP);
    assert_eq!(rig.word(), "nodialtone");
}

#[test]
fn what_the_dial_plan_said_is_remembered_for_its_time() {
    let mut rig = line_open();
    rig.user("presses \"9\"");
    asks(&mut rig, "9");
    answer(&mut rig, "9", 0x0004);
    rig.expect_iax(IaxCode::HANGUP);
    rig.ack();
    for (wait, asked) in [(100_000, false), (20_000, true)] {
        rig.pass(wait);
        (rig.oseqno, rig.iseqno) = Default::default();
        rig.user("lifts");
        rig.expect_iax(IaxCode::NEW);
        rig.send_iax(IaxCode::ACCEPT, &[Ie::Format(Format::ULAW)]);
        rig.expect_iax(IaxCode::ACK);
        rig.user("presses \"9\"");
        rig.pass(1);
        let expected = if asked { IaxCode::DPREQ } else { IaxCode::HANGUP };
        rig.expect_iax(expected);
        rig.ack();
        rig.pass(1);
    }
}

#[test]
fn a_dialled_call_is_held_by_hold() {
    let mut rig = line_open();
    rig.user("presses \"4\"");
    asks(&mut rig, "4");
    answer(&mut rig, "4", 0x0001);
    rig.expect_iax(IaxCode::DIAL);
    rig.user("holds");
    assert_eq!(rig.expect().full().body, Body::Control(ControlCode::HOLD, &[]));
    let mut rig = Rig::up();
    rig.forget();
    rig.user("holds");
    rig.expect_iax(IaxCode::QUELCH);
    rig.user("resumes");
    rig.expect_iax(IaxCode::UNQUELCH);
}
