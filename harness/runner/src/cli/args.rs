//! What stands on the command line, and what it leads to.

use super::error::CliError;
use super::{boards, bugs, coverage, history, judge, lint, list, mutants, run, show, snapshots};
use crate::exit::Exit;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The exit codes, for `--help`.
const EXIT_CODES: &str = "\
Exit codes, highest precedence first:
  70   a bug of phonerig's own
  100  a fail, a finding or a difference
  96   a set-up error, an input that cannot be read, or a broken scenario
  102  an inconclusive scenario
  4    nothing was selected, or nothing but unsupported scenarios
  2    the command line is wrong
  0    something was judged, and only pass and warn came of it";

/// Put a phone through the rules of IAX2, and keep the evidence.
#[derive(Debug, Parser)]
#[command(name = "phonerig", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Args),
    List(list::Args),
    Lint(lint::Args),
    Show(show::Args),
    Judge(judge::Args),
    Coverage(coverage::Args),
    Mutants(mutants::Args),
    Snapshots(snapshots::Args),
    History(history::Args),
    Boards(boards::Args),
}

/// Runs the program: reads the command line, does what it says, and ends with an exit code of [`Exit`].
pub fn main() -> ExitCode {
    bugs::install_hook();
    let outcome = std::panic::catch_unwind(|| Cli::parse().command.execute());
    let exit = match outcome {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) => error.report(),
        Err(_) => Exit::Bug,
    };
    let exit = if bugs::any() { Exit::Bug } else { exit };
    exit.into()
}

impl Command {
    fn execute(self) -> Result<Exit, CliError> {
        match self {
            Self::Run(args) => args.execute(),
            Self::List(args) => args.execute(),
            Self::Lint(args) => args.execute(),
            Self::Show(args) => args.execute(),
            Self::Judge(args) => args.execute(),
            Self::Coverage(args) => args.execute(),
            Self::Mutants(args) => args.execute(),
            Self::Snapshots(args) => args.execute(),
            Self::History(args) => args.execute(),
            Self::Boards(args) => args.execute(),
        }
    }
}
