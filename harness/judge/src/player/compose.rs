//! Lines that the rig acts by, made into datagrams.

use super::book::LegId;
use super::defaults::Element;
use super::vars::Bound;
use super::{Player, codes};
use crate::audio::Encoder;
use crate::datagram::{FullFrame, IAX, seal};
use crate::notation::ast::{End, Field, Flag, FrameEvent, HeaderField, Value};
use crate::notation::message::{Message, RawPart, Slot};
use core::net::SocketAddr;
use iax2_wire::crypt::MediaKey;
use iax2_wire::{ApparentAddr, Format, Subclass};

/// Octets of 20 ms in formats that are not encoded.
const FILLER: usize = 20;

impl Player {
    /// Sends what a line says.
    pub(super) fn send_line(&mut self, event: &FrameEvent) {
        let Some(message) = event.messages.first() else { return };
        let id = self.leg_for(event, message);
        match message {
            Message::Raw(parts) => self.send_raw(id, event, parts),
            Message::Mini | Message::MetaVideo | Message::Trunk(_) => {
                self.send_media(id, event, message);
            }
            Message::Any => {}
            _ => self.send_full(id, event, message),
        }
    }

    fn send_full(&mut self, id: LegId, event: &FrameEvent, message: &Message) {
        let (kind, subclass, data) = self.body(id, event, message);
        let frame =
            self.header(id, event, FullFrame { kind, subclass, data, ..FullFrame::default() });
        self.bind_sent(event, &frame);
        let key = self.key(id, event);
        let foreign = event.fields.iter().any(|field| matches!(field, Field::Leg(_)));
        let elsewhere = event.fields.iter().any(|field| matches!(field, Field::To(_)));
        let leg = self.book.get(id);
        let numbers = (frame.source, frame.dest) != (leg.ours, leg.theirs.unwrap_or(0));
        if foreign || elsewhere || numbers || frame.iax() == Some(codes::CALLTOKEN) {
            let octets = frame.octets();
            let octets = key.map_or(octets.clone(), |key| seal(&key, &octets, &self.dice.octets()));
            self.deliver(id, event, octets);
        } else {
            let reliable = !has_flag(event, Flag::Once);
            self.transmit(id, frame.clone(), key, port(event), reliable);
        }
        if !foreign && !numbers {
            self.sent(id, &frame);
        }
    }

    /// Takes from a frame that was sent what later ones are made of.
    fn sent(&mut self, id: LegId, frame: &FullFrame) {
        let key = self.key_of_challenge(id, frame);
        let leg = self.book.get_mut(id);
        match frame.iax() {
            Some(codes::NEW) => {
                leg.secrets.offered = frame.element(codes::IE_ENCRYPTION).is_some();
                leg.format = frame.number(codes::IE_FORMAT);
            }
            Some(codes::ACCEPT) => leg.format = frame.number(codes::IE_FORMAT),
            Some(codes::AUTHREQ | codes::REGAUTH) => {
                leg.secrets.challenge = frame.element(codes::IE_CHALLENGE).map(<[u8]>::to_vec);
                if let Some(key) = key {
                    leg.secrets.ours = Some(key);
                    leg.secrets.theirs.push(key);
                    leg.secrets.shown.push(key);
                }
            }
            Some(codes::RTKEY) => {
                leg.secrets.ours =
                    leg.secrets.ours.map(|old| super::seen::rotated(frame).unwrap_or(old));
            }
            Some(codes::HANGUP | codes::REJECT | codes::INVAL | codes::TXREL) => {
                (leg.ended, leg.dead) = (true, true);
            }
            _ => {}
        }
    }

    /// The key that an AUTHREQ of ours agrees to, where the device offered encryption.
    fn key_of_challenge(&self, id: LegId, frame: &FullFrame) -> Option<MediaKey> {
        if frame.iax() != Some(codes::AUTHREQ) {
            return None;
        }
        let leg = self.book.get(id);
        let secret = self.secret_of_leg(id);
        super::seen::agreed(frame, leg.secrets.offered, secret.as_deref())
    }

