//! `results.json`: the whole run for machines.

use super::event::{ReportError, Reporter, RunEvent, RunInfo};
use super::outcome::Outcome;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

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
            scenarios: Vec::new(),
        }
    }

    /// Adds an outcome at its place.
    pub fn add(&mut self, outcome: Outcome) {
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

/// Keeps `results.json` current: a run that is killed has lost nothing that had ended.
#[derive(Debug, Default)]
pub struct ResultsFile {
    run: Option<(std::path::PathBuf, Results)>,
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
            }
            RunEvent::ScenarioStarted { .. } | RunEvent::Finished { .. } => return Ok(()),
        }
        self.run.as_ref().map_or(Ok(()), |(path, results)| write_json(path, results))
    }
}
