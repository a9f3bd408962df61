//! The messages that a line can name.

/// A message; absent data means any where it is expected, and a usual one where it is sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Message {
    /// `*`: any datagram whatever.
    Any,
    /// An IAX message by its code, RFC 5456 8.4: `HANGUP`, `IAX 0x7f`.
    Iax(u8),
    /// A control frame by its code, RFC 5456 8.3: `RINGING`, `ctl HANGUP`, `ctl 0x22`.
    Control(u8),
    /// A digit, RFC 5456 6.6: `DTMF "5"`. Octets that are no digit are written `DTMF 0x00`.
    Dtmf(Option<u8>),
    /// The begin of a digit, frame type 12.
    DtmfBegin(Option<u8>),
    /// A full voice frame with its format's mask: `VOICE ulaw`.
    Voice(Option<u64>),
    /// A full video frame with its format's mask.
    Video(Option<u64>),
    /// Text: `TEXT "hi"`.
    Text(Option<Vec<u8>>),
    /// An image with its format's mask.
    Image(Option<u64>),
    /// HTML by its subclass and its data, RFC 5456 8.5: `HTML URL "http://.."`.
    Html(u8, Option<Vec<u8>>),
    /// Comfort noise with its level: `CNG 40`.
    Cng(Option<u8>),
    /// Null, which must never be sent.
    Null,
    /// A frame by type and subclass octet, known or not: `FRAME 0x0d 0x05`.
    Frame(u8, u8),
    /// A mini frame, RFC 5456 8.1.2.
    Mini,
    /// A meta video frame, RFC 5456 8.1.3.1.
    MetaVideo,
    /// A meta trunk frame, RFC 5456 8.1.3.2, with the letters of its calls.
    Trunk(Vec<String>),
    /// Octets as they stand: `RAW 80 01 {dst}`.
    Raw(Vec<RawPart>),
}

/// A piece of a datagram that is written out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RawPart {
    /// One octet.
    Octet(u8),
    /// A live number.
    Slot(Slot),
    /// `{fill 55 x 8000}`: the same octet many times.
    Fill(u8, u32),
}

/// A live number in a datagram that is written out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Slot {
    /// Two octets: the sender's call number with the F bit of a full frame.
    Src,
    /// Two octets: the sender's call number with F = 0, as in a mini frame.
    Mini,
    /// Two octets: the receiver's call number with R = 0.
    Dst,
    /// Four octets: the time-stamp.
    Ts,
    /// Two octets: the low half of the time-stamp.
    Ts16,
    /// One octet: the next OSeqno.
    Oseq,
    /// One octet: the next ISeqno.
    Iseq,
}

impl Slot {
    /// All, with their names.
    pub const ALL: [(&'static str, Self); 7] = [
        ("src", Self::Src),
        ("mini", Self::Mini),
        ("dst", Self::Dst),
        ("ts", Self::Ts),
        ("ts16", Self::Ts16),
        ("oseq", Self::Oseq),
        ("iseq", Self::Iseq),
    ];
}

/// The longest `{fill}`: what a UDP datagram can hold.
pub const LONGEST_FILL: u32 = 65_507;

/// IAX messages by name, RFC 5456 8.4, the IANA registry, and TXMEDIA, RTKEY and CALLTOKEN of the field.
pub const IAX: &[(&str, u8)] = &[
    ("NEW", 0x01),
    ("PING", 0x02),
    ("PONG", 0x03),
    ("ACK", 0x04),
    ("HANGUP", 0x05),
    ("REJECT", 0x06),
    ("ACCEPT", 0x07),
    ("AUTHREQ", 0x08),
    ("AUTHREP", 0x09),
    ("INVAL", 0x0a),
    ("LAGRQ", 0x0b),
    ("LAGRP", 0x0c),
    ("REGREQ", 0x0d),
    ("REGAUTH", 0x0e),
    ("REGACK", 0x0f),
    ("REGREJ", 0x10),
    ("REGREL", 0x11),
    ("VNAK", 0x12),
    ("DPREQ", 0x13),
    ("DPREP", 0x14),
    ("DIAL", 0x15),
    ("TXREQ", 0x16),
    ("TXCNT", 0x17),
    ("TXACC", 0x18),
    ("TXREADY", 0x19),
    ("TXREL", 0x1a),
    ("TXREJ", 0x1b),
    ("QUELCH", 0x1c),
    ("UNQUELCH", 0x1d),
    ("POKE", 0x1e),
    ("MWI", 0x20),
    ("UNSUPPORT", 0x21),
    ("TRANSFER", 0x22),
    ("TXMEDIA", 0x26),
    ("RTKEY", 0x27),
    ("CALLTOKEN", 0x28),
];

/// Control frames by name, RFC 5456 8.3. Those that share a name with an IAX message need `ctl` in front.
pub const CONTROL: &[(&str, u8)] = &[
    ("HANGUP", 0x01),
    ("RINGING", 0x03),
    ("ANSWER", 0x04),
    ("BUSY", 0x05),
    ("CONGESTION", 0x08),
    ("FLASH", 0x09),
    ("OPTION", 0x0b),
    ("KEY", 0x0c),
    ("UNKEY", 0x0d),
    ("PROGRESS", 0x0e),
    ("PROCEEDING", 0x0f),
    ("HOLD", 0x10),
    ("UNHOLD", 0x11),
];

/// HTML subclasses by name, RFC 5456 8.5.
pub const HTML: &[(&str, u8)] = &[
    ("URL", 0x01),
    ("DATA", 0x02),
    ("BEGIN", 0x04),
    ("END", 0x08),
    ("LOAD-COMPLETE", 0x10),
    ("NOT-SUPPORTED", 0x11),
    ("LINK-URL", 0x12),
    ("UNLINK-URL", 0x13),
    ("LINK-REJECT", 0x14),
];

/// Media formats by name, RFC 5456 8.7.
pub const FORMATS: &[(&str, u64)] = &[
    ("g723", 1),
    ("gsm", 1 << 1),
    ("ulaw", 1 << 2),
    ("alaw", 1 << 3),
    ("g726", 1 << 4),
    ("adpcm", 1 << 5),
    ("slinear", 1 << 6),
    ("lpc10", 1 << 7),
    ("g729", 1 << 8),
    ("speex", 1 << 9),
    ("ilbc", 1 << 10),
    ("g726aal2", 1 << 11),
    ("g722", 1 << 12),
    ("amr", 1 << 13),
    ("jpeg", 1 << 16),
    ("png", 1 << 17),
    ("h261", 1 << 18),
    ("h263", 1 << 19),
    ("h263p", 1 << 20),
    ("h264", 1 << 21),
    ("vp8", 1 << 23),
    ("opus", 1 << 34),
];

/// The frame types that have no message word of their own, RFC 5456 8.2.
pub(super) const WORDS: &[&str] = &[
    "DTMF",
    "DTMF-BEGIN",
    "VOICE",
    "VIDEO",
    "TEXT",
    "IMAGE",
    "HTML",
    "CNG",
    "NULL",
    "FRAME",
    "IAX",
    "ctl",
    "MINI",
    "META-VIDEO",
    "TRUNK",
    "RAW",
    "*",
];

/// The value of a name in a table.
pub(super) fn value_of<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

/// The name of a value in a table.
pub(super) fn name_of<T: Copy + PartialEq>(
    table: &[(&'static str, T)],
    value: T,
) -> Option<&'static str> {
    table.iter().find(|(_, known)| *known == value).map(|(name, _)| *name)
}
