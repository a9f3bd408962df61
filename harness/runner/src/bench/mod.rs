//! Where a device runs, how the rig reaches it, and whose clock it obeys. One loop plays a scenario on every bench.

mod contract;
mod device;
mod noted;
mod pace;
mod play;
mod rig;

pub use contract::{Bench, BenchError, Wake};
pub use device::{Device, Outgoing, Report};
pub use pace::{Jumping, Pace};
pub use play::{Plays, play};
pub use rig::Rig;

pub mod qemu;
pub mod replay;
pub mod sim;

#[cfg(test)]
mod tests;