    /// The secret of the account that a leg's request names.
    pub(super) fn secret_of_leg(&self, id: LegId) -> Option<String> {
        self.cast.declaration.secret_of(&self.username_of_leg(id)).map(str::to_owned)
    }

    /// The user that a leg's request names.
    pub(super) fn username_of_leg(&self, id: LegId) -> Vec<u8> {
        let request = self.book.get(id).request.as_ref();
        let named = request.and_then(|frame| frame.element(codes::IE_USERNAME));
        named.map_or_else(|| self.username_of_start(), <[u8]>::to_vec)
    }

    fn key(&self, id: LegId, event: &FrameEvent) -> Option<MediaKey> {
        self.book.get(id).secrets.ours.filter(|_| !has_flag(event, Flag::Clear))
    }

    /// Puts octets on the wire as a line wants them sent.
    fn deliver(&mut self, id: LegId, event: &FrameEvent, octets: Vec<u8>) {
        let foreign = event.fields.iter().any(|field| matches!(field, Field::Leg(_)));
        let party = event.from.party.clone();
        let leg = self.book.get(id);
        let usual = if foreign { self.device_address(&party) } else { leg.to };
        let to = event.fields.iter().find_map(|field| match field {
            Field::To(to) if to == "old" => leg.before,
            Field::To(to) => to.parse().ok(),
            _ => None,
        });
        let to = to.unwrap_or(usual);
        self.send(party, port(event), to, octets);
    }

    /// A number that a line says outright.
    pub(super) fn number(&self, value: &Value) -> Option<u64> {
        match value {
            Value::Number(number) | Value::Range(number, _) => Some(*number),
            Value::Variable(name) => match self.vars.get(name) {
                Some(Bound::Number(number)) => Some(*number),
                _ => None,
            },
            Value::AnyOf(values) => values.first().and_then(|value| self.number(value)),
            _ => None,
        }
    }

    fn header(&mut self, id: LegId, event: &FrameEvent, body: FullFrame) -> FullFrame {
        let leg = self.book.get(id);
        let last = leg.last.as_ref().map_or(0, |frame| frame.ts);
        let ts = match body.iax() {
            Some(codes::ACK | codes::PONG | codes::LAGRP | codes::INVAL) => last,
            _ => leg.ts(self.now),
        };
        let mut frame = FullFrame {
            source: leg.ours,
            dest: leg.theirs.unwrap_or(0),
            retry: has_flag(event, Flag::Retry),
            ts,
            oseq: leg.oseq,
            iseq: leg.iseq,
            ..body
        };
        if frame.iax() == Some(codes::CALLTOKEN) {
            let request = leg.request.as_ref();
            let (dest, ts) = request.map_or((frame.dest, ts), |frame| (frame.source, frame.ts));
            frame = FullFrame { source: 0, dest, ts, oseq: 0, iseq: 1, ..frame };
        }
        for field in &event.fields {
            if let Field::Header(name, value) = field
                && let Some(number) = self.number(value)
            {
                set(&mut frame, *name, number);
            }
        }
        frame
    }

    /// Binds variables of a line that was sent to what was filled in.
    fn bind_sent(&mut self, event: &FrameEvent, frame: &FullFrame) {
        for field in &event.fields {
            match field {
                Field::Header(name, Value::Variable(var)) => {
                    self.vars.agrees(var, Bound::Number(get(frame, *name)));
                }
                Field::Ie(key, Value::Variable(var)) => {
                    if let Some(data) = frame.element(key.0) {
                        self.vars.agrees(var, super::matcher::bound(*key, data));
                    }
                }
                _ => {}
            }
        }
    }

