//! The flows of RFC 5456 section 9, frame by frame: sequence numbers by section 7, echoed time-stamps by 9.1 and 9.2.

use crate::{address, agree, call, full, iax};
use hex_literal::hex;
use iax2_wire::code::{CauseCode, ControlCode, IaxCode};
use iax2_wire::frame::{Body, Frame, Mini};
use iax2_wire::number::{MiniTimestamp, TransferId};
use iax2_wire::{ApparentAddr, DateTime, Format, Ie, auth};

const ANSWER: &[u8; 32] = b"0c5c9961bcfcaf15914289153bde8f00";
const TRANSFER: Ie<'_> = Ie::TransferId(TransferId(0x2a));

fn other_end() -> ApparentAddr {
    ApparentAddr("192.0.2.8:4569".parse().expect("an address"))
}

fn mini(source: u16, timestamp: u16, data: &[u8], octets: &[u8]) {
    let timestamp = MiniTimestamp(timestamp);
    agree(Frame::Mini(Mini { source: call(source), timestamp, data }), octets);
}

/// 9.3, 9.4 and 9.6 carry this challenge and this answer.
#[test]
fn the_answer_is_that_of_the_password_sesame() {
    assert_eq!(&auth::md5_result(b"164223847", b"sesame"), ANSWER);
}

/// 9.1.
#[test]
fn a_ping_is_answered_and_the_answer_acknowledged() {
    iax((5, 9, 20000, 3, 4), IaxCode::PING, &[], &hex!("8005 0009 00004e20 03 04 06 02"));
    iax(
        (9, 5, 20000, 4, 4),
        IaxCode::PONG,
        &[Ie::RrJitter(3), Ie::RrPkts(500)],
        &hex!("8009 0005 00004e20 04 04 06 03 2e 04 00000003 30 04 000001f4"),
    );
    iax((5, 9, 20000, 4, 5), IaxCode::ACK, &[], &hex!("8005 0009 00004e20 04 05 06 04"));
}

/// 9.2.
#[test]
fn a_lag_request_is_answered_and_the_answer_acknowledged() {
    iax((5, 9, 21000, 4, 5), IaxCode::LAGRQ, &[], &hex!("8005 0009 00005208 04 05 06 0b"));
    iax((9, 5, 21000, 5, 5), IaxCode::LAGRP, &[], &hex!("8009 0005 00005208 05 05 06 0c"));
    iax((5, 9, 21000, 5, 6), IaxCode::ACK, &[], &hex!("8005 0009 00005208 05 06 06 04"));
}

/// 9.3.
#[test]
fn a_registration_is_challenged_once() {
    iax(
        (5, 0, 3, 0, 0),
        IaxCode::REGREQ,
        &[Ie::Username("bob"), Ie::Refresh(60)],
        &hex!("8005 0000 00000003 00 00 06 0d 06 03 626f62 13 02 003c"),
    );
    iax(
        (9, 5, 10, 0, 1),
        IaxCode::REGAUTH,
        &[Ie::Username("bob"), Ie::AuthMethods(2), Ie::Challenge(b"164223847")],
        &hex!("8009 0005 0000000a 00 01 06 0e 06 03 626f62 0e 02 0002 0f 09 313634323233383437"),
    );
    iax(
        (5, 9, 20, 1, 1),
        IaxCode::REGREQ,
        &[Ie::Username("bob"), Ie::Refresh(60), Ie::Md5Result(ANSWER)],
        &hex!(
            "8005 0009 00000014 01 01 06 0d 06 03 626f62 13 02 003c 10 20 3063356339393631626366636166313539313432383931353362646538663030"
        ),
    );
    iax(
        (9, 5, 30, 1, 2),
        IaxCode::REGACK,
        &[
            Ie::Username("bob"),
            Ie::DateTime(DateTime::new(2010, 2, 17, 13, 45, 30)),
            Ie::ApparentAddr(address()),
            Ie::Refresh(60),
        ],
        &hex!(
            "8009 0005 0000001e 01 02 06 0f 06 03 626f62 1f 04 14516daf 12 10 0200 11d9 c0000207 0000000000000000 13 02 003c"
        ),
    );
    iax((5, 9, 30, 2, 2), IaxCode::ACK, &[], &hex!("8005 0009 0000001e 02 02 06 04"));
}

/// 9.4.
#[test]
fn a_release_is_challenged_once() {
    iax(
        (6, 0, 3, 0, 0),
        IaxCode::REGREL,
        &[Ie::Username("bob")],
        &hex!("8006 0000 00000003 00 00 06 11 06 03 626f62"),
    );
    iax(
        (10, 6, 10, 0, 1),
        IaxCode::REGAUTH,
        &[Ie::Username("bob"), Ie::AuthMethods(2), Ie::Challenge(b"164223847")],
        &hex!("800a 0006 0000000a 00 01 06 0e 06 03 626f62 0e 02 0002 0f 09 313634323233383437"),
    );
    iax(
        (6, 10, 20, 1, 1),
        IaxCode::REGREL,
        &[Ie::Username("bob"), Ie::Md5Result(ANSWER)],
        &hex!(
            "8006 000a 00000014 01 01 06 11 06 03 626f62 10 20 3063356339393631626366636166313539313432383931353362646538663030"
        ),
    );
    iax(
        (10, 6, 30, 1, 2),
        IaxCode::REGACK,
        &[Ie::Username("bob"), Ie::ApparentAddr(address())],
        &hex!(
            "800a 0006 0000001e 01 02 06 0f 06 03 626f62 12 10 0200 11d9 c0000207 0000000000000000"
        ),
    );
    iax((6, 10, 30, 2, 2), IaxCode::ACK, &[], &hex!("8006 000a 0000001e 02 02 06 04"));
}

