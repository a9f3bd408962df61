//! A port of QEMU's that speaks in lines.

use crate::target::TargetError;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(5);

/// A port that lines go to and come from.
#[derive(Debug)]
pub(super) struct Lines {
    port: &'static str,
    stream: BufReader<UnixStream>,
}

impl Lines {
    /// A port by its name in messages.
    ///
    /// # Errors
    /// Where the stream cannot be told how long to wait.
    pub(super) fn new(port: &'static str, stream: UnixStream) -> Result<Self, TargetError> {
        stream.set_read_timeout(Some(ANSWER)).map_err(|cause| gone(port, &cause))?;
        Ok(Self { port, stream: BufReader::new(stream) })
    }

    pub(super) fn send(&mut self, line: &str) -> Result<(), TargetError> {
        let sent = self.stream.get_mut().write_all(format!("{line}\n").as_bytes());
        sent.map_err(|cause| gone(self.port, &cause))
    }

    pub(super) fn next(&mut self) -> Result<String, TargetError> {
        let mut line = String::new();
        match self.stream.read_line(&mut line) {
            Ok(0) => Err(TargetError::Gone(format!("QEMU's {} port is closed", self.port))),
            Ok(_) => Ok(line.trim_end().to_owned()),
            Err(cause) => Err(gone(self.port, &cause)),
        }
    }
}

fn gone(port: &str, cause: &std::io::Error) -> TargetError {
    TargetError::Gone(format!("QEMU's {port} port: {cause}"))
}
