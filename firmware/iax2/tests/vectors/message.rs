//! One vector a message: octets by RFC 5456 8.1.1 and 8.6, elements by the tables of section 6.

use crate::{FIRST, LATER, iax};
use hex_literal::hex;
use iax2_wire::code::{CauseCode, IaxCode, IeCode};
use iax2_wire::{Format, Ie};

#[test]
fn new_names_its_version_first() {
    iax(
        FIRST,
        IaxCode::NEW,
        &[
            Ie::Version(2),
            Ie::CalledNumber("200"),
            Ie::CodecPrefs(b"DC"),
            Ie::CallingPres(0),
            Ie::CallingTon(0),
            Ie::CallingTns(0),
            Ie::Format(Format::ULAW),
            Ie::Capability(Format::ULAW | Format::GSM),
            Ie::Username("bob"),
            Ie::CallToken(&[]),
        ],
        &hex!(
            "8005 0000 00000003 00 00 06 01 0b 02 0002 01 03 323030 2d 02 4443 26 01 00 27 01 00 28 02 0000 09 04 00000004 08 04 00000006 06 03 626f62 36 00"
        ),
    );
}

#[test]
fn poke_opens_no_call() {
    iax(FIRST, IaxCode::POKE, &[], &hex!("8005 0000 00000003 00 00 06 1e"));
}

#[test]
fn ping_has_no_elements() {
    iax(LATER, IaxCode::PING, &[], &hex!("8005 0009 00002710 07 06 06 02"));
}

#[test]
fn pong_carries_receiver_reports() {
    iax(
        LATER,
        IaxCode::PONG,
        &[
            Ie::RrJitter(3),
            Ie::RrLoss(0x0100_0002),
            Ie::RrPkts(500),
            Ie::RrDelay(40),
            Ie::RrDropped(1),
            Ie::RrOoo(2),
        ],
        &hex!(
            "8005 0009 00002710 07 06 06 03 2e 04 00000003 2f 04 01000002 30 04 000001f4 31 02 0028 32 04 00000001 33 04 00000002"
        ),
    );
}

#[test]
fn ack_has_no_elements() {
    iax(LATER, IaxCode::ACK, &[], &hex!("8005 0009 00002710 07 06 06 04"));
}

#[test]
fn hangup_gives_a_cause() {
    iax(
        LATER,
        IaxCode::HANGUP,
        &[Ie::Cause("No"), Ie::CauseCode(CauseCode::NORMAL_CLEARING)],
        &hex!("8005 0009 00002710 07 06 06 05 16 02 4e6f 2a 01 10"),
    );
}

#[test]
fn reject_gives_a_cause() {
    iax(
        LATER,
        IaxCode::REJECT,
        &[Ie::CauseCode(CauseCode::CALL_REJECTED)],
        &hex!("8005 0009 00002710 07 06 06 06 2a 01 15"),
    );
}

#[test]
fn accept_names_one_format() {
    iax(
        LATER,
        IaxCode::ACCEPT,
        &[Ie::Format(Format::ALAW), Ie::Format2(Format::ALAW)],
        &hex!("8005 0009 00002710 07 06 06 07 09 04 00000008 38 09 00 0000000000000008"),
    );
}

#[test]
fn authreq_challenges_and_offers_encryption() {
    iax(
        LATER,
        IaxCode::AUTHREQ,
        &[Ie::Username("bob"), Ie::AuthMethods(2), Ie::Challenge(b"164223847"), Ie::Encryption(1)],
        &hex!(
            "8005 0009 00002710 07 06 06 08 06 03 626f62 0e 02 0002 0f 09 313634323233383437 2b 02 0001"
        ),
    );
}

#[test]
fn authrep_answers_with_md5() {
    iax(
        LATER,
        IaxCode::AUTHREP,
        &[Ie::Md5Result(b"0c5c9961bcfcaf15914289153bde8f00")],
        &hex!(
            "8005 0009 00002710 07 06 06 09 10 20 3063356339393631626366636166313539313432383931353362646538663030"
        ),
    );
}

#[test]
fn inval_has_no_elements() {
    iax(LATER, IaxCode::INVAL, &[], &hex!("8005 0009 00002710 07 06 06 0a"));
}

#[test]
fn lagrq_has_no_elements() {
    iax(LATER, IaxCode::LAGRQ, &[], &hex!("8005 0009 00002710 07 06 06 0b"));
}

