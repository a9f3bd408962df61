//! Order, acknowledgment and repetition (RFC 5456 section 7, 6.9.3).

use core::time::Duration;

use iax2_wire::time::Instant;
use iax2_wire::{Body, CallNumber, Full, FullView, IaxCode, Ies, SeqNo, Timestamp};

use super::dialogue::Leg;
use crate::context::Context;

/// Where a received frame stands in its leg's order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Order {
    /// The one that was expected: act on it.
    Next,
    /// It carries no number: act on it.
    Uncounted,
    /// Seen before: nothing to do.
    Duplicate,
    /// Something before it is missing: nothing to do yet.
    Early,
}

/// Half of the numbers lie ahead, half behind.
const HALF: u8 = 128;

impl Leg {
    /// Takes note of a frame's numbers; answers duplicates with ACK and gaps with VNAK.
    pub(crate) fn receive(&mut self, cx: &mut Context<'_>, full: &Full<'_>) -> Order {
        if self.remote == CallNumber::NONE && learns_number(&full.body) {
            self.remote = full.source;
        }
        if acknowledges(&full.body) {
            self.take_acknowledgment(full.iseqno);
        }
        if !full.body.is_counted() {
            return Order::Uncounted;
        }
        match full.oseqno.distance(self.iseqno) {
            0 => {
                self.iseqno = self.iseqno.next();
                self.vnaked = None;
                Order::Next
            }
            ahead if ahead < HALF => self.receive_early(cx, full),
            _ => self.receive_duplicate(cx, full),
        }
    }

    /// Takes note of what a frame acknowledges, and of its order, without answering: the dialogue is over for its user.
    pub(crate) fn receive_last(&mut self, full: &Full<'_>) -> Order {
        if acknowledges(&full.body) {
            self.take_acknowledgment(full.iseqno);
        }
        match full.oseqno.distance(self.iseqno) {
            _ if !full.body.is_counted() => Order::Uncounted,
            0 => {
                self.iseqno = self.iseqno.next();
                Order::Next
            }
            ahead if ahead < HALF => Order::Early,
            _ => Order::Duplicate,
        }
    }

    fn receive_early(&mut self, cx: &mut Context<'_>, full: &Full<'_>) -> Order {
        if cx.policy().delivery.takes_early_frames {
            self.iseqno = full.oseqno.next();
            return Order::Next;
        }
        self.ask_again(cx);
        Order::Early
    }

    fn receive_duplicate(&mut self, cx: &mut Context<'_>, full: &Full<'_>) -> Order {
        let delivery = &cx.policy().delivery;
        if !delivery.drops_duplicates {
            return Order::Next;
        }
        if delivery.acknowledges_duplicates {
            self.acknowledge(cx, full.timestamp);
        }
        Order::Duplicate
    }

    /// Sends VNAK for what is missing (6.9.3), but not over and over.
    pub(crate) fn ask_again(&mut self, cx: &mut Context<'_>) {
        let delivery = &cx.policy().delivery;
        let again = (self.iseqno, delivery.vnak_interval);
        if !delivery.sends_vnak || is_recent(self.vnaked, again.0, cx.now, again.1) {
            return;
        }
        self.vnaked = Some((self.iseqno, cx.now));
        let timestamp = self.clock.read(cx.now);
        self.send_uncounted(cx, timestamp, Body::Iax(IaxCode::VNAK, Ies::new(&[])));
    }

    /// Sends again, on VNAK, everything unacknowledged from its ISeqno on (6.9.3).
    pub(crate) fn resend(&mut self, cx: &mut Context<'_>, from: SeqNo) {
        let delivery = &cx.policy().delivery;
        let first = SeqNo(self.oseqno.0.wrapping_sub(self.unacked_count()));
        let skipped = from.distance(first);
        let nothing = skipped >= self.unacked_count();
        if nothing || !delivery.obeys_vnak {
            return;
        }
        if is_recent(self.resent, from, cx.now, delivery.resend_interval) {
            return;
        }
        self.resent = Some((from, cx.now));
        self.repeat(cx, |index, _| index >= usize::from(skipped));
    }

