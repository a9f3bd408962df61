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
    pub(super) fn new(config: Config, seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let mut secret = [0; 16];
        rng.fill(&mut secret);
        let (out, events) = (Outbox::default(), Events::default());
        Self { config, out, events, rng, dial_plan: DialPlan::default(), secret }
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
