//! What every bench can do.

use crate::capture::CaptureError;
use crate::net::topology::{MapError, NetworkError};
use crate::record::RecordError;
use core::time::Duration;
use iax2_wire::time::Instant;
use phonerig_judge::happening::{Command, Happening};

/// Where a device runs. The bench alone knows what waiting means.
pub trait Bench {
    /// The bench's clock.
    fn now(&self) -> Instant;

    /// Does what the player wants, at once.
    ///
    /// # Errors
    ///
    /// Where it cannot be done; that is never the device's fault.
    fn perform(&mut self, command: &Command) -> Result<(), BenchError>;

    /// Waits until something happens, at most until `until`.
    ///
    /// # Errors
    ///
    /// Where the bench fails, and where it is to wait for ever and nothing can happen any more.
    fn wait(&mut self, until: Option<Instant>) -> Result<Wake, BenchError>;

    /// How far the bench's times may be off.
    fn slack(&self) -> Duration;
}

/// Why a wait is over.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Wake {
    /// Something happened.
    Happened(Happening),
    /// The moment has come. In virtual time everything that happened up to it was told; a bench on the wall's clock, which wakes
    /// late, tells after it what happened since.
    Deadline,
}

/// The rig's or the rack's own trouble.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// A capture cannot be read on.
    #[error(transparent)]
    Capture(#[from] CaptureError),
    /// A capture ends before its scenario does: the run was killed.
    #[error("the capture ends after packet {packet}, before its scenario does")]
    CaptureEnds {
        /// The last packet.
        packet: u64,
    },
    /// The device, or the line to it, is gone or does not start.
    #[error("the device: {0}")]
    Device(String),
    /// Nothing can happen any more, and the player waits for something.
    #[error("nothing can happen any more at {} ms, and the script has not ended", .at.as_millis())]
    Idle {
        /// When that became clear.
        at: Instant,
    },
    /// Time stands still: the device or the network wakes again and again at one moment.
    #[error("time stands still at {} ms: something wakes again and again", .at.as_millis())]
    Livelock {
        /// The moment.
        at: Instant,
    },
    /// The scenario's network makes no sense.
    #[error(transparent)]
    Map(#[from] MapError),
    /// A capture is not that of its scenario.
    #[error("packet {packet} of the capture does not match the scenario: {need}, {have}")]
    Mismatch {
        /// The packet.
        packet: u64,
        /// What the player does here.
        need: String,
        /// What the capture holds.
        have: String,
    },
    /// The network cannot obey.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The power does two things on command.
    #[error("`power {0}` is not a command; power is `cut` or `restored`")]
    Power(String),
    /// The evidence cannot be written.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The device's hands cannot do this.
    #[error("`user {action}`: {cause}")]
    User {
        /// The action in console words.
        action: String,
        /// Why not.
        cause: String,
    },
    /// No party is called so.
    #[error("`{0}` is not played in this scenario")]
    UnknownParty(String),
}
