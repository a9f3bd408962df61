//! `phonerig boards`.

use super::error::CliError;
use super::{boards_console, boards_emulate, boards_list, boards_log, boards_probe};
use crate::exit::Exit;
use clap::Subcommand;

const EXAMPLES: &str = "\
Examples:
  phonerig boards list ci/benches/rack.example.toml   # exits with 96: no such boards here
  phonerig boards info --probe 1d50:6018:127.0.0.1:1   # exits with 96: no probe listens there";

/// Look after boards: list, flash, reset and watch them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(boards_list::Args),
    Flash(boards_probe::Flash),
    Reset(boards_probe::Reset),
    Halt(boards_probe::Halt),
    Run(boards_probe::Run),
    Info(boards_probe::Info),
    Log(boards_log::Args),
    Console(boards_console::Args),
    Emulate(boards_emulate::Args),
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        match self.command {
            Command::List(args) => args.execute(),
            Command::Flash(args) => args.execute(),
            Command::Reset(args) => args.execute(),
            Command::Halt(args) => args.execute(),
            Command::Run(args) => args.execute(),
            Command::Info(args) => args.execute(),
            Command::Log(args) => args.execute(),
            Command::Console(args) => args.execute(),
            Command::Emulate(args) => args.execute(),
        }
    }
}
