//! What a script line means, before anything is played.

use super::fields::IeKey;
use super::message::Message;
use crate::finding::RequirementId;
use crate::network::Span;
use core::time::Duration;

/// A script: its lines and blocks, in order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Script {
    /// The steps.
    pub steps: Vec<Step>,
}

impl Script {
    /// Every line, those inside blocks included, in the order in which they stand.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.steps.iter().flat_map(Step::lines)
    }
}

/// One line, or a block of lines.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Step {
    /// A line.
    Line(Line),
    /// `any order` .. `end`: all of them, in whatever order.
    AnyOrder(Vec<Line>),
    /// `one of` .. `or` .. `end`: the branch whose first line is fulfilled first.
    OneOf(Vec<Vec<Line>>),
}

impl Step {
    fn lines(&self) -> Box<dyn Iterator<Item = &Line> + '_> {
        match self {
            Self::Line(line) => Box::new(core::iter::once(line)),
            Self::AnyOrder(lines) => Box::new(lines.iter()),
            Self::OneOf(branches) => Box::new(branches.iter().flatten()),
        }
    }
}

/// One line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line {
    /// Its number in the file, counted from 1.
    pub number: u32,
    /// When, after the line before; rows of a transcript may stand without.
    pub when: Option<When>,
    /// Whether it may be left out (`?`).
    pub optional: bool,
    /// Whether it must not come (`never`).
    pub never: bool,
    /// What happens; several where ` | ` separates alternatives.
    pub events: Vec<Event>,
    /// How often (`x3..9`).
    pub times: Option<Times>,
    /// The requirements that it verifies (`[IAX2-7-03]`).
    pub cites: Vec<RequirementId>,
}

/// A moment or a span, counted from the line before.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum When {
    /// We act then.
    At(Duration),
    /// It must come between the two, both included.
    Within(Duration, Duration),
}

/// How often a line is repeated.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Times {
    /// At least.
    pub min: u32,
    /// At most.
    pub max: u32,
    /// The pause between two, where we act.
    pub every: Option<Span>,
}

/// What a line is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// `pbx -> dut HANGUP causecode=16`.
    Frame(FrameEvent),
    /// `pbx ~> dut ulaw tone 1000 for 20s`.
    Flow(FlowEvent),
    /// `user dials "200"`.
    User(UserAction),
    /// `dut rings name="Alice"`.
    Sign(Sign),
    /// `nat home rebinds`.
    Nat(NatOrder),
    /// `link drops dut->pbx HANGUP 2nd`.
    Link(LinkOrder),
    /// `power cut`, `power restored`.
    Power(Power),
    /// `pbx vanishes`, `pbx returns`: its transport stops, or works again.
    Transport {
        /// Whose.
        party: String,
        /// Whether it works.
        works: bool,
    },
    /// `quiet`: for that long only background comes.
    Quiet,
}

/// A party, or one of its legs.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct End {
    /// The party's name.
    pub party: String,
    /// The leg; the first one unless it is said.
    pub leg: Option<String>,
}

/// A frame on its way.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FrameEvent {
    /// Who sends it.
    pub from: End,
    /// To whom.
    pub to: End,
    /// Which message; several where `|` separates alternatives.
    pub messages: Vec<Message>,
    /// What it says.
    pub fields: Vec<Field>,
}

/// One field of a frame, of its header or of the way in which it is sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Field {
    /// `oseq=7`.
    Header(HeaderField, Value),
    /// `cause="Busy"`.
    Ie(IeKey, Value),
    /// `!cause`: the element is absent.
    Without(IeKey),
    /// `retry`.
    Flag(Flag),
    /// `!retry`.
    Not(Flag),
    /// `data=0102ff`: the payload as it stands.
    Data(Vec<u8>),
    /// `tail=0b`: octets behind the last element.
    Tail(Vec<u8>),
    /// `from=new`: seen at the receiver's, from the address known so far or from another.
    From(Mapping),
    /// `to=old`: sent to the address known before the last change; or to an address (`to="192.0.2.7:4569"`).
    To(String),
    /// `sport=5000`: sent from that port.
    Port(u16),
    /// `dport=5000`: to that port.
    ToPort(u16),
    /// `leg=pbx/a`: with the numbers of that leg.
    Leg(End),
    /// `a/b`: the letters of both call numbers; `-` where there is none.
    Calls(String, String),
    /// `o3`: the number among the sender's foreground frames.
    SentIndex(u8),
    /// `i3`: how many of the receiver's foreground frames are acknowledged.
    SeenIndex(u8),
}

/// A number of the full frame's header, RFC 5456 8.1.1.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum HeaderField {
    /// Source call number.
    Src,
    /// Destination call number.
    Dst,
    /// Time-stamp.
    Ts,
    /// OSeqno.
    Oseq,
    /// ISeqno.
    Iseq,
}

impl HeaderField {
    /// All, with their names.
    pub const ALL: [(&'static str, Self); 5] = [
        ("src", Self::Src),
        ("dst", Self::Dst),
        ("ts", Self::Ts),
        ("oseq", Self::Oseq),
        ("iseq", Self::Iseq),
    ];
}

/// A property of a frame that has no number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Flag {
    /// The R bit.
    Retry,
    /// Encrypted, RFC 5456 7.4.
    Encrypted,
    /// In clear.
    Clear,
    /// Nothing is filled in but what stands there.
    Only,
    /// Sent once, however long nobody acknowledges it.
    Once,
}

impl Flag {
    /// All, with their names.
    pub const ALL: [(&'static str, Self); 5] = [
        ("retry", Self::Retry),
        ("encrypted", Self::Encrypted),
        ("clear", Self::Clear),
        ("only", Self::Only),
        ("once", Self::Once),
    ];
}

/// An address as its receiver knows it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mapping {
    /// The one that frames came from last.
    Old,
    /// Another.
    New,
}

/// A value of a field.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Value {
    /// `16`, `0x10`, and the words of a mask.
    Number(u64),
    /// `1..60`, both included.
    Range(u64, u64),
    /// `"text"`; any octets by `\x00`.
    Text(Vec<u8>),
    /// `0102ff`, where the field holds octets.
    Octets(Vec<u8>),
    /// A computed value: `ok`, `fresh`, `self`, ..
    Word(String),
    /// `$x`: bound at first sight, compared after.
    Variable(String),
    /// `*`: present, whatever it is.
    Present,
    /// `A|B`.
    AnyOf(Vec<Value>),
    /// `!$x`: anything else.
    Not(Box<Value>),
}

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
