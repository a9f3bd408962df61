//! A second opinion: every recording in captures/ as we decode it and as tshark does, field by field.
//!
//! Each difference is a line in captures/KNOWN.toml with its reason. A difference without a line
//! fails, and so does a line without a difference.

mod known;
mod ours;
mod theirs;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// What a decoder says of one frame: the name of a field and its value in decimal, text or hex.
type Fields = BTreeMap<String, String>;

/// One field that two decoders read differently.
struct Difference {
    capture: String,
    packet: u64,
    field: String,
    ours: Option<String>,
    theirs: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |value: &Option<String>| value.clone().unwrap_or_else(|| "absent".into());
        let Self { capture, packet, field, ours, theirs } = self;
        let (ours, theirs) = (word(ours), word(theirs));
        write!(f, "{capture} packet {packet}: {field} is {ours} for us, {theirs} for tshark")
    }
}

fn captures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../captures")
}

fn recordings() -> Vec<String> {
    let entries = std::fs::read_dir(captures()).expect("captures/ is there");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|end| end == "pcap"))
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn differences(capture: &str) -> Vec<Difference> {
    let path = captures().join(capture).with_extension("pcap");
    let (ours, theirs) = (ours::decode(&path), theirs::decode(&path));
    assert_eq!(
        ours.keys().collect::<Vec<_>>(),
        theirs.keys().collect::<Vec<_>>(),
        "{capture}: the packets that count as IAX2"
    );
    ours.iter()
        .flat_map(|(packet, ours)| compared(capture, *packet, ours, &theirs[packet]))
        .collect()
}

fn compared(capture: &str, packet: u64, ours: &Fields, theirs: &Fields) -> Vec<Difference> {
    let names: std::collections::BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
    names
        .into_iter()
        .filter(|name| ours.get(*name) != theirs.get(*name))
        .map(|name| Difference {
            capture: capture.to_owned(),
            packet,
            field: name.clone(),
            ours: ours.get(name).cloned(),
            theirs: theirs.get(name).cloned(),
        })
        .collect()
}

#[test]
fn every_frame_is_decoded_as_tshark_decodes_it_or_the_difference_is_known() {
    let Some(version) = theirs::version() else {
        assert!(std::env::var_os("CI").is_none(), "tshark is not installed");
        eprintln!("SKIPPED: tshark is not installed, so nobody checked how we decode captures");
        return;
    };
    let found: Vec<_> = recordings().iter().flat_map(|name| differences(name)).collect();
    let complaints = known::complaints(&known::read(&captures(), &version), &found);
    assert!(complaints.is_empty(), "tshark {version}:\n{}", complaints.join("\n"));
}
