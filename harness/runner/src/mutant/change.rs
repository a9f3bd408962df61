//! What a fault changes in a frame.

use super::frame::{HEADER, Header};
use iax2_wire::FrameType;

/// A number that is set, or moved.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Number {
    Set(u32),
    Move(i32),
    /// The number of the call that the phone is in.
    Call,
}

impl Number {
    /// The number where it is known; [`Number::Call`] stays as it is where there is no call.
    pub(super) fn in_call(self, call: Option<u16>) -> Self {
        match (self, call) {
            (Self::Call, Some(call)) => Self::Set(call.into()),
            _ => self,
        }
    }

    fn of(self, number: u32) -> u32 {
        match self {
            Self::Set(set) => set,
            Self::Call => number,
            Self::Move(by) => number.wrapping_add_signed(by),
        }
    }
}

/// An element of a frame: its code and its data.
pub(super) type Element = (u8, Vec<u8>);

/// The message that a frame is turned into, or that is added.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Body {
    pub(super) frame_type: u8,
    pub(super) subclass: u8,
    pub(super) payload: Vec<u8>,
}

/// Everything that a fault changes in one frame.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Change {
    pub(super) src: Option<Number>,
    pub(super) dst: Option<Number>,
    pub(super) ts: Option<Number>,
    pub(super) oseq: Option<Number>,
    pub(super) iseq: Option<Number>,
    pub(super) retry: Option<bool>,
    pub(super) frame_type: Option<u8>,
    pub(super) subclass: Option<u8>,
    /// The message in its place, with the payload of its own.
    pub(super) becomes: Option<Body>,
    /// Elements that are taken out.
    pub(super) without: Vec<u8>,
    /// Elements that are put in, in the place of those of the same code.
    pub(super) with: Vec<Element>,
    /// The whole payload.
    pub(super) data: Option<Vec<u8>>,
    /// Octets that are set, by their place in the frame.
    pub(super) octets: Vec<(usize, u8)>,
    /// Octets that something is added to, by their place in the frame.
    pub(super) octets_add: Vec<(usize, u8)>,
    /// Octets behind the payload.
    pub(super) append: Vec<u8>,
    /// Octets that are missing at the end.
    pub(super) cut: usize,
}

impl Change {
    /// Changes a frame; numbers of the header are left where it is no full frame.
    pub(super) fn apply(&self, octets: &mut Vec<u8>) {
        if let Some(header) = Header::read(octets) {
            let header = self.header(header);
            self.payload(octets);
            header.write(octets);
        } else {
            self.mini(octets);
        }
        for (at, octet) in &self.octets {
            octets.get_mut(*at).into_iter().for_each(|old| *old = *octet);
        }
        for (at, octet) in &self.octets_add {
            octets.get_mut(*at).into_iter().for_each(|old| *old = old.wrapping_add(*octet));
        }
        octets.extend_from_slice(&self.append);
        octets.truncate(octets.len().saturating_sub(self.cut));
    }

    fn header(&self, header: Header) -> Header {
        let call = |number: Option<Number>, old: u16| {
            let new = number.map_or(u32::from(old), |number| number.of(u32::from(old)));
            u16::try_from(new & 0x7fff).expect("15 bits fit")
        };
        let seq = |number: Option<Number>, old: u8| {
            let new = number.map_or(u32::from(old), |number| number.of(u32::from(old)));
            new.to_be_bytes()[3]
        };
        let becomes = self.becomes.as_ref();
        Header {
            src: call(self.src, header.src),
            dst: call(self.dst, header.dst),
            ts: self.ts.map_or(header.ts, |number| number.of(header.ts)),
            oseq: seq(self.oseq, header.oseq),
            iseq: seq(self.iseq, header.iseq),
            retry: self.retry.unwrap_or(header.retry),
            frame_type: self
                .frame_type
                .or(becomes.map(|body| body.frame_type))
                .unwrap_or(header.frame_type),
            subclass: self
                .subclass
                .or(becomes.map(|body| body.subclass))
                .unwrap_or(header.subclass),
        }
    }

    fn payload(&self, octets: &mut Vec<u8>) {
        let is_iax = octets[10] == FrameType::IAX.0;
        if let Some(body) = &self.becomes {
            octets.truncate(HEADER);
            octets.extend_from_slice(&body.payload);
        }
        if is_iax && !(self.without.is_empty() && self.with.is_empty()) {
            let elements = self.elements(&octets[HEADER..]);
            octets.truncate(HEADER);
            octets.extend_from_slice(&chain(&elements));
        }
        if let Some(data) = &self.data {
            octets.truncate(HEADER);
            octets.extend_from_slice(data);
        }
    }