    /// Frame type, subclass and payload of a message.
    fn body(&mut self, id: LegId, event: &FrameEvent, message: &Message) -> (u8, u8, Vec<u8>) {
        let data = event.fields.iter().find_map(|field| match field {
            Field::Data(data) => Some(data.clone()),
            _ => None,
        });
        let (kind, subclass, usual) = match message {
            Message::Iax(code) => (IAX, *code, self.chain(id, event, *code)),
            Message::Control(code) => (4, *code, Vec::new()),
            Message::Dtmf(digit) => (1, digit.unwrap_or(b'1'), Vec::new()),
            Message::DtmfBegin(digit) => (12, digit.unwrap_or(b'1'), Vec::new()),
            Message::Voice(format) => {
                let format = format.unwrap_or_else(|| self.usual_format(id));
                (2, subclass(format), silence(format))
            }
            Message::Video(format) => (3, subclass(format.unwrap_or(1 << 21)), vec![0; FILLER]),
            Message::Text(text) => (7, 0, text.clone().unwrap_or_else(|| b"hello".to_vec())),
            Message::Image(format) => (8, subclass(format.unwrap_or(1 << 16)), vec![0; FILLER]),
            Message::Html(code, data) => (9, *code, data.clone().unwrap_or_default()),
            Message::Cng(level) => (10, level.unwrap_or(40), Vec::new()),
            Message::Null => (5, 0, Vec::new()),
            Message::Frame(kind, subclass) => (*kind, *subclass, Vec::new()),
            _ => (0, 0, Vec::new()),
        };
        (kind, subclass, data.unwrap_or(usual))
    }

    /// The elements of an IAX message: the usual ones, as the line changes them, then those that it adds.
    fn chain(&mut self, id: LegId, event: &FrameEvent, code: u8) -> Vec<u8> {
        let format = event.fields.iter().find_map(|field| match field {
            Field::Ie(key, value) if key.0 == codes::IE_FORMAT => self.format_value(value),
            _ => None,
        });
        let usual = self.usual_elements(id, code, format);
        let only = has_flag(event, Flag::Only);
        let mut said: Vec<Element> = Vec::new();
        for field in &event.fields {
            if let Field::Ie(key, value) = field {
                let usual =
                    usual.iter().find(|(code, _)| *code == key.0).map(|(_, data)| data.clone());
                said.push((key.0, self.element(id, code, *key, value, usual)));
            }
        }
        let without = |code: u8| {
            event.fields.iter().any(|field| matches!(field, Field::Without(key) if key.0 == code))
        };
        let mut chain: Vec<Element> = Vec::new();
        for (code, data) in usual.into_iter().filter(|(code, _)| !only && !without(*code)) {
            match said.iter().position(|(said, _)| *said == code) {
                Some(at) => chain.push(said.remove(at)),
                None => chain.push((code, data)),
            }
        }
        chain.extend(said);
        let borrowed: Vec<(u8, &[u8])> =
            chain.iter().map(|(c, data)| (*c, data.as_slice())).collect();
        let mut octets = super::registrar::elements(&borrowed);
        for field in &event.fields {
            if let Field::Tail(tail) = field {
                octets.extend_from_slice(tail);
            }
        }
        octets
    }

    /// A format, or several at once where a line sends nonsense.
    fn format_value(&self, value: &Value) -> Option<u64> {
        match value {
            Value::AnyOf(values) => values
                .iter()
                .map(|value| self.number(value))
                .try_fold(0, |all, one| Some(all | one?)),
            other => self.number(other),
        }
    }

    fn send_raw(&mut self, id: LegId, event: &FrameEvent, parts: &[RawPart]) {
        let frame = self.header(id, event, FullFrame::default());
        let mut octets = Vec::new();
        for part in parts {
            match part {
                RawPart::Octet(octet) => octets.push(*octet),
                RawPart::Fill(octet, count) => {
                    octets
                        .extend(core::iter::repeat_n(*octet, usize::try_from(*count).unwrap_or(0)));
                }
                RawPart::Slot(slot) => octets.extend(slot_octets(*slot, &frame)),
            }
        }
        let whole = octets.len() >= iax2_wire::view::FULL_HEADER;
        if whole && parts.contains(&RawPart::Slot(Slot::Oseq)) {
            let leg = self.book.get_mut(id);
            leg.oseq = leg.oseq.wrapping_add(1);
        }
        self.deliver(id, event, octets);
    }

