//! `phonerig judge`.

use super::error::CliError;
use super::output::stdout;
use super::rejudge;
use crate::exit::Exit;
use crate::judge_capture::Judge;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  phonerig judge captures/asterisk-register.pcap
  phonerig judge captures --secrets captures/secrets.toml   # exits with 100
  phonerig judge captures --no-audio --json findings.json   # exits with 100
  phonerig judge runs/latest";

/// Judge a run's own captures again by script and rules, and any others by the always-on rules.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    judge: Judge,

    /// Let a run pass whose scenarios failed and then passed when tried again.
    #[arg(long)]
    allow_flaky: bool,
}

impl Args {
    pub(super) fn execute(mut self) -> Result<Exit, CliError> {
        let (mut own, mut foreign) = (Vec::new(), Vec::new());
        for path in std::mem::take(&mut self.judge.captures) {
            sort(path, &mut own, &mut foreign)?;
        }
        let mut exits = Vec::new();
        for run in own {
            exits.push(rejudge::judge(&run, self.allow_flaky)?);
        }
        if !foreign.is_empty() {
            self.judge.captures = foreign;
            exits.push(self.judge.run(&mut stdout(), &mut anstream::stderr())?);
        }
        Ok(exits.into_iter().reduce(Exit::or).unwrap_or(Exit::Nothing))
    }
}

/// Tells a run's captures from others: by what stands in a file, and by what stands in a folder.
fn sort(
    path: PathBuf,
    own: &mut Vec<rejudge::Own>,
    foreign: &mut Vec<PathBuf>,
) -> Result<(), CliError> {
    if path.is_dir() {
        let captures = rejudge::captures_below(&path)?;
        if captures.is_empty() {
            foreign.extend(recordings_in(&path)?);
        } else {
            own.push(rejudge::Own::Run { folder: path, captures });
        }
    } else if rejudge::is_own(&path) {
        own.push(rejudge::Own::Capture(path));
    } else {
        foreign.push(path);
    }
    Ok(())
}

/// The captures in a folder that is no run's, in order of name.
fn recordings_in(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let wrap = |cause| CliError::file(folder, cause);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(wrap)? {
        let path = entry.map_err(wrap)?.path();
        if path.extension().is_some_and(|ext| ext == "pcap" || ext == "pcapng") {
            found.push(path);
        }
    }
    if found.is_empty() {
        return Err(CliError::Nothing(format!("{} holds no capture", folder.display())));
    }
    found.sort();
    Ok(found)
}
