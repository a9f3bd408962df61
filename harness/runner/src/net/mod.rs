//! The network between the device and the parties: in memory, exact, seeded, the same on every bench.
//!
//! NATs and links are machines without I/O: `handle_input(now, ..)`, `handle_timeout(now)`, `poll_transmit`,
//! `poll_timeout`, `poll_event`. **After every input they are drained until they have nothing more to say.**

pub mod datagram;
pub mod dice;
pub mod link;
pub mod nat;
pub mod pattern;
pub mod topology;
