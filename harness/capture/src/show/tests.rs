//! The listings beside the recordings, and rows of frames that make no sense.

use std::path::{Path, PathBuf};

use hex_literal::hex;
use phonerig_judge::finding::Finding;
use phonerig_judge::notation::parse::{Context, line};
use serde_json::{Value, json};
use similar::TextDiff;

use super::Show;
use crate::capture::tests::{ipv4, pcap};
use crate::capture::{CaptureError, Reader};
use crate::decryption::Secrets;
use crate::judge_capture::{Judging, Told, judge};

fn captures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../captures")
}

/// The listing and the JSON rows.
fn show(capture: PathBuf, secrets: Option<PathBuf>) -> (String, Vec<Value>) {
    let json = tempfile::NamedTempFile::new().expect("a temporary file");
    let port = capture.starts_with(std::env::temp_dir()).then_some(4569);
    let show = Show { capture, json: Some(json.path().to_owned()), port, secrets };
    let (mut out, mut warnings) = (Vec::new(), Vec::new());
    show.run(&mut out, &mut warnings).expect("a capture that can be read");
    assert_eq!(String::from_utf8_lossy(&warnings), "");
    let rows = std::fs::read_to_string(json.path()).expect("rows");
    let rows = rows.lines().map(|line| serde_json::from_str(line).expect("an object a line"));
    (String::from_utf8(out).expect("text"), rows.collect())
}

/// What is shown of one datagram on port 4569.
fn shown(payload: &[u8]) -> (String, Vec<Value>) {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), pcap(101, &[&ipv4([1, 2], payload)])).expect("written");
    let (listing, rows) = show(file.path().to_owned(), None);
    let rows = rows.into_iter().map(|mut row| {
        for name in ["packet", "time", "from", "to"] {
            assert_ne!(row.as_object_mut().expect("an object").remove(name), None, "{name}");
        }
        row
    });
    let listing = listing.lines().filter(|line| !line.starts_with('#')).map(str::to_owned);
    (listing.collect::<Vec<_>>().join("\n"), rows.collect())
}

fn recordings() -> Vec<PathBuf> {
    let files = std::fs::read_dir(captures()).expect("captures/");
    let mut files: Vec<_> = files.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "pcap"));
    files.sort();
    files
}

/// Compares with the file, or writes it where PHONERIG_LISTINGS is `write`.
fn assert_listed(file: &Path, listing: &str) {
    if std::env::var("PHONERIG_LISTINGS").is_ok_and(|word| word == "write") {
        std::fs::write(file, listing).expect("written");
    }
    let known = std::fs::read_to_string(file).unwrap_or_default();
    let difference = TextDiff::from_lines(&known[..], listing);
    assert!(
        known == listing,
        "{} (PHONERIG_LISTINGS=write accepts):\n{}",
        file.display(),
        difference.unified_diff().context_radius(1)
    );
}

/// What the always-on rules find in a recording, each with the section that it breaks.
fn findings(path: &Path) -> String {
    let secrets = Secrets::read(&captures().join("secrets.toml")).expect("the secrets");
    let judging = Judging { port: None, audio: true, secrets };
    let mut reader = Reader::open(path).expect("a capture");
    let mut lines = String::new();
    judge(&mut reader, &judging, |told| {
        if let Told::Finding(finding) = told {
            let id = finding.requirement.expect("a rule cites a requirement");
            let packet = finding.packet.expect("a rule shows a packet");
            let Finding { verdict, party, words, .. } = *finding;
            let section = section(id.as_str());
            lines += &format!("# {packet}: {verdict} {id} ({section}) {party}: {words}\n");
        }
        Ok::<_, CaptureError>(())
    })
    .expect("a capture that can be read");
    if lines.is_empty() { lines } else { format!("#\n# What `phonerig judge` finds:\n{lines}") }
}

/// Where a requirement stands: `IAX2-6.2.5-03` is of RFC 5456 6.2.5.
fn section(id: &str) -> String {
    let (document, rest) = id.split_once('-').expect("an id begins with its document");
    let section = rest.rsplit_once('-').map_or(rest, |(section, _)| section);
    match document {
        "IAX2" => format!("RFC 5456 {section}"),
        "IAX2SEC" => format!("IAX2 Security {section}"),
        _ => format!("field notes {id}"),
    }
}

#[test]
fn every_recording_is_listed_as_the_file_beside_it() {
    for path in recordings() {
        let listing = show(path.clone(), None).0 + &findings(&path);
        assert_listed(&path.with_extension("txt"), &listing);
    }
}

#[test]
fn the_encrypted_recording_is_listed_in_clear_with_its_secret() {
    let path = captures().join("asterisk-encrypted-call.pcap");
    let (listing, rows) = show(path, Some(captures().join("secrets.toml")));
    assert_listed(&captures().join("asterisk-encrypted-call.decrypted.txt"), &listing);
    let encrypted = rows.iter().filter(|row| row["encrypted"] == true);
    assert_eq!(encrypted.filter(|row| row["timestamp"].is_number()).count(), 762);
}

#[test]
fn every_row_reads_back_as_a_line_of_the_notation() {
    let context = Context { parties: None, requires: None, played: false };
    for path in recordings() {
        for row in show(path, None).0.lines().filter(|row| !row.starts_with('#')) {
            let bare = row.rsplit_once("  # ").expect("a packet number").0;
            let read =
                line(1, row, &context).unwrap_or_else(|problem| panic!("{row}: {problem:?}"));
            assert_eq!(read.to_string(), bare);
        }
    }
}

