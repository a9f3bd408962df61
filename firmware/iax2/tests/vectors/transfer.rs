//! One vector a message of RFC 5456 6.5: transfer.

use crate::{LATER, address, call, iax};
use hex_literal::hex;
use iax2_wire::Ie;
use iax2_wire::code::IaxCode;
use iax2_wire::number::TransferId;

#[test]
fn txreq_names_the_other_end() {
    iax(
        LATER,
        IaxCode::TXREQ,
        &[Ie::ApparentAddr(address()), Ie::CallNo(call(7)), Ie::TransferId(TransferId(0x2a))],
        &hex!(
            "8005 0009 00002710 07 06 06 16 12 10 0200 11d9 c0000207 0000000000000000 15 02 0007 1b 04 0000002a"
        ),
    );
}

#[test]
fn txcnt_carries_the_transfer_s_number() {
    iax(
        LATER,
        IaxCode::TXCNT,
        &[Ie::TransferId(TransferId(0x2a))],
        &hex!("8005 0009 00002710 07 06 06 17 1b 04 0000002a"),
    );
}

#[test]
fn txacc_carries_the_transfer_s_number() {
    iax(
        LATER,
        IaxCode::TXACC,
        &[Ie::TransferId(TransferId(0x2a))],
        &hex!("8005 0009 00002710 07 06 06 18 1b 04 0000002a"),
    );
}

#[test]
fn txready_carries_the_transfer_s_number() {
    iax(
        LATER,
        IaxCode::TXREADY,
        &[Ie::TransferId(TransferId(0x2a))],
        &hex!("8005 0009 00002710 07 06 06 19 1b 04 0000002a"),
    );
}

#[test]
fn txrel_names_the_call() {
    iax(
        LATER,
        IaxCode::TXREL,
        &[Ie::CallNo(call(7))],
        &hex!("8005 0009 00002710 07 06 06 1a 15 02 0007"),
    );
}

#[test]
fn txrej_gives_a_cause() {
    iax(
        LATER,
        IaxCode::TXREJ,
        &[Ie::Cause("No")],
        &hex!("8005 0009 00002710 07 06 06 1b 16 02 4e6f"),
    );
}

#[test]
fn transfer_names_number_and_context() {
    iax(
        LATER,
        IaxCode::TRANSFER,
        &[Ie::CalledNumber("300"), Ie::CalledContext("home")],
        &hex!("8005 0009 00002710 07 06 06 22 01 03 333030 05 04 686f6d65"),
    );
}

#[test]
fn txmedia_names_the_call() {
    iax(
        LATER,
        IaxCode::TXMEDIA,
        &[Ie::CallNo(call(7))],
        &hex!("8005 0009 00002710 07 06 06 26 15 02 0007"),
    );
}
