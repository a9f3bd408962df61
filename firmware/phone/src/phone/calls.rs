//! The list of calls: numbers, beginnings, ends.

use core::net::SocketAddr;

use iax2_wire::CallNumber;
use iax2_wire::time::Instant;

use super::graveyard::Was;
use super::machine::Phone;
use crate::call::{Call, Life, Stage, Wish};
use crate::context::Context;
use crate::event::Event;
use crate::figures::Caller;
use crate::leg::{Leg, Remains};

/// The lowest number given to a call: 0 is none, 1 is that of replies that belong to no call.
const LOWEST: u16 = 2;
const HIGHEST: u16 = 0x7fff;

impl Phone {
    /// A number that no dialogue has, nor had lately (8.1.1).
    pub(super) fn free_number(&mut self, now: Instant) -> CallNumber {
        if !self.core.config.policy().calls.unique_numbers
            && let Some(call) = self.calls.last()
        {
            return call.leg.own;
        }
        if self.core.config.policy().calls.number_rest.is_zero()
            && let Some(last) = self.graveyard.last()
            && !self.is_taken(now, last)
        {
            return last;
        }
        let range = u32::from(HIGHEST - LOWEST) + 1;
        let start = u16::try_from(self.core.rng.below(range)).expect("the range has 15 bits");
        let numbers = (0..=HIGHEST - LOWEST).map(|step| {
            let offset = (u32::from(start) + u32::from(step)) % range;
            let number = LOWEST + u16::try_from(offset).expect("the range has 15 bits");
            CallNumber::new(number).expect("the range has 15 bits")
        });
        let mut free = numbers.filter(|number| !self.is_taken(now, *number));
        free.next().expect("there are far fewer dialogues than numbers")
    }

    fn is_taken(&self, now: Instant, number: CallNumber) -> bool {
        let rest = self.core.config.policy().calls.number_rest;
        let registrations = self.registrations.iter().filter_map(|it| it.leg.as_ref());
        self.calls.iter().map(|call| &call.leg).chain(registrations).any(|leg| leg.own == number)
            || self.graveyard.rests(now, number, rest)
    }

    /// Whether one more call is allowed.
    pub(super) fn has_line(&self) -> bool {
        let live = self.calls.iter().filter(|call| call.is_linked() || call.is_outgoing()).count();
        live + self.leaked < self.core.config.calls() && !self.calls.is_full()
    }

    /// Calls somebody, if there is a line left.
    pub(super) fn place_call(&mut self, now: Instant, wish: Wish) {
        if !self.has_line() {
            return;
        }
        let own = self.free_number(now);
        let numbers = (own, CallNumber::NONE);
        let line = (Stage::Calling(Caller::Initial), wish.account);
        if let Some((call, mut cx)) = self.open_line(now, wish.server, numbers, line) {
            call.place(&mut cx, wish);
        }
    }

    /// Puts a call of its own number and the peer's into its place, where it is built: it is too large for a board's stack.
    #[inline(never)]
    pub(super) fn open_line(
        &mut self,
        now: Instant,
        peer: SocketAddr,
        (own, remote): (CallNumber, CallNumber),
        (stage, account): (Stage, usize),
    ) -> Option<(&mut Call, Context<'_>)> {
        let cx = self.core.context(now);
        let opened =
            self.calls.push(Call::new(Leg::new(peer, own, remote, now), stage, account, &cx));
        debug_assert!(opened.is_ok(), "there was a line left");
        self.calls.last_mut().map(|call| (call, cx))
    }

    /// Buries dead calls and legs that were left, and places those that TRANSFER asked for.
    pub(super) fn sweep(&mut self, now: Instant) {
        self.redial(now);
        self.bury_the_dead(now);
        self.ticker.update(now, &self.calls, &self.core.context(now));
    }

    fn bury_the_dead(&mut self, now: Instant) {
        for remains in self.calls.iter_mut().filter_map(|call| call.left.take()) {
            self.graveyard.bury(now, remains, Was::Moved);
        }
        let before = self.calls.len();
        for call in self.calls.iter().filter(|call| call.life == Life::Gone) {
            self.graveyard.bury(now, call.leg.remains(), Was::Call);
        }
        self.calls.retain(|call| call.life != Life::Gone);
        if !self.core.config.policy().calls.frees_slots {
            self.leaked += before - self.calls.len();
        }
        if before > 0 && self.calls.is_empty() {
            self.core.events.push(Event::Idle);
        }
    }

    fn redial(&mut self, now: Instant) {
        if let Some(wish) = self.calls.iter_mut().find_map(|call| call.redial.take()) {
            self.place_call(now, wish);
        }
    }

    pub(super) fn bury_registration(&mut self, now: Instant, ended: Option<Remains>) {
        if let Some(remains) = ended {
            self.graveyard.bury(now, remains, Was::Registration);
        }
    }
}
