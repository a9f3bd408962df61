//! What became of each scenario over several runs: who passes one night and fails the next.

use super::event::ReportError;
use super::outcome::Outcome;
use super::results::Results;
use phonerig_judge::verdict::Verdict;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The history of several runs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct History {
    /// The runs, in the order in which they were given.
    pub runs: Vec<Run>,
    /// The scenarios, in order of id.
    pub scenarios: Vec<Story>,
}

/// A run.
#[derive(Clone, Debug, Serialize)]
pub struct Run {
    /// Its folder.
    pub folder: PathBuf,
    /// The device.
    pub dut: String,
    /// The bench.
    pub bench: String,
    /// How many scenarios were played.
    pub played: usize,
    /// How many passed only when they were tried again.
    pub flaky: usize,
}

/// What became of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Story {
    /// Its id.
    pub id: String,
    /// The runs that played it.
    pub runs: u32,
    /// The attempts in all of them.
    pub attempts: u32,
    /// The attempts that failed.
    pub fails: u32,
    /// The attempts that were inconclusive.
    pub inconclusive: u32,
    /// The attempts that were broken.
    pub broken: u32,
    /// The runs in which it passed only when it was tried again.
    pub flaky_runs: u32,
    /// The share of attempts that did not pass, 0 to 1, where others did; 0 for what always passes and for what never does.
    pub flaky_rate: f64,
    /// The verdict that counts of each run, in order.
    pub verdicts: Vec<Verdict>,
}

impl History {
    /// Reads what these runs left.
    ///
    /// # Errors
    /// Fails where a folder holds no results that can be read.
    pub fn read(folders: &[PathBuf]) -> Result<Self, ReportError> {
        let mut history = Self::default();
        let mut stories = BTreeMap::new();
        for folder in folders {
            let results = Results::read(folder)?;
            history.runs.push(Run::new(folder, &results));
            for outcome in results.scenarios {
                add(&mut stories, &outcome);
            }
        }
        history.scenarios = stories.into_values().map(Story::weighed).collect();
        Ok(history)
    }

    /// The scenarios that both passed and did not.
    pub fn flaky(&self) -> impl Iterator<Item = &Story> {
        self.scenarios.iter().filter(|story| story.flaky_rate > 0.0)
    }
}

impl Run {
    fn new(folder: &Path, results: &Results) -> Self {
        let outcomes = || results.scenarios.iter();
        Self {
            folder: folder.to_owned(),
            dut: results.dut.clone(),
            bench: results.bench.clone(),
            played: outcomes().filter(|outcome| outcome.attempts > 0).count(),
            flaky: outcomes().filter(|outcome| outcome.flaky).count(),
        }
    }
}

/// Adds a run's outcome; what the device is not held to was not played.
fn add(stories: &mut BTreeMap<String, Story>, outcome: &Outcome) {
    if outcome.verdict == Verdict::Unsupported {
        return;
    }
    let fresh = || Story { id: outcome.id.clone(), ..Story::default() };
    let story = stories.entry(outcome.id.clone()).or_insert_with(fresh);
    story.runs += 1;
    story.flaky_runs += u32::from(outcome.flaky);
    story.verdicts.push(outcome.verdict);
    for attempt in &outcome.earlier {
        story.count(attempt.verdict);
    }
    story.count(outcome.verdict);
}

impl Story {
    fn count(&mut self, verdict: Verdict) {
        self.attempts += 1;
        match verdict {
            Verdict::Fail => self.fails += 1,
            Verdict::Inconclusive => self.inconclusive += 1,
            Verdict::Broken => self.broken += 1,
            Verdict::Pass | Verdict::Warn | Verdict::Unsupported => {}
        }
    }

    fn weighed(mut self) -> Self {
        let bad = self.fails + self.inconclusive + self.broken;
        if bad < self.attempts {
            self.flaky_rate = f64::from(bad) / f64::from(self.attempts);
        }
        self
    }
}

