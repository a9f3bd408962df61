//! A datagram taken apart, its octets owned; what no header explains stays octets.

use iax2_wire::crypt::{MAX_PADDING, MediaKey};
use iax2_wire::view::FULL_HEADER;
use iax2_wire::{FullView, Kind, MiniView, TrunkView, VideoView, classify};

/// A UDP payload.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Datagram {
    /// A full frame, RFC 5456 8.1.1.
    Full(FullFrame),
    /// A mini frame, RFC 5456 8.1.2.
    Mini {
        /// The sender's call number.
        source: u16,
        /// The low half of the time-stamp.
        ts: u16,
        /// The audio.
        data: Vec<u8>,
    },
    /// A meta video frame, RFC 5456 8.1.3.1.
    Video {
        /// The sender's call number.
        source: u16,
        /// The low 15 bits of the time-stamp.
        ts: u16,
        /// The video.
        data: Vec<u8>,
    },
    /// A meta trunk frame, RFC 5456 8.1.3.2.
    Trunk {
        /// Octet 3; bit 0 says that entries carry time-stamps.
        flags: u8,
        /// When it was sent.
        ts: u32,
        /// Its entries, up to the first that is cut.
        entries: Vec<Entry>,
    },
    /// Anything else.
    Other(Vec<u8>),
}

/// An entry of a trunk frame.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// The sender's call number.
    pub source: u16,
    /// Its own time-stamp, where it has one.
    pub ts: Option<u16>,
    /// The audio.
    pub data: Vec<u8>,
}

/// A full frame.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct FullFrame {
    /// Source call number.
    pub source: u16,
    /// Destination call number.
    pub dest: u16,
    /// The R bit.
    pub retry: bool,
    /// Time-stamp in milliseconds.
    pub ts: u32,
    /// OSeqno.
    pub oseq: u8,
    /// ISeqno.
    pub iseq: u8,
    /// Frame type.
    pub kind: u8,
    /// Subclass octet with its C bit.
    pub subclass: u8,
    /// What follows the header.
    pub data: Vec<u8>,
}

/// The frame type of IAX messages.
pub const IAX: u8 = 6;

impl Datagram {
    /// Takes octets apart.
    pub fn parse(octets: &[u8]) -> Self {
        match classify(octets) {
            Ok(Kind::Full) => {
                FullFrame::parse(octets).map_or_else(|| Self::Other(octets.to_vec()), Self::Full)
            }
            Ok(Kind::Mini) => {
                let view = MiniView::new_unchecked(octets);
                let (source, ts) = (view.source_call(), view.timestamp());
                Self::Mini { source, ts, data: view.payload().to_vec() }
            }
            Ok(Kind::Video) => {
                let view = VideoView::new_unchecked(octets);
                let (source, ts) = (view.source_call(), view.timestamp());
                Self::Video { source, ts, data: view.payload().to_vec() }
            }
            Ok(Kind::Trunk) => Self::trunk(&TrunkView::new_unchecked(octets)),
            Ok(Kind::OtherMeta) | Err(_) => Self::Other(octets.to_vec()),
        }
    }

    fn trunk(view: &TrunkView<&[u8]>) -> Self {
        let entries = view.entries().map_while(Result::ok).map(|entry| Entry {
            source: entry.call & 0x7fff,
            ts: entry.timestamp,
            data: entry.media.to_vec(),
        });
        let entries = entries.collect();
        Self::Trunk { flags: view.command_data(), ts: view.timestamp(), entries }
    }
}

impl FullFrame {
    /// Reads a full frame.
    pub fn parse(octets: &[u8]) -> Option<Self> {
        let view = FullView::new_checked(octets).ok().filter(FullView::full_bit)?;
        Some(Self {
            source: view.source_call(),
            dest: view.dest_call(),
            retry: view.retry(),
            ts: view.timestamp(),
            oseq: view.oseqno(),
            iseq: view.iseqno(),
            kind: view.frame_type(),
            subclass: view.subclass(),
            data: view.payload().to_vec(),
        })
    }

