//! `scenarios/unproven.toml`: why requirements are not proven.

use crate::suite::select::glob_means;
use phonerig_judge::finding::RequirementId;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The reasons, each for ids or patterns of ids such as `IAX2-6.5*`.
#[derive(Clone, Debug, Default)]
pub struct Reasons(Vec<Reason>);

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    requirements: Vec<String>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    unproven: Vec<Reason>,
}

/// A reasons file that is no such thing; the message has line and column.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {cause}")]
pub struct ReasonsError {
    file: String,
    cause: Box<toml::de::Error>,
}

impl Reasons {
    /// Reads the file.
    ///
    /// # Errors
    /// Fails where it is no such file.
    pub fn parse(name: &str, text: &str) -> Result<Self, ReasonsError> {
        let file: File = toml::from_str(text)
            .map_err(|cause| ReasonsError { file: name.to_owned(), cause: Box::new(cause) })?;
        Ok(Self(file.unproven))
    }

    /// The reason for a requirement.
    pub fn of(&self, id: &RequirementId) -> Option<&str> {
        let means = |reason: &&Reason| {
            reason.requirements.iter().any(|pattern| glob_means(pattern, id.as_str()))
        };
        self.0.iter().find(means).map(|reason| reason.reason.as_str())
    }

    /// The patterns that excuse none of these: they are mistakes, or no longer needed.
    pub fn unused(&self, unproven: &BTreeSet<RequirementId>) -> Vec<&str> {
        let patterns = self.0.iter().flat_map(|reason| &reason.requirements);
        patterns
            .filter(|pattern| !unproven.iter().any(|id| glob_means(pattern, id.as_str())))
            .map(String::as_str)
            .collect()
    }
}
