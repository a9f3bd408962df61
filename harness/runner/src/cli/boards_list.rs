//! `phonerig boards list`.

use super::error::CliError;
use super::output::{json, stdout, table};
use crate::exit::Exit;
use crate::rack::entry::{BoardName, Entry, Kind};
use crate::rack::file::BenchFile;
use crate::rack::inspect::inspect;
use crate::rack::lock::{self, Lock};
use crate::rack::quarantine;
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  phonerig boards list ci/benches/rack.example.toml   # exits with 96: no such boards here";

/// List the boards of bench files, who uses them, and what is wrong with each.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// List the boards of these bench files.
    #[arg(value_name = "FILE", default_value = "ci/benches/qemu.toml")]
    files: Vec<PathBuf>,

    /// Write the list to this file too, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// A board, and how it is.
#[derive(Serialize)]
struct Row {
    name: BoardName,
    file: PathBuf,
    line: usize,
    kind: Kind,
    chip: Option<String>,
    capabilities: BTreeSet<&'static str>,
    tags: BTreeSet<String>,
    /// Who uses it now.
    held: Option<String>,
    /// Why it was in quarantine when it was last used.
    quarantined: Option<String>,
    /// What is wrong with it.
    problems: Vec<String>,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let mut rows = Vec::new();
        for path in &self.files {
            let file = BenchFile::read(path)?;
            rows.extend(file.boards.iter().map(|entry| Row::new(entry, path)));
        }
        json(self.json.as_deref(), &rows)?;
        table(&rows.iter().map(Row::cells).collect::<Vec<_>>())?;
        tell(&rows)?;
        let all_well = rows.iter().all(|row| row.problems.is_empty());
        Ok(if all_well { Exit::Success } else { Exit::Broken })
    }
}

impl Row {
    fn new(entry: &Entry, path: &Path) -> Self {
        let (held, lock) = match Lock::holder(&lock::folder(), entry, path) {
            Ok(holder) => (holder.map(|holder| holder.to_string()), None),
            Err(error) => (None, Some(error.to_string())),
        };
        let problems = inspect(entry, held.is_none());
        Self {
            name: entry.name.clone(),
            file: path.to_owned(),
            line: entry.line,
            kind: entry.kind,
            chip: entry.chip.clone(),
            capabilities: entry.capabilities.clone(),
            tags: entry.tags.clone(),
            held,
            quarantined: quarantine::reason(&lock::folder(), entry, path),
            problems: problems.into_iter().chain(lock).collect(),
        }
    }

    fn cells(&self) -> Vec<String> {
        let words = self.capabilities.iter().copied().chain(self.tags.iter().map(String::as_str));
        let state = match (self.problems.len(), &self.held) {
            (0, None) if self.quarantined.is_some() => "quarantined".to_owned(),
            (0, None) => "free".to_owned(),
            (0, Some(_)) => "in use".to_owned(),
            (1, _) => "1 problem".to_owned(),
            (problems, _) => format!("{problems} problems"),
        };
        vec![
            self.name.to_string(),
            self.kind.word().to_owned(),
            self.chip.clone().unwrap_or_default(),
            state,
            words.collect::<Vec<_>>().join(" "),
        ]
    }
}

/// What is wrong, and who has what, each under its place in its file.
fn tell(rows: &[Row]) -> Result<(), CliError> {
    let mut out = stdout();
    for row in rows {
        let place = format!("{}:{}: {}", row.file.display(), row.line, row.name);
        for problem in &row.problems {
            writeln!(out, "{place}: {problem}")?;
        }
        if let Some(reason) = &row.quarantined {
            writeln!(out, "{place}: in quarantine until a boot is verified: {reason}")?;
        }
        if let Some(holder) = &row.held {
            writeln!(out, "{place}: in use by {holder}")?;
        }
    }
    Ok(())
}
