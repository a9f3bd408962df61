//! The beat of 20 ms at which all calls speak, alone or gathered into trunks.

use core::net::SocketAddr;
use core::time::Duration;

use heapless::Vec;
use iax2_wire::time::Instant;

use super::machine::Phone;
use super::trunk::Bundle;
use crate::audio::FRAME_TIME;
use crate::call::{Call, Spoken};
use crate::capacity::{CALLS, TRUNK};
use crate::config::Trunk;
use crate::context::Context;

/// A beat that comes later than this is not caught up.
const LATEST: Duration = Duration::from_millis(200);

/// When the next beat is; none while nobody speaks.
#[derive(Debug)]
pub(super) struct Ticker(Option<Instant>);

impl Ticker {
    pub(super) const fn new() -> Self {
        Self(None)
    }

    pub(super) const fn next(&self) -> Option<Instant> {
        self.0
    }

    /// Starts and stops with the calls that speak.
    pub(super) fn update(&mut self, now: Instant, calls: &[Call], cx: &Context<'_>) {
        let speaking = calls.iter().any(|call| call.may_speak(cx));
        self.0 = if speaking { self.0.or(Some(now)) } else { None };
    }
}

/// What a call said at a beat.
type Said = (usize, Spoken);

impl Phone {
    pub(super) fn tick(&mut self, now: Instant) {
        while let Some(when) = self.ticker.0.filter(|when| *when <= now) {
            if now.since(when) < LATEST {
                self.speak(now, when);
            }
            self.ticker.0 = Some(when + FRAME_TIME);
        }
    }

    /// All calls speak; then what they said leaves, alone or by trunk.
    #[inline(never)] // Whatever else is due has no use for its stack.
    fn speak(&mut self, now: Instant, when: Instant) {
        let mut cx = self.core.context(now);
        let mut said: Vec<Said, CALLS> = Vec::new();
        for (index, call) in self.calls.iter_mut().enumerate() {
            if call.may_speak(&cx) {
                let kept = said.push((index, Spoken::NOTHING));
                debug_assert!(kept.is_ok(), "there is a place for each call");
                let spoken = said.last_mut().map(|(_, spoken)| spoken);
                if !spoken.is_some_and(|spoken| call.speak(&mut cx, when, spoken)) {
                    said.pop();
                }
            }
        }
        let mut sent: Vec<SocketAddr, CALLS> = Vec::new();
        for (index, spoken) in &said {
            let shared = self.calls[*index].trunk(&cx).filter(|it| shares(&self.calls, &cx, it.0));
            match shared {
                None => self.calls[*index].send_mini(&mut cx, spoken),
                Some((peer, form)) if !sent.contains(&peer) => {
                    let kept = sent.push(peer);
                    debug_assert!(kept.is_ok(), "there is a place for each call");
                    send_bundle(&self.calls, &mut cx, &said, (peer, form, when));
                }
                Some(_) => {}
            }
        }
    }
}

/// Sends what all calls of one trunk said.
#[inline(never)] // Calls without a trunk have no use for its stack.
fn send_bundle(
    calls: &[Call],
    cx: &mut Context<'_>,
    said: &[Said],
    (peer, form, when): (SocketAddr, Trunk, Instant),
) {
    let mut bundle = Bundle::new(peer, form, when);
    for (index, spoken) in said {
        let call = &calls[*index];
        if goes_to(call, cx, bundle.peer()) {
            bundle.push(cx, call.leg.own, spoken);
        }
    }
    bundle.flush(cx);
}

/// A trunk is worth its header from two speaking calls on.
fn shares(calls: &[Call], cx: &Context<'_>, peer: SocketAddr) -> bool {
    calls.iter().filter(|call| call.may_speak(cx) && goes_to(call, cx, peer)).count() > 1
}

fn goes_to(call: &Call, cx: &Context<'_>, peer: SocketAddr) -> bool {
    call.trunk(cx).is_some_and(|(trunk, _)| trunk == peer)
}

impl Call {
    /// The trunk that its voice may travel in: to the call's own server, and never if the call is encrypted (7.4).
    fn trunk(&self, cx: &Context<'_>) -> Option<(SocketAddr, Trunk)> {
        if !TRUNK {
            return None;
        }
        let form = self.account(cx)?.trunk;
        let direct = self.media_peer() == self.leg.peer && !self.leg.cipher.is_on();
        (form != Trunk::Never && direct).then_some((self.leg.peer, form))
    }
}
