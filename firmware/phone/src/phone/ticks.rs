//! The beat of 20 ms at which all calls speak, alone or gathered into trunks (RFC 5456 7.1, 8.1.3.2).

use core::time::Duration;

use iax2_wire::time::Instant;

use super::machine::Phone;
use crate::audio::FRAME_TIME;
use crate::call::Call;
use crate::context::Context;

/// A beat that comes later than this is not caught up.
const LATEST: Duration = Duration::from_millis(200);

/// When the next beat is; none while nobody speaks.
#[derive(Debug, Default)]
pub(super) struct Ticker(Option<Instant>);

impl Ticker {
    pub(super) const fn next(&self) -> Option<Instant> {
        self.0
    }

    /// Starts and stops with the calls that speak.
    pub(super) fn update(&mut self, now: Instant, calls: &[Call], cx: &Context<'_>) {
        let speaking = calls.iter().any(|call| call.may_speak(cx));
        self.0 = if speaking { self.0.or(Some(now)) } else { None };
    }
}

impl Phone {
    pub(super) fn tick(&mut self, now: Instant) {
        while let Some(when) = self.ticker.0.filter(|when| *when <= now) {
            if now.since(when) < LATEST {
                self.speak(now, when);
            }
            self.ticker.0 = Some(when + FRAME_TIME);
        }
    }

    fn speak(&mut self, now: Instant, when: Instant) {
        let mut cx = self.core.context(now);
        for call in &mut self.calls {
            if call.may_speak(&cx)
                && let Some(spoken) = call.speak(&mut cx, when)
            {
                call.send_mini(&mut cx, &spoken);
            }
        }
    }
}
