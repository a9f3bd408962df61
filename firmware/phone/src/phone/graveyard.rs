//! Dialogues that are no more: what still comes for them is told so, and their numbers rest (RFC 5456 6.2.5, 8.1.1).

use core::net::SocketAddr;
use core::time::Duration;

use heapless::Deque;
use iax2_wire::time::Instant;
use iax2_wire::{Body, CallNumber, Full, IaxCode};

use crate::capacity::TOMBSTONES;
use crate::leg::Remains;

/// What a dead dialogue was, and so what is still answered with ACK: its last message, if our first ACK was lost.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Was {
    /// A call.
    Call,
    /// A registration; REGACK and REGREJ end it, and so does a REGAUTH that cannot be answered.
    Registration,
    /// The leg to a bridge that has left the call; TXREL ended it.
    Moved,
}

/// A dead dialogue.
#[derive(Debug)]
pub(super) struct Tombstone {
    pub(super) remains: Remains,
    was: Was,
    died: Instant,
}

impl Tombstone {
    /// Whether a late frame is merely the repeat of a last message, which wants its ACK again.
    pub(super) const fn is_last_word(&self, frame: &Full<'_>) -> bool {
        match self.was {
            Was::Call => false,
            Was::Moved => matches!(frame.body, Body::Iax(IaxCode::TXREL, _)),
            Was::Registration => {
                matches!(
                    frame.body,
                    Body::Iax(IaxCode::REGACK | IaxCode::REGREJ | IaxCode::REGAUTH, _)
                )
            }
        }
    }
}

/// The dialogues that died last.
#[derive(Debug)]
pub(super) struct Graveyard(Deque<Tombstone, TOMBSTONES>);

impl Graveyard {
    pub(super) const fn new() -> Self {
        Self(Deque::new())
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn bury(&mut self, now: Instant, remains: Remains, was: Was) {
        if self.0.is_full() {
            self.0.pop_front();
        }
        let buried = self.0.push_back(Tombstone { remains, was, died: now });
        debug_assert!(buried.is_ok(), "room was made above");
    }

    /// The number that was left last.
    pub(super) fn last(&self) -> Option<CallNumber> {
        self.0.back().map(|tomb| tomb.remains.own)
    }

    /// Whether a number was used so shortly before that it must rest.
    pub(super) fn rests(&self, now: Instant, own: CallNumber, rest: Duration) -> bool {
        self.0.iter().any(|tomb| tomb.remains.own == own && now.since(tomb.died) < rest)
    }

    pub(super) fn find(
        &self,
        from: SocketAddr,
        source: CallNumber,
        dest: CallNumber,
    ) -> Option<&Tombstone> {
        let names = |it: &Remains| it.own == dest && it.remote == source && it.peer == from;
        self.0.iter().rev().find(|tomb| names(&tomb.remains))
    }
}
