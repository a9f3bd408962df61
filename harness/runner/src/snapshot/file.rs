//! One snapshot file, in the form that `cargo insta review` reads.

/// The test that the files are said to come from, so that `cargo insta` finds them.
const SOURCE: &str = "harness/runner/tests/scenarios.rs";

/// Where the snapshot of a scenario and an implementation stands, below the scenarios folder.
pub fn path(id: &str, dut: &str) -> String {
    let (folder, name) = id.rsplit_once('/').unwrap_or(("", id));
    format!("{folder}/snapshots/{name}@{}.snap", suffix(dut))
}

/// An implementation's name as it stands in file names.
pub fn suffix(dut: &str) -> String {
    let words = dut.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

/// The file of a transcript.
pub fn to_text(normalised: &str) -> String {
    format!("---\nsource: {SOURCE}\n---\n{}\n", normalised.trim_end())
}

/// The transcript in a file, behind its head; `None` where it has no head.
pub fn contents(text: &str) -> Option<&str> {
    let behind = text.strip_prefix("---\n")?;
    Some(behind.split_once("\n---\n")?.1)
}

/// Whether a transcript is the one in a file, but for the end of its last line.
pub fn is_same(text: &str, normalised: &str) -> bool {
    contents(text).is_some_and(|contents| contents.trim_end() == normalised.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_stands_beside_its_scenario() {
        let path = path("iax2/7/hangup", "reference");
        assert_eq!(path, "iax2/7/snapshots/hangup@reference.snap");
    }

    #[test]
    fn a_name_of_several_words_makes_one_suffix() {
        assert_eq!(suffix("Acme 300 (blue)"), "acme-300-blue");
    }

    #[test]
    fn what_is_written_is_the_same_again() {
        assert!(is_same(&to_text("a\n---\nb\n"), "a\n---\nb"));
        assert!(!is_same(&to_text("a"), "b"));
    }
}
