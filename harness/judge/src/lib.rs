//! The pure half of phonerig: notation, player, transcript, rules, verdicts. No I/O and no clock.
//!
//! It shares the alphabet (`iax2-wire`) with the phone, and never its grammar: no call state machine lives here.
#![forbid(unsafe_code)]

pub mod audio;
pub mod catalogue;
pub mod datagram;
pub mod declaration;
pub mod finding;
pub mod happening;
pub mod network;
pub mod notation;
pub mod readings;
pub mod scenario;
pub mod verdict;
