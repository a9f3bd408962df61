//! `phonerig history`.

use super::error::CliError;
use super::output::{json, stdout, table};
use crate::exit::Exit;
use crate::report::history::{History, Run, Story, runs_at};
use phonerig_judge::verdict::Verdict;
use std::io::Write;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  phonerig run iax2/6.8 --out runs/monday
  phonerig run iax2/6.8 --out runs/tuesday --retries 2
  phonerig history runs/monday runs/tuesday
  phonerig history runs --all --json history.json";

/// The last runs that a line shows.
const SHOWN: usize = 30;

/// Show which scenarios pass one time and do not the next, over several runs.
///
/// It ends with 100 where there is any.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Read these run folders, oldest first; a folder that holds run folders stands for them in order of name.
    #[arg(value_name = "RUN", required = true)]
    runs: Vec<PathBuf>,

    /// Show every scenario [default: those that are flaky].
    #[arg(long)]
    all: bool,

    /// Write the history of every scenario to this file too, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let mut folders = Vec::new();
        for path in &self.runs {
            folders.extend(runs_at(path)?);
        }
        if folders.is_empty() {
            return Err(CliError::Nothing("there is no run in these folders".to_owned()));
        }
        let history = History::read(&folders)?;
        json(self.json.as_deref(), &history)?;
        self.print(&history)?;
        Ok(Exit::found(history.flaky().next().is_some()))
    }

    fn print(&self, history: &History) -> Result<(), CliError> {
        table(&history.runs.iter().map(run).collect::<Vec<_>>())?;
        let shown: Vec<&Story> =
            if self.all { history.scenarios.iter().collect() } else { history.flaky().collect() };
        if !shown.is_empty() {
            writeln!(stdout())?;
            let head = [
                "scenario",
                "runs",
                "attempts",
                "fail",
                "inconclusive",
                "broken",
                "flaky",
                "oldest to newest",
            ];
            let head = head.map(ToOwned::to_owned).to_vec();
            table(&core::iter::once(head).chain(shown.into_iter().map(story)).collect::<Vec<_>>())?;
        }
        let (flaky, all) = (history.flaky().count(), history.scenarios.len());
        writeln!(
            stdout(),
            "\n{flaky} of {all} scenarios are flaky over {} runs",
            history.runs.len()
        )?;
        Ok(())
    }
}

fn run(run: &Run) -> Vec<String> {
    vec![
        run.folder.display().to_string(),
        format!("{} on {}", run.dut, run.bench),
        format!("{} played", run.played),
        format!("{} passed only when tried again", run.flaky),
    ]
}

fn story(story: &Story) -> Vec<String> {
    let skipped = story.verdicts.len().saturating_sub(SHOWN);
    let letters: String =
        story.verdicts[skipped..].iter().map(|verdict| letter(*verdict)).collect();
    vec![
        story.id.clone(),
        story.runs.to_string(),
        story.attempts.to_string(),
        story.fails.to_string(),
        story.inconclusive.to_string(),
        story.broken.to_string(),
        format!("{:.0} %", story.flaky_rate * 100.0),
        letters,
    ]
}

/// A verdict as one letter of a line: a pass is a dot, so that everything else stands out.
const fn letter(verdict: Verdict) -> char {
    match verdict {
        Verdict::Pass => '.',
        Verdict::Warn => 'w',
        Verdict::Fail => 'F',
        Verdict::Inconclusive => 'i',
        Verdict::Broken => 'B',
        Verdict::Unsupported => '-',
    }
}
