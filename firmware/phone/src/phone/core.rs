//! What all calls share.

use iax2_wire::time::Instant;

use crate::config::Config;
use crate::context::{Context, Events};
use crate::dial_plan::DialPlan;
use crate::outbox::Outbox;
use crate::rng::Rng;

/// Configuration, queues and chance.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) config: Config,
    pub(super) out: Outbox,
    pub(super) events: Events,
    pub(super) rng: Rng,
    pub(super) dial_plan: DialPlan,
    /// Known to this phone alone: what its call tokens are made with.
    pub(super) secret: [u8; 16],
}

impl Core {
    pub(super) const fn blank() -> Self {
        Self {
            config: Config::blank(),
            out: Outbox::new(),
            events: Events::new(),
            rng: Rng::new(0),
            dial_plan: DialPlan::new(),
            secret: [0; 16],
        }
    }

    /// Forgets everything but the configuration.
    pub(super) fn restart(&mut self, seed: u64) {
        self.out.clear();
        self.events.clear();
        self.dial_plan.clear();
        self.rng = Rng::new(seed);
        self.rng.fill(&mut self.secret);
    }

    pub(super) fn context(&mut self, now: Instant) -> Context<'_> {
        Context {
            now,
            config: &self.config,
            out: &mut self.out,
            events: &mut self.events,
            rng: &mut self.rng,
            dial_plan: &mut self.dial_plan,
        }
    }
}
