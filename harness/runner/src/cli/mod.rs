//! The command line: one file a subcommand.

mod args;
mod bench;
mod boards;
mod boards_console;
mod boards_emulate;
mod boards_list;
mod boards_log;
mod boards_place;
mod boards_probe;
mod bugs;
mod coverage;
mod error;
mod history;
mod judge;
mod lint;
mod list;
mod mutants;
mod output;
mod rejudge;
mod run;
mod selection;
mod show;
mod snapshots;

pub use args::{Cli, main};