/// 9.5.
#[test]
fn the_bridge_tells_each_end_of_the_other() {
    iax(
        (9, 5, 1000, 4, 3),
        IaxCode::TXREQ,
        &[Ie::ApparentAddr(other_end()), Ie::CallNo(call(7)), TRANSFER],
        &hex!(
            "8009 0005 000003e8 04 03 06 16 12 10 0200 11d9 c0000208 0000000000000000 15 02 0007 1b 04 0000002a"
        ),
    );
    iax(
        (8, 7, 1000, 2, 5),
        IaxCode::TXREQ,
        &[Ie::ApparentAddr(address()), Ie::CallNo(call(5)), TRANSFER],
        &hex!(
            "8008 0007 000003e8 02 05 06 16 12 10 0200 11d9 c0000207 0000000000000000 15 02 0005 1b 04 0000002a"
        ),
    );
}

/// 9.5.
#[test]
fn the_ends_try_both_ways_between_them() {
    iax(
        (5, 7, 1100, 3, 5),
        IaxCode::TXCNT,
        &[TRANSFER],
        &hex!("8005 0007 0000044c 03 05 06 17 1b 04 0000002a"),
    );
    iax(
        (7, 5, 1150, 5, 3),
        IaxCode::TXACC,
        &[TRANSFER],
        &hex!("8007 0005 0000047e 05 03 06 18 1b 04 0000002a"),
    );
    iax(
        (5, 9, 1200, 3, 5),
        IaxCode::TXREADY,
        &[TRANSFER],
        &hex!("8005 0009 000004b0 03 05 06 19 1b 04 0000002a"),
    );
    iax(
        (7, 5, 1210, 5, 3),
        IaxCode::TXCNT,
        &[TRANSFER],
        &hex!("8007 0005 000004ba 05 03 06 17 1b 04 0000002a"),
    );
    iax(
        (5, 7, 1260, 4, 5),
        IaxCode::TXACC,
        &[TRANSFER],
        &hex!("8005 0007 000004ec 04 05 06 18 1b 04 0000002a"),
    );
    iax(
        (7, 8, 1300, 5, 3),
        IaxCode::TXREADY,
        &[TRANSFER],
        &hex!("8007 0008 00000514 05 03 06 19 1b 04 0000002a"),
    );
}

/// 9.5.
#[test]
fn the_bridge_lets_go_of_both_ends() {
    iax(
        (9, 5, 1400, 5, 4),
        IaxCode::TXREL,
        &[Ie::CallNo(call(7))],
        &hex!("8009 0005 00000578 05 04 06 1a 15 02 0007"),
    );
    iax(
        (8, 7, 1400, 3, 6),
        IaxCode::TXREL,
        &[Ie::CallNo(call(5))],
        &hex!("8008 0007 00000578 03 06 06 1a 15 02 0005"),
    );
}

/// 9.6.
#[test]
fn a_call_is_set_up_with_authentication() {
    iax(
        (5, 0, 0, 0, 0),
        IaxCode::NEW,
        &[
            Ie::Version(2),
            Ie::CalledNumber("200"),
            Ie::CodecPrefs(b"D"),
            Ie::CallingPres(0),
            Ie::CallingTon(0),
            Ie::CallingTns(0),
            Ie::Format(Format::ULAW),
            Ie::Capability(Format::ULAW),
            Ie::Username("bob"),
        ],
        &hex!(
            "8005 0000 00000000 00 00 06 01 0b 02 0002 01 03 323030 2d 01 44 26 01 00 27 01 00 28 02 0000 09 04 00000004 08 04 00000004 06 03 626f62"
        ),
    );
    iax(
        (9, 5, 5, 0, 1),
        IaxCode::AUTHREQ,
        &[Ie::Username("bob"), Ie::AuthMethods(2), Ie::Challenge(b"164223847")],
        &hex!("8009 0005 00000005 00 01 06 08 06 03 626f62 0e 02 0002 0f 09 313634323233383437"),
    );
    iax(
        (5, 9, 40, 1, 1),
        IaxCode::AUTHREP,
        &[Ie::Md5Result(ANSWER)],
        &hex!(
            "8005 0009 00000028 01 01 06 09 10 20 3063356339393631626366636166313539313432383931353362646538663030"
        ),
    );
    iax(
        (9, 5, 45, 1, 2),
        IaxCode::ACCEPT,
        &[Ie::Format(Format::ULAW)],
        &hex!("8009 0005 0000002d 01 02 06 07 09 04 00000004"),
    );
    iax((5, 9, 45, 2, 2), IaxCode::ACK, &[], &hex!("8005 0009 0000002d 02 02 06 04"));
}

