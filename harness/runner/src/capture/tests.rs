//! Captures built octet by octet, and the recordings of the project.

use std::path::{Path, PathBuf};

use hex_literal::hex;

use super::{CaptureError, Damage, Kind, Reader};

/// An IPv4 datagram 10.0.0.1:4569 -> 10.0.0.2:40000 that carries `aa bb cc`.
const DATAGRAM: [u8; 31] = hex!(
    "45 00 001f 0001 0000 40 11 0000 0a000001 0a000002"
    "11d9 9c40 000b 0000 aabbcc"
);

fn ethernet(kind: [u8; 2], rest: &[u8]) -> Vec<u8> {
    [&[0; 12][..], &kind, rest].concat()
}

fn pcap(link: u32, packets: &[&[u8]]) -> Vec<u8> {
    let mut file = hex!("d4c3b2a1 0200 0400 00000000 00000000 00000400").to_vec();
    file.extend(link.to_le_bytes());
    for packet in packets {
        let length = (packet.len() as u32).to_le_bytes();
        file.extend(
            [hex!("01000000 02000000"), [length, length].concat().try_into().unwrap()].concat(),
        );
        file.extend(*packet);
    }
    file
}

/// Every item in words.
fn listing(file: &[u8]) -> Vec<String> {
    let mut reader = Reader::new("x.pcap".into(), file).expect("a capture");
    let mut lines = Vec::new();
    loop {
        match reader.next_item() {
            Ok(Some(item)) => lines.push(format!(
                "{} {}us if{} {}",
                item.packet,
                item.at.as_micros(),
                item.interface,
                words(&item.kind)
            )),
            Ok(None) => return lines,
            Err(error) => lines.push(error.to_string()),
        }
    }
}

fn words(kind: &Kind<'_>) -> String {
    match kind {
        Kind::Udp { src, dst, payload, missing: 0 } => format!("{src}>{dst} {payload:02x?}"),
        Kind::Udp { src, dst, payload, missing } => {
            format!("{src}>{dst} {payload:02x?} and {missing} more")
        }
        Kind::Note(text) => format!("note {text}"),
        Kind::Damaged(damage) => format!("damaged: {damage}"),
        Kind::Other => "other".into(),
    }
}

const SEEN: &str = "10.0.0.1:4569>10.0.0.2:40000 [aa, bb, cc]";

fn recordings() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../captures");
    let files =
        std::fs::read_dir(folder).expect("captures/").map(|entry| entry.expect("entry").path());
    files.filter(|path| path.extension().is_some_and(|end| end == "pcap")).collect()
}

#[test]
fn every_recording_is_read_to_its_end() {
    for path in recordings() {
        let mut reader = Reader::open(&path).expect("a capture");
        let mut datagrams = 0;
        while let Some(item) = reader.next_item().expect("no error") {
            assert!(!matches!(item.kind, Kind::Damaged(_)), "{}: {item:?}", path.display());
            datagrams += usize::from(matches!(item.kind, Kind::Udp { .. }));
        }
        assert!(datagrams >= 4, "{}: {datagrams} datagrams", path.display());
    }
}

#[test]
fn link_headers_are_stripped() {
    let sll = hex!("0000 0001 0006 000000000000 0000 0800");
    let sll2 = hex!("0800 0000 00000002 0001 00 06 0000000000000000");
    let vlan = hex!("0064 0800");
    let qinq = hex!("0064 8100 0065 0800");
    let cases: [(u32, Vec<u8>); 11] = [
        (1, ethernet([0x08, 0x00], &DATAGRAM)),
        (1, ethernet([0x81, 0x00], &[&vlan[..], &DATAGRAM].concat())),
        (1, ethernet([0x88, 0xa8], &[&qinq[..], &DATAGRAM].concat())),
        (113, [&sll[..], &DATAGRAM].concat()),
        (276, [&sll2[..], &DATAGRAM].concat()),
        (0, [&hex!("02000000")[..], &DATAGRAM].concat()),
        (0, [&hex!("00000002")[..], &DATAGRAM].concat()),
        (108, [&hex!("00000002")[..], &DATAGRAM].concat()),
        (101, DATAGRAM.to_vec()),
        (228, DATAGRAM.to_vec()),
        (12, DATAGRAM.to_vec()),
    ];
    for (link, packet) in cases {
        assert_eq!(listing(&pcap(link, &[&packet])), [format!("1 1000002us if0 {SEEN}")], "{link}");
    }
}

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
