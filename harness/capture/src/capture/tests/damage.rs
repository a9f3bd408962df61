//! Captures that are cut, broken, or none.

use hex_literal::hex;
use proptest::prelude::*;

use super::super::{CaptureError, Damage, Kind, Reader};
use super::{DATAGRAM, ethernet, listing, pcap};

#[test]
fn a_file_that_is_no_capture_is_refused_with_what_it_begins_with() {
    let error = Reader::new("x".into(), &b"hello"[..]).err().expect("refused");
    assert!(matches!(&error, CaptureError::NotACapture { .. }));
    assert_eq!(
        error.to_string(),
        "x: at offset 0: neither pcap nor pcapng, it begins with 68 65 6c 6c"
    );
}

#[test]
fn a_cut_capture_is_read_up_to_the_cut() {
    let file = pcap(101, &[&DATAGRAM, &DATAGRAM]);
    let mut reader = Reader::new("x".into(), &file[..file.len() - 1]).expect("a capture");
    reader.next_item().expect("readable").expect("the first packet");
    let second = reader.next_item().expect("readable").expect("the second packet");
    assert_eq!((second.packet, second.offset), (2, 71));
    assert_eq!(second.kind, Kind::Damaged(Damage::Cut { need: 47, have: 46 }));
    assert!(reader.next_item().expect("readable").is_none());
}

#[test]
fn a_damaged_packet_is_named_and_the_next_one_read() {
    let mut short_udp = DATAGRAM;
    short_udp[24..26].copy_from_slice(&[0, 7]);
    let not_ip = [0x15; 31];
    let lines = listing(&pcap(101, &[&short_udp, &not_ip, &DATAGRAM]));
    assert!(lines[0].starts_with("1 1000002us if0 damaged: UDP: "), "{lines:?}");
    assert!(lines[1].starts_with("2 1000002us if0 damaged: IP: "), "{lines:?}");
    assert!(lines[2].ends_with("[aa, bb, cc]"), "{lines:?}");
}

#[test]
fn a_packet_shorter_than_its_link_header_is_named() {
    let lines = listing(&pcap(1, &[&[0; 13], &ethernet([0x81, 0x00], &[0, 1])]));
    assert_eq!(
        lines,
        [
            "1 1000002us if0 damaged: the link header needs 14 octets, 13 are there",
            "2 1000002us if0 damaged: the link header needs 18 octets, 16 are there"
        ]
    );
}

#[test]
fn an_unknown_link_type_is_said_once() {
    let lines = listing(&pcap(127, &[&DATAGRAM, &DATAGRAM]));
    assert!(lines[0].contains("link type 127 is none of"), "{lines:?}");
    assert_eq!(lines[1], "2 1000002us if0 other");
}

#[test]
fn a_fraction_of_a_million_microseconds_is_no_time() {
    let mut file = pcap(101, &[&DATAGRAM]);
    file[28..32].copy_from_slice(&1_000_000u32.to_le_bytes());
    assert_eq!(
        listing(&file),
        ["1 0us if0 damaged: time-stamp: the fraction 1000000 is not below 1000000"]
    );
}

#[test]
fn a_datagram_that_was_not_captured_whole_says_what_is_missing() {
    let mut file = pcap(101, &[&DATAGRAM[..29]]);
    file[36..40].copy_from_slice(&31u32.to_le_bytes());
    assert_eq!(listing(&file), ["1 1000002us if0 10.0.0.1:4569>10.0.0.2:40000 [aa] and 2 more"]);
}

#[test]
fn a_record_longer_than_any_packet_ends_the_reading_with_its_place() {
    let mut file = pcap(101, &[&DATAGRAM, &DATAGRAM]);
    file[79..83].copy_from_slice(&[0xff; 4]);
    let mut reader = Reader::new("x".into(), &file[..]).expect("a capture");
    reader.next_item().expect("readable").expect("the first packet");
    let error = reader.next_item().expect_err("the second is broken");
    assert!(matches!(error, CaptureError::Broken { packet: 2, offset: 71, .. }), "{error}");
    assert!(reader.next_item().expect("nothing more to say").is_none());
}

#[test]
fn contradicting_fragments_are_named() {
    let last = hex!("45 00 0017 0007 0001 40 11 0000 0a000001 0a000002 aabbcc");
    let later = hex!("45 00 0017 0007 0002 40 11 0000 0a000001 0a000002 aabbcc");
    let lines = listing(&pcap(101, &[&last, &later]));
    assert!(lines[1].starts_with("2 1000002us if0 damaged: IP fragment: "), "{lines:?}");
}

/// Reads to the end, whatever comes; the number of items is bounded by the number of octets.
fn survives(file: &[u8]) -> Result<(), TestCaseError> {
    let Ok(mut reader) = Reader::new("x".into(), file) else {
        return Ok(());
    };
    let mut items = 0;
    while let Ok(Some(_)) = reader.next_item() {
        items += 1;
        prop_assert!(items <= file.len());
    }
    prop_assert!(matches!(reader.next_item(), Ok(None)));
    Ok(())
}

const HEADS: [&[u8]; 4] = [
    &hex!("d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000"),
    &hex!("a1b23c4d 0002 0004 00000000 00000000 00040000 00000065"),
    &hex!("0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000"),
    &hex!(
        "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c"
        "00000001 00000014 0065 0000 00000000 00000014"
    ),
];

proptest! {
    #[test]
    fn any_octets_give_items_or_an_error(octets in prop::collection::vec(any::<u8>(), 0..400)) {
        survives(&octets)?;
        for head in HEADS {
            survives(&[head, &octets].concat())?;
        }
    }

    #[test]
    fn a_recording_with_any_octet_changed_gives_items_or_an_error(
        at in 0usize..3000,
        octet in any::<u8>(),
        end in 0usize..3000,
    ) {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../captures/asterisk-register.pcap");
        let mut file = std::fs::read(path).expect("the recording");
        let end = end.min(file.len());
        let at = at % file.len();
        file[at] = octet;
        survives(&file[..end])?;
    }

    #[test]
    fn any_packet_on_any_link_is_an_item(
        link in prop::sample::select(vec![0u32, 1, 101, 108, 113, 228, 252, 276, 9]),
        octets in prop::collection::vec(any::<u8>(), 0..120),
    ) {
        prop_assert_eq!(listing(&pcap(link, &[&octets])).len(), 1);
    }

    #[test]
    fn any_ip_packet_is_an_item(octets in prop::collection::vec(any::<u8>(), 1..120), v6: bool) {
        let mut octets = octets;
        octets[0] = if v6 { 0x60 } else { 0x40 | (octets[0] & 0x0f) };
        prop_assert_eq!(listing(&pcap(101, &[&octets, &octets])).len(), 2);
    }
}
