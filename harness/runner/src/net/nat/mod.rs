//! A network address and port translator, in the words of RFC 4787.
//!
//! It has one external address (so "IP address pooling", REQ-2, does not apply), translates UDP alone, and is deterministic
//! (REQ-11): its behaviour never changes in mid-run unless it is told to rebind or to forget.

mod machine;
mod mapping;
mod ports;
#[cfg(test)]
mod tests;

pub use machine::{Event, Input, Nat, Side, Transmit, Why};
