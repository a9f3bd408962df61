//! Numbers that must not mix.

/// A call number: 15 bits, chosen by the end that owns it (RFC 5456 8.1.1). Zero stands for "not known yet".
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct CallNumber(u16);

impl CallNumber {
    /// No call: the destination of a first message.
    pub const NONE: Self = Self(0);

    /// A call number; none above 32767.
    pub const fn new(number: u16) -> Option<Self> {
        if number & 0x8000 == 0 { Some(Self(number)) } else { None }
    }

    /// The low 15 bits of an octet pair, whatever its top bit says.
    pub const fn from_low_bits(word: u16) -> Self {
        Self(word & 0x7fff)
    }

    /// The number, 0..=32767.
    pub const fn get(self) -> u16 {
        self.0
    }
}

/// An OSeqno or ISeqno: counts full frames, 255 is followed by 0 (RFC 5456 8.1.1).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct SeqNo(pub u8);

impl SeqNo {
    /// The number after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }

    /// How many steps lead from `earlier` to this number, 0..=255.
    pub const fn distance(self, earlier: Self) -> u8 {
        self.0.wrapping_sub(earlier.0)
    }
}

/// A full frame's time-stamp: milliseconds since the call's first transmission (RFC 5456 8.1.1).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Timestamp(pub u32);

/// A mini frame's time-stamp: the low 16 bits of the call's (RFC 5456 8.1.2).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct MiniTimestamp(pub u16);

/// A meta video frame's time-stamp: the low 15 bits of the call's (RFC 5456 8.1.3.1).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct VideoTimestamp(u16);

impl VideoTimestamp {
    /// The low 15 bits of an octet pair.
    pub const fn from_low_bits(word: u16) -> Self {
        Self(word & 0x7fff)
    }

    /// The time-stamp, 0..=32767 ms.
    pub const fn get(self) -> u16 {
        self.0
    }
}

/// What names one transfer at all three parties (RFC 5456 8.6.26).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TransferId(pub u32);
