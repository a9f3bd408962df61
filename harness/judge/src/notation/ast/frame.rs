//! Frames: who sends which message with which fields.

use crate::notation::fields::IeKey;
use crate::notation::message::Message;

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
