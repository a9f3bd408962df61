//! `phonerig show`.

use super::error::CliError;
use super::output::stdout;
use crate::exit::Exit;
use crate::show::Show;

const EXAMPLES: &str = "\
Examples:
  phonerig show captures/asterisk-encrypted-call.pcap
  phonerig show captures/iaxmodem-register-call-150s.pcap --json frames.json";

/// List a capture as a call flow, in the notation of scripts.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    show: Show,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        self.show.run(&mut stdout(), &mut anstream::stderr())?;
        Ok(Exit::Success)
    }
}
