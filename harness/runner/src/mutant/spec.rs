//! What a mutant is: a phone with one named fault, as data.

use super::change::{Body, Change};
use super::condition::Condition;
use super::frame::Header;
use super::policy::set_policy;
use crate::net::pattern::Pattern;
use core::net::SocketAddr;
use core::time::Duration;
use phonerig_judge::finding::RequirementId;
use phonerig_phone::Policy;

/// The mutants of a file, in its order.
#[derive(Clone, Debug, Default)]
pub struct Mutants(pub Vec<Mutant>);

/// The reference phone with one fault.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Its name.
    pub name: String,
    /// The fault in one sentence.
    pub fault: String,
    /// The requirements that it breaks.
    pub breaks: Vec<RequirementId>,
    /// What is done on the wire.
    pub(super) rules: Vec<Rule>,
    /// Fields of the phone's policy and their values.
    pub(super) policy: Vec<(String, String)>,
    /// Whether its console prints what peers send unescaped.
    pub(super) raw_console: bool,
}

impl Mutant {
    /// The phone without a fault.
    pub fn none() -> Self {
        let (rules, policy, breaks) = Default::default();
        let (name, fault) = Default::default();
        Self { name, fault, breaks, rules, policy, raw_console: false }
    }

    /// Whether the fault, or a part of it, is inside the phone.
    pub fn bends_policy(&self) -> bool {
        self.raw_console || !self.policy.is_empty()
    }

    /// Puts the fault into a policy.
    pub fn bend(&self, policy: &mut Policy) {
        for (field, value) in &self.policy {
            set_policy(policy, field, value).expect("the file was checked when it was read");
        }
    }
}

/// A file of mutants that cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum MutantError {
    /// It is no TOML, or has unknown keys.
    #[error("{file}: {cause}")]
    Toml {
        /// The file.
        file: String,
        /// What and where.
        cause: String,
    },
    /// A mutant makes no sense.
    #[error("{file}: mutant `{name}`: {cause}")]
    Mutant {
        /// The file.
        file: String,
        /// The mutant.
        name: String,
        /// What is wrong.
        cause: String,
    },
}

/// One thing that is done on the wire.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) way: Way,
    pub(super) frames: Selector,
    pub(super) condition: Condition,
    pub(super) fate: Fate,
    pub(super) change: Change,
    /// A frame that is sent behind it; where the frame was heard, in answer to it.
    pub(super) also: Option<Body>,
    /// A frame that is sent ahead of it.
    pub(super) before: Option<Body>,
    /// A datagram that is sent behind it, or in answer to it.
    pub(super) raw: Vec<Piece>,
}

/// A piece of a datagram that is written out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Piece {
    Octet(u8),
    /// The phone's call number with the F bit of a full frame.
    Src,
    /// The phone's call number as in a mini frame.
    Mini,
    /// The far end's call number.
    Dst,
}

impl Rule {
    /// Whether a frame is one of those that the rule speaks of, whichever of them it means.
    pub(super) fn means(&self, way: Way, octets: &[u8]) -> bool {
        self.way == way && self.frames.fits(octets)
    }
}

/// Whether the phone sends the frame or hears it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Way {
    Sends,
    Hears,
}

/// Which frames.
#[derive(Clone, Debug)]
pub(super) struct Selector {
    pub(super) pattern: Pattern,
    /// The R bit asked for. Without it, a repetition fares as its original did.
    pub(super) retry: Option<bool>,
    /// The first and the last that is meant, counted from 1.
    pub(super) which: Option<(u32, u32)>,
}

impl Selector {
    pub(super) fn fits(&self, octets: &[u8]) -> bool {
        let retry = Header::read(octets).is_some_and(|header| header.retry);
        self.retry.is_none_or(|wanted| wanted == retry) && self.pattern.fits(octets)
    }
}

/// What becomes of a frame as a whole.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fate {
    pub(super) drop: bool,
    pub(super) swallow: bool,
    pub(super) swap: bool,
    pub(super) takes_number: bool,
    pub(super) delay: Duration,
    pub(super) copies: u32,
    pub(super) every: Duration,
    pub(super) port: Option<u16>,
    pub(super) to: Option<SocketAddr>,
    pub(super) to_port: Option<u16>,
}
