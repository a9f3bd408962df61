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
    /// What was wrong once stays wrong: an answer that comes late would be taken for the next question's.
    gone: Option<TargetError>,
}

impl Lines {
    /// A port by its name in messages.
    ///
    /// # Errors
    /// Where the stream cannot be told how long to wait.
    pub(super) fn new(port: &'static str, stream: UnixStream) -> Result<Self, TargetError> {
        stream.set_read_timeout(Some(ANSWER)).map_err(|cause| gone(port, &cause))?;
        Ok(Self { port, stream: BufReader::new(stream), gone: None })
    }

    pub(super) fn send(&mut self, line: &str) -> Result<(), TargetError> {
        if let Some(gone) = &self.gone {
            return Err(gone.clone());
        }
        let sent = self.stream.get_mut().write_all(format!("{line}\n").as_bytes());
        sent.map_err(|cause| self.give_up(gone(self.port, &cause)))
    }

    pub(super) fn next(&mut self) -> Result<String, TargetError> {
        let mut line = String::new();
        let read = match self.stream.read_line(&mut line) {
            Ok(0) => Err(TargetError::Gone(format!("QEMU's {} port is closed", self.port))),
            Ok(_) => Ok(line.trim_end().to_owned()),
            Err(cause) => Err(gone(self.port, &cause)),
        };
        read.map_err(|error| self.give_up(error))
    }

    fn give_up(&mut self, error: TargetError) -> TargetError {
        self.gone.insert(error).clone()
    }
}

fn gone(port: &str, cause: &std::io::Error) -> TargetError {
    TargetError::Gone(format!("QEMU's {port} port: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn a_line_goes_out_and_another_comes_back() {
        let (ours, mut theirs) = UnixStream::pair().expect("the system has streams");
        let mut lines = Lines::new("test", ours).expect("it can be told how long to wait");
        lines.send("readl 0x4").expect("somebody is there");
        theirs.write_all(b"OK 0x41\n").expect("somebody is there");
        assert_eq!(lines.next(), Ok("OK 0x41".to_owned()));
        let mut asked = [0; 10];
        theirs.read_exact(&mut asked).expect("it was sent");
        assert_eq!(&asked, b"readl 0x4\n");
    }

    #[test]
    fn what_was_wrong_once_stays_wrong() {
        let (ours, theirs) = UnixStream::pair().expect("the system has streams");
        let mut lines = Lines::new("test", ours).expect("it can be told how long to wait");
        drop(theirs);
        let gone = TargetError::Gone("QEMU's test port is closed".to_owned());
        assert_eq!(lines.next(), Err(gone.clone()));
        assert_eq!(lines.send("readl 0x4"), Err(gone));
    }
}