#[test]
fn a_full_frame_is_an_object_of_its_fields() {
    let (listing, rows) = shown(&hex!("8005 8009 00002710 07 06 06 05 2a 01 10"));
    assert_eq!(listing, "p1 -> p2  HANGUP  a/a o0 retry causecode=16  # 1");
    assert_eq!(
        rows,
        [json!({
            "kind": "full", "src_call": 5, "dst_call": 9, "retry": true, "timestamp": 10000,
            "oseqno": 7, "iseqno": 6, "type": 6, "subclass": 5, "encrypted": false,
            "ies": [{"ie": 42, "name": "causecode", "value": 16, "data": "10"}],
        })]
    );
}

#[test]
fn a_mini_frame_has_a_number_and_a_time_stamp_alone() {
    let (listing, rows) = shown(&hex!("0005 0780 5555"));
    assert_eq!(listing, "p1/a ~> p2 for 0s  # 1..1, 1 frame");
    let mini =
        json!({"kind": "mini", "src_call": 5, "timestamp": 1920, "encrypted": false, "octets": 2});
    assert_eq!(rows, [mini]);
}

#[test]
fn a_video_frame_has_fifteen_bits_of_time_stamp() {
    let (_, rows) = shown(&hex!("0000 8005 8780 5555"));
    let video =
        json!({"kind": "video", "src_call": 5, "timestamp": 1920, "encrypted": false, "octets": 2});
    assert_eq!(rows, [video]);
}

#[test]
fn a_trunk_entry_is_an_object_of_its_own() {
    let entry = |number: u64, call: u64| {
        json!({
            "kind": "trunk", "entry": number, "src_call": call, "trunk_timestamp": 256,
            "encrypted": false, "octets": 3,
        })
    };
    let (listing, rows) = shown(&hex!("0000 01 00 00000100 0005 0003 aabbcc 0006 0003 ddeeff"));
    assert_eq!(listing, "p1 ~> p2  trunk a,b plain for 0s  # 1..1, 1 frame");
    assert_eq!(rows, [entry(1, 5), entry(2, 6)]);
    let (_, rows) = shown(&hex!("0000 01 01 00000100 0003 0005 0780 aabbcc"));
    let mut stamped = entry(1, 5);
    stamped["timestamp"] = 1920.into();
    assert_eq!(rows, [stamped]);
}

/// A frame that makes no sense, what is listed of it, and what is wrong with it.
const MALFORMED: [(&[u8], &str, &str); 6] = [
    (
        &hex!("80 05 00"),
        "p1 -> p2  RAW 80 05 00  # 1",
        "datagram at offset 0 needs 4 octets, has 3",
    ),
    (
        &hex!("8005 0009 0000"),
        "p1 -> p2  RAW 80 05 00 09 00 00  # 1",
        "full frame header at offset 0 needs 12 octets, has 6",
    ),
    (
        &hex!("8005 0009 00000010 01 01 06 05 2a 02 10"),
        "p1 -> p2  HANGUP  a/a o0 tail=2a0210  # 1",
        "information element at offset 12 needs 4 octets, has 3",
    ),
    (
        &hex!("0000 01 00 00000100 0005 0004 aabbcc"),
        "p1 -> p2  RAW 00 00 01 00 00 00 01 00 00 05 00 04 aa bb cc  # 1",
        "trunk entry at offset 8 needs 8 octets, has 7",
    ),
    (&hex!("0000 81"), "p1 -> p2  RAW 00 00 81  # 1", "datagram at offset 0 needs 4 octets, has 3"),
    (
        &hex!("0000 02 00 00000000"),
        "p1 -> p2  RAW 00 00 02 00 00 00 00 00  # 1",
        "meta command 2 is not 1, a trunk (RFC 5456 8.1.3)",
    ),
];

#[test]
fn a_malformed_frame_is_a_row_that_says_why() {
    for (octets, listed, malformed) in MALFORMED {
        let (listing, rows) = shown(octets);
        assert!(listing.starts_with(listed), "{listing}");
        assert!(listing.contains(" malformed: "), "{listing}");
        assert_eq!(rows.last().expect("a row")["malformed"], malformed);
    }
}

#[test]
fn a_row_of_a_second_interface_says_so() {
    let octets = hex!("8005 0009 00002710 07 06 06 05");
    let packet = ipv4([1, 2], &octets);
    let little = |number: u32| number.to_le_bytes();
    let block = |kind: u32, body: Vec<u8>| {
        let length = little(body.len() as u32 + 12);
        [&little(kind)[..], &length, &body, &length].concat()
    };
    let interface = || block(1, hex!("65000000 00000000").to_vec());
    let fixed = [little(1), little(0), little(0), little(40), little(40)].concat();
    let file = [
        block(0x0a0d_0d0a, hex!("4d3c2b1a 01000000 ffffffffffffffff").to_vec()),
        interface(),
        interface(),
        block(6, [fixed, packet].concat()),
    ];
    let capture = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(capture.path(), file.concat()).expect("written");
    let (listing, rows) = show(capture.path().to_owned(), None);
    assert!(listing.contains("HANGUP  a/a o0  # 1 on interface 1"), "{listing}");
    assert_eq!(rows[0]["interface"], 1);
}

#[test]
fn an_empty_datagram_is_a_row() {
    let (listing, rows) = shown(&[]);
    assert!(listing.contains("malformed"), "{listing}");
    assert_eq!(rows[0]["malformed"], "datagram at offset 0 needs 4 octets, has 0");
}
