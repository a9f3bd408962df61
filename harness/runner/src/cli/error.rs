//! What can go wrong that is no bug: the user's or the world's errors, each with its exit code.

use crate::exit::Exit;
use crate::rack::file::BenchFileError;
use crate::rack::lock::LockError;
use crate::recording_error::RecordingError;
use crate::report::event::ReportError;
use crate::suite::library::LibraryError;
use crate::suite::load::LoadError;
use phonerig_board::emulator::EmulatorError;
use phonerig_board::probe::{ImageError, ProbeError};
use std::path::{Path, PathBuf};

/// An error that a user can do something about.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// What the command line names does not exist.
    #[error("{0}")]
    Nothing(String),
    /// The files of the suite cannot be read.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The suite cannot be used.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Something that the suite needs is wrong.
    #[error("{0}")]
    Setup(String),
    /// A bench file cannot be used.
    #[error(transparent)]
    Bench(#[from] BenchFileError),
    /// A board is not ours.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A board does not do as it was told.
    #[error(transparent)]
    Probe(#[from] ProbeError),
    /// A firmware image cannot be used.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// An emulated board does not start, or has ended.
    #[error(transparent)]
    Emulator(#[from] EmulatorError),
    /// A report cannot be written.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A file cannot be read or written.
    #[error("{path}: {cause}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system or the parser says.
        cause: String,
    },
    /// A recording cannot be listed or judged.
    #[error(transparent)]
    Recording(#[from] RecordingError),
    /// Standard output is gone.
    #[error("cannot write to standard output: {0}")]
    Output(#[from] std::io::Error),
}

impl CliError {
    /// An error about a file.
    pub(super) fn file(path: &Path, cause: impl ToString) -> Self {
        Self::File { path: path.to_owned(), cause: cause.to_string() }
    }

    const fn exit(&self) -> Exit {
        match self {
            Self::Nothing(_) | Self::Load(LoadError::Nothing(_)) => Exit::Nothing,
            Self::Library(_)
            | Self::Load(_)
            | Self::Setup(_)
            | Self::Bench(_)
            | Self::Lock(_)
            | Self::Probe(_)
            | Self::Image(_)
            | Self::Emulator(_)
            | Self::Report(_)
            | Self::File { .. }
            | Self::Recording(_)
            | Self::Output(_) => Exit::Broken,
        }
    }

    /// Says it on standard error.
    pub(super) fn report(&self) -> Exit {
        if self.is_closed_pipe() {
            // Whoever read our output has enough of it, as `head` does.
            return Exit::Success;
        }
        anstream::eprintln!("error: {self}");
        self.exit()
    }

    fn is_closed_pipe(&self) -> bool {
        let cause = match self {
            Self::Output(cause)
            | Self::Report(ReportError::Terminal(cause))
            | Self::Recording(RecordingError::Write { source: cause, .. }) => cause,
            _ => return false,
        };
        cause.kind() == std::io::ErrorKind::BrokenPipe
    }
}
