//! Keeping watch over a live call: PING and PONG, LAGRQ and LAGRP (RFC 5456 6.7).

use heapless::Deque;
use iax2_wire::time::Instant;
use iax2_wire::{Body, IaxCode, Ies, Timestamp};

use super::state::Call;
use crate::context::Context;
use crate::elements::FewElements;

/// When to look after the other end, and what it still has to be told.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    ping: Option<Instant>,
    lagrq: Option<Instant>,
    /// LAGRQs that travel through the jitter buffer.
    lagging: Deque<(Instant, Timestamp), 8>,
}

impl Watch {
    pub(super) fn start(&mut self, cx: &Context<'_>) {
        let habits = &cx.policy().watch;
        self.ping = habits.ping_interval.map(|_| cx.now + habits.first_ping);
        // Half an interval beside the PINGs.
        self.lagrq = habits.lagrq_interval.map(|interval| cx.now + interval / 2);
    }

    pub(super) fn stop(&mut self) {
        (self.ping, self.lagrq) = (None, None);
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        let lagging = self.lagging.front().map(|(due, _)| *due);
        [self.ping, self.lagrq, lagging].into_iter().flatten().min()
    }
}

impl Call {
    pub(super) fn handle_watch(&mut self, cx: &mut Context<'_>) {
        let habits = &cx.policy().watch;
        if self.watch.ping.is_some_and(|due| due <= cx.now) {
            self.watch.ping = habits.ping_interval.map(|interval| cx.now + interval);
            self.leg.send(cx, Body::Iax(IaxCode::PING, Ies::default()));
        }
        if self.watch.lagrq.is_some_and(|due| due <= cx.now) {
            self.watch.lagrq = habits.lagrq_interval.map(|interval| cx.now + interval);
            self.leg.send(cx, Body::Iax(IaxCode::LAGRQ, Ies::default()));
        }
        self.answer_lagrqs(cx);
    }

    /// PING came.
    pub(super) fn send_pong(&mut self, cx: &mut Context<'_>, timestamp: Timestamp) {
        let habits = &cx.policy().watch;
        if !habits.sends_pong {
            return self.leg.acknowledge(cx, timestamp);
        }
        let mut elements = FewElements::new();
        if habits.reports && !self.leg.is_pressed() {
            let depth = self.hearing.depth(cx).as_millis();
            self.hearing.report.write(u16::try_from(depth).unwrap_or(u16::MAX), &mut elements);
        }
        self.echo(cx, timestamp, IaxCode::PONG, elements.as_slice());
    }

    /// LAGRQ came: its answer waits as long as audio would (6.7.5).
    pub(super) fn receive_lagrq(&mut self, cx: &mut Context<'_>, timestamp: Timestamp) {
        let due = cx.now + self.hearing.depth(cx);
        let taken =
            cx.policy().watch.sends_lagrp && self.watch.lagging.push_back((due, timestamp)).is_ok();
        if !taken {
            self.leg.acknowledge(cx, timestamp);
        }
        self.answer_lagrqs(cx);
    }

    fn answer_lagrqs(&mut self, cx: &mut Context<'_>) {
        while self.watch.lagging.front().is_some_and(|(due, _)| *due <= cx.now) {
            if let Some((_, timestamp)) = self.watch.lagging.pop_front() {
                self.echo(cx, timestamp, IaxCode::LAGRP, &[]);
            }
        }
    }

    /// Sends a reply that carries the stamp of what it answers.
    fn echo(&mut self, cx: &mut Context<'_>, timestamp: Timestamp, code: IaxCode, ies: &[u8]) {
        let body = Body::Iax(code, Ies::new(ies));
        let sent = if cx.policy().watch.echoes_timestamps {
            self.leg.send_stamped(cx, timestamp, body)
        } else {
            self.leg.send(cx, body)
        };
        if !sent {
            // Too much is unacknowledged already: no repeat of the request is wanted on top.
            self.leg.acknowledge(cx, timestamp);
        }
    }
}
