//! `phonerig boards log`.

use super::boards_place::Place;
use super::error::CliError;
use super::output::stdout;
use crate::exit::Exit;
use phonerig_board::probe::{Log, LogEvent, LogLine};
use std::io::Write;
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Show a board's log as it comes, while its core runs.
///
/// Its firmware writes it with defmt, over RTT. Each line has the seconds since the command began, the level and the text.
/// The log ends with Ctrl-C; a reset of the board does not end it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Decode it with this ELF file [default: the bench file's image].
    #[arg(value_name = "IMAGE")]
    image: Option<PathBuf>,

    /// End after this many seconds.
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u32>,

    #[command(flatten)]
    place: Place,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let found = self.place.find()?;
        let image = found.image(self.image.as_deref())?;
        let mut probe = found.attach()?;
        if !probe.holds(&image)? {
            let (board, path) = (&found.name, image.path().display());
            return Err(CliError::Setup(format!(
                "board {board}: {path} is not what is in its flash, so its log cannot be read with it"
            )));
        }
        let (give, given) = channel();
        let began = Instant::now();
        let deadline = self.seconds.map(|seconds| began + Duration::from_secs(seconds.into()));
        let _log = Log::follow(Arc::new(Mutex::new(probe)), &image, move |event| {
            // Whoever listened may have gone.
            let _ = give.send(event);
        })?;
        loop {
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            match given.recv_timeout(left.unwrap_or(Duration::MAX)) {
                Ok(LogEvent::Line(line)) => print(began, &line)?,
                Ok(LogEvent::Gone(error)) => return Err(error.into()),
                Err(RecvTimeoutError::Timeout) => return Ok(Exit::Success),
                Err(RecvTimeoutError::Disconnected) => return Ok(Exit::Bug),
            }
        }
    }
}

fn print(began: Instant, line: &LogLine) -> Result<(), CliError> {
    let LogLine { at, level, text } = line;
    let seconds = at.saturating_duration_since(began).as_secs_f64();
    let mut out = stdout();
    writeln!(out, "{seconds:9.3}  {level:<7}  {text}")?;
    Ok(out.flush()?)
}
