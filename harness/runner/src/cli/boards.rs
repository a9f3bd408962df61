//! `phonerig boards`.

use super::boards_list;
use super::error::CliError;
use crate::exit::Exit;
use clap::Subcommand;

const EXAMPLES: &str = "\
Examples:
  phonerig boards list ci/benches/rack.example.toml   # exits with 96: no such boards here";

/// Look after the boards of a bench file.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(boards_list::Args),
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        match self.command {
            Command::List(args) => args.execute(),
        }
    }
}
