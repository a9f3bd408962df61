//! The rows, and how they are written.

use super::background::{self, Background, DUT};
use super::ends::{Ends, Place};
use super::mask::{Mask, Way};
use super::media::{Flow, Media};
use super::order::{Key, Numbers, Of};
use super::written::{Row, written};
use crate::decryption::{Decryption, Opened, Secrets};
use crate::recognition;
use core::net::{IpAddr, SocketAddr};
use iax2_wire::IaxCode;
use iax2_wire::time::Instant;
use phonerig_judge::datagram::{Datagram, FullFrame};
use phonerig_judge::finding::Finding;
use phonerig_judge::happening::{Command, Happening, What, WireId};
use phonerig_judge::notation::ast::{End, Field, Flag, FrameEvent, HeaderField, Value};
use phonerig_judge::notation::describe::{body, frame_row};
use std::collections::HashMap;

/// Octets of a datagram that is no frame, as far as its row shows them.
const SHOWN: usize = 24;

/// A normalised transcript in the making.
pub struct Normaliser {
    names: HashMap<IpAddr, String>,
    decryption: Decryption,
    ends: Ends,
    mask: Mask,
    media: Media,
    background: Background,
    rows: Vec<Row>,
}

impl Normaliser {
    /// A transcript with names for addresses; secrets verify digests and open encrypted calls.
    pub fn new(names: impl IntoIterator<Item = (IpAddr, String)>, secrets: Vec<String>) -> Self {
        let names: HashMap<IpAddr, String> = names.into_iter().collect();
        let mask = Mask::new(secrets.clone(), names.clone());
        let decryption = Decryption::new(Secrets { passwords: secrets });
        let (ends, media, background, rows) = Default::default();
        Self { names, decryption, ends, mask, media, background, rows }
    }

    /// Something happened.
    pub fn hear(&mut self, happening: &Happening) {
        match &happening.what {
            What::Wire { wire: WireId::Dut, src, dst, octets } => {
                self.datagram(happening, Way { src: *src, dst: *dst }, octets);
            }
            What::Wire { .. } => {}
            What::Sign(text) => {
                let text = self.lettered(text);
                self.row(plain(Of::Sign, happening.at), happening.packet, format!("{DUT} {text}"));
            }
            What::Log(_) => {}
            What::Fault(_) => {
                self.row(plain(Of::Sign, happening.at), happening.packet, "# fault".to_owned());
            }
            What::Broken(text) => {
                let key = plain(Of::Command, happening.at);
                self.row(key, happening.packet, format!("# broken: {text}"));
            }
        }
    }

    /// The rig does something that is no datagram.
    pub fn act(&mut self, at: Instant, command: &Command) {
        let text = match command {
            Command::Send { .. } | Command::Note(_) => return,
            Command::User(text) => format!("user {}", self.lettered(text)),
            Command::Nat(text) => format!("nat {text}"),
            Command::Link(text) => format!("link {text}"),
            Command::Power(text) => format!("power {text}"),
        };
        self.row(plain(Of::Command, at), 0, text);
    }

    /// The transcript, each violation under the row that shows it.
    pub fn finish(self, findings: &[Finding]) -> String {
        let mut text = written(&self.rows, findings);
        self.background.write(&mut text);
        text
    }

    fn datagram(&mut self, happening: &Happening, way: Way, octets: &[u8]) {
        let datagram = recognition::Datagram {
            packet: happening.packet,
            at: happening.at,
            interface: 0,
            src: way.src,
            dst: way.dst,
            payload: octets,
            missing: 0,
        };
        let (clear, encrypted) = match self.decryption.open(&datagram) {
            Opened::Clear(octets) => (octets.to_vec(), false),
            Opened::Decrypted(octets) => (octets.to_vec(), true),
            Opened::Sealed(_) => return self.sealed(happening, way),
        };
        match Datagram::parse(&clear) {
            Datagram::Full(frame) => self.full(happening, way, frame, encrypted),
            Datagram::Mini { source, .. } | Datagram::Video { source, .. } => {
                self.flow(happening, (way.src, way.dst, Some(source)), encrypted);
            }
            Datagram::Trunk { .. } => self.flow(happening, (way.src, way.dst, None), encrypted),
            Datagram::Other(octets) => self.other(happening, way, octets),
        }
    }

