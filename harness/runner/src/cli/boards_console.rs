//! `phonerig boards console`.

use super::boards_place::Place;
use super::error::CliError;
use super::output::stdout;
use crate::exit::Exit;
use std::io::{BufRead, Write};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

/// How long the port is listened to at a time.
const LISTEN: Duration = Duration::from_millis(50);
/// How long it must have been quiet before the command ends, once nothing more is typed.
const QUIET: Duration = Duration::from_millis(500);

/// Talk to a board over its serial port, line by line.
///
/// What is typed goes there as it stands; what comes back is shown. It ends with the end of its input (Ctrl-D), once the board
/// is quiet, so that `echo status | phonerig boards console ..` shows the answer.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let found = self.place.find()?;
        let mut port = found.open_serial(LISTEN)?;
        let typed = typed();
        let mut ended: Option<Instant> = None;
        loop {
            let heard = hear(&mut *port).map_err(|cause| {
                CliError::Setup(format!("board {}: the serial port is gone: {cause}", found.name))
            })?;
            match typed.try_recv() {
                Ok(line) => port.write_all(format!("{line}\n").as_bytes()).map_err(|cause| {
                    CliError::Setup(format!(
                        "board {}: the serial port takes nothing: {cause}",
                        found.name
                    ))
                })?,
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => match ended {
                    Some(quiet) if !heard && quiet.elapsed() >= QUIET => return Ok(Exit::Success),
                    Some(_) if !heard => {}
                    _ => ended = Some(Instant::now()),
                },
            }
        }
    }
}

/// The lines that somebody types, until there are no more.
fn typed() -> Receiver<String> {
    let (give, given) = channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if give.send(line).is_err() {
                return;
            }
        }
    });
    given
}

/// Shows what came, if anything did.
fn hear(port: &mut dyn serialport::SerialPort) -> std::io::Result<bool> {
    let mut octets = [0; 1024];
    match port.read(&mut octets) {
        Ok(0) => Err(std::io::ErrorKind::UnexpectedEof.into()),
        Ok(length) => {
            let mut out = stdout();
            out.write_all(&octets[..length])?;
            out.flush()?;
            Ok(true)
        }
        Err(cause) if cause.kind() == std::io::ErrorKind::TimedOut => Ok(false),
        Err(cause) => Err(cause),
    }
}
