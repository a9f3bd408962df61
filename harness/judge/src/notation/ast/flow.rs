//! Media and digits.

use super::{End, Mapping};
use crate::network::Span;

/// Media on its way.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FlowEvent {
    /// Who sends it.
    pub from: End,
    /// To whom.
    pub to: End,
    /// What flows.
    pub flow: Flow,
}

/// What flows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Flow {
    /// Anything at all.
    Any,
    /// Audio.
    Audio(Audio),
    /// Video.
    Video {
        /// The format's mask.
        format: Option<u64>,
        /// For how long.
        lasts: Option<Span>,
    },
    /// Digits, one DTMF frame each.
    Digits {
        /// Which.
        digits: String,
        /// How many a second.
        rate: Option<u32>,
        /// With a DTMF-BEGIN before each.
        begin: bool,
        /// How long each is held between BEGIN and END.
        held: Option<Span>,
    },
}

/// An audio flow.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Audio {
    /// The format's mask; the leg's own unless it is said.
    pub format: Option<u64>,
    /// What is heard.
    pub sound: Option<Sound>,
    /// For how long; to the script's end unless it is said.
    pub lasts: Option<Span>,
    /// How it is trunked; absent without trunking.
    pub trunk: Option<Trunking>,
    /// How much audio a frame holds; 20 ms unless it is said.
    pub every: Option<Span>,
    /// No full frame at all.
    pub minis: bool,
    /// Whether it is encrypted, where that matters.
    pub sealed: Option<bool>,
    /// Seen at the receiver's, from the address known so far or from another.
    pub mapping: Option<Mapping>,
    /// The first time-stamp.
    pub ts: Option<u32>,
    /// How the wrap of the 16-bit time-stamp is signalled.
    pub wrap: Option<Wrap>,
    /// By how many millionths the sender's clock is slow; negative where it is fast.
    pub drift: Option<i32>,
}

/// How several calls share meta trunk frames, RFC 5456 8.1.3.2.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Trunking {
    /// The entries of each frame, in order.
    pub entries: Vec<TrunkEntry>,
    /// Whether entries carry their own time-stamps.
    pub timestamps: bool,
    /// The meta command, where it is not the trunk's own.
    pub command: Option<u8>,
    /// Whether the seven reserved bits are set.
    pub reserved: bool,
}

/// One entry of a trunk frame.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TrunkEntry {
    /// Whose call.
    pub call: TrunkCall,
    /// What is wrong with it.
    pub flaw: Option<TrunkFlaw>,
}

/// The call of a trunk entry.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TrunkCall {
    /// A leg of the sender: `b`.
    Leg(String),
    /// A leg of another party: `pbx/b`.
    Foreign(End),
    /// A number that is no leg: `0x7ff0`.
    Number(u16),
}

/// What is wrong with a trunk entry on purpose.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TrunkFlaw {
    /// It has no media.
    Empty,
    /// Its length runs past the end of the datagram.
    Cut,
    /// The top bit of its call number is set.
    Top,
}

impl TrunkFlaw {
    /// All, with their names.
    pub const ALL: [(&'static str, Self); 3] =
        [("empty", Self::Empty), ("cut", Self::Cut), ("top", Self::Top)];
}

/// What is heard.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Sound {
    /// A sine of so many hertz.
    Tone(u32),
    /// Nothing.
    Silence,
    /// Something like a voice.
    Speech,
    /// Dual tones of keys, 100 ms each.
    Inband(String),
}

/// How a sender signals the wrap of its 16-bit time-stamps.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wrap {
    /// Not at all, as Asterisk does.
    None,
    /// The last frame before it is a full one, as libiax2 does.
    Before,
    /// The first frame after it is a full one (RFC 5456 8.1.2).
    After,
}
