//! `results.json`: the whole run for machines.

use super::event::{ReportError, Reporter, RunEvent, RunInfo};
use super::outcome::Outcome;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The version of the form of `results.json`.
pub const SCHEMA: u32 = 1;

/// What `results.json` holds.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Results {
    /// The version of this form.
    pub schema: u32,
    /// The bench.
    pub bench: String,
    /// The seed.
    pub seed: u64,
    /// The device.
    pub dut: String,
    /// The versions of everything that a verdict can depend on.
    pub versions: BTreeMap<String, String>,
    /// The scenarios that have not ended, in order of id: all at the beginning, none at the end of a run that nobody interrupts.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unfinished: BTreeSet<String>,
    /// The outcomes, in order of id.
    pub scenarios: Vec<Outcome>,
}

impl Results {
    /// A run that has no outcome yet.
    pub fn new(info: &RunInfo) -> Self {
        Self {
            schema: SCHEMA,
            bench: info.bench.clone(),
            seed: info.seed,
            dut: info.dut.clone(),
            versions: info.versions.clone(),
            unfinished: info.ids.iter().cloned().collect(),
            scenarios: Vec::new(),
        }
    }

    /// Reads what a run left in its folder.
    ///
    /// # Errors
    /// Fails where there is no `results.json`, or none of this form.
    pub fn read(run: &Path) -> Result<Self, ReportError> {
        let path = run.join("results.json");
        let text = std::fs::read(&path)
            .map_err(|cause| ReportError::Read { path: path.clone(), cause: cause.to_string() })?;
        let results: Self = serde_json::from_slice(&text)
            .map_err(|cause| ReportError::Read { path: path.clone(), cause: cause.to_string() })?;
        if results.schema == SCHEMA {
            return Ok(results);
        }
        let cause = format!("its form is of version {}, and {SCHEMA} is known", results.schema);
        Err(ReportError::Read { path, cause })
    }

    /// The scenarios that another try may change: fail, inconclusive and broken, and those that never came to their end.
    pub fn not_passed(&self) -> impl Iterator<Item = &str> {
        let ended = self.scenarios.iter().filter(|outcome| outcome.verdict.may_change());
        ended.map(|outcome| outcome.id.as_str()).chain(self.unfinished.iter().map(String::as_str))
    }

    /// Adds an outcome at its place.
    pub fn add(&mut self, outcome: Outcome) {
        self.unfinished.remove(&outcome.id);
        let place = self.scenarios.partition_point(|other| other.id < outcome.id);
        self.scenarios.insert(place, outcome);
    }
}

/// Writes a value as JSON, whole or not at all: a reader never sees half a file.
///
/// # Errors
/// Fails where the file cannot be written.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<(), ReportError> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|cause| ReportError::Form { what: "JSON", cause: cause.to_string() })?;
    text.push('\n');
    write_whole(path, &text)
}

/// Writes a file by way of a neighbour that is renamed at the end.
pub(crate) fn write_whole(path: &Path, text: &str) -> Result<(), ReportError> {
    let draft = path.with_extension("part");
    std::fs::write(&draft, text)
        .and_then(|()| std::fs::rename(&draft, path))
        .map_err(|cause| ReportError::File { path: path.to_owned(), cause })
}

/// How often `results.json` is written while a run goes on; each scenario's own `result.json` is never late.
const PERIOD: Duration = Duration::from_millis(250);

/// Keeps `results.json` current.
#[derive(Debug, Default)]
pub struct ResultsFile {
    run: Option<(PathBuf, Results)>,
    written: Option<Instant>,
}

impl Reporter for ResultsFile {
    fn hear(&mut self, event: &RunEvent) -> Result<(), ReportError> {
        match event {
            RunEvent::Started(info) => {
                self.run = Some((info.out.join("results.json"), Results::new(info)));
            }
            RunEvent::ScenarioFinished(ended) => {
                if let Some((_, results)) = &mut self.run {
                    results.add(ended.outcome.clone());
                }
                if self.written.is_some_and(|at| at.elapsed() < PERIOD) {
                    return Ok(());
                }
            }
            RunEvent::ScenarioStarted { .. } | RunEvent::AttemptFinished(_) => return Ok(()),
            RunEvent::Finished { .. } => {}
        }
        self.write()
    }
}

impl ResultsFile {
    fn write(&mut self) -> Result<(), ReportError> {
        let Some((path, results)) = &self.run else { return Ok(()) };
        write_json(path, results)?;
        self.written = Some(Instant::now());
        Ok(())
    }
}
