//! Why requirements are not proven and field cases not played: `unproven.toml` and `field-reasons.toml`.

use crate::suite::select::glob_means;
use phonerig_judge::finding::RequirementId;
use std::collections::{BTreeMap, BTreeSet};

/// The files, below the scenarios folder.
pub const FILES: [&str; 2] = ["unproven.toml", "field-reasons.toml"];

/// Reasons, each for an id or a pattern of ids such as `IAX2-6.5*`.
#[derive(Clone, Debug, Default)]
pub struct Reasons(BTreeMap<String, String>);

/// A reasons file that is no such thing; the message has line and column.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {cause}")]
pub struct ReasonsError {
    file: String,
    cause: Box<toml::de::Error>,
}

impl Reasons {
    /// Reads files, each a name for messages and its text: `"ID" = "reason"`, a line each.
    ///
    /// # Errors
    /// Fails where one of them is no such file.
    pub fn parse<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ReasonsError> {
        let mut reasons = BTreeMap::new();
        for (file, text) in files {
            let more: BTreeMap<String, String> = toml::from_str(text)
                .map_err(|cause| ReasonsError { file: file.to_owned(), cause: Box::new(cause) })?;
            reasons.extend(more);
        }
        Ok(Self(reasons))
    }

    /// The reason for a requirement: that of its own id before that of a pattern.
    pub fn of(&self, id: &RequirementId) -> Option<&str> {
        let own = self.0.get(id.as_str());
        let by_pattern = || self.0.iter().find(|(pattern, _)| glob_means(pattern, id.as_str()));
        own.or_else(|| Some(by_pattern()?.1)).map(String::as_str)
    }

    /// The patterns that excuse none of these: they are mistakes, or no longer needed.
    pub fn unused(&self, excusable: &BTreeSet<RequirementId>) -> Vec<&str> {
        let excuses = |pattern: &str| excusable.iter().any(|id| glob_means(pattern, id.as_str()));
        self.0.keys().map(String::as_str).filter(|pattern| !excuses(pattern)).collect()
    }
}
