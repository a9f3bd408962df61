//! The five verbs.

use core::net::SocketAddr;

use heapless::Vec;
use iax2_wire::time::Instant;

use super::core::Core;
use super::graveyard::Graveyard;
use super::ticks::Ticker;
use crate::action::UserAction;
use crate::call::Call;
use crate::capacity::{ACCOUNTS, CALLS};
use crate::config::Config;
use crate::event::Event;
use crate::outbox::Transmit;
use crate::registration::Registration;

/// What the world does to a phone.
#[derive(Clone, Debug)]
pub enum Input<'a> {
    /// A datagram arrives at the phone's port.
    Datagram {
        /// Where it came from.
        from: SocketAddr,
        /// What it holds; of any length.
        octets: &'a [u8],
    },
    /// The user does something.
    User(UserAction),
}

/// A phone. It does nothing by itself: see the crate's documentation for the order of calls.
#[derive(Debug)]
pub struct Phone {
    pub(super) core: Core,
    pub(super) calls: Vec<Call, CALLS>,
    pub(super) registrations: Vec<Registration, ACCOUNTS>,
    pub(super) graveyard: Graveyard,
    /// Lines that calls took up for ever; none, but where a policy asks for that fault.
    pub(super) leaked: usize,
    pub(super) ticker: Ticker,
    started: bool,
}

impl Phone {
    /// A phone that is switched on with its next input or time-out. The same configuration, seed and inputs give the same
    /// octets.
    pub fn new(config: Config, seed: u64) -> Self {
        let mut phone = Self::off();
        *phone.config_mut() = config;
        phone.switch_on(seed);
        phone
    }

    /// A phone that is off and has no configuration. It is a constant: a board has no room to build a phone and then move it.
    /// Give it a configuration by [`config_mut`](Self::config_mut), then [`switch_on`](Self::switch_on).
    pub const fn off() -> Self {
        Self {
            core: Core::blank(),
            calls: Vec::new(),
            registrations: Vec::new(),
            graveyard: Graveyard::new(),
            leaked: 0,
            ticker: Ticker::new(),
            started: false,
        }
    }

    /// The configuration, to be set before the phone is switched on.
    pub const fn config_mut(&mut self) -> &mut Config {
        &mut self.core.config
    }

    /// Switches it on, or off and on again: nothing is remembered but the configuration, and nobody is told.
    #[inline(never)]
    pub fn switch_on(&mut self, seed: u64) {
        self.core.restart(seed);
        self.calls.clear();
        self.registrations.clear();
        self.registrations.extend((0..self.core.config.accounts.len()).map(Registration::new));
        self.graveyard.clear();
        self.leaked = 0;
        self.ticker = Ticker::new();
        self.started = false;
    }

    /// Takes an input.
    #[inline(never)]
    pub fn handle_input(&mut self, now: Instant, input: Input<'_>) {
        self.start(now);
        match input {
            Input::Datagram { from, octets } => self.receive(now, from, octets),
            Input::User(UserAction::Reboots) => self.reboot(now),
            Input::User(action) => self.act(now, &action),
        }
        self.sweep(now);
    }

    /// Does what is due at `now`.
    #[inline(never)]
    pub fn handle_timeout(&mut self, now: Instant) {
        self.start(now);
        let mut cx = self.core.context(now);
        for call in &mut self.calls {
            call.handle_timeout(&mut cx);
        }
        self.handle_registrations(now);
        self.tick(now);
        self.sweep(now);
    }

    /// The next datagram to send, written into `buf`; one that does not fit is lost.
    pub fn poll_transmit(&mut self, _now: Instant, buf: &mut [u8]) -> Option<Transmit> {
        self.core.out.pop(buf)
    }

    /// When `handle_timeout` is to be called, if no input comes before.
    pub fn poll_timeout(&self) -> Option<Instant> {
        if !self.started {
            return Some(Instant::ZERO);
        }
        let calls = self.calls.iter().filter_map(Call::poll_timeout);
        let registrations = self.registrations.iter().filter_map(Registration::poll_timeout);
        calls.chain(registrations).chain(self.ticker.next()).min()
    }

    /// The next sign.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.core.events.pop()
    }

    /// Power is there: the accounts that do so by themselves register.
    #[inline(never)]
    fn start(&mut self, now: Instant) {
        if core::mem::replace(&mut self.started, true) {
            return;
        }
        for (registration, account) in self.registrations.iter_mut().zip(&self.core.config.accounts)
        {
            if account.register {
                registration.schedule(now);
            }
        }
        self.core.events.push(Event::Idle);
        self.handle_registrations(now);
    }

    fn reboot(&mut self, now: Instant) {
        let seed = self.core.rng.next();
        self.switch_on(seed);
        self.start(now);
    }

    fn handle_registrations(&mut self, now: Instant) {
        for index in 0..self.registrations.len() {
            let mut cx = self.core.context(now);
            let registration = &mut self.registrations[index];
            let ended = registration.handle_timeout(&mut cx);
            let due = registration.is_due(now);
            self.bury_registration(now, ended);
            if due {
                self.begin_registration(now, index, false);
            }
        }
    }

    /// Begins to register, renew or release.
    pub(super) fn begin_registration(&mut self, now: Instant, index: usize, release: bool) {
        let own = self.free_number(now);
        let mut cx = self.core.context(now);
        let Some(registration) = self.registrations.get_mut(index) else { return };
        let replaced = registration.begin(&mut cx, own, release);
        self.bury_registration(now, replaced);
    }
}
