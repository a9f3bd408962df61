//! Captures built octet by octet, and the recordings of the project.

mod container;
mod damage;
mod layers;

use std::path::{Path, PathBuf};

use hex_literal::hex;

use super::{Kind, Reader};

/// An IPv4 datagram 10.0.0.1:4569 -> 10.0.0.2:40000 that carries `aa bb cc`.
const DATAGRAM: [u8; 31] = hex!(
    "45 00 001f 0001 0000 40 11 0000 0a000001 0a000002"
    "11d9 9c40 000b 0000 aabbcc"
);

fn ethernet(kind: [u8; 2], rest: &[u8]) -> Vec<u8> {
    [&[0; 12][..], &kind, rest].concat()
}

/// A little-endian pcap file with packets at 1.000002 s.
pub(crate) fn pcap(link: u32, packets: &[&[u8]]) -> Vec<u8> {
    let mut file = hex!("d4c3b2a1 0200 0400 00000000 00000000 00000400").to_vec();
    file.extend(link.to_le_bytes());
    for packet in packets {
        let length = (packet.len() as u32).to_le_bytes();
        file.extend(
            [
                hex!("01000000 02000000"),
                [length, length].concat().try_into().expect("twice four octets"),
            ]
            .concat(),
        );
        file.extend(*packet);
    }
    file
}

/// An IPv4 packet from 10.0.0.`from`:4569 to 10.0.0.`to`:4569.
pub(crate) fn ipv4([from, to]: [u8; 2], payload: &[u8]) -> Vec<u8> {
    let mut packet = hex!("45 00 0000 0001 0000 40 11 0000 0a000000 0a000000 11d9 11d9 0000 0000");
    let length = |header: usize| ((payload.len() + header) as u16).to_be_bytes();
    packet[2..4].copy_from_slice(&length(28));
    packet[24..26].copy_from_slice(&length(8));
    (packet[15], packet[19]) = (from, to);
    [&packet[..], payload].concat()
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
