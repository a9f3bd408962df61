//! The subclass octet (RFC 5456 8.1.1).

use crate::format::Format;

/// A subclass octet as it stands, with its C bit (RFC 5456 8.1.1).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Subclass(pub u8);

impl Subclass {
    /// The number meant: the octet itself, or two to the power of its low seven bits where C is set; none beyond 2^63.
    pub const fn value(self) -> Option<u64> {
        if self.0 & 0x80 == 0 {
            return Some(self.0 as u64);
        }
        1u64.checked_shl((self.0 & 0x7f) as u32)
    }

    /// The octet that names one media format: plain below 0x80, a power from there on.
    pub fn from_format(format: Format) -> Option<Self> {
        let bit = u8::try_from(format.single()?).ok()?;
        Some(if bit < 7 { Self(1 << bit) } else { Self(0x80 | bit) })
    }
}
