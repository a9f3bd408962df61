//! What tshark says.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::Fields;
use super::ours::ELEMENTS;

/// Fields with one value a frame, and what we call them.
const SINGLE: [(&str, &str); 9] = [
    ("iax2.packet_type", "packet_type"),
    ("iax2.src_call", "src_call"),
    ("iax2.dst_call", "dst_call"),
    ("iax2.retransmission", "retry"),
    ("iax2.timestamp", "timestamp"),
    ("iax2.oseqno", "oseqno"),
    ("iax2.iseqno", "iseqno"),
    ("iax2.type", "type"),
    ("iax2.dtmf.subclass", "digit"),
];

/// Where the subclass stands, by type.
const SUBCLASSES: [&str; 7] = [
    "iax2.subclass",
    "iax2.control.subclass",
    "iax2.iax.subclass",
    "iax2.voice.subclass",
    "iax2.video.subclass",
    "iax2.text.subclass",
    "iax2.html.subclass",
];

/// Fields with a value for each element or entry of a frame.
const LISTS: [(&str, &str); 5] = [
    ("iax2.ie_id", "ies"),
    ("iax2.length", "lengths"),
    ("iax2.trunk.call.scallno", "entries"),
    ("iax2.trunk.call.ts", "entry timestamps"),
    ("iax2.trunk.call.len", "entry lengths"),
];

/// Stands between the values of a list; no text in the recordings has it.
const BETWEEN: &str = "^";

/// tshark's version, such as `4.0.17`; `None` where it is not installed.
pub(crate) fn version() -> Option<String> {
    let output = Command::new("tshark").arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number =
        text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    Some(number.expect("a version").to_owned())
}

/// Every IAX2 packet of a capture with its fields.
pub(crate) fn decode(path: &Path) -> BTreeMap<u64, Fields> {
    let mut command = Command::new("tshark");
    command.args(["-n", "-Y", "iax2", "-T", "fields", "-E", "occurrence=a"]);
    command.args(["-E", &format!("aggregator={BETWEEN}"), "-e", "frame.number", "-r"]).arg(path);
    for name in names() {
        command.args(["-e", name]);
    }
    let output = command.output().expect("tshark runs");
    assert!(output.status.success(), "tshark: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().map(packet).collect()
}

fn names() -> impl Iterator<Item = &'static str> {
    let single = SINGLE.iter().map(|(name, _)| *name);
    let lists = LISTS.iter().map(|(name, _)| *name);
    let elements = ELEMENTS.iter().map(|(_, name)| *name);
    single.chain(SUBCLASSES).chain(lists).chain(elements)
}

fn packet(line: &str) -> (u64, Fields) {
    let mut values = line.split('\t');
    let number = values.next().expect("a first field").parse().expect("a frame number");
    let mut fields = Fields::new();
    for (name, value) in names().zip(values).filter(|(_, value)| !value.is_empty()) {
        let ours = SINGLE.iter().chain(&LISTS).find(|(theirs, _)| *theirs == name);
        match ours {
            Some((_, ours)) => fields.insert((*ours).into(), plain(value)),
            None if SUBCLASSES.contains(&name) => fields.insert("subclass".into(), plain(value)),
            None => fields.insert(name.into(), plain(value)),
        };
    }
    (number, fields)
}

/// Numbers in decimal, booleans as 0 and 1, lists with blanks.
fn plain(value: &str) -> String {
    value.split(BETWEEN).map(one).collect::<Vec<_>>().join(" ")
}

fn one(value: &str) -> String {
    match value {
        "True" => "1".into(),
        "False" => "0".into(),
        _ => match value.strip_prefix("0x").map(|hex| u64::from_str_radix(hex, 16)) {
            Some(Ok(number)) => number.to_string(),
            _ => value.to_owned(),
        },
    }
}