    /// Repeats what is due; `false` once a frame was repeated to no avail.
    pub(crate) fn handle_timeout(&mut self, cx: &mut Context<'_>) -> bool {
        let (now, delivery) = (cx.now, &cx.policy().delivery);
        let mut alive = true;
        for (pending, _) in self.unacked.iter_mut() {
            if pending.due <= now && pending.repeats >= delivery.repeats {
                alive = false;
            }
        }
        if alive {
            self.repeat(cx, |_, due| due <= now);
            self.back_off(cx);
        }
        alive
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.unacked.poll_timeout()
    }

    /// Goes on as if what was repeated in vain had just been sent.
    pub(crate) fn start_over(&mut self, cx: &mut Context<'_>) {
        for (pending, _) in self.unacked.iter_mut() {
            pending.repeats = 0;
        }
        let now = cx.now;
        self.repeat(cx, |_, due| due <= now);
        self.back_off(cx);
    }

    /// Learns the round trip from the PONG to a PING of that stamp (6.7.3).
    pub(crate) fn measure(&mut self, now: Instant, echoed: Timestamp) {
        let elapsed = self.clock.read(now).0.wrapping_sub(echoed.0);
        // An echo from the future or of the distant past measures nothing.
        if elapsed < 60_000 {
            self.round_trip = Some(Duration::from_millis(elapsed.into()));
        }
    }

    fn take_acknowledgment(&mut self, iseqno: SeqNo) {
        let first = SeqNo(self.oseqno.0.wrapping_sub(self.unacked_count()));
        let count = iseqno.distance(first);
        if count <= self.unacked_count() {
            self.unacked.acknowledge(count.into());
            self.proved |= count > 0;
        }
    }

    fn unacked_count(&self) -> u8 {
        u8::try_from(self.unacked.len()).expect("far fewer than 256 frames are kept")
    }

    /// Sends kept frames again: as they were, but for the R bit, ISeqno and the peer's number.
    fn repeat(&mut self, cx: &mut Context<'_>, wanted: impl Fn(usize, Instant) -> bool) {
        let iseqno = self.iseqno;
        let (peer, remote, cipher) = (self.peer, self.remote, &self.cipher);
        for (index, (pending, octets)) in self.unacked.iter_mut().enumerate() {
            if !wanted(index, pending.due) {
                continue;
            }
            let mut view = FullView::new_unchecked(&mut *octets);
            view.set_retry(cx.policy().delivery.sets_retry_bit);
            view.set_dest_call(remote.get());
            view.set_iseqno(iseqno.0);
            cipher.transmit_full(cx, peer, octets, pending.encrypted);
        }
    }

    fn back_off(&mut self, cx: &Context<'_>) {
        let delivery = &cx.policy().delivery;
        for (pending, _) in self.unacked.iter_mut().filter(|(pending, _)| pending.due <= cx.now) {
            pending.repeats += 1;
            let longest = u32::try_from(delivery.longest_wait.as_millis()).unwrap_or(u32::MAX);
            pending.wait = pending.wait.saturating_mul(delivery.back_off).min(longest);
            pending.due = cx.now + Duration::from_millis(pending.wait.into());
        }
    }
}

fn is_recent(
    last: Option<(SeqNo, Instant)>,
    number: SeqNo,
    now: Instant,
    interval: Duration,
) -> bool {
    last.is_some_and(|(asked, when)| asked == number && now.since(when) < interval)
}

/// The reply that tells the peer's number: not one of those that belong to no call.
const fn learns_number(body: &Body<'_>) -> bool {
    !matches!(body, Body::Iax(IaxCode::CALLTOKEN | IaxCode::INVAL | IaxCode::VNAK, _))
}

/// Whether a frame's ISeqno says what has arrived; INVAL, TXCNT and TXACC may come from one who counts otherwise.
const fn acknowledges(body: &Body<'_>) -> bool {
    !matches!(
        body,
        Body::Iax(IaxCode::INVAL | IaxCode::TXCNT | IaxCode::TXACC | IaxCode::CALLTOKEN, _)
    )
}
