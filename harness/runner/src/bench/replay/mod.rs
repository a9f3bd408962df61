//! A bench that plays a recorded run back, so that it can be judged again without its device.
//!
//! The player must do what the capture says that it did: same scenario, same seed, same octets. Whatever else the capture holds
//! happens again at its recorded time.

mod bench;
mod record;
#[cfg(test)]
mod tests;

pub use bench::Replay;
