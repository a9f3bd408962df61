//! The calls and dialogues between the device and the ends that the rig plays.

use crate::datagram::FullFrame;
use core::net::SocketAddr;
use core::time::Duration;
use iax2_wire::crypt::MediaKey;
use iax2_wire::time::Instant;
use std::collections::BTreeMap;

/// The place of a leg in the book.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct LegId(pub(super) usize);

/// What a dialogue is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Dialogue {
    /// A call, by its letter.
    Call(String),
    /// A registration, numbered from 1 at each party.
    Registration(u32),
    /// Everything else: POKE, and frames of calls that never were.
    Loose,
}

/// One call or dialogue.
#[derive(Clone, Debug)]
pub(super) struct Leg {
    pub(super) party: String,
    pub(super) about: Dialogue,
    /// The rig's call number.
    pub(super) ours: u16,
    /// The device's call number, as its own wire shows it.
    pub(super) shown: Option<u16>,
    /// The device's call number, as the party has learnt it.
    pub(super) theirs: Option<u16>,
    /// Where the party sends to.
    pub(super) to: SocketAddr,
    /// Where it sent to before the address changed.
    pub(super) before: Option<SocketAddr>,
    /// When the first frame went either way.
    pub(super) begun: Instant,
    /// What is added to the clock, so that time-stamps begin elsewhere.
    pub(super) clock: Duration,
    pub(super) oseq: u8,
    pub(super) iseq: u8,
    pub(super) unacknowledged: Vec<Unacknowledged>,
    /// Somebody hung up, refused or declared it invalid, as the wires show.
    pub(super) ended: bool,
    /// The same, as the party knows.
    pub(super) dead: bool,
    /// Whether the party has said anything but a call token.
    pub(super) spoken: bool,
    pub(super) secrets: Secrets,
    /// The device's frames by number, to know repeats.
    pub(super) sent: BTreeMap<u8, Sent>,
    /// The device's last full frame that arrived.
    pub(super) last: Option<FullFrame>,
    /// The device's NEW or REGREQ, for what answers repeat of it.
    pub(super) request: Option<FullFrame>,
    /// The device's voice format, as its full frames say.
    pub(super) voice: Option<u64>,
    /// The device's video format.
    pub(super) video: Option<u64>,
    /// The format that a NEW or ACCEPT of the leg named last.
    pub(super) format: Option<u64>,
}

/// What makes answers to challenges, and keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Secrets {
    pub(super) challenge: Option<Vec<u8>>,
    pub(super) offered: bool,
    /// The device's direction on its own wire, newest last.
    pub(super) shown: Vec<MediaKey>,
    /// The device's direction at the party, newest last.
    pub(super) theirs: Vec<MediaKey>,
    /// The rig's direction.
    pub(super) ours: Option<MediaKey>,
}

/// A frame that nobody has acknowledged yet.
#[derive(Clone, Debug)]
pub(super) struct Unacknowledged {
    pub(super) frame: FullFrame,
    pub(super) key: Option<MediaKey>,
    pub(super) port: u16,
    pub(super) due: Instant,
    pub(super) pause: Duration,
    pub(super) repeats: u32,
}

/// What identifies a frame of the device, whatever its R bit and ISeqno.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Sent {
    pub(super) ts: u32,
    pub(super) kind: u8,
    pub(super) subclass: u8,
}

impl Leg {
    pub(super) fn letter(&self) -> Option<&str> {
        match &self.about {
            Dialogue::Call(letter) => Some(letter),
            _ => None,
        }
    }

    /// Milliseconds since the leg began.
    pub(super) fn ts(&self, now: Instant) -> u32 {
        let since = now.since(self.begun) + self.clock;
        #[expect(clippy::cast_possible_truncation, reason = "time-stamps wrap at 32 bits")]
        let millis = since.as_millis() as u32;
        millis
    }

    /// Begins anew, as after a call token: numbers from 0, nothing outstanding.
    pub(super) fn restart(&mut self) {
        (self.oseq, self.iseq, self.theirs) = (0, 0, None);
        self.unacknowledged.clear();
        self.ended = false;
        self.dead = false;
        self.spoken = false;
    }

    /// Whether this frame of the device was on the wire before; remembers it where it was not.
    pub(super) fn is_repeat(&mut self, frame: &FullFrame) -> bool {
        if !frame.is_counted() {
            return false;
        }
        let sent = Sent { ts: frame.ts, kind: frame.kind, subclass: frame.subclass };
        self.sent.insert(frame.oseq, sent) == Some(sent)
    }
}

/// All legs, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    pub(super) legs: Vec<Leg>,
    numbers: u16,
}

impl Book {
    /// The first call number comes from the seed; the next ones follow, so that none comes back within a scenario.
    pub(super) fn new(first: u16) -> Self {
        Self { legs: Vec::new(), numbers: first }
    }

    pub(super) fn number(&mut self) -> u16 {
        self.numbers = if self.numbers >= 32_000 { 1000 } else { self.numbers + 1 };
        self.numbers
    }

    pub(super) fn get(&self, id: LegId) -> &Leg {
        &self.legs[id.0]
    }

    pub(super) fn get_mut(&mut self, id: LegId) -> &mut Leg {
        &mut self.legs[id.0]
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (LegId, &Leg)> {
        self.legs.iter().enumerate().map(|(at, leg)| (LegId(at), leg))
    }

    pub(super) fn add(
        &mut self,
        party: &str,
        about: Dialogue,
        to: SocketAddr,
        now: Instant,
    ) -> LegId {
        let ours = self.number();
        self.legs.push(Leg {
            party: party.to_owned(),
            about,
            ours,
            shown: None,
            theirs: None,
            to,
            before: None,
            begun: now,
            clock: Duration::ZERO,
            oseq: 0,
            iseq: 0,
            unacknowledged: Vec::new(),
            ended: false,
            dead: false,
            spoken: false,
            secrets: Secrets::default(),
            sent: BTreeMap::new(),
            last: None,
            request: None,
            voice: None,
            video: None,
            format: None,
        });
        LegId(self.legs.len() - 1)
    }

    /// The newest leg for which something holds.
    pub(super) fn newest(&self, holds: impl Fn(&Leg) -> bool) -> Option<LegId> {
        self.iter().rev().find(|(_, leg)| holds(leg)).map(|(id, _)| id)
    }

    /// The newest leg of a letter at a party.
    pub(super) fn call(&self, party: &str, letter: &str) -> Option<LegId> {
        self.newest(|leg| leg.party == party && leg.letter() == Some(letter))
    }

    /// The first letter that no call of the party ever had.
    pub(super) fn free_letter(&self, party: &str) -> String {
        let taken = |letter: &str| {
            self.legs.iter().any(|leg| leg.party == party && leg.letter() == Some(letter))
        };
        let letters = ('a'..='z').map(String::from);
        letters.into_iter().find(|letter| !taken(letter)).unwrap_or_else(|| "z".to_owned())
    }

    pub(super) fn next_registration(&self, party: &str) -> u32 {
        let numbers =
            self.legs.iter().filter(|leg| leg.party == party).map(|leg| match leg.about {
                Dialogue::Registration(number) => number,
                _ => 0,
            });
        numbers.max().unwrap_or(0) + 1
    }
}
