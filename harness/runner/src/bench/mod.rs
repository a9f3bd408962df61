//! Where a device runs, how the rig reaches it, and whose clock it obeys. One loop plays a scenario on every bench.

mod contract;
mod noted;
mod play;

pub use contract::{Bench, BenchError, Wake};
pub use play::{Plays, play};

pub mod replay;
pub mod sim;

#[cfg(test)]
mod tests;
