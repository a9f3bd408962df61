//! The arguments that say which scenarios are meant, and of which device.

use super::error::CliError;
use crate::report::results::Results;
use crate::suite::filter::Filter;
use crate::suite::library::Library;
use crate::suite::load::{Meant, Suite};
use crate::suite::shard::Shard;
use clap::{Args, ValueEnum};
use phonerig_judge::verdict::Level;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Which scenarios, and which device they are matched against.
#[derive(Args, Debug)]
pub(super) struct Selection {
    /// Take these scenarios: ids, folders of ids, patterns, or files and folders on disk [default: all].
    #[arg(value_name = "ID")]
    ids: Vec<String>,

    /// Take the scenarios of this level and above [default: all].
    #[arg(long, value_enum)]
    level: Option<LevelArg>,

    /// Take the scenarios that meet this: `needs:trunk and not id:iax2/nat`. Keys: bench, id, level, needs, plays, requires,
    /// tag, title; their patterns are globs; `and`, `or`, `not` and parentheses join them.
    #[arg(long, value_name = "EXPR")]
    filter: Option<Filter>,

    /// Take this share: `2/4` is the second of four. A scenario's id alone decides where it belongs.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,

    /// Take what did not pass in this run folder: fail, inconclusive, broken, and what was interrupted.
    #[arg(long, value_name = "RUN")]
    rerun: Option<PathBuf>,

    /// Read scenarios from this folder instead of those that the binary carries.
    #[arg(long, value_name = "DIR")]
    scenarios: Option<PathBuf>,

    /// Match `needs` against this declaration [default: the reference phone's].
    #[arg(long, value_name = "FILE")]
    declaration: Option<PathBuf>,
}

/// A level of requirements, as the command line names it.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum LevelArg {
    /// MUST, MUST NOT, REQUIRED, and what is as binding.
    Must,
    /// SHOULD, SHOULD NOT, RECOMMENDED.
    Should,
}

impl From<LevelArg> for Level {
    fn from(level: LevelArg) -> Self {
        match level {
            LevelArg::Must => Self::Must,
            LevelArg::Should => Self::Should,
        }
    }
}

impl Selection {
    /// Reads what is selected, matched against the reference phone's declaration where no other is named.
    pub(super) fn load(&self) -> Result<Suite, CliError> {
        self.load_for(None)
    }

    /// Reads what is selected, matched against this declaration where the command line names none.
    pub(super) fn load_for(&self, device: Option<&Path>) -> Result<Suite, CliError> {
        let mut library = self.library()?;
        let mut patterns = Vec::new();
        for id in &self.ids {
            patterns.push(resolve(id, &mut library)?);
        }
        let declaration = self.declaration.as_deref().or(device).map(read).transpose()?;
        let meant = Meant {
            patterns,
            level: self.level.map(Level::from),
            filter: self.filter.clone(),
            shard: self.shard,
            only: self.rerun.as_deref().map(not_passed).transpose()?,
            declaration,
        };
        Ok(Suite::load(library, &meant)?)
    }

    /// Whether it may leave scenarios out.
    pub(super) const fn is_narrow(&self) -> bool {
        !self.ids.is_empty()
            || self.level.is_some()
            || self.filter.is_some()
            || self.shard.is_some()
            || self.rerun.is_some()
    }

    /// The folder that scenarios are read from, if not from the binary.
    pub(super) fn scenarios(&self) -> Option<&Path> {
        self.scenarios.as_deref()
    }

    fn library(&self) -> Result<Library, CliError> {
        match &self.scenarios {
            Some(folder) => Ok(Library::from_folder(folder)?),
            None => Ok(Library::embedded()),
        }
    }
}

/// What a run left that did not pass.
fn not_passed(run: &Path) -> Result<BTreeSet<String>, CliError> {
    let results = Results::read(run)?;
    let ids: BTreeSet<String> = results.not_passed().map(ToOwned::to_owned).collect();
    if ids.is_empty() {
        return Err(CliError::Nothing(format!("everything passed in {}", run.display())));
    }
    Ok(ids)
}

fn read(path: &Path) -> Result<(String, String), CliError> {
    let text = std::fs::read_to_string(path).map_err(|cause| CliError::file(path, cause))?;
    Ok((path.display().to_string(), text))
}

/// Turns a file or folder on disk into the id that it stands for, and puts its text over what the library has.
fn resolve(id: &str, library: &mut Library) -> Result<String, CliError> {
    let path = Path::new(id);
    if path.is_file() {
        let (_, text) = read(path)?;
        let id = id_of(path);
        library.insert_scenario(&id, text);
        return Ok(id);
    }
    if path.is_dir() && path.components().any(|part| part.as_os_str() == "scenarios") {
        let (root, below) = split(path);
        library.overlay(&Library::from_folder(&root)?);
        return Ok(if below.is_empty() { "*".to_owned() } else { below });
    }
    Ok(id.to_owned())
}

/// The id of a scenario's file: its path below `scenarios/`, or its bare name elsewhere.
fn id_of(path: &Path) -> String {
    let path = path.with_extension("");
    let (root, below) = split(&path);
    if root.as_os_str().is_empty() {
        return path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    }
    below
}

/// Splits a path behind its last part `scenarios`; the first half is empty where there is none.
fn split(path: &Path) -> (PathBuf, String) {
    let parts: Vec<_> = path.components().collect();
    let Some(at) = parts.iter().rposition(|part| part.as_os_str() == "scenarios") else {
        return (PathBuf::new(), path.to_string_lossy().into_owned());
    };
    let below: Vec<_> = parts[at + 1..].iter().map(|p| p.as_os_str().to_string_lossy()).collect();
    (parts[..=at].iter().collect(), below.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenarios_id_is_its_path_below_the_scenarios() {
        assert_eq!(id_of(Path::new("/a/scenarios/iax2/6.2.2/new.toml")), "iax2/6.2.2/new");
        assert_eq!(id_of(Path::new("/tmp/mine.toml")), "mine");
    }
}
