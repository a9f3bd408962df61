//! The watchdog, data sheet chapter 11: after 2 s without a kick it interrupts, after 2 s more it resets the chip.

use crate::clock::TICKS_PER_US;
use crate::interrupt::Line;
use crate::register::registers;
use crate::reset;
use cortex_m::peripheral::NVIC;

registers! {
    LOAD = 0x4000_0000;
    CONTROL = 0x4000_0008;
    TEST = 0x4000_0418;
}

/// Ticks until it interrupts, and again until it resets.
const PATIENCE: u32 = 2_000_000 * TICKS_PER_US;
const RESETS: u32 = 1 << 1;
const INTERRUPTS: u32 = 1;
/// It stands still while a probe has halted the core.
const STALLS: u32 = 1 << 8;

/// Starts it. It cannot be stopped again but by a reset.
pub(crate) fn start() {
    TEST.write(STALLS);
    LOAD.write(PATIENCE);
    CONTROL.write(RESETS | INTERRUPTS);
    // SAFETY: its handler shares nothing with what it interrupts.
    unsafe { NVIC::unmask(Line::WATCHDOG) };
}

/// Keeps it quiet.
pub(crate) fn kick() {
    LOAD.write(PATIENCE);
}

/// Keeps it quiet for the longest time that it knows, 85 s twice: a core that halts in a fault's handler wakes no more.
pub(crate) fn put_off() {
    LOAD.write(u32::MAX);
}

/// Its first warning: the main loop hangs, and is to be reset.
pub(crate) extern "C" fn warn() {
    reset::note_hang();
    NVIC::mask(Line::WATCHDOG);
}
