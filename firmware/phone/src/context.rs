//! What every part of the phone needs at hand while it works: the time, the configuration, and where results go.

use heapless::Deque;
use iax2_wire::time::Instant;

use crate::capacity::EVENTS;
use crate::config::Config;
use crate::dial_plan::DialPlan;
use crate::event::Event;
use crate::outbox::Outbox;
use crate::policy::Policy;
use crate::rng::Rng;

/// The phone's surroundings, borrowed for one input.
pub(crate) struct Context<'a> {
    pub(crate) now: Instant,
    pub(crate) config: &'a Config,
    pub(crate) out: &'a mut Outbox,
    pub(crate) events: &'a mut Events,
    pub(crate) rng: &'a mut Rng,
    pub(crate) dial_plan: &'a mut DialPlan,
}

impl<'a> Context<'a> {
    /// The habits, as long-lived as the configuration.
    pub(crate) const fn policy(&self) -> &'a Policy {
        self.config.policy()
    }

    pub(crate) fn sign(&mut self, event: Event) {
        self.events.push(event);
    }
}

/// Signs that wait for `poll_event`. Where they overflow the oldest is lost: the newest state counts.
#[derive(Debug)]
pub(crate) struct Events(Deque<Event, EVENTS>);

impl Events {
    pub(crate) const fn new() -> Self {
        Self(Deque::new())
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn push(&mut self, event: Event) {
        if self.0.is_full() {
            self.0.pop_front();
        }
        let pushed = self.0.push_back(event);
        debug_assert!(pushed.is_ok(), "room was made above");
    }

    pub(crate) fn pop(&mut self) -> Option<Event> {
        self.0.pop_front()
    }
}
