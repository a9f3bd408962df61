//! The contradictions of RFC 5456 and the reading that each is judged by.

use crate::finding::RequirementId;
use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

/// One contradiction or gap, and how phonerig reads it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Its number, which findings cite.
    pub id: u8,
    /// What it is about.
    pub topic: String,
    /// Which sentences disagree, with their sections.
    pub conflict: String,
    /// How it is judged.
    pub reading: String,
    /// The requirements whose verdict hangs on it.
    pub requirements: Vec<RequirementId>,
}

/// All readings, in the order of their numbers.
#[derive(Clone, Debug, Default)]
pub struct Readings(Vec<Reading>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    reading: Vec<Spanned<Reading>>,
}

impl Readings {
    /// Reads `text`; `name` is the file's name in errors.
    ///
    /// # Errors
    ///
    /// The first thing wrong: syntax, an unknown key, or a number out of order.
    pub fn parse(name: &str, text: &str) -> Result<Self, ReadingsError> {
        let file: File =
            toml::from_str(text).map_err(|error| ReadingsError::toml(name, text, &error))?;
        for (entry, number) in file.reading.iter().zip(1_u32..) {
            if u32::from(entry.get_ref().id) != number {
                let cause = format!("reading {number} should stand here");
                return Err(ReadingsError::at(name, text, entry.span().start, cause));
            }
        }
        Ok(Self(file.reading.into_iter().map(Spanned::into_inner).collect()))
    }

    /// The reading with this number.
    pub fn number(&self, id: u8) -> Option<&Reading> {
        self.0.get(usize::from(id).checked_sub(1)?)
    }

    /// The readings that the verdict on a requirement hangs on.
    pub fn of<'a>(&'a self, requirement: &'a str) -> impl Iterator<Item = &'a Reading> + 'a {
        self.0
            .iter()
            .filter(move |each| each.requirements.iter().any(|id| id.as_str() == requirement))
    }

    /// Every reading, in order.
    pub fn all(&self) -> &[Reading] {
        &self.0
    }
}

/// Readings that cannot be used: which file, where, and why.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{file}:{line}:{column}: {cause}")]
pub struct ReadingsError {
    /// The file's name, as the caller gave it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What is wrong there.
    pub cause: String,
}

impl ReadingsError {
    fn at(file: &str, text: &str, offset: usize, cause: impl Into<String>) -> Self {
        let head = text.get(..offset).unwrap_or(text);
        let line_start = head.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            file: file.to_owned(),
            line: head.matches('\n').count() + 1,
            column: head[line_start..].chars().count() + 1,
            cause: cause.into(),
        }
    }

    fn toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let offset = error.span().map_or(0, |span| span.start);
        Self::at(file, text, offset, error.message())
    }
}
