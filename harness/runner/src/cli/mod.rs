//! The command line: one file a subcommand.

mod args;
mod bugs;
mod error;
mod judge;
mod lint;
mod list;
mod output;
mod selection;
mod show;

pub use args::{Cli, main};
