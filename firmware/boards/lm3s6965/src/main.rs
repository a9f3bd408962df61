//! The reference phone on TI's EK-LM3S6965 (Cortex-M3, 256 KiB of flash, 64 KiB of RAM), which QEMU emulates as `lm3s6965evb`.
//!
//! Nothing is done in interrupts but counting time and noting that the main loop hangs, so that the phone sees one thing after
//! the other, as it does everywhere.
#![no_std]
#![no_main]

mod board;
mod chip;
mod clock;
mod ethernet;
mod interrupt;
mod register;
mod reset;
mod sleep;
mod uart;
mod watchdog;

use crate::board::Lm3s6965;
use crate::ethernet::{Ethernet, FRAMES};
use core::panic::PanicInfo;
use cortex_m_rt::{ExceptionFrame, entry, exception};
use defmt_rtt as _;
use phonerig_board_kit as kit;
use phonerig_board_kit::Board as _;

#[entry]
fn main() -> ! {
    let core = cortex_m::Peripherals::take().expect("it is taken here alone");
    let board = Lm3s6965::start(core.SYST);
    let ethernet = Ethernet::start(FRAMES.take(), Lm3s6965::MAC);
    kit::run(board, ethernet)
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    kit::panic::<Lm3s6965>();
    halt()
}

#[exception]
unsafe fn HardFault(frame: &ExceptionFrame) -> ! {
    kit::hard_fault::<Lm3s6965>(frame.pc());
    halt()
}

/// Stays where it is, so that a probe can look; the rig resets it.
fn halt() -> ! {
    loop {
        watchdog::put_off();
        cortex_m::asm::wfi();
    }
}