/// 9.6.
#[test]
fn a_call_rings_and_is_answered() {
    full(
        (9, 5, 60, 2, 2),
        Body::Voice(Format::ULAW, &[0xff, 0xff]),
        &hex!("8009 0005 0000003c 02 02 02 04 ffff"),
    );
    iax((5, 9, 60, 2, 3), IaxCode::ACK, &[], &hex!("8005 0009 0000003c 02 03 06 04"));
    mini(9, 0x50, &[0xff], &hex!("0009 0050 ff"));
    full(
        (9, 5, 90, 3, 2),
        Body::Control(ControlCode::RINGING, &[]),
        &hex!("8009 0005 0000005a 03 02 04 03"),
    );
    iax((5, 9, 90, 2, 4), IaxCode::ACK, &[], &hex!("8005 0009 0000005a 02 04 06 04"));
    mini(9, 0x64, &[0xff], &hex!("0009 0064 ff"));
    full(
        (9, 5, 3000, 4, 2),
        Body::Control(ControlCode::ANSWER, &[]),
        &hex!("8009 0005 00000bb8 04 02 04 04"),
    );
    iax((5, 9, 3000, 2, 5), IaxCode::ACK, &[], &hex!("8005 0009 00000bb8 02 05 06 04"));
}

/// 9.6.
#[test]
fn voice_goes_full_at_the_wrap_of_sixteen_bits() {
    full(
        (5, 9, 3020, 2, 5),
        Body::Voice(Format::ULAW, &[0xd5]),
        &hex!("8005 0009 00000bcc 02 05 02 04 d5"),
    );
    iax((9, 5, 3020, 5, 3), IaxCode::ACK, &[], &hex!("8009 0005 00000bcc 05 03 06 04"));
    mini(5, 0xbe0, &[0xd5], &hex!("0005 0be0 d5"));
    mini(9, 0xfffb, &[0xff], &hex!("0009 fffb ff"));
    full(
        (5, 9, 65536, 3, 5),
        Body::Voice(Format::ULAW, &[0xd5]),
        &hex!("8005 0009 00010000 03 05 02 04 d5"),
    );
    iax((9, 5, 65536, 5, 4), IaxCode::ACK, &[], &hex!("8009 0005 00010000 05 04 06 04"));
    full(
        (9, 5, 65541, 5, 4),
        Body::Voice(Format::ULAW, &[0xff]),
        &hex!("8009 0005 00010005 05 04 02 04 ff"),
    );
    iax((5, 9, 65541, 4, 6), IaxCode::ACK, &[], &hex!("8005 0009 00010005 04 06 06 04"));
    mini(5, 0x14, &[0xd5], &hex!("0005 0014 d5"));
}

/// 9.6.
#[test]
fn either_end_hangs_up() {
    iax(
        (5, 9, 70000, 4, 6),
        IaxCode::HANGUP,
        &[Ie::CauseCode(CauseCode::NORMAL_CLEARING)],
        &hex!("8005 0009 00011170 04 06 06 05 2a 01 10"),
    );
    iax((9, 5, 70000, 6, 5), IaxCode::ACK, &[], &hex!("8009 0005 00011170 06 05 06 04"));
}

/// 9.7.
#[test]
fn a_device_asks_for_digits_and_dials() {
    iax(
        (5, 9, 1000, 2, 2),
        IaxCode::DPREQ,
        &[Ie::CalledNumber("2")],
        &hex!("8005 0009 000003e8 02 02 06 13 01 01 32"),
    );
    iax(
        (9, 5, 1005, 2, 3),
        IaxCode::DPREP,
        &[Ie::CalledNumber("2"), Ie::DpStatus(0x4002), Ie::Refresh(600)],
        &hex!("8009 0005 000003ed 02 03 06 14 01 01 32 14 02 4002 13 02 0258"),
    );
    iax(
        (5, 9, 2000, 3, 3),
        IaxCode::DIAL,
        &[Ie::CalledNumber("200")],
        &hex!("8005 0009 000007d0 03 03 06 15 01 03 323030"),
    );
    full(
        (9, 5, 2005, 3, 4),
        Body::Control(ControlCode::PROGRESS, &[]),
        &hex!("8009 0005 000007d5 03 04 04 0e"),
    );
    iax((5, 9, 2005, 4, 4), IaxCode::ACK, &[], &hex!("8005 0009 000007d5 04 04 06 04"));
    full(
        (9, 5, 4000, 4, 4),
        Body::Control(ControlCode::ANSWER, &[]),
        &hex!("8009 0005 00000fa0 04 04 04 04"),
    );
    iax((5, 9, 4000, 4, 5), IaxCode::ACK, &[], &hex!("8005 0009 00000fa0 04 05 06 04"));
}
