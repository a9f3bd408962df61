//! The pure half of phonerig: notation, player, transcript, rules, verdicts. No I/O and no clock.
//!
//! It shares the alphabet (`iax2-wire`) with the phone, and never its grammar: no call state machine lives here.
#![forbid(unsafe_code)]

pub mod audio;
pub mod catalogue;
pub mod datagram;
pub mod declaration;
pub mod finding;
mod flow;
pub mod happening;
pub mod header;
pub mod network;
pub mod notation;
pub mod player;
pub mod readings;
pub mod rules;
pub mod scenario;
pub mod verdict;
