//! The clock on the wall.

use crate::bench::{BenchError, Device, Pace};
use core::time::Duration;
use iax2_wire::time::Instant;

/// How far times may be off: the emulator and this process share a machine with others.
const SLACK: Duration = Duration::from_millis(60);

/// Wall time since power-on.
#[derive(Clone, Copy, Debug)]
pub struct Walking {
    began: Option<std::time::Instant>,
    slack: Duration,
}

impl Walking {
    /// A clock that stands still until it is first asked; its times may be off by `slack`, or by what is usual.
    pub fn new(slack: Option<Duration>) -> Self {
        Self { began: None, slack: slack.unwrap_or(SLACK) }
    }
}

/// A device that gives things of its own accord.
pub trait Live: Device {
    /// Waits until it gives something, at most until a moment.
    fn wait(&mut self, until: Option<std::time::Instant>);
}

impl<D: Live> Pace<D> for Walking {
    fn next(
        &mut self,
        now: Instant,
        device: &mut D,
        event: Option<Instant>,
        until: Option<Instant>,
    ) -> Result<Instant, BenchError> {
        let began = *self.began.get_or_insert_with(std::time::Instant::now);
        let next = event.into_iter().chain(until).min();
        device.wait(next.map(|next| began + next.since(Instant::ZERO)));
        Ok((Instant::ZERO + began.elapsed()).max(now))
    }

    fn slack(&self) -> Duration {
        self.slack
    }
}
