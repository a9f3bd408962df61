//! Reads the suite: catalogue, declaration, preambles, and the scenarios that are meant.

use super::case::Case;
use super::filter::Filter;
use super::library::{Library, LibraryError};
use super::play::Played;
use super::select::means;
use super::shard::Shard;
use crate::mutant::{Mutant, MutantError, Mutants};
use crate::snapshot::file;
use phonerig_judge::catalogue::Catalogue;
use phonerig_judge::declaration::Declaration;
use phonerig_judge::notation::diagnostic::{Diagnostic, Problem};
use phonerig_judge::scenario::{Preamble, Scenario};
use phonerig_judge::verdict::{Level, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The declaration of the built-in phone.
const REFERENCE: &str = "declarations/reference.toml";

/// The folder of the faults that scenarios must find.
const MUTANTS: &str = "mutants";

/// Everything that is needed to play scenarios.
#[derive(Clone, Debug)]
pub struct Suite {
    /// The files that it was read from.
    pub library: Library,
    /// The requirements.
    pub catalogue: Arc<Catalogue>,
    /// What the device says of itself.
    pub declaration: Declaration,
    /// The same, as its file has it: it goes into the captures.
    pub declaration_text: String,
    /// The ways to where scenarios start.
    pub preambles: Vec<Preamble>,
    /// The scenarios, in order of id.
    pub cases: Vec<Case>,
}

/// What is meant.
#[derive(Clone, Debug, Default)]
pub struct Meant {
    /// Ids, folders of ids or patterns; everything where there are none.
    pub patterns: Vec<String>,
    /// The lowest level that is meant.
    pub level: Option<Level>,
    /// What they say of themselves.
    pub filter: Option<Filter>,
    /// The share that is meant.
    pub shard: Option<Shard>,
    /// Only these ids, where an earlier run says which.
    pub only: Option<BTreeSet<String>>,
    /// A declaration as name and text; the reference phone's where there is none.
    pub declaration: Option<(String, String)>,
}

/// A suite that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Files are missing or cannot be read.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// There are mistakes in scenarios, preambles or the declaration.
    #[error("{}", joined(.0))]
    Mistakes(Vec<Diagnostic>),
    /// The mutants cannot be used.
    #[error(transparent)]
    Mutants(#[from] MutantError),
    /// A pattern means nothing.
    #[error("no scenario is called `{0}`; `phonerig list` shows them")]
    Nothing(String),
}

fn joined(mistakes: &[Diagnostic]) -> String {
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n")
}

impl Suite {
    /// Reads what is meant out of a library.
    ///
    /// # Errors
    /// Every mistake in what is meant, or the pattern that means nothing.
    pub fn load(library: Library, meant: &Meant) -> Result<Self, LoadError> {
        let catalogue = library.catalogue()?;
        let (name, text) = match &meant.declaration {
            Some((name, text)) => (name.as_str(), text.as_str()),
            None => (REFERENCE, library.require(REFERENCE)?),
        };
        let declaration = Declaration::parse(name, text).map_err(LoadError::Mistakes)?;
        let declaration_text = text.to_owned();
        let preambles = preambles(&library)?;
        let cases = cases(&library, meant, &catalogue, &declaration)?;
        let catalogue = Arc::new(catalogue);
        Ok(Self { library, catalogue, declaration, declaration_text, preambles, cases })
    }
}

impl Suite {
    /// The versions of everything that a verdict can depend on.
    pub fn versions(&self) -> BTreeMap<String, String> {
        let own = ("phonerig".to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        let dut = ("dut".to_owned(), self.declaration.version.clone());
        BTreeMap::from([own, dut])
    }

    /// The mutants of the reference phone, in the order of their files.
    ///
    /// # Errors
    /// Where a file has a mistake, or two have a mutant of one name.
    pub fn mutants(&self) -> Result<Vec<Mutant>, LoadError> {
        let files = self.library.below(MUTANTS).filter(|(path, _)| path.ends_with(".toml"));
        Ok(Mutants::read(files)?.0)
    }

    /// Whether what was played differs from its snapshot; `None` where nothing was played or there is none.
    pub fn changed(&self, id: &str, played: &Played) -> Option<bool> {
        changed(&self.library, id, &self.declaration.name, played)
    }
}

/// Whether what a device played differs from its snapshot in a library; `None` where nothing was played or there is none.
pub fn changed(library: &Library, id: &str, dut: &str, played: &Played) -> Option<bool> {
    if matches!(played.verdict, Verdict::Unsupported | Verdict::Broken) {
        return None;
    }
    let snapshot = library.get(&file::path(id, dut))?;
    Some(!file::is_same(snapshot, &played.normalised))
}

fn preambles(library: &Library) -> Result<Vec<Preamble>, LoadError> {
    let files = library.below("preambles").filter(|(path, _)| path.ends_with(".toml"));
    all(files.map(|(path, text)| Preamble::parse(path, text)))
}

fn cases(
    library: &Library,
    meant: &Meant,
    catalogue: &Catalogue,
    declaration: &Declaration,
) -> Result<Vec<Case>, LoadError> {
    let chosen: Vec<(&str, &str)> =
        library.scenarios().filter(|(id, _)| is_meant(id, &meant.patterns)).collect();
    let nothing = |pattern: &&String| !chosen.iter().any(|(id, _)| means(pattern, id));
    if let Some(pattern) = meant.patterns.iter().find(nothing) {
        return Err(LoadError::Nothing(pattern.clone()));
    }
    let cases = all(chosen.into_iter().map(|(id, text)| {
        let scenario = read(id, text, catalogue)?;
        Ok(Case::new(id, scenario, catalogue, declaration))
    }))?;
    let lowest = meant.level.unwrap_or(Level::Info);
    let is_meant = |case: &Case| {
        case.level >= lowest
            && meant.filter.as_ref().is_none_or(|filter| filter.means(case))
            && meant.shard.is_none_or(|shard| shard.has(&case.id))
            && meant.only.as_ref().is_none_or(|only| only.contains(&case.id))
    };
    Ok(cases.into_iter().filter(is_meant).collect())
}

fn is_meant(id: &str, patterns: &[String]) -> bool {
    patterns.is_empty() || patterns.iter().any(|pattern| means(pattern, id))
}

/// All results, or all mistakes.
fn all<T>(results: impl Iterator<Item = Result<T, Vec<Diagnostic>>>) -> Result<Vec<T>, LoadError> {
    let (mut good, mut mistakes) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(value) => good.push(value),
            Err(more) => mistakes.extend(more),
        }
    }
    if mistakes.is_empty() { Ok(good) } else { Err(LoadError::Mistakes(mistakes)) }
}

/// Reads a scenario, and holds the requirements that it names against the catalogue.
///
/// # Errors
/// Every mistake, with its place in the file.
pub fn read(id: &str, text: &str, catalogue: &Catalogue) -> Result<Scenario, Vec<Diagnostic>> {
    let file = if id.ends_with(".toml") { id.to_owned() } else { format!("{id}.toml") };
    let scenario = Scenario::parse(&file, text)?;
    let unknown: Vec<Diagnostic> = scenario
        .requires
        .iter()
        .filter(|id| catalogue.get(id).is_none())
        .map(|id| {
            let at = text.find(id.as_str()).unwrap_or(0);
            let known = catalogue.iter().map(|requirement| requirement.id.as_str());
            let problem = Problem::new(0..0, format!("no catalogue has a requirement `{id}`"));
            let problem = problem.suggest(id.as_str(), known);
            Diagnostic::new(&file, text, at..at + id.as_str().len(), problem)
        })
        .collect();
    if unknown.is_empty() { Ok(scenario) } else { Err(unknown) }
}
