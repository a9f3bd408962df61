//! `phonerig judge`.

use super::error::CliError;
use super::output::stdout;
use crate::exit::Exit;
use crate::judge_capture::Judge;

const EXAMPLES: &str = "\
Examples:
  phonerig judge captures/asterisk-register.pcap
  phonerig judge captures/asterisk-encrypted-call.pcap --secrets captures/secrets.toml --json findings.json";

/// Hold captures to the rules, and say who broke which.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    judge: Judge,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        Ok(self.judge.run(&mut stdout(), &mut anstream::stderr())?)
    }
}
