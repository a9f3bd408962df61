//! The device in this process, in virtual time: the clock jumps to whatever happens next.

mod bench;
mod configure;
mod device;
mod reference;
#[cfg(test)]
mod tests;

pub use bench::Sim;
pub use configure::{ConfigError, configure};
pub use device::{Device, Outgoing};
pub use reference::Reference;
