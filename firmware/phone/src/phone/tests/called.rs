//! Figure 3.

use iax2_wire::auth::md5_result;
use iax2_wire::{Body, CauseCode, ControlCode, Format, IaxCode, Ie, IeCode};

use super::rig::{Rig, new_elements, plain};

#[test]
fn a_call_is_accepted_and_rings() {
    let mut rig = Rig::new(plain());
    rig.signs.clear();
    rig.send_iax(IaxCode::NEW, &new_elements());
    let accept = rig.expect_iax(IaxCode::ACCEPT);
    assert_eq!(accept.ies().format(), Some(Format::ULAW));
    assert_eq!((accept.full().oseqno.0, accept.full().iseqno.0), (0, 1));
    assert_eq!(rig.expect().full().body, Body::Control(ControlCode::RINGING, &[]));
    assert_eq!(rig.word(), "rings name=\"Alice\" number=\"300\" account=1");
}

#[test]
fn answer_is_sent_when_the_user_lifts() {
    let mut rig = Rig::ringing();
    rig.user("lifts");
    assert_eq!(rig.expect().full().body, Body::Control(ControlCode::ANSWER, &[]));
    assert_eq!(rig.word(), "up");
}

#[test]
fn a_known_caller_has_to_prove_himself() {
    let mut rig = Rig::new(plain());
    let mut elements = new_elements();
    elements.push(Ie::Username("carol"));
    rig.send_iax(IaxCode::NEW, &elements);
    let request = rig.expect_iax(IaxCode::AUTHREQ);
    assert_eq!(request.ies().username(), Some("carol"));
    assert_eq!(request.ies().authmethods(), Some(2));
    let challenge = request.ies().challenge().expect("a challenge").to_vec();
    let result = md5_result(&challenge, b"opensesame");
    rig.send_iax(IaxCode::AUTHREP, &[Ie::Md5Result(&result)]);
    rig.expect_iax(IaxCode::ACCEPT);
}

#[test]
fn a_wrong_answer_is_refused() {
    let mut rig = Rig::new(plain());
    let mut elements = new_elements();
    elements.push(Ie::Username("carol"));
    rig.send_iax(IaxCode::NEW, &elements);
    rig.expect_iax(IaxCode::AUTHREQ);
    rig.send_iax(IaxCode::AUTHREP, &[Ie::Md5Result(&[b'0'; 32])]);
    let reject = rig.expect_iax(IaxCode::REJECT);
    assert_eq!(reject.ies().cause_code(), Some(CauseCode::CALL_REJECTED));
}

#[test]
fn what_the_phone_cannot_take_is_refused_with_a_cause() {
    let changes: [(usize, Ie<'_>, u8); 4] = [
        (0, Ie::Version(1), 111),
        (1, Ie::CalledNumber("999"), 1),
        (2, Ie::Username("mallory"), 21),
        (5, Ie::Capability(Format::G729), 58),
    ];
    for (place, element, code) in changes {
        let mut elements = new_elements();
        elements[place] = element;
        if code == 58 {
            elements[4] = Ie::Format(Format::G729);
        }
        let mut rig = Rig::new(plain());
        rig.send_iax(IaxCode::NEW, &elements);
        let reject = rig.expect_iax(IaxCode::REJECT);
        assert_eq!(reject.ies().cause_code(), Some(CauseCode(code)));
    }
}

#[test]
fn withheld_callers_are_not_shown() {
    let mut rig = Rig::new(plain());
    rig.signs.clear();
    let mut elements = new_elements();
    elements[6] = Ie::CallingPres(0x23);
    rig.send_iax(IaxCode::NEW, &elements);
    assert_eq!(rig.word(), "rings name=\"\" number=\"\" account=1");
}

#[test]
fn a_caller_who_asks_is_given_a_token_and_nothing_else() {
    let mut rig = Rig::new(plain());
    let mut elements = new_elements();
    elements.push(Ie::CallToken(&[]));
    rig.send_iax(IaxCode::NEW, &elements);
    let reply = rig.expect_iax(IaxCode::CALLTOKEN);
    assert_eq!((reply.full().source.get(), reply.full().iseqno.0), (0, 1));
    let token = reply.ies().call_token().expect("a token").to_vec();
    elements.pop();
    elements.push(Ie::CallToken(&token));
    (rig.oseqno, rig.iseqno) = Default::default();
    rig.dest = iax2_wire::CallNumber::NONE;
    rig.send_iax(IaxCode::NEW, &elements);
    rig.expect_iax(IaxCode::ACCEPT);
}

#[test]
fn a_false_token_is_met_with_silence() {
    let mut rig = Rig::new(plain());
    let mut elements = new_elements();
    elements.push(Ie::CallToken(b"1?00"));
    rig.send_iax(IaxCode::NEW, &elements);
    rig.expect_nothing();
}

#[test]
fn the_fifth_caller_finds_the_phone_busy() {
    let mut rig = Rig::new(plain());
    for number in 0x1234..0x1238 {
        rig.source = iax2_wire::CallNumber::new(number).expect("15 bits");
        (rig.oseqno, rig.iseqno, rig.dest) = Default::default();
        rig.send_iax(IaxCode::NEW, &new_elements());
        rig.expect_iax(IaxCode::ACCEPT);
        rig.expect();
    }
    rig.source = iax2_wire::CallNumber::new(0x1238).expect("15 bits");
    (rig.oseqno, rig.iseqno, rig.dest) = Default::default();
    rig.send_iax(IaxCode::NEW, &new_elements());
    let reject = rig.expect_iax(IaxCode::REJECT);
    assert_eq!(reject.ies().cause_code(), Some(CauseCode::USER_BUSY));
}

#[test]
fn a_codec_is_chosen_from_what_is_offered() {
    let mut rig = Rig::new(plain());
    let mut elements = new_elements();
    elements[4] = Ie::Format(Format::G729);
    elements[5] = Ie::Capability(Format(0x108));
    rig.send_iax(IaxCode::NEW, &elements);
    assert_eq!(rig.expect_iax(IaxCode::ACCEPT).ies().format(), Some(Format::ALAW));
    assert!(!rig.expect().ies().has(IeCode::FORMAT));
}
