//! The events of a run: the whole interface between the runner and the reports.

use super::outcome::Ended;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What a run is about.
#[derive(Clone, Debug)]
pub struct RunInfo {
    /// The bench, such as `sim`.
    pub bench: String,
    /// The seed of everything random.
    pub seed: u64,
    /// The device's name, from its declaration.
    pub dut: String,
    /// The versions of everything that a verdict can depend on.
    pub versions: BTreeMap<String, String>,
    /// The scenarios that were selected, in any order.
    pub ids: Vec<String>,
    /// The run folder.
    pub out: PathBuf,
}

/// Something that reports hear of.
#[derive(Clone, Debug)]
pub enum RunEvent {
    /// The run begins.
    Started(RunInfo),
    /// A scenario begins.
    ScenarioStarted {
        /// Its id.
        id: String,
    },
    /// An attempt has ended, and the scenario is tried again.
    AttemptFinished(Arc<Ended>),
    /// A scenario has ended. Scenarios end in any order.
    ScenarioFinished(Arc<Ended>),
    /// The run is over.
    Finished {
        /// How long it took on the wall clock.
        wall: Duration,
    },
}

/// Something that listens to a run.
pub trait Reporter {
    /// Hears of an event.
    ///
    /// # Errors
    /// Fails where what it writes cannot be written.
    fn hear(&mut self, event: &RunEvent) -> Result<(), ReportError>;
}

/// A report that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file could not be written.
    #[error("cannot write {path}: {cause}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// What a run left cannot be read.
    #[error("cannot read {path}: {cause}")]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause, in the system's or the form's own words.
        cause: String,
    },
    /// The terminal is gone.
    #[error("cannot write to standard output: {0}")]
    Terminal(#[from] std::io::Error),
    /// A report could not be put into its form.
    #[error("cannot form {what}: {cause}")]
    Form {
        /// The report.
        what: &'static str,
        /// The cause, in the form's own words.
        cause: String,
    },
}
