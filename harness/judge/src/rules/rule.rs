//! What a rule is: a name, the requirements that it can find broken, and one sentence.

use crate::verdict::Level;

/// An always-on check, for listings and coverage.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RuleInfo {
    /// Its name, in words joined by hyphens.
    pub name: &'static str,
    /// The requirements that its findings cite.
    pub requirements: &'static [&'static str],
    /// What it holds a device to, in one sentence.
    pub summary: &'static str,
}

/// A requirement as a finding cites it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Cite {
    pub(crate) id: &'static str,
    pub(crate) level: Level,
    /// The reading that the verdict hangs on; 0 where the RFC is clear.
    pub(crate) reading: u8,
}

impl Cite {
    /// This requirement, judged by a reading of the RFC (scenarios/readings.toml).
    pub(crate) const fn read_as(self, reading: u8) -> Self {
        Self { reading, ..self }
    }
}

/// A requirement of level `must`.
pub(crate) const fn must(id: &'static str) -> Cite {
    Cite { id, level: Level::Must, reading: 0 }
}

/// A requirement of level `should`.
pub(crate) const fn should(id: &'static str) -> Cite {
    Cite { id, level: Level::Should, reading: 0 }
}

/// A requirement that is only reported, or warns where the catalogue's grades say so.
pub(crate) const fn info(id: &'static str) -> Cite {
    Cite { id, level: Level::Info, reading: 0 }
}
