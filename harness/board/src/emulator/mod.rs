//! A board in QEMU: TI's LM3S6965EVB with its serial port, its Ethernet port, its power switch and its debug probe.

mod board;
mod bus;
mod error;
mod flash;
mod gdb;
mod gdb_packet;
mod lines;
mod machine;
mod process;
mod qmp;
mod stderr;
mod warden;

pub use board::EmulatedBoard;
pub use error::EmulatorError;
pub use flash::FLASH_SIZE;
