//! The phone against a scripted peer, without a clock: time is what the test says.

mod called;
mod calling;
mod delivery;
mod encryption;
mod ending;
mod media;
mod overlap;
mod registration;
mod rig;
mod robustness;
#[cfg(feature = "rsa")]
mod rsa;
mod transfer;
mod trunk;
