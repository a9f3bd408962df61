//! One vector a message of RFC 5456 6.1: registration, and the token that may come before.

use crate::{FIRST, LATER, address, iax};
use hex_literal::hex;
use iax2_wire::code::{CauseCode, IaxCode};
use iax2_wire::{DateTime, Ie};

#[test]
fn regreq_asks_for_a_time() {
    iax(
        FIRST,
        IaxCode::REGREQ,
        &[Ie::Username("bob"), Ie::Refresh(60)],
        &hex!("8005 0000 00000003 00 00 06 0d 06 03 626f62 13 02 003c"),
    );
}

#[test]
fn regauth_challenges() {
    iax(
        LATER,
        IaxCode::REGAUTH,
        &[Ie::Username("bob"), Ie::AuthMethods(6), Ie::Challenge(b"164223847")],
        &hex!("8005 0009 00002710 07 06 06 0e 06 03 626f62 0e 02 0006 0f 09 313634323233383437"),
    );
}

#[test]
fn regack_shows_the_address_it_saw() {
    iax(
        LATER,
        IaxCode::REGACK,
        &[
            Ie::Username("bob"),
            Ie::DateTime(DateTime::new(2010, 2, 17, 13, 45, 30)),
            Ie::ApparentAddr(address()),
            Ie::Refresh(60),
            Ie::MsgCount(0x0103),
            Ie::CallingNumber("1"),
            Ie::CallingName("Zo"),
        ],
        &hex!(
            "8005 0009 00002710 07 06 06 0f 06 03 626f62 1f 04 14516daf 12 10 0200 11d9 c0000207 0000000000000000 13 02 003c 18 02 0103 02 01 31 04 02 5a6f"
        ),
    );
}

#[test]
fn regrej_gives_both_causes() {
    iax(
        LATER,
        IaxCode::REGREJ,
        &[Ie::Cause("No"), Ie::CauseCode(CauseCode::FACILITY_REJECTED)],
        &hex!("8005 0009 00002710 07 06 06 10 16 02 4e6f 2a 01 1d"),
    );
}

#[test]
fn regrel_names_its_user() {
    iax(
        LATER,
        IaxCode::REGREL,
        &[Ie::Username("bob"), Ie::Md5Result(b"0c5c9961bcfcaf15914289153bde8f00")],
        &hex!(
            "8005 0009 00002710 07 06 06 11 06 03 626f62 10 20 3063356339393631626366636166313539313432383931353362646538663030"
        ),
    );
}

#[test]
fn calltoken_carries_the_token() {
    iax(
        LATER,
        IaxCode::CALLTOKEN,
        &[Ie::CallToken(b"1?ab")],
        &hex!("8005 0009 00002710 07 06 06 28 36 04 313f6162"),
    );
}
