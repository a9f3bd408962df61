//! Sleep until something is to be done: a frame, an octet at the console, or a deadline.
//!
//! No interrupt handler serves these lines. They are let through only around the sleep itself, where PRIMASK keeps the core
//! from entering one: a line that is raised, before or after, ends the sleep, so that nothing can fall between looking and
//! sleeping. The main loop then finds what there is.

use crate::clock::TICKS_PER_US;
use crate::interrupt::Line;
use crate::register::registers;
use core::time::Duration;
use cortex_m::peripheral::NVIC;

registers! {
    CONFIGURATION = 0x4003_0000;
    MODE = 0x4003_0004;
    CONTROL = 0x4003_000c;
    MASK = 0x4003_0018;
    CLEAR = 0x4003_0024;
    LOAD = 0x4003_0028;
}

const ONE_OF_32_BITS: u32 = 0;
const ONE_SHOT: u32 = 1;
const ENABLED: u32 = 1;
const TIMED_OUT: u32 = 1;

/// The longest sleep; the timer's 32 bits hold 85 s.
const LONGEST: Duration = Duration::from_secs(60);

/// What ends a sleep.
const LINES: [Line; 3] = [Line::UART0, Line::TIMER0_A, Line::ETHERNET];

/// Sets up timer 0, data sheet chapter 10, which ends a sleep at its deadline.
pub(crate) fn start() {
    CONTROL.write(0);
    CONFIGURATION.write(ONE_OF_32_BITS);
    MODE.write(ONE_SHOT);
    MASK.write(TIMED_OUT);
}

/// Sleeps until something came or that time is over; without a time, until something came. It may wake for nothing.
pub(crate) fn sleep(at_most: Option<Duration>) {
    CONTROL.write(0);
    CLEAR.write(TIMED_OUT);
    if let Some(span) = at_most {
        let micros = u32::try_from(span.min(LONGEST).as_micros()).unwrap_or(u32::MAX);
        // A load of 0 is none.
        LOAD.write(micros.saturating_mul(TICKS_PER_US).max(1));
        CONTROL.write(ENABLED);
    }
    cortex_m::interrupt::free(|_| {
        for line in LINES {
            NVIC::unpend(line);
            // SAFETY: PRIMASK is set until all are masked again, so no handler runs and no critical section is broken.
            unsafe { NVIC::unmask(line) };
        }
        cortex_m::asm::wfi();
        LINES.into_iter().for_each(NVIC::mask);
    });
}
