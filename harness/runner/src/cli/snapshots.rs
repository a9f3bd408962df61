//! `phonerig snapshots`.

use super::error::CliError;
use super::output::{json, stdout};
use super::selection::Selection;
use crate::exit::Exit;
use crate::report::evidence::NORMALISED;
use crate::report::outcome::Outcome;
use crate::snapshot::file;
use crate::snapshot::review::{Change, Fresh, Review};
use crate::suite::case::Case;
use crate::suite::load::Suite;
use crate::suite::sim;
use anstyle::AnsiColor;
use clap::ValueEnum;
use phonerig_judge::verdict::Verdict;
use rayon::prelude::*;
use similar::{ChangeTag, TextDiff};
use std::io::Write;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  phonerig snapshots review
  phonerig snapshots review iax2/nat --json changes.json
  phonerig snapshots accept iax2/nat --scenarios scenarios";

/// Show or take what changed in normalised transcripts.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Do this with what changed.
    #[arg(value_enum)]
    action: Action,

    #[command(flatten)]
    selection: Selection,

    /// Review what was played in this run folder [default: play on the sim now].
    #[arg(long, value_name = "DIR")]
    run: Option<PathBuf>,

    /// Write what changed to this file too, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// Seed everything random with this number.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Action {
    /// Show the differences.
    Review,
    /// Write the new transcripts; those of scenarios that did not pass are never taken.
    Accept,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let suite = self.selection.load()?;
        let review = self.review(&suite);
        json(self.json.as_deref(), &review)?;
        match self.action {
            Action::Review => show(&review)?,
            Action::Accept => self.accept(&review)?,
        }
        let unsettled = matches!(self.action, Action::Review) && !review.changes.is_empty();
        Ok(Exit::found(unsettled || !review.refused.is_empty()))
    }

    fn review(&self, suite: &Suite) -> Review {
        let fresh: Vec<Fresh> =
            suite.cases.par_iter().map(|case| self.fresh(suite, case)).collect();
        let read = |path: &str| std::fs::read_to_string(self.folder().join(path)).ok();
        Review::new(fresh, &suite.declaration.name, read)
    }

    fn fresh(&self, suite: &Suite, case: &Case) -> Fresh {
        if let Some(run) = &self.run {
            return of_run(&run.join(&case.id), &case.id);
        }
        let played = sim::scout(suite, case, self.seed, &[]);
        let (verdict, normalised) = played.map_or_else(
            |_| (Verdict::Broken, String::new()),
            |(played, _)| (played.verdict, played.normalised),
        );
        Fresh { id: case.id.clone(), verdict, normalised }
    }

    /// Snapshots stand beside their scenarios; those that the binary carries came from `scenarios`.
    fn folder(&self) -> &Path {
        self.selection.scenarios().unwrap_or(Path::new("scenarios"))
    }

    fn accept(&self, review: &Review) -> Result<(), CliError> {
        let mut out = stdout();
        for change in &review.changes {
            write(&self.folder().join(&change.path), &change.new)?;
            writeln!(out, "accepted  {}", change.path)?;
        }
        summary(review)
    }
}

/// What a run left of a scenario; one that it did not play, or that was lost, is nothing to be reviewed.
fn of_run(folder: &Path, id: &str) -> Fresh {
    let text = std::fs::read_to_string(folder.join(NORMALISED)).unwrap_or_default();
    let result = std::fs::read(folder.join("result.json")).ok();
    let outcome: Option<Outcome> = result.and_then(|text| serde_json::from_slice(&text).ok());
    let verdict = outcome.map_or(Verdict::Unsupported, |outcome| outcome.verdict);
    Fresh { id: id.to_owned(), verdict, normalised: text }
}

fn write(path: &Path, normalised: &str) -> Result<(), CliError> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, file::to_text(normalised)))
        .map_err(|cause| CliError::file(path, cause))
}

fn show(review: &Review) -> Result<(), CliError> {
    for change in &review.changes {
        difference(change)?;
    }
    summary(review)
}

fn difference(change: &Change) -> Result<(), CliError> {
    let mut out = stdout();
    writeln!(out, "{}  ({})", change.id, change.path)?;
    let diff = TextDiff::from_lines(&change.old, &change.new);
    for group in diff.grouped_ops(3) {
        for line in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let (sign, style) = match line.tag() {
                ChangeTag::Delete => ('-', AnsiColor::Red.on_default()),
                ChangeTag::Insert => ('+', AnsiColor::Green.on_default()),
                ChangeTag::Equal => (' ', anstyle::Style::new()),
            };
            writeln!(out, "  {style}{sign} {}{style:#}", line.value().trim_end())?;
        }
    }
    writeln!(out)?;
    Ok(())
}

fn summary(review: &Review) -> Result<(), CliError> {
    let mut out = stdout();
    for (id, verdict) in &review.refused {
        writeln!(out, "refused   {id}: {verdict}")?;
    }
    writeln!(out, "{} changed, {} refused", review.changes.len(), review.refused.len())?;
    Ok(())
}
