//! Foreign captures: what is found, how it is written, how it ends.

use std::path::{Path, PathBuf};

use hex_literal::hex;
use serde_json::Value;
use tempfile::NamedTempFile;

use super::Judge;
use crate::capture::tests::{ipv4, pcap};
use crate::exit::Exit;

fn recording(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../captures").join(name)
}

/// A capture of datagrams on port 4569, each way in turn.
fn capture(payloads: &[&[u8]]) -> NamedTempFile {
    let ways = [[1, 2], [2, 1]].into_iter().cycle();
    let packets: Vec<_> = payloads.iter().zip(ways).map(|(it, way)| ipv4(way, it)).collect();
    let packets: Vec<_> = packets.iter().map(|packet| &packet[..]).collect();
    written(&pcap(101, &packets))
}

fn written(octets: &[u8]) -> NamedTempFile {
    let file = NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), octets).expect("written");
    file
}

struct Outcome {
    exit: Exit,
    out: String,
    warnings: String,
    json: Value,
}

fn judge(captures: &[&Path]) -> Outcome {
    let file = NamedTempFile::new().expect("a temporary file");
    let judge = Judge {
        captures: captures.iter().map(|path| path.to_path_buf()).collect(),
        json: Some(file.path().to_owned()),
        no_audio: false,
        port: None,
        secrets: None,
    };
    let (mut out, mut warnings) = (Vec::new(), Vec::new());
    let exit = judge.run(&mut out, &mut warnings).expect("written");
    let json = std::fs::read_to_string(file.path()).expect("a file");
    Outcome {
        exit,
        out: String::from_utf8(out).expect("text"),
        warnings: String::from_utf8(warnings).expect("text"),
        json: serde_json::from_str(&json).expect("JSON"),
    }
}

/// POKE and its PONG: enough for a flow to be recognised.
const POKE: &[u8] = &hex!("8005 0000 00000000 00 00 06 1e");
const PONG: &[u8] = &hex!("8001 0005 00000000 00 01 06 03");

#[test]
fn a_finding_has_packet_requirement_level_party_and_words() {
    let path = recording("asterisk-register.pcap");
    let Outcome { out, json, .. } = judge(&[&path]);
    let token = json["findings"].as_array().expect("a list").iter().find(|it| it["packet"] == 3);
    let token = token.expect("CALLTOKEN comes from call number 1");
    assert_eq!(token["requirement"], "IAX2SEC-3.2-17");
    assert_eq!(token["verdict"], "warn");
    assert_eq!(token["party"], "127.0.0.12:4569");
    assert!(token["level"].is_string());
    let words = token["words"].as_str().expect("words");
    assert!(
        out.contains(&format!("register.pcap:3: warn IAX2SEC-3.2-17 127.0.0.12:4569: {words}"))
    );
    assert_eq!(json["captures"][0]["datagrams"], 22);
}

#[test]
fn a_capture_without_iax2_selects_nothing() {
    let path = recording("sip-register-digest.pcap");
    let Outcome { exit, out, .. } = judge(&[&path]);
    assert_eq!(exit, Exit::Nothing);
    assert!(out.contains("no IAX2"), "{out}");
}

#[test]
fn a_malformed_frame_is_a_finding() {
    let cut_header = hex!("8005 0001 0000");
    let cut_element = hex!("8005 0001 00000010 00 01 06 05 2a 02 10");
    for broken in [&cut_header[..], &cut_element] {
        let file = capture(&[POKE, PONG, broken]);
        let Outcome { json, .. } = judge(&[file.path()]);
        let findings = json["findings"].as_array().expect("a list");
        assert!(findings.iter().any(|finding| finding["packet"] == 3), "{broken:02x?}: {json}");
    }
}

#[test]
fn a_cut_capture_is_judged_up_to_the_cut_with_a_warning() {
    let whole = std::fs::read(recording("asterisk-register.pcap")).expect("the recording");
    let file = written(&whole[..whole.len() - 10]);
    let Outcome { warnings, json, .. } = judge(&[file.path()]);
    assert!(warnings.contains("packet 22 at offset "), "{warnings}");
    assert!(warnings.contains("the capture is cut here"), "{warnings}");
    assert_eq!(json["captures"][0]["datagrams"], 21);
}

#[test]
fn a_file_that_is_no_capture_does_not_keep_the_others_from_being_judged() {
    let (none, good) = (written(b"no capture"), recording("asterisk-register.pcap"));
    let Outcome { exit, warnings, json, .. } = judge(&[none.path(), &good]);
    assert_eq!(exit, Exit::Broken);
    assert!(warnings.contains("neither pcap nor pcapng"), "{warnings}");
    assert!(json["captures"][0]["error"].is_string());
    assert_eq!(json["captures"][1]["datagrams"], 22);
}

#[test]
fn findings_before_a_broken_record_are_kept() {
    let mut whole = std::fs::read(recording("asterisk-register.pcap")).expect("the recording");
    whole.extend([0xff; 16]);
    let file = written(&whole);
    let Outcome { exit, warnings, json, .. } = judge(&[file.path()]);
    assert_eq!(exit, Exit::Broken);
    assert!(warnings.contains("packet 23 at offset "), "{warnings}");
    assert!(!json["findings"].as_array().expect("a list").is_empty());
}

#[test]
fn judging_ends_where_a_full_frame_was_not_captured_whole() {
    let mut file = pcap(101, &[&ipv4([1, 2], POKE), &ipv4([2, 1], PONG)]);
    // The second packet was four octets longer on the wire: its IP and UDP lengths say so too.
    let packet = file.len() - 40;
    file[packet - 4] += 4;
    file[packet + 3] += 4;
    file[packet + 25] += 4;
    let file = written(&file);
    let Outcome { exit, out, .. } = judge(&[file.path()]);
    assert_eq!(exit, Exit::Inconclusive);
    assert!(out.contains("judged up to packet 2, which was not captured whole"), "{out}");
}
