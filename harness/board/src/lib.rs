//! Boards on a bench: an emulator that stands in for one, and the debug probe that flashes, resets and reads either.
//!
//! [`emulator::EmulatedBoard`] is a board in QEMU with a debug probe of its own: [`probe_server`] speaks the Black Magic
//! Probe's remote protocol, so that an unmodified probe-rs works on it by the calls that serve a real one. [`probe`] makes those calls.
#![forbid(unsafe_code)]

pub mod emulator;
pub mod probe;
pub mod probe_server;
pub mod target;
