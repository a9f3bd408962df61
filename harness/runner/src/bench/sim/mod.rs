//! The device in this process, in virtual time: the clock jumps to whatever happens next.

mod configure;
mod reference;
#[cfg(test)]
mod tests;

use super::pace::Jumping;
use super::rig::Rig;

pub use configure::{ConfigError, configure};
pub use reference::Reference;

/// A device in this process, in virtual time.
pub type Sim<'t, D> = Rig<'t, D, Jumping>;
