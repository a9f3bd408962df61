//! What changed since the snapshots were taken.

use super::file;
use phonerig_judge::verdict::Verdict;
use serde::Serialize;

/// A transcript that was just played.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// The scenario's id.
    pub id: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// Its normalised transcript.
    pub normalised: String,
}

/// A transcript that differs from its snapshot, or has none.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Change {
    /// The scenario's id.
    pub id: String,
    /// Where its snapshot stands, below the scenarios folder.
    pub path: String,
    /// The transcript in the snapshot; empty where there is none.
    pub old: String,
    /// The transcript now.
    pub new: String,
}

/// What is to be reviewed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Review {
    /// What may be accepted.
    pub changes: Vec<Change>,
    /// Scenarios that did not pass: their transcripts are never taken, so that no violation is ever blessed.
    pub refused: Vec<(String, Verdict)>,
}

impl Review {
    /// Holds fresh transcripts of a device against the snapshots that `snapshot` finds by path.
    pub fn new<S: AsRef<str>>(
        fresh: impl IntoIterator<Item = Fresh>,
        dut: &str,
        snapshot: impl Fn(&str) -> Option<S>,
    ) -> Self {
        let mut review = Self::default();
        for Fresh { id, verdict, normalised } in fresh {
            match verdict {
                Verdict::Unsupported => continue,
                Verdict::Pass | Verdict::Warn => {}
                _ => {
                    review.refused.push((id, verdict));
                    continue;
                }
            }
            let path = file::path(&id, dut);
            let text = snapshot(&path);
            let text = text.as_ref().map(AsRef::as_ref);
            if text.is_none_or(|text| !file::is_same(text, &normalised)) {
                let old = text.and_then(file::contents).unwrap_or_default().to_owned();
                review.changes.push(Change { id, path, old, new: normalised });
            }
        }
        review
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh(verdict: Verdict) -> Fresh {
        Fresh { id: "iax2/7/one".to_owned(), verdict, normalised: "row".to_owned() }
    }

    #[test]
    fn a_failed_scenario_never_changes_its_snapshot() {
        let review = Review::new([fresh(Verdict::Fail)], "x", |_| None::<&str>);
        assert!(review.changes.is_empty());
        assert_eq!(review.refused, [("iax2/7/one".to_owned(), Verdict::Fail)]);
    }

    #[test]
    fn a_scenario_without_snapshot_is_a_change() {
        let review = Review::new([fresh(Verdict::Pass)], "x", |_| None::<&str>);
        assert_eq!(review.changes[0].path, "iax2/7/snapshots/one@x.snap");
    }

    #[test]
    fn the_same_transcript_is_no_change() {
        let text = file::to_text("row");
        let review = Review::new([fresh(Verdict::Warn)], "x", |_| Some(&text));
        assert!(review.changes.is_empty());
    }
}
