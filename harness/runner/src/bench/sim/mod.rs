//! The device in this process, in virtual time: the clock jumps to whatever happens next.

mod bench;
mod device;
#[cfg(test)]
mod tests;

pub use bench::Sim;
pub use device::{Device, Outgoing};