    fn full(&mut self, happening: &Happening, way: Way, mut frame: FullFrame, encrypted: bool) {
        let (from, to) = (self.name(way.src), self.name(way.dst));
        let background = background::name(&frame);
        let row = background.is_none().then_some(self.rows.len());
        // A token comes from nobody's dialogue, so it takes no number in one.
        let token = frame.iax() == Some(IaxCode::CALLTOKEN.0);
        let place = self.ends.place(way.src, &frame, background.is_none() && !token, row);
        if let Place::Again(Some(row)) = place {
            self.rows[row].times += 1;
            return;
        }
        if let Some(name) = background {
            if from == DUT {
                self.background.note(name);
            }
            return;
        }
        self.media.full(way.src, &frame);
        if matches!(frame.kind, 2 | 3) {
            self.media.begins(happening.at, (way.src, way.dst, Some(frame.source)));
            frame.data.clear();
        }
        let number = match place {
            Place::New(number) => number,
            Place::Again(_) => None,
        };
        let mut fields = self.header(way, &frame, number);
        if token {
            self.ends.begin_again(way.dst, frame.dest);
        }
        fields.extend(encrypted.then_some(Field::Flag(Flag::Encrypted)));
        let (message, said) = body(&frame);
        fields.extend(self.mask.fields(way, &frame, said));
        let end = |party| End { party, leg: None };
        let numbers = match of(&from) {
            Of::Frame => Numbers::sent(way.dst, &frame),
            _ => Numbers::received(way.src, &frame),
        };
        let key = Key { numbers: Some(numbers), ..plain(of(&from), happening.at) };
        let event = FrameEvent { from: end(from), to: end(to), messages: vec![message], fields };
        self.row(key, happening.packet, event.to_string());
    }

    /// The numbers of the header as letters and counts; an ISeqno that fits nothing stays as it is.
    fn header(&mut self, way: Way, frame: &FullFrame, number: Option<u8>) -> Vec<Field> {
        let (from, to) = (self.name(way.src), self.name(way.dst));
        let calls =
            Field::Calls(self.ends.letter(&from, frame.source), self.ends.letter(&to, frame.dest));
        let seen = match self.ends.seen(way.dst, frame) {
            Some(seen) => Field::SeenIndex(seen),
            None => Field::Header(HeaderField::Iseq, Value::Number(frame.iseq.into())),
        };
        let sent = number.map(Field::SentIndex);
        let retry = frame.retry.then_some(Field::Flag(Flag::Retry));
        [Some(calls), sent, Some(seen), retry].into_iter().flatten().collect()
    }

    fn flow(&mut self, happening: &Happening, flow: Flow, encrypted: bool) {
        if self.media.begins(happening.at, flow) {
            let (from, to) = (self.name(flow.0), self.name(flow.1));
            let word = self.media.word(&flow);
            let sealed = if encrypted { " encrypted" } else { "" };
            let call = flow.2.map(|call| self.ends.letter(&from, call));
            let call = call.map_or_else(String::new, |letter| format!("  # {letter}"));
            let text = format!("{from} ~> {to}  {word}{sealed}{call}");
            self.row(plain(of(&from), happening.at), happening.packet, text);
        }
    }

    fn other(&mut self, happening: &Happening, way: Way, mut octets: Vec<u8>) {
        let length = octets.len();
        octets.truncate(SHOWN);
        let (from, to) = (self.name(way.src), self.name(way.dst));
        let row = frame_row(&from, &to, &Datagram::Other(octets));
        let more = if length > SHOWN { format!("  # {length} octets") } else { String::new() };
        self.row(plain(of(&from), happening.at), happening.packet, row + &more);
    }

    fn sealed(&mut self, happening: &Happening, way: Way) {
        let from = self.name(way.src);
        let text = format!("# {from} -> {}  sealed", self.name(way.dst));
        self.row(plain(of(&from), happening.at), happening.packet, text);
    }

    fn row(&mut self, key: Key, packet: u64, text: String) {
        self.rows.push(Row { key, packet, text, times: 1 });
    }

    fn name(&self, address: SocketAddr) -> String {
        let known = self.names.get(&address.ip());
        known.cloned().unwrap_or_else(|| format!("\"{}\"", address.ip()))
    }

    /// Console words with letters for the device's own call numbers.
    fn lettered(&mut self, text: &str) -> String {
        let words = text.split(' ').map(|word| {
            let number = word.strip_prefix("src=").and_then(|number| number.parse().ok());
            number.map_or_else(
                || word.to_owned(),
                |number| format!("src={}", self.ends.letter(DUT, number)),
            )
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

/// A row without call numbers.
const fn plain(of: Of, at: Instant) -> Key {
    Key { of, at, numbers: None }
}

/// Whose frame a row is.
fn of(sender: &str) -> Of {
    if sender == DUT { Of::Frame } else { Of::Rig }
}
