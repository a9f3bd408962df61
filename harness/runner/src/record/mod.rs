//! The recording of a run: one pcapng that holds everything that a verdict can depend on.
//!
//! Each wire is an interface of its own: `dut` (the device's), `net` (the parties'), and the outside of each NAT. What is no packet
//! (scenario, declaration, commands, signs, what the network did) stands between the packets as notes on one more interface, of
//! link type 252 for Wireshark's `syslog` dissector, so that any Wireshark lists it as text.

mod comments;
mod frame;
mod note;
mod recording;
mod tap;
#[cfg(test)]
mod tests;

pub use comments::annotate;
pub use note::{Note, Topic};
pub use recording::{EPOCH, RecordError, Recording};
pub use tap::{Tap, Uncaptured, Wire};