#[test]
fn lagrp_has_no_elements() {
    iax(LATER, IaxCode::LAGRP, &[], &hex!("8005 0009 00002710 07 06 06 0c"));
}

#[test]
fn vnak_has_no_elements() {
    iax(LATER, IaxCode::VNAK, &[], &hex!("8005 0009 00002710 07 06 06 12"));
}

#[test]
fn dpreq_asks_for_a_number() {
    iax(
        LATER,
        IaxCode::DPREQ,
        &[Ie::CalledNumber("20")],
        &hex!("8005 0009 00002710 07 06 06 13 01 02 3230"),
    );
}

#[test]
fn dprep_says_what_is_known_of_it() {
    iax(
        LATER,
        IaxCode::DPREP,
        &[Ie::CalledNumber("20"), Ie::DpStatus(0x4002), Ie::Refresh(600)],
        &hex!("8005 0009 00002710 07 06 06 14 01 02 3230 14 02 4002 13 02 0258"),
    );
}

#[test]
fn dial_names_number_and_context() {
    iax(
        LATER,
        IaxCode::DIAL,
        &[Ie::CalledNumber("200"), Ie::CalledContext("home")],
        &hex!("8005 0009 00002710 07 06 06 15 01 03 323030 05 04 686f6d65"),
    );
}

#[test]
fn quelch_may_ask_for_music() {
    iax(
        LATER,
        IaxCode::QUELCH,
        &[Ie::MusicOnHold("")],
        &hex!("8005 0009 00002710 07 06 06 1c 1a 00"),
    );
}

#[test]
fn unquelch_has_no_elements() {
    iax(LATER, IaxCode::UNQUELCH, &[], &hex!("8005 0009 00002710 07 06 06 1d"));
}

#[test]
fn mwi_counts_old_and_new() {
    iax(
        LATER,
        IaxCode::MWI,
        &[Ie::MsgCount(0x0203)],
        &hex!("8005 0009 00002710 07 06 06 20 18 02 0203"),
    );
}

#[test]
fn unsupport_names_what_was_not_understood() {
    iax(
        LATER,
        IaxCode::UNSUPPORT,
        &[Ie::IaxUnknown(IaxCode(0x1f))],
        &hex!("8005 0009 00002710 07 06 06 21 17 01 1f"),
    );
}

#[test]
fn rtkey_carries_a_raw_key() {
    iax(
        LATER,
        IaxCode::RTKEY,
        &[Ie::Challenge(&hex!("0c5c9961bcfcaf15914289153bde8f00"))],
        &hex!("8005 0009 00002710 07 06 06 27 0f 10 0c5c9961bcfcaf15914289153bde8f00"),
    );
}

#[test]
fn t38_request_negotiate_has_its_registered_number() {
    iax(
        LATER,
        IaxCode::T38_REQUEST_NEGOTIATE,
        &[Ie::Other(IeCode::T38_VERSION, &[0]), Ie::Other(IeCode::T38_MAX_IFP, &[1, 0x90])],
        &hex!("8005 0009 00002710 07 06 06 30 40 01 00 41 02 0190"),
    );
}

#[test]
fn t38_request_terminate_has_its_registered_number() {
    iax(LATER, IaxCode::T38_REQUEST_TERMINATE, &[], &hex!("8005 0009 00002710 07 06 06 31"));
}

#[test]
fn t38_negotiated_has_its_registered_number() {
    iax(LATER, IaxCode::T38_NEGOTIATED, &[], &hex!("8005 0009 00002710 07 06 06 32"));
}

#[test]
fn t38_terminated_has_its_registered_number() {
    iax(LATER, IaxCode::T38_TERMINATED, &[], &hex!("8005 0009 00002710 07 06 06 33"));
}

#[test]
fn t38_refused_has_its_registered_number() {
    iax(LATER, IaxCode::T38_REFUSED, &[], &hex!("8005 0009 00002710 07 06 06 34"));
}

#[test]
fn every_message_with_a_name_has_a_vector_here() {
    let files =
        [include_str!("message.rs"), include_str!("registration.rs"), include_str!("transfer.rs")];
    let vectors = files.concat();
    for code in IaxCode::ALL {
        let name = code.name().expect("a name").replace('-', "_");
        assert!(vectors.contains(&format!("IaxCode::{name},")), "{name}");
    }
}