    fn elements(&self, payload: &[u8]) -> Vec<Element> {
        let mut elements = read_chain(payload);
        elements.retain(|(code, _)| !self.without.contains(code));
        for (code, data) in &self.with {
            match elements.iter_mut().find(|(known, _)| known == code) {
                Some(element) => element.1.clone_from(data),
                None => elements.push((*code, data.clone())),
            }
        }
        elements
    }

    /// A mini frame has a call number and 16 bits of time-stamp (RFC 5456 section 8.1.2).
    fn mini(&self, octets: &mut Vec<u8>) {
        if octets.len() < 4 || octets[..2] == [0, 0] {
            return;
        }
        let mut change = |at: usize, number: Option<Number>, mask: u32| {
            if let Some(number) = number {
                let old = u16::from_be_bytes([octets[at], octets[at + 1]]);
                let [.., high, low] = (number.of(u32::from(old)) & mask).to_be_bytes();
                octets[at..at + 2].copy_from_slice(&[high, low]);
            }
        };
        change(0, self.src, 0x7fff);
        change(2, self.ts, 0xffff);
        if let Some(data) = &self.data {
            octets.truncate(4);
            octets.extend_from_slice(data);
        }
    }
}

/// The elements of a payload, as far as they are whole.
pub(super) fn read_chain(mut payload: &[u8]) -> Vec<Element> {
    let mut elements = Vec::new();
    while let [code, length, rest @ ..] = payload {
        let length = usize::from(*length).min(rest.len());
        elements.push((*code, rest[..length].to_vec()));
        payload = &rest[length..];
    }
    elements
}

/// Elements one behind the other; data beyond 255 octets does not fit and is left out.
pub(super) fn chain(elements: &[Element]) -> Vec<u8> {
    let mut octets = Vec::new();
    for (code, data) in elements {
        let length = u8::try_from(data.len()).unwrap_or(u8::MAX);
        octets.extend_from_slice(&[*code, length]);
        octets.extend_from_slice(&data[..usize::from(length)]);
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    /// HANGUP with CAUSE "x" and CAUSECODE 16.
    const HANGUP: [u8; 18] = hex!("8123 0456 00000009 05 06 06 05 1601 78 2a01 10");

    fn changed(change: &Change, octets: &[u8]) -> Vec<u8> {
        let mut octets = octets.to_vec();
        change.apply(&mut octets);
        octets
    }

    #[test]
    fn numbers_are_set_and_moved() {
        let change = Change {
            src: Some(Number::Set(0x7fff)),
            ts: Some(Number::Move(-10)),
            oseq: Some(Number::Move(-6)),
            iseq: Some(Number::Move(1)),
            retry: Some(true),
            ..Change::default()
        };
        assert_eq!(
            changed(&change, &HANGUP),
            hex!("ffff 8456 ffffffff ff 07 06 05 1601 78 2a01 10")
        );
    }

    #[test]
    fn elements_are_taken_out_and_put_in() {
        let change = Change {
            without: vec![0x16],
            with: vec![(0x2a, vec![0x11]), (0x39, vec![1, 2])],
            ..Change::default()
        };
        assert_eq!(
            changed(&change, &HANGUP),
            hex!("8123 0456 00000009 05 06 06 05 2a01 11 3902 0102")
        );
    }

    #[test]
    fn a_frame_becomes_another() {
        let becomes = Some(Body { frame_type: 4, subclass: 1, payload: Vec::new() });
        let change = Change { becomes, ..Change::default() };
        assert_eq!(changed(&change, &HANGUP), hex!("8123 0456 00000009 05 06 04 01"));
    }

    #[test]
    fn octets_are_put_in_place_behind_and_cut() {
        let change =
            Change { data: Some(vec![1]), append: vec![2, 3], cut: 1, ..Change::default() };
        assert_eq!(changed(&change, &HANGUP), hex!("8123 0456 00000009 05 06 06 05 01 02"));
    }

    #[test]
    fn a_mini_frame_has_two_numbers() {
        let change = Change {
            src: Some(Number::Move(1)),
            ts: Some(Number::Set(7)),
            retry: Some(true),
            ..Change::default()
        };
        assert_eq!(changed(&change, &hex!("0123 0456 ff")), hex!("0124 0007 ff"));
        assert_eq!(changed(&change, &hex!("0000 0100 00000009")), hex!("0000 0100 00000009"));
    }

    #[test]
    fn a_broken_chain_is_no_trouble() {
        let change = Change { with: vec![(0x01, vec![])], ..Change::default() };
        assert_eq!(
            changed(&change, &hex!("8123 0456 00000009 05 06 06 05 16ff 78")),
            hex!("8123 0456 00000009 05 06 06 05 1601 78 0100")
        );
    }
}
