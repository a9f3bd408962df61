//! The information elements by the names that lines use, RFC 5456 8.6, and what each holds.

use super::message::FORMATS;

/// An information element by its code.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct IeKey(pub u8);

/// What an element's data mean.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Text, or octets that are as good as text.
    Text,
    /// A number of so many octets.
    Number(u8),
    /// Bits with names, in so many octets; `a|b` is both at once.
    Mask(u8, &'static [(&'static str, u64)]),
    /// One media format, in so many octets; `a|b` is either where it is expected.
    Format(u8),
    /// Nothing: being there is the meaning.
    Presence,
    /// A network address.
    Address,
    /// A date and time in 32 bits, RFC 5456 8.6.28.
    DateTime,
    /// A format mask behind one octet of version, IANA's 64-bit elements.
    Wide(Wide),
    /// Octets without a known meaning.
    Octets,
}

/// What a 64-bit element holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wide {
    /// Several formats.
    Mask,
    /// One format.
    Format,
}

/// One row of the table.
pub struct FieldInfo {
    /// The name in lines.
    pub name: &'static str,
    /// The element's code.
    pub key: IeKey,
    /// What it holds.
    pub kind: Kind,
    /// The computed values that it can take.
    pub words: &'static [&'static str],
}

/// Authentication methods, RFC 5456 8.6.13.
pub const AUTH_METHODS: &[(&str, u64)] = &[("plaintext", 1), ("md5", 2), ("rsa", 4)];
/// Encryption methods, RFC 5456 8.6.34 and the registry's KEYROTATE.
pub const ENCRYPTION: &[(&str, u64)] = &[("aes128", 1), ("rotate", 0x8000)];
/// Dial plan status, RFC 5456 8.6.19.
pub const DP_STATUS: &[(&str, u64)] =
    &[("exists", 1), ("canexist", 2), ("nonexistent", 4), ("dialtone", 0x4000), ("more", 0x8000)];

const fn field(name: &'static str, code: u8, kind: Kind) -> FieldInfo {
    FieldInfo { name, key: IeKey(code), kind, words: &[] }
}

const fn computed(
    name: &'static str,
    code: u8,
    kind: Kind,
    words: &'static [&'static str],
) -> FieldInfo {
    FieldInfo { name, key: IeKey(code), kind, words }
}

/// Every element with a name, by code.
pub const FIELDS: &[FieldInfo] = &[
    field("called", 0x01, Kind::Text),
    field("calling", 0x02, Kind::Text),
    field("ani", 0x03, Kind::Text),
    field("name", 0x04, Kind::Text),
    field("context", 0x05, Kind::Text),
    field("username", 0x06, Kind::Text),
    field("password", 0x07, Kind::Text),
    field("capability", 0x08, Kind::Mask(4, FORMATS)),
    field("format", 0x09, Kind::Format(4)),
    field("language", 0x0a, Kind::Text),
    field("version", 0x0b, Kind::Number(2)),
    field("adsi", 0x0c, Kind::Number(2)),
    field("dnid", 0x0d, Kind::Text),
    field("authmethods", 0x0e, Kind::Mask(2, AUTH_METHODS)),
    computed("challenge", 0x0f, Kind::Text, &["new"]),
    computed("md5", 0x10, Kind::Text, &["ok", "wrong"]),
    computed("rsa", 0x11, Kind::Text, &["ok", "wrong"]),
    computed("apparent", 0x12, Kind::Address, &["self"]),
    field("refresh", 0x13, Kind::Number(2)),
    field("dpstatus", 0x14, Kind::Mask(2, DP_STATUS)),
    field("callno", 0x15, Kind::Number(2)),
    field("cause", 0x16, Kind::Text),
    field("unknown", 0x17, Kind::Number(1)),
    field("msgcount", 0x18, Kind::Number(2)),
    field("autoanswer", 0x19, Kind::Presence),
    field("moh", 0x1a, Kind::Text),
    field("transferid", 0x1b, Kind::Number(4)),
    field("rdnis", 0x1c, Kind::Text),
    computed("datetime", 0x1f, Kind::DateTime, &["sane"]),
    field("pres", 0x26, Kind::Number(1)),
    field("ton", 0x27, Kind::Number(1)),
    field("tns", 0x28, Kind::Number(2)),
    field("rate", 0x29, Kind::Number(2)),
    field("causecode", 0x2a, Kind::Number(1)),
    field("encryption", 0x2b, Kind::Mask(2, ENCRYPTION)),
    field("enckey", 0x2c, Kind::Octets),
    field("prefs", 0x2d, Kind::Text),
    field("rrjitter", 0x2e, Kind::Number(4)),
    field("rrloss", 0x2f, Kind::Number(4)),
    field("rrpkts", 0x30, Kind::Number(4)),
    field("rrdelay", 0x31, Kind::Number(2)),
    field("rrdropped", 0x32, Kind::Number(4)),
    field("rrooo", 0x33, Kind::Number(4)),
    field("variable", 0x34, Kind::Text),
    field("osptoken", 0x35, Kind::Octets),
    computed("token", 0x36, Kind::Text, &["fresh", "expired", "wrong", "empty"]),
    field("capability2", 0x37, Kind::Wide(Wide::Mask)),
    field("format2", 0x38, Kind::Wide(Wide::Format)),
    field("ani2", 0x39, Kind::Number(4)),
];

impl IeKey {
    /// The row of the table, where the element has a name.
    pub fn info(self) -> Option<&'static FieldInfo> {
        FIELDS.iter().find(|info| info.key == self)
    }

    /// What it holds.
    pub fn kind(self) -> Kind {
        self.info().map_or(Kind::Octets, |info| info.kind)
    }

    /// The element of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        FIELDS.iter().find(|info| info.name == name).map(|info| info.key)
    }
}

impl core::fmt::Display for IeKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.info() {
            Some(info) => f.write_str(info.name),
            None => write!(f, "ie0x{:02x}", self.0),
        }
    }
}
