//! The 12 octets of a full frame's header at fixed offsets (RFC 5456 8.1.1).
//!
//! On purpose not through `iax2-wire`: the rules on call numbers, sequence numbers, the R bit and
//! time-stamps must not share a mistake with the codec that the phone uses.

/// Octets of a full frame's header.
pub const LENGTH: usize = 12;

/// A full frame's header as it stands.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Header {
    /// The sender's call number, 15 bits.
    pub source: u16,
    /// The receiver's call number, 15 bits; 0 while it is not known.
    pub dest: u16,
    /// The R bit: this is a repeat.
    pub retry: bool,
    /// Milliseconds since the call's first transmission, or an echo of the other end's.
    pub timestamp: u32,
    /// The frame's own number.
    pub oseqno: u8,
    /// The number expected next from the other end.
    pub iseqno: u8,
    /// The frame type.
    pub frame_type: u8,
    /// The subclass octet with its C bit.
    pub subclass: u8,
}

impl Header {
    /// Reads the header of a full frame; `None` where the F bit is not set or the octets are too few.
    pub fn parse(octets: &[u8]) -> Option<Self> {
        let head: &[u8; LENGTH] = octets.first_chunk()?;
        (head[0] & 0x80 != 0).then(|| Self {
            timestamp: u32::from_be_bytes([head[4], head[5], head[6], head[7]]),
            oseqno: head[8],
            iseqno: head[9],
            frame_type: head[10],
            subclass: head[11],
            ..Self::clear(octets)
        })
    }

    /// Reads only the first four octets, which encryption leaves clear; the rest is zero.
    pub fn clear(octets: &[u8]) -> Self {
        let at = |index: usize| octets.get(index).copied().unwrap_or(0);
        Self {
            source: u16::from_be_bytes([at(0) & 0x7f, at(1)]),
            dest: u16::from_be_bytes([at(2) & 0x7f, at(3)]),
            retry: at(2) & 0x80 != 0,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    #[test]
    fn each_field_stands_at_its_offset() {
        let header = Header::parse(&hex!("8005 8009 00002710 07 06 06 05 2a0110"));
        let expected = Header {
            source: 5,
            dest: 9,
            retry: true,
            timestamp: 10_000,
            oseqno: 7,
            iseqno: 6,
            frame_type: 6,
            subclass: 5,
        };
        assert_eq!(header, Some(expected));
    }

    #[test]
    fn call_numbers_have_15_bits() {
        let header = Header::parse(&hex!("ffff 7fff 00000000 00 00 06 04")).expect("a header");
        assert_eq!((header.source, header.dest, header.retry), (0x7fff, 0x7fff, false));
    }

    #[test]
    fn a_mini_frame_and_eleven_octets_are_no_header() {
        assert_eq!(Header::parse(&hex!("0005 0009 00002710 07 06 06 05")), None);
        assert_eq!(Header::parse(&hex!("8005 0009 00002710 07 06 06")), None);
    }
}
