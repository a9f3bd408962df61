//! What can go wrong with an emulated board.

use crate::target::TargetError;

/// Why an emulated board does not start, or is gone.
#[derive(Debug, thiserror::Error)]
pub enum EmulatorError {
    /// QEMU cannot be run.
    #[error("qemu-system-arm does not start: {0}; Debian's package qemu-system-arm has it")]
    Start(std::io::Error),
    /// QEMU has ended by itself.
    #[error("QEMU has ended ({status}){}", said(.stderr))]
    Ended {
        /// Its exit status.
        status: String,
        /// The last lines of its standard error.
        stderr: String,
    },
    /// A port that QEMU should have opened did not open.
    #[error("QEMU's {port} port does not open: {cause}")]
    Port {
        /// Which one.
        port: &'static str,
        /// What the system says.
        cause: std::io::Error,
    },
    /// Something else that it needs of the system.
    #[error("{need}: {cause}")]
    System {
        /// What it was needed for.
        need: &'static str,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The board does not do as it was told.
    #[error("the emulated board: {0}")]
    Target(#[from] TargetError),
}

impl EmulatorError {
    pub(super) const fn system(need: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |cause| Self::System { need, cause }
    }
}

fn said(stderr: &str) -> String {
    if stderr.is_empty() { String::new() } else { format!("; it said: {stderr}") }
}
