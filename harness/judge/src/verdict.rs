//! What is said of a device, in the words of ISO 9646.

use serde::{Deserialize, Serialize};

/// The outcome of a scenario or of a rule, mildest first.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Everything that was asked for was seen.
    Pass,
    /// A SHOULD was not met.
    Warn,
    /// The declaration says that the device does not do this.
    Unsupported,
    /// The body was never judged, or the answer lies inside the bench's uncertainty.
    Inconclusive,
    /// The rig's or the rack's own trouble, never blamed on the device.
    Broken,
    /// A requirement of level `must` was broken.
    Fail,
}

impl Verdict {
    /// Whether it is worth another try: neither a pass nor something that the device is not held to.
    pub const fn may_change(self) -> bool {
        matches!(self, Self::Fail | Self::Inconclusive | Self::Broken)
    }

    /// The word that stands in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Unsupported => "unsupported",
            Self::Inconclusive => "inconclusive",
            Self::Broken => "broken",
            Self::Fail => "fail",
        }
    }
}

impl core::fmt::Display for Verdict {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.pad(self.word())
    }
}

/// How binding a requirement is, weakest first.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Only reported.
    Info,
    /// SHOULD, SHOULD NOT and RECOMMENDED: a deviation warns.
    Should,
    /// MUST, MUST NOT, REQUIRED, and implied where the catalogue's verdict says fail.
    Must,
}

impl Level {
    /// The word that stands in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Should => "should",
            Self::Must => "must",
        }
    }

    /// The verdict that a deviation earns.
    pub const fn deviation(self) -> Verdict {
        match self {
            Self::Info => Verdict::Pass,
            Self::Should => Verdict::Warn,
            Self::Must => Verdict::Fail,
        }
    }
}

impl core::fmt::Display for Level {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.pad(self.word())
    }
}
