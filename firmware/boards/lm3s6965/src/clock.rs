//! Time since power-on, by SysTick.

use core::sync::atomic::{AtomicU32, Ordering};
use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m_rt::exception;
use iax2_wire::time::Instant;

/// The core's clock after [`crate::chip::start`], in ticks a microsecond.
pub(crate) const TICKS_PER_US: u32 = 50;
/// Ticks of a round: the counter has 24 bits, and the longer a round the fewer interrupts.
const ROUND: u32 = 200_000 * TICKS_PER_US;
const ROUND_US: u64 = 200_000;

/// Rounds since power-on: enough for 27 years.
static ROUNDS: AtomicU32 = AtomicU32::new(0);

#[exception]
fn SysTick() {
    // Nothing else writes it, so that reading and writing need not be one.
    ROUNDS.store(ROUNDS.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
}

/// The clock.
pub(crate) struct Clock;

impl Clock {
    /// Starts the clock at zero.
    pub(crate) fn start(mut syst: SYST) -> Self {
        syst.set_clock_source(SystClkSource::Core);
        syst.set_reload(ROUND - 1);
        syst.clear_current();
        syst.enable_counter();
        syst.enable_interrupt();
        Self
    }

    /// The time now.
    pub(crate) fn now(&self) -> Instant {
        loop {
            let rounds = ROUNDS.load(Ordering::Relaxed);
            let left = SYST::get_current();
            // The round may have ended between the two.
            if ROUNDS.load(Ordering::Relaxed) == rounds {
                let within = (ROUND - 1 - left) / TICKS_PER_US;
                return Instant::from_micros(u64::from(rounds) * ROUND_US + u64::from(within));
            }
        }
    }
}
