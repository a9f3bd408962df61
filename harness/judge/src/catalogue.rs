//! The numbered requirements, read from scenarios/*.toml.

use crate::finding::RequirementId;
use crate::verdict::{Level, Verdict};
use serde::Deserialize;
use std::collections::BTreeMap;

/// One numbered rule of a specification, a field note (`R-..`, `I-..`) or a NAT behaviour (`RFC4787-..`).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The id, such as `IAX2-6.2.5-03`.
    pub id: RequirementId,
    /// Where it comes from, such as `RFC5456`.
    pub source: String,
    /// The section of its source.
    pub section: String,
    /// The word used: `MUST`, `SHOULD NOT`, `implied`, ..
    #[serde(rename = "level")]
    pub keyword: Keyword,
    /// The end whose behaviour is judged, such as `any-peer` or `caller`.
    pub role: String,
    /// The optional feature that it binds; absent where it binds everybody in that role.
    pub feature: Option<String>,
    /// The topic, such as `call-setup`.
    pub topic: String,
    /// The rule, in one sentence.
    pub statement: String,
    /// What it takes to see it.
    pub observable: Observable,
    /// What the tester does.
    #[serde(default)]
    pub stimulus: String,
    /// The grades, as `pass: ..; fail: ..`.
    #[serde(rename = "verdict")]
    pub grades: String,
    /// First and last line of each place in the source's text.
    #[serde(default)]
    pub lines: Vec<u32>,
    /// The entries that this one repeats.
    #[serde(default)]
    pub same_as: Vec<RequirementId>,
    /// Ambiguities and contradictions.
    pub note: Option<String>,
}

/// The RFC 2119 word of a requirement.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[expect(missing_docs, reason = "the words are RFC 2119's own")]
pub enum Keyword {
    #[serde(rename = "MUST")]
    Must,
    #[serde(rename = "MUST NOT")]
    MustNot,
    #[serde(rename = "REQUIRED")]
    Required,
    #[serde(rename = "SHOULD")]
    Should,
    #[serde(rename = "SHOULD NOT")]
    ShouldNot,
    #[serde(rename = "RECOMMENDED")]
    Recommended,
    #[serde(rename = "MAY")]
    May,
    #[serde(rename = "OPTIONAL")]
    Optional,
    /// No keyword: a figure, a field layout, plain present tense.
    #[serde(rename = "implied")]
    Implied,
}

/// What it takes to see a requirement kept or broken.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Observable {
    /// Packets alone.
    Wire,
    /// Packets and a clock.
    Timing,
    /// A look inside, or at the far side.
    State,
}

/// The roles that fall on a phone.
const PHONE_ROLES: [&str; 6] =
    ["any-peer", "caller", "callee", "registrant", "transfer-end", "trunk-peer"];

impl Requirement {
    /// How binding it is: `implied` counts as `must` where its grades know a `fail`.
    pub fn level(&self) -> Level {
        match self.keyword {
            Keyword::Must | Keyword::MustNot | Keyword::Required => Level::Must,
            Keyword::Should | Keyword::ShouldNot | Keyword::Recommended => Level::Should,
            Keyword::Implied if self.grades_know("fail") => Level::Must,
            Keyword::Implied | Keyword::May | Keyword::Optional => Level::Info,
        }
    }

    /// What breaking it is worth. A MUST that the RFC contradicts elsewhere has grades without `fail`, and warns; so does
    /// what is only reported where its grades know a `warn`.
    pub fn deviation(&self) -> Verdict {
        match self.level() {
            Level::Must if !self.grades_know("fail") => Verdict::Warn,
            Level::Info if self.grades_know("warn") => Verdict::Warn,
            level => level.deviation(),
        }
    }

    /// Whether a phone can be held to it by what is seen outside of it.
    pub fn falls_on_a_phone(&self) -> bool {
        PHONE_ROLES.contains(&self.role.as_str()) && self.observable != Observable::State
    }

    /// Whether it stands for itself and does not repeat another.
    pub fn is_distinct(&self) -> bool {
        self.same_as.is_empty()
    }

    fn grades_know(&self, grade: &str) -> bool {
        self.grades.split(|c: char| !c.is_alphanumeric()).any(|word| word == grade)
    }
}

