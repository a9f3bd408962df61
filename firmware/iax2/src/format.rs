//! Media formats: one bit each (RFC 5456 8.7), and the letters of CODEC PREFS as deployed.

use core::fmt;
use core::ops::{BitAnd, BitOr};

/// A set of media formats, one bit each; FORMAT and a voice frame name one, CAPABILITY any number.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Format(pub u64);

macro_rules! formats {
    ($($code:ident = $bit:literal $name:literal),+ $(,)?) => {
        impl Format {
            $(#[doc = concat!("`", $name, "`, bit ", stringify!($bit), ".")] pub const $code: Self = Self(1 << $bit);)+

            /// Every format that has a name, by bit.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The name of a single named format.
            pub const fn name(self) -> Option<&'static str> {
                $(if self.0 == 1 << $bit { return Some($name); })+
                None
            }
        }
    };
}

formats! {
    G723 = 0 "g723",
    GSM = 1 "gsm",
    ULAW = 2 "ulaw",
    ALAW = 3 "alaw",
    G726 = 4 "g726",
    ADPCM = 5 "adpcm",
    SLINEAR = 6 "slinear",
    LPC10 = 7 "lpc10",
    G729 = 8 "g729",
    SPEEX = 9 "speex",
    ILBC = 10 "ilbc",
    G726_AAL2 = 11 "g726aal2",
    G722 = 12 "g722",
    AMR = 13 "amr",
    SIREN14 = 14 "siren14",
    SLINEAR16 = 15 "slinear16",
    JPEG = 16 "jpeg",
    PNG = 17 "png",
    H261 = 18 "h261",
    H263 = 19 "h263",
    H263P = 20 "h263p",
    H264 = 21 "h264",
    MPEG4 = 22 "mpeg4",
    VP8 = 23 "vp8",
    T140_RED = 26 "t140red",
    T140 = 27 "t140",
    G719 = 32 "g719",
    SPEEX16 = 33 "speex16",
    OPUS = 34 "opus",
}

/// CODEC PREFS letters as deployed: 'B' is the first; the RFC leaves the coding open (8.6.35).
const PREFERENCE_ORDER: [Format; 21] = [
    Format::G723,
    Format::GSM,
    Format::ULAW,
    Format::ALAW,
    Format::G726_AAL2,
    Format::ADPCM,
    Format::SLINEAR,
    Format::LPC10,
    Format::G729,
    Format::SPEEX,
    Format::SPEEX16,
    Format::ILBC,
    Format::G726,
    Format::G722,
    Format::SLINEAR16,
    Format::JPEG,
    Format::PNG,
    Format::H261,
    Format::H263,
    Format::H263P,
    Format::H264,
];

impl Format {
    /// No format.
    pub const NONE: Self = Self(0);

    /// Whether every format of `other` is in this set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The bit's position, where exactly one is set.
    pub const fn single(self) -> Option<u32> {
        if self.0.is_power_of_two() { Some(self.0.trailing_zeros()) } else { None }
    }

    /// The formats of the set, lowest bit first.
    pub fn iter(self) -> impl Iterator<Item = Self> {
        (0..64).map(|bit| Self(1 << bit)).filter(move |format| self.contains(*format))
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == Some(name))
    }

    /// The letter that stands for this format in CODEC PREFS.
    pub fn preference_letter(self) -> Option<u8> {
        let place = PREFERENCE_ORDER.iter().position(|format| *format == self)?;
        u8::try_from(place).ok().and_then(|place| place.checked_add(b'B'))
    }

    /// The format that a letter of CODEC PREFS stands for.
    pub fn from_preference_letter(letter: u8) -> Option<Self> {
        PREFERENCE_ORDER.get(usize::from(letter.checked_sub(b'B')?)).copied()
    }
}

impl BitOr for Format {
    type Output = Self;

    fn bitor(self, rhs: Self) -> Self {
        Self(self.0 | rhs.0)
    }
}

impl BitAnd for Format {
    type Output = Self;

    fn bitand(self, rhs: Self) -> Self {
        Self(self.0 & rhs.0)
    }
}

/// Names joined by `|`; a bit without a name prints as its mask in hex.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("0x0");
        }
        for (nth, format) in self.iter().enumerate() {
            if nth > 0 {
                f.write_str("|")?;
            }
            match format.name() {
                Some(name) => f.write_str(name)?,
                None => write!(f, "0x{:x}", format.0)?,
            }
        }
        Ok(())
    }
}
