//! One deviation, with the evidence for it.

use crate::verdict::{Level, Verdict};
use serde::{Deserialize, Serialize};

/// The id of a numbered requirement, such as `IAX2-6.2.5-03`, `R-58`, `I-02` or `RFC4787-REQ-1`.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct RequirementId(pub String);

impl RequirementId {
    /// The id as it is printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for RequirementId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl core::fmt::Display for RequirementId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.pad(&self.0)
    }
}

/// A requirement that was not met, by whom, and where that shows.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Finding {
    /// The requirement broken; absent where the script alone was not followed.
    pub requirement: Option<RequirementId>,
    /// How binding it is.
    pub level: Level,
    /// What it is worth: `fail`, `warn`, `inconclusive` or `broken`.
    pub verdict: Verdict,
    /// Who broke it: a party's name, or an address where the capture names none.
    pub party: String,
    /// The packet that shows it, counted from 1 in the capture.
    pub packet: Option<u64>,
    /// The script line that it belongs to, counted from 1 in the scenario file.
    pub line: Option<u32>,
    /// The line of script that was expected, in the notation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The line that came instead, in the notation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub got: Option<String>,
    /// One sentence: what happened, against what rule.
    pub words: String,
}
