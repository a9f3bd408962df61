//! The leg itself: who talks to whom, and how a frame gets its header.

use core::net::SocketAddr;
use core::time::Duration;

use iax2_wire::time::Instant;
use iax2_wire::view::FULL_HEADER;
use iax2_wire::{Body, CallNumber, Full, IaxCode, Ies, SeqNo, Timestamp};

use super::cipher::Cipher;
use super::clock::Clock;
use super::unacked::{Pending, Unacked};
use crate::capacity::{FRAME, SHORT_FRAME};
use crate::context::Context;

/// One end of a dialogue with a peer: a call's leg, or a registration.
#[derive(Debug)]
pub(crate) struct Leg {
    /// Where the peer's frames come from.
    pub(crate) peer: SocketAddr,
    /// The phone's number of the dialogue.
    pub(crate) own: CallNumber,
    /// The peer's; [`CallNumber::NONE`] until it is known.
    pub(crate) remote: CallNumber,
    pub(crate) clock: Clock,
    pub(crate) cipher: Cipher,
    /// The number of the next counted frame sent.
    pub(super) oseqno: SeqNo,
    /// The number expected next from the peer.
    pub(super) iseqno: SeqNo,
    pub(super) unacked: Unacked,
    /// The peer has acknowledged something: it is where its address says.
    pub(super) proved: bool,
    /// The last round trip measured by PING and PONG.
    pub(super) round_trip: Option<Duration>,
    /// For which missing number a VNAK was sent last, and when.
    pub(super) vnaked: Option<(SeqNo, Instant)>,
    /// From which number on frames were sent again on a VNAK last, and when.
    pub(super) resent: Option<(SeqNo, Instant)>,
}

/// What is left of a dialogue: enough to know what comes late for it.
#[derive(Debug)]
pub(crate) struct Remains {
    pub(crate) peer: SocketAddr,
    pub(crate) own: CallNumber,
    pub(crate) remote: CallNumber,
    pub(crate) cipher: Cipher,
}

impl Leg {
    /// A leg that starts at `now`.
    pub(crate) fn new(peer: SocketAddr, own: CallNumber, remote: CallNumber, now: Instant) -> Self {
        Self {
            peer,
            own,
            remote,
            clock: Clock::starting(now),
            cipher: Cipher::default(),
            oseqno: SeqNo(0),
            iseqno: SeqNo(0),
            unacked: Unacked::default(),
            proved: false,
            round_trip: None,
            vnaked: None,
            resent: None,
        }
    }

    /// A leg that goes on with a peer which has been found to be there.
    pub(crate) fn moved(
        peer: SocketAddr,
        own: CallNumber,
        remote: CallNumber,
        now: Instant,
    ) -> Self {
        Self { proved: true, ..Self::new(peer, own, remote, now) }
    }

    /// What is to be left of it.
    pub(crate) const fn remains(&self) -> Remains {
        let Self { peer, own, remote, cipher, .. } = *self;
        Remains { peer, own, remote, cipher }
    }

    /// Whether a frame of these numbers from this address belongs to the dialogue.
    pub(crate) fn owns(&self, from: SocketAddr, source: CallNumber, dest: CallNumber) -> bool {
        let source_fits = self.remote == CallNumber::NONE || self.remote == source;
        self.peer == from && self.own == dest && source_fits
    }

    /// Starts the numbering anew: a request is repeated with a token, or a transfer brought a new peer.
    pub(crate) fn restart(&mut self) {
        (self.oseqno, self.iseqno) = (SeqNo(0), SeqNo(0));
        self.unacked.clear();
        (self.vnaked, self.resent) = (None, None);
    }

    /// Whether everything sent was acknowledged.
    pub(crate) fn is_settled(&self) -> bool {
        self.unacked.is_empty()
    }

    /// Whether the peer has acknowledged anything.
    pub(crate) const fn is_proved(&self) -> bool {
        self.proved
    }

    /// Whether so much is unacknowledged that replies should be short.
    pub(crate) fn is_pressed(&self) -> bool {
        self.unacked.len() > PRESSED
    }

    /// Whether a frame with that much data could be kept for repetition.
    pub(crate) fn has_room(&self, data: usize) -> bool {
        self.unacked.has_room(FULL_HEADER + data, SPARE_FRAMES, SPARE_OCTETS)
    }

    /// Sends a counted message, stamped now; `false` if too much is unacknowledged.
    pub(crate) fn send(&mut self, cx: &mut Context<'_>, body: Body<'_>) -> bool {
        let timestamp = self.clock.stamp(cx.now);
        self.send_stamped(cx, timestamp, body)
    }

