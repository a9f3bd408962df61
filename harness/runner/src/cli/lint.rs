//! `phonerig lint`.

use super::error::CliError;
use super::output::stdout;
use crate::exit::Exit;
use crate::suite::library::Library;
use crate::suite::load::read;
use phonerig_judge::catalogue::Catalogue;
use phonerig_judge::notation::diagnostic::Diagnostic;
use phonerig_judge::scenario::Preamble;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  phonerig lint
  phonerig lint scenarios/iax2/nat
  phonerig lint scenarios/iax2 --json mistakes.json";

/// Check scenario files, and point at each mistake.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Check these files and all scenarios below these folders [default: those that the binary carries].
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Write the mistakes to this file too, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Serialize)]
struct Mistake<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
    help: Option<&'a str>,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let catalogue = Library::embedded().catalogue()?;
        let texts = self.texts()?;
        if texts.is_empty() {
            return Err(CliError::Nothing("no scenario stands there".to_owned()));
        }
        let mistakes: Vec<Diagnostic> =
            texts.iter().flat_map(|(name, text)| mistakes(name, text, &catalogue)).collect();
        super::output::json(self.json.as_deref(), &mistakes.iter().map(row).collect::<Vec<_>>())?;
        let mut out = stdout();
        for mistake in &mistakes {
            writeln!(out, "{mistake}\n")?;
        }
        writeln!(out, "{} files, {} mistakes", texts.len(), mistakes.len())?;
        Ok(Exit::found(!mistakes.is_empty()))
    }

    fn texts(&self) -> Result<Vec<(String, String)>, CliError> {
        if self.files.is_empty() {
            let library = Library::embedded();
            return Ok(scripts(&library, Path::new("scenarios")));
        }
        let mut texts = Vec::new();
        for path in &self.files {
            if path.is_dir() {
                texts.extend(scripts(&Library::from_folder(path)?, path));
            } else {
                let text =
                    std::fs::read_to_string(path).map_err(|cause| CliError::file(path, cause))?;
                texts.push((path.display().to_string(), text));
            }
        }
        Ok(texts)
    }
}

/// The files of a library that hold a script; the data beside them is none of lint's business.
fn scripts(library: &Library, root: &Path) -> Vec<(String, String)> {
    library
        .files()
        .filter(|(path, text)| path.ends_with(".toml") && text.contains("script"))
        .filter(|(path, _)| {
            path.contains('/') || root.file_name().is_some_and(|n| n != "scenarios")
        })
        .filter(|(path, _)| !path.starts_with("declarations/"))
        .map(|(path, text)| (root.join(path).display().to_string(), text.to_owned()))
        .collect()
}

fn mistakes(name: &str, text: &str, catalogue: &Catalogue) -> Vec<Diagnostic> {
    // A preamble says what it reaches; a scenario says where it starts.
    let result = if text.lines().any(|line| line.trim_start().starts_with("reaches")) {
        Preamble::parse(name, text).map(drop)
    } else {
        read(name, text, catalogue).map(drop)
    };
    result.err().unwrap_or_default()
}

fn row(mistake: &Diagnostic) -> Mistake<'_> {
    Mistake {
        file: &mistake.file,
        line: mistake.line,
        column: mistake.column,
        message: &mistake.message,
        help: mistake.help.as_deref(),
    }
}
