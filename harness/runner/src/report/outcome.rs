//! The outcome of one scenario, as it stands in `result.json` and `results.json`.

use super::attempt::Attempt;
use phonerig_judge::finding::{Finding, RequirementId};
use phonerig_judge::verdict::{Level, Verdict};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What came of one scenario: a pure function of its capture.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Outcome {
    /// The scenario's id, such as `iax2/6.2.2/new-accept`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The strongest level among its requirements.
    pub level: Level,
    /// What it verifies.
    pub requirements: Vec<RequirementId>,
    /// Milliseconds that passed on the bench's virtual clock; zero on a bench that has none.
    pub virtual_ms: u64,
    /// Milliseconds that the bench waited on the wall clock; zero on `sim`, which never waits.
    pub wall_ms: u64,
    /// The board that played the device's part, on a bench that has boards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub board: Option<String>,
    /// The capture's path below the run folder; absent where nothing was played.
    pub capture: Option<String>,
    /// Whether the normalised transcript differs from its snapshot; absent where there is no snapshot.
    pub changed: Option<bool>,
    /// How often it was played.
    pub attempts: u32,
    /// Why it was not judged, for `unsupported`, `inconclusive` and `broken`.
    pub reason: Option<String>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Whether it passed only when it was tried again.
    #[serde(default, skip_serializing_if = "is_false")]
    pub flaky: bool,
    /// The attempts before the one that counts, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Attempt>,
}

impl Outcome {
    /// Whether it passed only when it was tried again.
    pub fn is_flaky(&self) -> bool {
        matches!(self.verdict, Verdict::Pass | Verdict::Warn) && !self.earlier.is_empty()
    }

    /// The verdict that counts for the exit code. **A pass does not wash away that the device failed before**: the evidence of
    /// that stands. Where only the rig or the rack was in trouble before, a pass is a pass.
    pub fn counts_as(&self, allow_flaky: bool) -> Verdict {
        let failed = self.earlier.iter().any(|attempt| attempt.verdict == Verdict::Fail);
        if failed && !(allow_flaky && self.is_flaky()) { Verdict::Fail } else { self.verdict }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// One row of a transcript.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TranscriptRow {
    /// The packet in the capture, counted from 1; absent for what is no packet.
    pub packet: Option<u64>,
    /// Since the beginning of the scenario.
    pub at: Duration,
    /// The row in the script notation.
    pub text: String,
}

/// A scenario that has ended, with everything that reports want to know of it.
#[derive(Clone, Debug)]
pub struct Ended {
    /// What came of it.
    pub outcome: Outcome,
    /// What happened.
    pub transcript: Vec<TranscriptRow>,
    /// The normalised transcript, which snapshots hold.
    pub normalised: String,
    /// How long it took to play and judge it: measured, so it stands in no file that must be reproducible.
    pub took: Duration,
}
