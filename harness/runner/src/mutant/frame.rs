//! The numbers of a full frame, at their fixed places (RFC 5456 section 8.1.1).

use iax2_wire::{FrameType, IaxCode};

/// Octets of the header.
pub(super) const HEADER: usize = 12;

/// The header of a full frame; octets that are none have none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Header {
    pub(super) src: u16,
    pub(super) retry: bool,
    pub(super) dst: u16,
    pub(super) ts: u32,
    pub(super) oseq: u8,
    pub(super) iseq: u8,
    pub(super) frame_type: u8,
    pub(super) subclass: u8,
}

impl Header {
    pub(super) fn read(octets: &[u8]) -> Option<Self> {
        let &[a, b, c, d, e, f, g, h, oseq, iseq, frame_type, subclass, ..] = octets else {
            return None;
        };
        (a & 0x80 != 0).then_some(Self {
            src: u16::from_be_bytes([a & 0x7f, b]),
            retry: c & 0x80 != 0,
            dst: u16::from_be_bytes([c & 0x7f, d]),
            ts: u32::from_be_bytes([e, f, g, h]),
            oseq,
            iseq,
            frame_type,
            subclass,
        })
    }

    pub(super) fn octets(self) -> [u8; HEADER] {
        let [a, b] = (self.src | 0x8000).to_be_bytes();
        let [c, d] = (self.dst | (u16::from(self.retry) << 15)).to_be_bytes();
        let [e, f, g, h] = self.ts.to_be_bytes();
        [a, b, c, d, e, f, g, h, self.oseq, self.iseq, self.frame_type, self.subclass]
    }

    /// Puts it in front of the payload that stands there.
    pub(super) fn write(self, octets: &mut [u8]) {
        if let Some(header) = octets.get_mut(..HEADER) {
            header.copy_from_slice(&self.octets());
        }
    }

    /// Whether it takes a sequence number of its own (RFC 5456 section 7).
    pub(super) fn is_numbered(self) -> bool {
        let unnumbered =
            [IaxCode::ACK, IaxCode::INVAL, IaxCode::TXCNT, IaxCode::TXACC, IaxCode::VNAK];
        self.frame_type != FrameType::IAX.0 || !unnumbered.contains(&IaxCode(self.subclass))
    }

    /// An answer with the numbers of the other direction.
    pub(super) fn answered(self, oseq: u8, frame_type: u8, subclass: u8) -> Self {
        let numbered = u8::from(self.is_numbered());
        Self {
            src: self.dst,
            dst: self.src,
            retry: false,
            ts: self.ts,
            oseq,
            iseq: self.oseq.wrapping_add(numbered),
            frame_type,
            subclass,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    #[test]
    fn numbers_are_read_and_written_at_their_places() {
        let octets = hex!("8123 8456 01020304 05 06 06 05");
        let header = Header::read(&octets).expect("a full frame");
        assert_eq!((header.src, header.dst, header.retry), (0x123, 0x456, true));
        assert_eq!((header.ts, header.oseq, header.iseq), (0x0102_0304, 5, 6));
        assert_eq!((header.frame_type, header.subclass), (6, 5));
        assert_eq!(header.octets(), octets);
    }

    #[test]
    fn what_is_no_full_frame_has_no_header() {
        assert_eq!(Header::read(&hex!("0123 0456 01020304 05 06 06 05")), None);
        assert_eq!(Header::read(&hex!("8123 0456 01020304 05 06 06")), None);
    }

    #[test]
    fn an_answer_turns_the_numbers_round() {
        let header = Header::read(&hex!("8123 0456 00000009 05 06 06 05")).expect("a full frame");
        assert_eq!(header.answered(7, 6, 4).octets(), hex!("8456 0123 00000009 07 06 06 04"));
    }

    #[test]
    fn acknowledgments_take_no_number() {
        let numbered = |frame_type, subclass| {
            let header = Header::read(&hex!("8123 0456 00000009 05 06 06 05"));
            Header { frame_type, subclass, ..header.expect("a full frame") }.is_numbered()
        };
        assert!(!numbered(6, 0x04) && !numbered(6, 0x12) && !numbered(6, 0x0a));
        assert!(numbered(6, 0x05) && numbered(4, 0x04));
    }
}