    /// A lone media frame.
    fn send_media(&mut self, id: LegId, event: &FrameEvent, message: &Message) {
        let format = self.usual_format(id);
        let said = event.fields.iter().find_map(|field| match field {
            Field::Data(data) => Some(data.clone()),
            _ => None,
        });
        let data = said.unwrap_or_else(|| silence(format));
        let head = self.header(id, event, FullFrame::default());
        let ts = head.ts.to_be_bytes();
        let mut octets = match message {
            Message::Mini => [head.source.to_be_bytes(), [ts[2], ts[3]]].concat(),
            Message::MetaVideo => {
                let source = (head.source | 0x8000).to_be_bytes();
                [[0, 0], source, [ts[2] & 0x7f, ts[3]]].concat()
            }
            _ => vec![0, 0, 1, 0, ts[0], ts[1], ts[2], ts[3]],
        };
        if let Message::Trunk(letters) = message {
            for letter in letters {
                let end = End { party: event.from.party.clone(), leg: Some(letter.clone()) };
                let leg = self.leg_of_end(&end);
                octets.extend(self.book.get(leg).ours.to_be_bytes());
                octets.extend(u16::try_from(data.len()).unwrap_or(u16::MAX).to_be_bytes());
                octets.extend_from_slice(&data);
            }
        } else {
            octets.extend_from_slice(&data);
        }
        let key = self.key(id, event).filter(|_| *message == Message::Mini);
        let octets = key.map_or(octets.clone(), |key| seal(&key, &octets, &self.dice.octets()));
        self.deliver(id, event, octets);
    }
}

pub(super) fn has_flag(event: &FrameEvent, flag: Flag) -> bool {
    event.fields.contains(&Field::Flag(flag))
}

fn port(event: &FrameEvent) -> u16 {
    let port = event.fields.iter().find_map(|field| match field {
        Field::Port(port) => Some(*port),
        _ => None,
    });
    port.unwrap_or(super::cast::PORT)
}

#[expect(clippy::cast_possible_truncation, reason = "lines may say more than a field holds")]
fn set(frame: &mut FullFrame, field: HeaderField, number: u64) {
    match field {
        HeaderField::Src => frame.source = (number & 0x7fff) as u16,
        HeaderField::Dst => frame.dest = (number & 0x7fff) as u16,
        HeaderField::Ts => frame.ts = number as u32,
        HeaderField::Oseq => frame.oseq = number as u8,
        HeaderField::Iseq => frame.iseq = number as u8,
    }
}

/// A number of a frame's header.
pub(super) fn get(frame: &FullFrame, field: HeaderField) -> u64 {
    match field {
        HeaderField::Src => frame.source.into(),
        HeaderField::Dst => frame.dest.into(),
        HeaderField::Ts => frame.ts.into(),
        HeaderField::Oseq => frame.oseq.into(),
        HeaderField::Iseq => frame.iseq.into(),
    }
}

fn slot_octets(slot: Slot, frame: &FullFrame) -> Vec<u8> {
    match slot {
        Slot::Src => (frame.source | 0x8000).to_be_bytes().to_vec(),
        Slot::Mini => frame.source.to_be_bytes().to_vec(),
        Slot::Dst => frame.dest.to_be_bytes().to_vec(),
        Slot::Ts => frame.ts.to_be_bytes().to_vec(),
        Slot::Ts16 => frame.ts.to_be_bytes()[2..].to_vec(),
        Slot::Oseq => vec![frame.oseq],
        Slot::Iseq => vec![frame.iseq],
    }
}

/// The subclass octet of a format; of several, that of the lowest.
pub(super) fn subclass(format: u64) -> u8 {
    let lowest = format & format.wrapping_neg();
    Subclass::from_format(Format(lowest)).map_or(0, |subclass| subclass.0)
}

/// 20 ms of nothing.
pub(super) fn silence(format: u64) -> Vec<u8> {
    super::sounds::encoded(&mut Encoder::default(), format, &[0; 160])
}

/// An APPARENT ADDR, RFC 5456 8.6.17.
pub(super) fn address_octets(address: SocketAddr) -> Vec<u8> {
    let mut octets = [0; 28];
    let length = ApparentAddr(address).emit(&mut octets);
    octets[..length.min(28)].to_vec()
}
