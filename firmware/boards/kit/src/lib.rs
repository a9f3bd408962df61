//! What boards have in common.
//!
//! A board is a small crate: clocks, a console's serial line, an Ethernet controller and sleep, behind [`Board`] and smoltcp's
//! `Device`. [`run`] does the rest, the same on every board.
#![no_std]

mod board;
mod commands;
mod console;
mod fault;
mod image;
mod network;
mod run;
mod setup;
mod stack;
mod status;

pub use board::{Board, ResetCause};
pub use fault::{hard_fault, panic};
pub use run::run;
