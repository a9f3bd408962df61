//! What was recorded is read again, by our reader and by tshark.

use super::{Note, Recording, Tap, Topic, Wire, annotate};
use crate::capture::{Item, Kind, Reader};
use crate::net::datagram::{Datagram, Heading};
use hex_literal::hex;
use iax2_wire::time::Instant;
use std::collections::BTreeMap;
use std::process::Command;

/// A POKE through a NAT, with notes before and between.
fn capture() -> Vec<u8> {
    let mut recording = Recording::new(Vec::new(), ["home"].into_iter()).expect("written");
    let poke = hex!("8001 0000 00000000 00 00 06 1e").to_vec();
    let datagram = |src: &str, dst: &str| Datagram {
        src: src.parse().expect("literal"),
        dst: dst.parse().expect("literal"),
        octets: poke.clone(),
    };
    let inside = datagram("192.168.1.10:4569", "198.51.100.1:4569");
    let outside = datagram("203.0.113.1:4569", "198.51.100.1:4569");
    let (t0, t1) = (Instant::ZERO, Instant::from_micros(1_000_001));
    let later = Instant::from_micros(1_020_001);
    let mut numbers = vec![
        recording.note(t0, &Note::new(Topic::Scenario, "title = \"A poke\"\nplays = []\n")),
        recording.note(t0, &Note::new(Topic::User, "registers")),
        recording.packet(t1, Wire::Dut, Heading::Out, &inside),
        recording.packet(t1, Wire::Outside(0), Heading::Out, &outside),
    ];
    numbers.push(recording.packet(later, Wire::Net, Heading::In, &outside));
    let numbers: Vec<u64> = numbers.into_iter().map(|number| number.expect("written")).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    recording.finish().expect("written")
}

fn listing(capture: &[u8]) -> Vec<String> {
    let mut reader = Reader::new("test".to_owned(), capture).expect("a capture");
    let mut lines = Vec::new();
    while let Some(item) = reader.next_item().expect("readable") {
        let (interface, line) = (item.interface, line(&item));
        let name = reader.interface(interface).map(|interface| interface.name.clone());
        lines.push(format!("{} {line}", name.unwrap_or_default()));
    }
    lines
}

fn line(item: &Item<'_>) -> String {
    let since = item.at.as_micros() - u64::try_from(super::EPOCH.as_micros()).expect("fits");
    match item.kind {
        Kind::Udp { src, dst, payload, .. } => {
            format!("{since} {src} -> {dst} {} octets", payload.len())
        }
        Kind::Note(text) => format!("{since} {text:?}"),
        _ => "nothing of ours".to_owned(),
    }
}

#[test]
fn what_was_recorded_is_read_again() {
    assert_eq!(
        listing(&capture()),
        [
            r#"notes 0 "scenario title = \"A poke\"\nplays = []\n""#,
            r#"notes 0 "user registers""#,
            "dut 1000001 192.168.1.10:4569 -> 198.51.100.1:4569 12 octets",
            "home-outside 1000001 203.0.113.1:4569 -> 198.51.100.1:4569 12 octets",
            "net 1020001 203.0.113.1:4569 -> 198.51.100.1:4569 12 octets",
        ]
    );
}

#[test]
fn the_same_run_gives_the_same_octets() {
    assert_eq!(capture(), capture());
}

fn commented() -> Vec<u8> {
    let comments = BTreeMap::from([(3, vec!["IAX2-6.7-01 pass".to_owned()])]);
    annotate(capture().as_slice(), Vec::new(), &comments).expect("copied")
}

#[test]
fn comments_change_nothing_that_is_read() {
    let commented = commented();
    assert_ne!(commented, capture());
    assert_eq!(listing(&commented), listing(&capture()));
}

#[test]
fn comments_name_the_packet_they_stand_on() {
    let mut commented = commented();
    let plain = capture();
    let comment = b"IAX2-6.7-01 pass";
    let at = commented.windows(comment.len()).position(|octets| octets == comment);
    let at = at.expect("the comment is in the file");
    // Code 1, its length, the text; the packet's own octets stand before it, those of the next behind.
    assert_eq!(commented[at - 4..at], hex!("0100 1000"));
    commented.truncate(at - 4);
    let third =
        plain.windows(12).rposition(|octets| octets == hex!("8001 0000 00000000 00 00 06 1e"));
    assert!(third.is_some_and(|last| at < last));
}

#[test]
fn tshark_lists_notes_as_text_and_decodes_iax2() {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), commented()).expect("written");
    let Ok(tshark) = Command::new("tshark").arg("-r").arg(file.path()).output() else {
        assert!(std::env::var_os("CI").is_none(), "tshark is missing");
        return;
    };
    let listed = String::from_utf8_lossy(&tshark.stdout);
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 5, "{listed}");
    assert!(lines[1].contains("user registers"), "{listed}");
    for packet in [2, 3, 4] {
        assert!(lines[packet].contains("IAX2") && lines[packet].contains("POKE"), "{listed}");
    }
}