    /// Sends an IAX message.
    pub(crate) fn send_iax(&mut self, cx: &mut Context<'_>, code: IaxCode, ies: &[u8]) -> bool {
        self.send(cx, Body::Iax(code, Ies::new(ies)))
    }

    /// Sends a counted message with a stamp of its own: an echo, or the time of its audio.
    pub(crate) fn send_stamped(
        &mut self,
        cx: &mut Context<'_>,
        timestamp: Timestamp,
        body: Body<'_>,
    ) -> bool {
        let mut octets = [0; FRAME];
        let Some(len) = self.write(timestamp, body, &mut octets) else { return false };
        if !ends_dialogue(&body) && !self.has_room(len - FULL_HEADER) {
            return false;
        }
        let wait = self.first_wait(cx);
        let pending = Pending {
            due: cx.now + wait,
            wait: u32::try_from(wait.as_millis()).unwrap_or(u32::MAX),
            len: u16::try_from(len).expect("a frame's room is far smaller"),
            repeats: 0,
            encrypted: self.cipher.is_on(),
        };
        let encrypted = pending.encrypted;
        if !self.unacked.push(&octets[..len], pending) {
            return false;
        }
        self.cipher.transmit_full(cx, self.peer, &octets[..len], encrypted);
        self.count_sent(cx);
        true
    }

    /// Sends a message that takes no number and is not repeated, to the peer.
    pub(crate) fn send_uncounted(
        &mut self,
        cx: &mut Context<'_>,
        timestamp: Timestamp,
        body: Body<'_>,
    ) {
        let mut octets = [0; SHORT_FRAME];
        if let Some(len) = self.write(timestamp, body, &mut octets) {
            self.cipher.transmit_full(cx, self.peer, &octets[..len], self.cipher.is_on());
        }
    }

    /// Sends to another address and number what takes no sequence number of this leg.
    pub(crate) fn send_aside(
        &self,
        cx: &mut Context<'_>,
        (to, dest): (SocketAddr, CallNumber),
        timestamp: Timestamp,
        body: Body<'_>,
    ) {
        let (oseqno, iseqno) = (self.oseqno, self.iseqno);
        let full = Full { source: self.own, dest, retry: false, timestamp, oseqno, iseqno, body };
        let mut octets = [0; SHORT_FRAME];
        if let Ok(len) = full.emit(&mut octets) {
            cx.out.push(to, &octets[..len]);
        }
    }

    /// Sends a Mini Frame's octets.
    pub(crate) fn send_mini(&self, cx: &mut Context<'_>, to: SocketAddr, octets: &[u8]) {
        self.cipher.transmit_mini(cx, to, octets);
    }

    /// Acknowledges the frame stamped `timestamp` (6.9.1).
    pub(crate) fn acknowledge(&mut self, cx: &mut Context<'_>, timestamp: Timestamp) {
        if cx.policy().delivery.acknowledges {
            self.send_uncounted(cx, timestamp, Body::Iax(IaxCode::ACK, Ies::new(&[])));
        }
    }

    fn write(&self, timestamp: Timestamp, body: Body<'_>, octets: &mut [u8]) -> Option<usize> {
        let full = Full {
            source: self.own,
            dest: self.remote,
            retry: false,
            timestamp,
            oseqno: self.oseqno,
            iseqno: self.iseqno,
            body,
        };
        full.emit(octets).ok()
    }

    fn count_sent(&mut self, cx: &Context<'_>) {
        let sticks = !cx.policy().delivery.wraps_sequence && self.oseqno.0 == u8::MAX;
        if !sticks {
            self.oseqno = self.oseqno.next();
        }
    }

    /// Twice the measured round trip (7.2.1), within bounds.
    fn first_wait(&self, cx: &Context<'_>) -> Duration {
        let delivery = &cx.policy().delivery;
        let round_trip = self.round_trip.unwrap_or(delivery.assumed_rtt);
        let wait = round_trip.saturating_mul(delivery.rtt_factor);
        wait.max(delivery.shortest_wait).min(delivery.longest_wait)
    }
}

/// Unacknowledged frames from which on a leg is pressed.
const PRESSED: usize = 8;
/// Kept free so that a dialogue can always be ended.
const SPARE_FRAMES: usize = 1;
const SPARE_OCTETS: usize = 128;

const fn ends_dialogue(body: &Body<'_>) -> bool {
    matches!(body, Body::Iax(IaxCode::HANGUP | IaxCode::REJECT, _))
}
