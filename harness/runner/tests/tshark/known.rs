//! captures/KNOWN.toml: what is read differently, how often, and why.

use std::path::Path;

use serde::Deserialize;

use super::Difference;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    known: Vec<Known>,
}

/// One kind of difference in one capture.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    capture: String,
    /// The fields concerned, as [`super::ours`] and [`super::theirs`] name them.
    fields: Vec<String>,
    /// The packets concerned; all of the capture where absent.
    packets: Option<Vec<u64>>,
    /// How many differences this line stands for.
    count: usize,
    /// Versions of tshark that read it so, by how their number begins.
    tshark: Option<String>,
    reason: String,
}

impl Known {
    fn covers(&self, difference: &Difference) -> bool {
        self.capture == difference.capture
            && self.fields.contains(&difference.field)
            && self.packets.as_ref().is_none_or(|packets| packets.contains(&difference.packet))
    }
}

/// The lines that hold for this version of tshark.
pub(crate) fn read(captures: &Path, version: &str) -> Vec<Known> {
    let text = std::fs::read_to_string(captures.join("KNOWN.toml")).expect("KNOWN.toml is there");
    let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("KNOWN.toml: {error}"));
    for known in &file.known {
        assert!(!known.reason.trim().is_empty(), "KNOWN.toml: a line without a reason");
    }
    let holds = |known: &Known| known.tshark.as_ref().is_none_or(|from| version.starts_with(from));
    file.known.into_iter().filter(holds).collect()
}

/// Differences that no line stands for, and lines that stand for more or fewer than were found.
pub(crate) fn complaints(known: &[Known], found: &[Difference]) -> Vec<String> {
    let mut complaints: Vec<_> = found
        .iter()
        .filter(|difference| !known.iter().any(|known| known.covers(difference)))
        .map(Difference::to_string)
        .collect();
    for known in known {
        let count = found.iter().filter(|difference| known.covers(difference)).count();
        if count != known.count {
            let Known { capture, fields, count: stated, .. } = known;
            complaints.push(format!(
                "KNOWN.toml: {capture}, {}: {stated} differences stated, {count} found",
                fields.join(", ")
            ));
        }
    }
    complaints
}
