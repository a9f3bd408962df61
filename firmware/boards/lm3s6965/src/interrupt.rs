//! Lines into the interrupt controller, data sheet table 2-9, and the one handler that there is.

use crate::watchdog;
use cortex_m::interrupt::InterruptNumber;

/// A line by its number.
#[derive(Clone, Copy)]
pub(crate) struct Line(u16);

impl Line {
    pub(crate) const UART0: Self = Self(5);
    pub(crate) const WATCHDOG: Self = Self(18);
    pub(crate) const TIMER0_A: Self = Self(19);
    pub(crate) const ETHERNET: Self = Self(42);
}

// SAFETY: each line above is an interrupt of the LM3S6965, and each has its own number.
unsafe impl InterruptNumber for Line {
    fn number(self) -> u16 {
        self.0
    }
}

/// Handlers by line.
type Table = [unsafe extern "C" fn(); Line::ETHERNET.0 as usize + 1];

unsafe extern "C" {
    /// Cortex-m-rt's: it stays where it is.
    fn DefaultHandler();
}

/// The chip's part of the vector table.
#[unsafe(link_section = ".vector_table.interrupts")]
#[unsafe(no_mangle)]
static __INTERRUPTS: Table = {
    let mut table: Table = [DefaultHandler; Line::ETHERNET.0 as usize + 1];
    table[Line::WATCHDOG.0 as usize] = watchdog::warn;
    table
};
