//! What one end of a leg sent reliably, and what became of it.

use super::Message;
use super::elapsed_ms;
use iax2_wire::time::Instant;
use std::collections::VecDeque;

/// Frames remembered after they are settled, to know their repeats.
const REMEMBERED: usize = 24;
/// Time-stamps remembered of frames with numbers from long ago.
const STRAYS: usize = 16;
/// Frames remembered at most, whatever is open.
const MOST: usize = 200;
/// How long after its last copy a frame's repeats may still come: the longest wait, and a little.
const REPEATS_END_MS: u64 = 12_000;

/// How a frame was answered, poorest first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Answer {
    /// Nothing yet.
    None,
    /// A frame whose ISeqno covers it.
    Covered,
    /// An ACK of its own.
    Ack,
    /// The reply that is defined for it.
    Reply,
}

/// One counted frame, from its first copy on.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) message: Message,
    pub(crate) oseqno: u8,
    pub(crate) dest: u16,
    pub(crate) timestamp: u32,
    /// A hash of what follows the header.
    pub(crate) fingerprint: u64,
    /// The packet of the first copy.
    pub(crate) packet: u64,
    pub(crate) first_at: Instant,
    pub(crate) last_at: Instant,
    /// The wait before the last copy, in ms; 0 before the first repeat.
    pub(crate) gap: u32,
    pub(crate) copies: u8,
    pub(crate) answer: Answer,
    /// When the answer that stands in `answer` came.
    pub(crate) answered_at: Instant,
    /// The other end owes an answer.
    pub(crate) owed: bool,
    /// The other end asked for it by VNAK since its last copy.
    pub(crate) asked_for: bool,
    /// When it last did.
    pub(crate) asked_at: Instant,
    /// Its absence of repeats has been judged.
    pub(crate) given_up: bool,
}

impl Sent {
    /// Whether the other end has it, as far as the wire shows.
    pub(crate) fn is_acknowledged(&self) -> bool {
        self.answer > Answer::None
    }

    /// Takes an answer, unless a better one came before.
    pub(crate) fn answered(&mut self, answer: Answer, at: Instant) {
        if answer > self.answer {
            self.answer = answer;
            self.answered_at = at;
        }
    }

    fn is_settled(&self, now: Instant) -> bool {
        let repeats_end = elapsed_ms(now, self.last_at) > REPEATS_END_MS;
        !self.owed && (self.is_acknowledged() || self.given_up) && repeats_end
    }
}

/// The counted frames of one end of a leg.
#[derive(Debug, Default)]
pub(crate) struct Sending {
    /// The number that the next counted frame must have; unknown before the first.
    pub(crate) next: Option<u8>,
    /// The frames, oldest first.
    pub(crate) frames: VecDeque<Sent>,
    /// Time-stamps of frames with numbers from long ago, which may be acknowledged too; the last few.
    pub(crate) strays: VecDeque<u32>,
    /// ACKs since the last counted frame.
    pub(crate) acks_between: u8,
    /// TXCNT and TXACC since the last counted frame.
    pub(crate) transfers_between: u8,
    /// Numbers that were left out: the first, how many, and the packet after them.
    pub(crate) gap: Option<(u8, u8, u64)>,
}

impl Sending {
    /// The remembered frame with this number, the newest where there are two.
    pub(crate) fn numbered(&mut self, oseqno: u8) -> Option<&mut Sent> {
        self.frames.iter_mut().rev().find(|sent| sent.oseqno == oseqno)
    }

    /// The newest remembered frame with this time-stamp.
    pub(crate) fn stamped(&mut self, timestamp: u32) -> Option<&mut Sent> {
        self.frames.iter_mut().rev().find(|sent| sent.timestamp == timestamp)
    }

    /// Remembers a new frame and forgets what no rule needs any more.
    pub(crate) fn push(&mut self, sent: Sent) {
        let now = sent.first_at;
        self.next = Some(sent.oseqno.wrapping_add(1));
        self.acks_between = 0;
        self.transfers_between = 0;
        self.frames.push_back(sent);
        while self.frames.len() > REMEMBERED
            && self.frames.front().is_some_and(|oldest| oldest.is_settled(now))
        {
            self.frames.pop_front();
        }
        if self.frames.len() > MOST {
            self.frames.pop_front();
        }
    }

    /// Whether an ISeqno counts frames that were never sent.
    pub(crate) fn is_from_the_future(&self, iseqno: u8) -> bool {
        self.next.is_none_or(|next| next.wrapping_sub(iseqno) > 128)
    }

    /// Remembers the time-stamp of a frame that is not remembered itself.
    pub(crate) fn push_stray(&mut self, timestamp: u32) {
        self.strays.push_back(timestamp);
        if self.strays.len() > STRAYS {
            self.strays.pop_front();
        }
    }

    /// Marks every frame below `iseqno` as covered; a number from the future covers nothing.
    pub(crate) fn cover(&mut self, iseqno: u8, at: Instant) {
        if self.is_from_the_future(iseqno) {
            return;
        }
        for sent in self.frames.iter_mut().rev() {
            let below = iseqno.wrapping_sub(sent.oseqno);
            if (1..=128).contains(&below) {
                sent.answered(Answer::Covered, at);
            }
        }
    }
}
