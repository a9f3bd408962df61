//! The phone's firmware on an emulated EK-LM3S6965: QEMU runs it, its serial port is a PTY, its Ethernet frames are datagrams.

mod board;
mod frames;
mod lines;
mod ports;
mod slot;
mod walking;

pub use board::Board;
pub use slot::Slot;
pub use walking::{Live, Walking};