/// The run folders that a path names: itself, or those in it, in order of name.
///
/// # Errors
/// Fails where the folder cannot be read.
pub fn runs_at(path: &Path) -> Result<Vec<PathBuf>, ReportError> {
    if path.join("results.json").exists() || !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let wrap = |cause: std::io::Error| ReportError::Read {
        path: path.to_owned(),
        cause: cause.to_string(),
    };
    let mut runs = Vec::new();
    for entry in std::fs::read_dir(path).map_err(wrap)? {
        let folder = entry.map_err(wrap)?.path();
        if folder.join("results.json").exists() {
            runs.push(folder);
        }
    }
    runs.sort();
    Ok(runs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::outcome::Outcome;
    use crate::report::results::{SCHEMA, write_json};
    use phonerig_judge::verdict::Level;
    use std::collections::BTreeSet;

    fn outcome(id: &str, verdict: Verdict) -> Outcome {
        Outcome {
            id: id.to_owned(),
            title: id.to_owned(),
            verdict,
            level: Level::Must,
            requirements: Vec::new(),
            virtual_ms: 0,
            wall_ms: 0,
            board: None,
            capture: None,
            changed: None,
            attempts: u32::from(verdict != Verdict::Unsupported),
            reason: None,
            findings: Vec::new(),
            flaky: false,
            earlier: Vec::new(),
        }
    }

    /// A folder with one run a night.
    fn nights(nights: &[Vec<Outcome>]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (number, scenarios) in nights.iter().enumerate() {
            let run = folder.path().join(format!("night-{number}"));
            std::fs::create_dir(&run).expect("created");
            let results = Results {
                schema: SCHEMA,
                bench: "qemu".to_owned(),
                seed: 1,
                dut: "x".to_owned(),
                versions: BTreeMap::new(),
                unfinished: BTreeSet::new(),
                scenarios: scenarios.clone(),
            };
            write_json(&run.join("results.json"), &results).expect("written");
        }
        folder
    }

    fn history(of: &[Vec<Outcome>]) -> History {
        let folder = nights(of);
        let runs = runs_at(folder.path()).expect("readable");
        History::read(&runs).expect("readable")
    }

    #[test]
    fn what_passes_one_night_and_fails_the_next_is_flaky() {
        use Verdict::{Fail, Pass};
        let history = history(&[
            vec![outcome("good", Pass), outcome("bad", Fail), outcome("so-so", Pass)],
            vec![outcome("good", Pass), outcome("bad", Fail), outcome("so-so", Fail)],
        ]);
        let flaky: Vec<_> = history.flaky().map(|story| story.id.as_str()).collect();
        assert_eq!(flaky, ["so-so"]);
        let so_so = &history.scenarios[2];
        assert_eq!((so_so.runs, so_so.attempts, so_so.fails), (2, 2, 1));
        assert!((so_so.flaky_rate - 0.5).abs() < 1e-9);
        assert_eq!(so_so.verdicts, [Pass, Fail]);
    }

    #[test]
    fn attempts_inside_a_run_count_as_runs_do() {
        let once = crate::report::attempt::settle(
            vec![ended(outcome("x", Verdict::Broken))],
            ended(outcome("x", Verdict::Pass)),
        );
        let history = history(&[vec![once.outcome]]);
        let story = &history.scenarios[0];
        assert_eq!((story.attempts, story.broken, story.flaky_runs), (2, 1, 1));
        assert_eq!(history.runs[0].flaky, 1);
    }

    #[test]
    fn what_a_device_is_not_held_to_has_no_history() {
        assert!(history(&[vec![outcome("x", Verdict::Unsupported)]]).scenarios.is_empty());
    }

    fn ended(outcome: Outcome) -> crate::report::outcome::Ended {
        crate::report::outcome::Ended {
            outcome,
            transcript: Vec::new(),
            normalised: String::new(),
            took: std::time::Duration::ZERO,
        }
    }
}
