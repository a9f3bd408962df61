//! How a bench's clock goes on.

use super::contract::BenchError;
use core::time::Duration;
use iax2_wire::time::Instant;

/// Wakes at one moment after which time is said to stand still.
const MOST_WAKES: u32 = 10_000;

/// The pace of a clock.
pub trait Pace<D> {
    /// Waits for the next moment at which something is due (`event`), the player wants to be woken (`until`), or the device
    /// gives something of its own accord.
    ///
    /// # Errors
    ///
    /// Where that moment never comes.
    fn next(
        &mut self,
        now: Instant,
        device: &mut D,
        event: Option<Instant>,
        until: Option<Instant>,
    ) -> Result<Instant, BenchError>;

    /// How far its times may be off.
    fn slack(&self) -> Duration;
}

/// Virtual time: it jumps to whatever comes next.
#[derive(Clone, Copy, Debug, Default)]
pub struct Jumping {
    wakes: u32,
}

impl<D> Pace<D> for Jumping {
    fn next(
        &mut self,
        now: Instant,
        _: &mut D,
        event: Option<Instant>,
        until: Option<Instant>,
    ) -> Result<Instant, BenchError> {
        let next = event.into_iter().chain(until).min();
        let next = next.ok_or(BenchError::Idle { at: now })?.max(now);
        self.wakes = if next > now { 0 } else { self.wakes + 1 };
        if self.wakes > MOST_WAKES {
            return Err(BenchError::Livelock { at: now });
        }
        Ok(next)
    }

    fn slack(&self) -> Duration {
        Duration::ZERO
    }
}
