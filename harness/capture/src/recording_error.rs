//! Why somebody's recording cannot be listed or judged.

use crate::capture::CaptureError;
use crate::decryption::SecretsError;
use std::io;

/// Why there is no listing and there are no findings, or no more of them.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The capture cannot be read, or not any further.
    #[error(transparent)]
    Capture(#[from] CaptureError),
    /// The secrets cannot be read.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// What came of it cannot be written.
    #[error("{file}: cannot be written: {source}")]
    Write {
        /// Its name, or what it is.
        file: String,
        /// The system's reason.
        source: io::Error,
    },
}