    /// The frame's octets.
    pub fn octets(&self) -> Vec<u8> {
        let mut octets = vec![0; FULL_HEADER];
        octets.extend_from_slice(&self.data);
        let mut view = FullView::new_unchecked(octets.as_mut_slice());
        view.set_full_bit(true);
        view.set_source_call(self.source);
        view.set_dest_call(self.dest);
        view.set_retry(self.retry);
        view.set_timestamp(self.ts);
        view.set_oseqno(self.oseq);
        view.set_iseqno(self.iseq);
        view.set_frame_type(self.kind);
        view.set_subclass(self.subclass);
        octets
    }

    /// The code of the IAX message that it is.
    pub fn iax(&self) -> Option<u8> {
        (self.kind == IAX).then_some(self.subclass)
    }

    /// Whether it takes a sequence number (RFC 5456 7): all but ACK, INVAL, VNAK, TXCNT and TXACC.
    pub fn is_counted(&self) -> bool {
        !matches!(self.iax(), Some(0x04 | 0x0a | 0x12 | 0x17 | 0x18))
    }

    /// The elements of an IAX message, and the octets behind the last whole one.
    pub fn elements(&self) -> (Vec<(u8, &[u8])>, &[u8]) {
        let mut elements = Vec::new();
        let mut rest = self.data.as_slice();
        if self.kind != IAX {
            return (elements, rest);
        }
        while let [code, length, after @ ..] = rest {
            let Some((data, behind)) = after.split_at_checked(usize::from(*length)) else { break };
            elements.push((*code, data));
            rest = behind;
        }
        (elements, rest)
    }

    /// The data of the first element of a code.
    pub fn element(&self, code: u8) -> Option<&[u8]> {
        self.elements().0.into_iter().find(|(found, _)| *found == code).map(|(_, data)| data)
    }

    /// The first element of a code as a number.
    pub fn number(&self, code: u8) -> Option<u64> {
        self.element(code).and_then(number)
    }
}

/// Octets in network order as a number, up to eight.
pub fn number(octets: &[u8]) -> Option<u64> {
    (1..=8)
        .contains(&octets.len())
        .then(|| octets.iter().fold(0, |number, octet| number << 8 | u64::from(*octet)))
}

/// Encrypts a frame, RFC 5456 7.4; a frame without a header stays as it is.
pub fn seal(key: &MediaKey, octets: &[u8], padding: &[u8; 32]) -> Vec<u8> {
    let mut sealed = vec![0; octets.len() + MAX_PADDING + 16];
    match key.encrypt(octets, padding, &mut sealed) {
        Ok(length) => {
            sealed.truncate(length);
            sealed
        }
        Err(_) => octets.to_vec(),
    }
}

/// Decrypts a frame; nothing where it cannot have been encrypted with that key.
pub fn unseal(key: &MediaKey, octets: &[u8]) -> Option<Vec<u8>> {
    let mut clear = vec![0; octets.len()];
    let length = key.decrypt(octets, &mut clear).ok()?;
    clear.truncate(length);
    Some(clear)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    #[test]
    fn a_full_frame_is_taken_apart_and_put_together() {
        let octets = hex!("8005 8009 00002710 07 06 06 05 2a0110 ff");
        let Datagram::Full(frame) = Datagram::parse(&octets) else { panic!("a full frame") };
        assert_eq!((frame.source, frame.dest, frame.retry, frame.ts), (5, 9, true, 10_000));
        assert_eq!((frame.oseq, frame.iseq, frame.iax()), (7, 6, Some(5)));
        assert_eq!(frame.elements(), (vec![(0x2a, &[0x10][..])], &[0xff][..]));
        assert_eq!(frame.octets(), octets);
    }

    #[test]
    fn both_forms_of_trunk_entries_are_read() {
        for (octets, ts) in [
            (&hex!("0000 01 00 00000100 0005 0003 aabbcc")[..], None),
            (&hex!("0000 01 01 00000100 0003 0005 0780 aabbcc")[..], Some(0x780)),
        ] {
            let Datagram::Trunk { entries, .. } = Datagram::parse(octets) else {
                panic!("a trunk")
            };
            assert_eq!(entries, [Entry { source: 5, ts, data: vec![0xaa, 0xbb, 0xcc] }]);
        }
    }

    #[test]
    fn too_few_octets_stay_octets() {
        for octets in
            [&hex!("")[..], &hex!("80"), &hex!("8005 0000 0000"), &hex!("0000 02 00 00000000")]
        {
            assert_eq!(Datagram::parse(octets), Datagram::Other(octets.to_vec()));
        }
    }
}