/// All requirements, by id.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    entries: BTreeMap<RequirementId, Requirement>,
}

/// Why a catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The file is no catalogue; the message has line and column.
    #[error("{file}: {cause}")]
    Syntax {
        /// The file.
        file: String,
        /// The parser's words.
        cause: Box<toml::de::Error>,
    },
    /// An id stands twice.
    #[error("{file}: requirement {id} is already defined; ids are unique over all catalogue files")]
    Twice {
        /// The file of the second.
        file: String,
        /// The id.
        id: RequirementId,
    },
    /// `same_as` names nothing.
    #[error("requirement {id}: same_as names {missing}, which no catalogue file defines")]
    Dangling {
        /// The entry.
        id: RequirementId,
        /// What it names.
        missing: RequirementId,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "meta")]
    _meta: toml::Table,
    #[serde(default)]
    requirement: Vec<Requirement>,
}

impl Catalogue {
    /// Reads catalogue files, each a name for messages and its text.
    ///
    /// # Errors
    /// Fails on a syntax error, on an id that stands twice and on `same_as` that names nothing.
    pub fn parse<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, CatalogueError> {
        let mut catalogue = Self::default();
        for (name, text) in files {
            catalogue.add_file(name, text)?;
        }
        catalogue.check_references()?;
        Ok(catalogue)
    }

    fn add_file(&mut self, name: &str, text: &str) -> Result<(), CatalogueError> {
        let file: File = toml::from_str(text).map_err(|cause| CatalogueError::Syntax {
            file: name.to_owned(),
            cause: Box::new(cause),
        })?;
        for requirement in file.requirement {
            let id = requirement.id.clone();
            if self.entries.insert(id.clone(), requirement).is_some() {
                return Err(CatalogueError::Twice { file: name.to_owned(), id });
            }
        }
        Ok(())
    }

    fn check_references(&self) -> Result<(), CatalogueError> {
        for requirement in self.entries.values() {
            for id in &requirement.same_as {
                if !self.entries.contains_key(id) {
                    let (id, missing) = (requirement.id.clone(), id.clone());
                    return Err(CatalogueError::Dangling { id, missing });
                }
            }
        }
        Ok(())
    }

    /// The requirement of an id.
    pub fn get(&self, id: &RequirementId) -> Option<&Requirement> {
        self.entries.get(id)
    }

    /// All of them, in order of id.
    pub fn iter(&self) -> impl Iterator<Item = &Requirement> {
        self.entries.values()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC: &str = include_str!("../../../scenarios/catalogue.toml");

    fn rfc() -> Catalogue {
        Catalogue::parse([("catalogue.toml", RFC)]).expect("the project's own catalogue")
    }

    #[test]
    fn the_projects_catalogue_is_read_whole() {
        assert_eq!(rfc().len(), 611);
    }

    #[test]
    fn three_hundred_and_twenty_distinct_musts_fall_on_a_phone() {
        let count = rfc()
            .iter()
            .filter(|r| r.falls_on_a_phone() && r.is_distinct() && r.level() == Level::Must)
            .count();
        assert_eq!(count, 320);
    }

    #[test]
    fn a_contradicted_must_only_warns() {
        let catalogue = rfc();
        let requirement = catalogue.get(&"IAX2-6.1.4-03".into()).expect("it stands there");
        assert_eq!((requirement.level(), requirement.deviation()), (Level::Must, Verdict::Warn));
    }

    #[test]
    fn what_is_implied_and_graded_with_a_warning_warns() {
        let catalogue = rfc();
        let requirement = catalogue.get(&"IAX2-6.4.4-01".into()).expect("it stands there");
        assert_eq!((requirement.level(), requirement.deviation()), (Level::Info, Verdict::Warn));
    }

    #[test]
    fn a_syntax_error_names_file_and_line() {
        let error = Catalogue::parse([("mine.toml", "[[requirement]]\nid = 4\n")]);
        let words = error.expect_err("a number is no id").to_string();
        assert!(words.starts_with("mine.toml: TOML parse error at line 2, column 6"), "{words}");
    }
}
