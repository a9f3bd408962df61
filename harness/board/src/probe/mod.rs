//! A board at the end of a debug probe, by the calls of probe-rs. They block: whoever cannot wait gives them a thread.

mod attach;
mod chip;
mod connection;
mod error;
mod image;
mod log;
mod rtt;
mod selector;

pub use attach::ATTACHING;
pub use chip::{Chip, EMULATED_CHIP};
pub use connection::{FlashReport, Info, Probe};
pub use error::ProbeError;
pub use image::{Image, ImageError, ImageId};
pub use log::{Log, LogEvent, LogLine, SharedProbe};
pub use selector::Selector;
