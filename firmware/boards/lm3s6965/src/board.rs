//! The board behind the kit's trait.

use crate::clock::Clock;
use crate::{chip, reset, sleep, uart, watchdog};
use core::time::Duration;
use cortex_m::peripheral::SYST;
use iax2_wire::time::Instant;
use phonerig_board_kit::{Board, ResetCause};

/// The EK-LM3S6965.
pub(crate) struct Lm3s6965 {
    clock: Clock,
    cause: ResetCause,
}

impl Lm3s6965 {
    /// Wakes what the phone needs.
    pub(crate) fn start(syst: SYST) -> Self {
        let cause = reset::cause();
        chip::start();
        uart::start();
        sleep::start();
        watchdog::start();
        Self { clock: Clock::start(syst), cause }
    }
}

impl Board for Lm3s6965 {
    const NAME: &'static str = "lm3s6965";
    /// A locally administered address; the board's own would come from its user registers.
    const MAC: [u8; 6] = [0x02, 0x1a, 0x58, 0x32, 0x00, 0x01];

    fn now(&self) -> Instant {
        self.clock.now()
    }

    fn sleep(&mut self, at_most: Option<Duration>) {
        sleep::sleep(at_most);
    }

    fn receive(&mut self) -> Option<u8> {
        uart::receive()
    }

    fn send(text: &str) {
        uart::send(text);
    }

    fn kick(&mut self) {
        watchdog::kick();
    }

    fn reset_cause(&self) -> ResetCause {
        self.cause
    }

    fn reset(&mut self) -> ! {
        reset::reset()
    }
}
