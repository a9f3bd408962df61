//! The user, the device's signs, NATs, links and the power.

use super::{HeaderField, Value};
use crate::network::Span;
use crate::notation::message::Message;

/// What the user does.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UserAction {
    /// What.
    pub verb: UserVerb,
    /// On which account.
    pub account: Option<u32>,
    /// On which leg.
    pub leg: Option<String>,
}

/// What a user can do.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "the verbs stand in the notation's page")]
pub enum UserVerb {
    Answers,
    Dials(String),
    Flashes,
    HangsUp,
    Holds,
    Lifts,
    Presses { keys: String, rate: Option<u32>, held: Option<Span> },
    Reboots,
    Registers,
    Rejects,
    Resumes,
    SendsText(String),
    SendsUrl(String),
    Speaks { tone: u32, lasts: Option<Span> },
    StaysSilent,
    StopsSpeaking,
    TransfersTo(String),
    Unregisters,
}

/// A sign of the device's own.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sign {
    /// Its word, such as `rings`.
    pub word: String,
    /// The legs that show it; the first one, or none in particular, unless it is said.
    pub legs: Vec<String>,
    /// The text behind the word, such as the digit.
    pub text: Option<Vec<u8>>,
    /// What it says.
    pub fields: Vec<(String, Value)>,
    /// How long it must have been so without a break.
    pub lasts: Option<Span>,
}

/// What a NAT is told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NatOrder {
    /// Its name.
    pub nat: String,
    /// Whether it forgets its mappings and filters; else it gives every mapping another port.
    pub forgets: bool,
}

/// What a link is told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LinkOrder {
    /// What it does.
    pub verb: LinkVerb,
    /// From whom to whom; everywhere unless it is said.
    pub direction: Option<(String, String)>,
}

/// What a link does.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum LinkVerb {
    /// Carries nothing.
    Cut,
    /// Carries everything again, and forgets all orders.
    Restored,
    /// Loses this many of a million frames.
    Loses(u32),
    /// Treats chosen frames alone.
    Treats {
        /// How.
        treatment: Treatment,
        /// Which frames; all unless it is said.
        message: Option<Message>,
        /// With which numbers in the header.
        header: Vec<(HeaderField, u64)>,
        /// Which of them, counted from 1 since the order; all unless it is said.
        which: Option<(u32, u32)>,
    },
}

/// How a link treats a frame.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Treatment {
    /// Loses it.
    Drops,
    /// Carries it late, by this much.
    Delays(Span),
    /// Carries it twice.
    Duplicates,
    /// Flips one bit of it.
    Corrupts,
}

/// What the power is told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Power {
    /// Off.
    Cut,
    /// On.
    Restored,
}
