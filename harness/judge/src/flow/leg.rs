//! A leg: two ends and what both of them know.

use super::{End, Message};
use crate::header::Header;
use iax2_wire::Format;
use iax2_wire::IaxCode;
use iax2_wire::crypt::MediaKey;
use iax2_wire::time::Instant;

/// What a dialogue is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// It began with NEW.
    Call,
    /// It began with REGREQ or REGREL.
    Registration,
    /// It began with POKE.
    Poke,
    /// Its beginning was not seen: the capture began later, or a transfer made it.
    Joined,
}

/// How far a call has come, by the messages seen.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Stage {
    /// NEW or nothing was seen.
    Waiting,
    /// ACCEPT was seen.
    Linked,
    /// ANSWER was seen.
    Up,
    /// HANGUP, REJECT or INVAL was seen, or the last ACK of a dialogue.
    Over,
}

/// A leg, its first end the one that began it.
#[derive(Debug)]
pub(crate) struct Leg {
    pub(crate) shared: Shared,
    pub(crate) ends: [End; 2],
}

/// What both ends know.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) kind: Kind,
    pub(crate) stage: Stage,
    pub(crate) born: Instant,
    pub(crate) last_at: Instant,
    /// The formats that NEW named.
    pub(crate) offer: Option<Format>,
    /// The format that ACCEPT named.
    pub(crate) accepted: Option<Format>,
    /// The challenges so far, each with when it came, the newest last.
    pub(crate) challenges: Vec<(Box<[u8]>, Instant)>,
    /// The token that the request must carry when it is repeated.
    pub(crate) token: Option<Box<[u8]>>,
    /// The request was repeated with it.
    pub(crate) token_used: bool,
    /// The numbers of DPREQs that no DPREP has answered.
    pub(crate) asked_numbers: Vec<Box<[u8]>>,
    /// What VERSION of the NEW was.
    pub(crate) version: Option<u16>,
    /// AUTHREP carried a result that fits the challenge, or one that cannot be checked.
    pub(crate) proven: bool,
    pub(crate) cipher: Cipher,
    /// Frames that came after the end and wait for INVAL.
    pub(crate) dead_letters: Vec<DeadLetter>,
    pub(crate) over: Option<Over>,
}

/// How a leg ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Over {
    pub(crate) at: Instant,
    /// The packet that ended it.
    pub(crate) packet: u64,
    /// The end that sent it, 0 or 1.
    pub(crate) by: usize,
    /// The message that ended it.
    pub(crate) message: Message,
    /// The other end has acknowledged it.
    pub(crate) acknowledged: bool,
}

/// A frame that reached an end whose leg was over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DeadLetter {
    pub(crate) at: Instant,
    pub(crate) packet: u64,
    pub(crate) message: Message,
    /// The end that it reached, 0 or 1.
    pub(crate) to: usize,
}

/// Where a leg stands with encryption.
#[derive(Debug, Default)]
pub(crate) enum Cipher {
    /// Nobody asked for it.
    #[default]
    Clear,
    /// NEW asked for it.
    Offered,
    /// AUTHREQ agreed.
    On(Box<Keys>),
}

impl Cipher {
    /// Whether all frames are encrypted by now.
    pub(crate) const fn is_on(&self) -> bool {
        matches!(self, Self::On(_))
    }
}

/// The keys of an encrypted call.
#[derive(Debug)]
pub(crate) struct Keys {
    /// The OSeqno of the AUTHREQ, whose copies may be clear.
    pub(crate) authreq: u8,
    /// The keys that each end may use, the newest last; none where no secret is known.
    pub(crate) each: [Vec<MediaKey>; 2],
    /// Whether a frame of each end was decrypted.
    pub(crate) proven: [bool; 2],
    /// Whether each end has changed its key.
    pub(crate) rotated: [bool; 2],
}

impl Keys {
    /// An end's key is known from now on: the others that were tried are not it, and the other end began
    /// with the same one.
    pub(crate) fn prove(&mut self, side: usize, key: MediaKey) {
        if !self.rotated[side] && !self.proven[side] {
            self.each[side] = vec![key];
        }
        if !self.rotated[1 - side] && !self.proven[1 - side] && !self.rotated[side] {
            self.each[1 - side] = vec![key];
        }
        self.proven[side] = true;
    }

    /// Whether a frame may be clear all the same: a copy of NEW or of AUTHREQ, or the ACK of either.
    pub(crate) fn may_be_clear(&self, message: Message, header: &Header) -> bool {
        message.is(IaxCode::NEW) && header.dest == 0 && header.oseqno == 0
            || message.is(IaxCode::AUTHREQ) && header.oseqno == self.authreq
            || message.is(IaxCode::ACK) && header.iseqno <= self.authreq.wrapping_add(1)
    }
}

impl Leg {
    /// A leg of some kind that begins now.
    pub(crate) fn new(kind: Kind, now: Instant, ends: [End; 2]) -> Self {
        let shared = Shared {
            kind,
            stage: if kind == Kind::Joined { Stage::Up } else { Stage::Waiting },
            born: now,
            last_at: now,
            offer: None,
            accepted: None,
            challenges: Vec::new(),
            token: None,
            token_used: false,
            asked_numbers: Vec::new(),
            version: None,
            proven: false,
            cipher: Cipher::Clear,
            dead_letters: Vec::new(),
            over: None,
        };
        Self { shared, ends }
    }
}
