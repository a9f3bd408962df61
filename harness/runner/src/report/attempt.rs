//! Attempts at a scenario that was tried again: every one is kept with its evidence, and the last one counts.

use super::outcome::{Ended, Outcome};
use phonerig_judge::finding::Finding;
use phonerig_judge::verdict::Verdict;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What the folder of an earlier attempt is called, before its number.
const PREFIX: &str = "attempt-";

/// An attempt before the one that counts.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Attempt {
    /// Which, counted from 1.
    pub number: u32,
    /// Its verdict.
    pub verdict: Verdict,
    /// Why it was not judged.
    pub reason: Option<String>,
    /// The board, on a bench that has boards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub board: Option<String>,
    /// Its capture's path below the run folder; the rest of its evidence stands beside it.
    pub capture: Option<String>,
    /// Milliseconds that passed on the bench's virtual clock.
    pub virtual_ms: u64,
    /// What was found.
    pub findings: Vec<Finding>,
}

impl Attempt {
    fn new(number: u32, outcome: Outcome) -> Self {
        let Outcome { verdict, reason, board, capture, virtual_ms, findings, .. } = outcome;
        Self { number, verdict, reason, board, capture, virtual_ms, findings }
    }

    /// In one line, why it was no pass.
    pub fn why(&self) -> &str {
        let found = || self.findings.first().map(|finding| finding.words.as_str());
        self.reason.as_deref().or_else(found).unwrap_or_default()
    }
}

/// The folder of an earlier attempt, below its scenario's.
pub fn folder(number: u32) -> String {
    format!("{PREFIX}{number}")
}

/// Tells the folder of a scenario from that of an earlier attempt at it: the scenario's folder, and which attempt stands in this one.
pub fn tell_apart(folder: &Path) -> (PathBuf, Option<u32>) {
    let name = folder.file_name().and_then(|name| name.to_str());
    let number = name.and_then(|name| name.strip_prefix(PREFIX)?.parse().ok());
    match (number, folder.parent()) {
        (Some(number), Some(scenario)) => (scenario.to_owned(), Some(number)),
        _ => (folder.to_owned(), None),
    }
}

/// Moves the evidence of an attempt out of the way of the next one.
///
/// # Errors
/// Fails where a folder cannot be made or a file cannot be moved.
pub fn set_aside(run: &Path, mut ended: Ended, number: u32) -> std::io::Result<Ended> {
    let scenario = run.join(&ended.outcome.id);
    let aside = scenario.join(folder(number));
    std::fs::create_dir_all(&aside)?;
    for entry in std::fs::read_dir(&scenario)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::rename(entry.path(), aside.join(entry.file_name()))?;
        }
    }
    ended.outcome.capture = Some(capture(&ended.outcome.id, Some(number)));
    Ok(ended)
}

/// The path of a capture below its run folder; of an earlier attempt where a number says so.
pub fn capture(id: &str, number: Option<u32>) -> String {
    match number {
        Some(number) => format!("{id}/{}/capture.pcapng", folder(number)),
        None => format!("{id}/capture.pcapng"),
    }
}

/// Makes one of a scenario's attempts: the last one counts, the others are told with it.
pub fn settle(earlier: Vec<Ended>, mut last: Ended) -> Ended {
    last.took += earlier.iter().map(|ended| ended.took).sum::<std::time::Duration>();
    let attempts = (1..).zip(earlier).map(|(number, ended)| Attempt::new(number, ended.outcome));
    last.outcome.earlier = attempts.collect();
    last.outcome.attempts += u32::try_from(last.outcome.earlier.len()).unwrap_or(u32::MAX);
    last.outcome.flaky = last.outcome.is_flaky();
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_an_attempt_is_told_from_that_of_a_scenario() {
        let told = |text: &str| tell_apart(Path::new(text));
        assert_eq!(told("run/iax2/7/one"), ("run/iax2/7/one".into(), None));
        assert_eq!(told("run/iax2/7/one/attempt-2"), ("run/iax2/7/one".into(), Some(2)));
        assert_eq!(told("run/iax2/7/attempt-of-two").1, None);
    }
}
