//! The listing: rows in the notation, with the packet's number behind them.

use std::io::{self, Write};
use std::net::SocketAddr;

use iax2_wire::code::{FrameType, IaxCode};
use iax2_wire::ie::Ies;
use iax2_wire::view::{FULL_HEADER, FullView, Kind, MiniView, TrunkView, VideoView, classify};
use phonerig_judge::notation::ast::{
    End, Event, Field, Flag, FlowEvent, FrameEvent, Line, TrunkCall, TrunkEntry, Trunking,
};
use phonerig_judge::notation::message::{Message, RawPart};

use super::media::{Carrier, Run, RunKey, Runs};
use super::message::{message, single};
use super::names::Names;
use super::sequence::Sequences;
use crate::decryption::Opened;
use crate::generations::Generations;
use crate::recognition::Datagram;

/// Calls whose format is remembered.
const FORMATS: usize = 16 * 1024;
/// Octets of a datagram that makes no sense that are printed.
const RAW: usize = 64;

/// Writes the rows of a capture.
pub(super) struct Listing<W> {
    out: W,
    names: Names,
    sequences: Sequences,
    runs: Runs,
    /// Formats of the last full voice and video frames: sender, receiver, call, whether video.
    formats: Generations<(SocketAddr, SocketAddr, u16, bool), u64>,
}

impl<W: Write> Listing<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            names: Names::new(),
            sequences: Sequences::new(),
            runs: Runs::default(),
            formats: Generations::new(FORMATS),
        }
    }

    /// Writes the row of a datagram, or folds it into a run of media.
    pub(super) fn datagram(
        &mut self,
        datagram: &Datagram<'_>,
        opened: Opened<'_>,
    ) -> io::Result<()> {
        match opened {
            Opened::Sealed(octets) => self.sealed(datagram, octets),
            Opened::Clear(octets) => self.frame(datagram, octets, false),
            Opened::Decrypted(octets) => self.frame(datagram, octets, true),
        }
    }

    /// Writes a note that stands between the packets.
    pub(super) fn note(&mut self, packet: u64, text: &str) -> io::Result<()> {
        text.lines().try_for_each(|line| writeln!(self.out, "# {packet}: {line}"))
    }

    /// Writes the runs that are still going on.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let ended = self.runs.end(|_| true);
        self.flows(ended)?;
        if self.names.are_empty() {
            writeln!(self.out, "# no IAX2: no flow with two full frames that go together")?;
        }
        self.out.flush()
    }

    fn frame(&mut self, datagram: &Datagram<'_>, octets: &[u8], encrypted: bool) -> io::Result<()> {
        match classify(octets) {
            Ok(Kind::Full) => self.full(datagram, octets, encrypted),
            Ok(Kind::Mini) => {
                let call = MiniView::new_unchecked(octets).source_call();
                let carrier = Carrier::Mini { call, sealed: false };
                let format = self.format(datagram, call, false);
                self.media(datagram, carrier, format, None)
            }
            Ok(Kind::Video) => {
                let call = VideoView::new_unchecked(octets).source_call();
                let format = self.format(datagram, call, true);
                self.media(datagram, Carrier::Video { call }, format, None)
            }
            Ok(Kind::Trunk) => self.trunk(datagram, octets),
            Ok(Kind::OtherMeta) => self.raw(datagram, octets, "no trunk (RFC 5456 8.1.3)"),
            Err(error) => self.raw(datagram, octets, &error.to_string()),
        }
    }

    fn full(&mut self, datagram: &Datagram<'_>, octets: &[u8], encrypted: bool) -> io::Result<()> {
        self.end_runs(datagram, octets)?;
        self.learn_format(datagram, octets);
        let view = FullView::new_unchecked(octets);
        let (said, more) = message(octets);
        let place = self.sequences.place(datagram.src, datagram.dst, octets);
        let mut fields = Vec::with_capacity(more.len() + 5);
        fields.extend(place.sent.map(Field::SentIndex));
        fields.extend(place.seen.map(Field::SeenIndex));
        fields.extend(view.retry().then_some(Field::Flag(Flag::Retry)));
        fields.extend(encrypted.then_some(Field::Flag(Flag::Encrypted)));
        fields.extend(more);
        let broken = (datagram.missing == 0 && view.frame_type() == FrameType::IAX.0)
            .then(|| Ies::new(octets.get(FULL_HEADER..).unwrap_or_default()).check().err())
            .flatten();
        let calls = (view.source_call(), view.dest_call());
        let flaw = broken.map(|error| format!("malformed: {error}"));
        self.row(datagram, said, calls, fields, flaw.as_deref())
    }

    /// A frame whose call numbers alone can be read.
    fn sealed(&mut self, datagram: &Datagram<'_>, octets: &[u8]) -> io::Result<()> {
        if classify(octets) == Ok(Kind::Full) {
            let view = FullView::new_unchecked(octets);
            let calls = (view.source_call(), view.dest_call());
            let retry = view.retry().then_some(Field::Flag(Flag::Retry));
            let fields = retry.into_iter().chain([Field::Flag(Flag::Encrypted)]).collect();
            return self.row(datagram, Message::Any, calls, fields, None);
        }
        let call = MiniView::new_unchecked(octets).source_call();
        self.media(datagram, Carrier::Mini { call, sealed: true }, None, None)
    }

    fn row(
        &mut self,
        datagram: &Datagram<'_>,
        said: Message,
        (source, dest): (u16, u16),
        fields: Vec<Field>,
        flaw: Option<&str>,
    ) -> io::Result<()> {
        let (from, to) = (self.end(datagram.src)?, self.end(datagram.dst)?);
        let letters = (self.names.call(datagram.src, source), self.names.call(datagram.dst, dest));
        let calls = Field::Calls(letters.0, letters.1);
        let fields = [calls].into_iter().chain(fields).collect();
        let event = Event::Frame(FrameEvent { from, to, messages: vec![said], fields });
        let flaw = flaw.map_or_else(String::new, |flaw| format!(" {flaw}"));
        let missing = match datagram.missing {
            0 => String::new(),
            count => format!(" {count} octets not captured"),
        };
        let place = place(datagram.packet, datagram.interface);
        writeln!(self.out, "{}  # {place}{flaw}{missing}", line(event))
    }

    fn raw(&mut self, datagram: &Datagram<'_>, octets: &[u8], flaw: &str) -> io::Result<()> {
        let (from, to) = (self.end(datagram.src)?, self.end(datagram.dst)?);
        let parts = octets.iter().take(RAW).map(|octet| RawPart::Octet(*octet)).collect();
        let messages = vec![Message::Raw(parts)];
        let event = Event::Frame(FrameEvent { from, to, messages, fields: Vec::new() });
        let more = match octets.len().saturating_sub(RAW) {
            0 => String::new(),
            count => format!(" and {count} more octets"),
        };
        let place = place(datagram.packet, datagram.interface);
        writeln!(self.out, "{}  # {place}{more} malformed: {flaw}", line(event))
    }

    fn trunk(&mut self, datagram: &Datagram<'_>, octets: &[u8]) -> io::Result<()> {
        let view = TrunkView::new_unchecked(octets);
        let timestamps = view.command_data() & 1 != 0;
        let mut letters = Vec::new();
        for entry in view.entries() {
            match entry {
                Ok(entry) => letters.push((entry.call & 0x7fff, datagram.src)),
                Err(error) => return self.raw(datagram, octets, &error.to_string()),
            }
        }
        let first = letters.first().and_then(|(call, _)| self.format(datagram, *call, false));
        self.end(datagram.src)?;
        let letters: Vec<_> =
            letters.into_iter().map(|(call, from)| self.names.call(from, call)).collect();
        self.media(datagram, Carrier::Trunk { timestamps }, first, Some(&letters))
    }

    fn media(
        &mut self,
        datagram: &Datagram<'_>,
        carrier: Carrier,
        format: Option<u64>,
        trunked: Option<&[String]>,
    ) -> io::Result<()> {
        let key =
            RunKey { interface: datagram.interface, from: datagram.src, to: datagram.dst, carrier };
        let (ended, run) = self.runs.take(key, format, datagram.packet, datagram.at);
        for letter in trunked.unwrap_or_default() {
            if !run.trunked.contains(letter) {
                run.trunked.push(letter.clone());
            }
        }
        self.flows(ended)
    }

    /// A hangup ends the media of its call in both directions.
    fn end_runs(&mut self, datagram: &Datagram<'_>, octets: &[u8]) -> io::Result<()> {
        let view = FullView::new_unchecked(octets);
        let ends = view.frame_type() == FrameType::IAX.0
            && matches!(
                IaxCode(view.subclass()),
                IaxCode::HANGUP | IaxCode::REJECT | IaxCode::TXREL
            );
        if !ends {
            return Ok(());
        }
        let ended = self.runs.end(|key| {
            if key.interface != datagram.interface {
                return false;
            }
            let call = match key.carrier {
                Carrier::Mini { call, .. } | Carrier::Video { call } => call,
                Carrier::Trunk { .. } => return false,
            };
            (key.from == datagram.src && key.to == datagram.dst && call == view.source_call())
                || (key.from == datagram.dst && key.to == datagram.src && call == view.dest_call())
        });
        self.flows(ended)
    }

    fn flows(&mut self, ended: Vec<Run>) -> io::Result<()> {
        ended.iter().try_for_each(|run| self.run(run))
    }

    fn run(&mut self, run: &Run) -> io::Result<()> {
        let (mut from, to) = (self.end(run.key.from)?, self.end(run.key.to)?);
        let trunking = match run.key.carrier {
            Carrier::Trunk { timestamps } => {
                let leg = |letter: &String| TrunkCall::Leg(letter.clone());
                let entry = |letter| TrunkEntry { call: leg(letter), flaw: None };
                let entries = run.trunked.iter().map(entry).collect();
                Some(Trunking { entries, timestamps, ..Trunking::default() })
            }
            Carrier::Mini { call, .. } | Carrier::Video { call } => {
                from.leg = Some(self.names.call(run.key.from, call));
                None
            }
        };
        let event = Event::Flow(FlowEvent { from, to, flow: run.flow(trunking) });
        let Run { first, last, frames, .. } = run;
        let sealed = matches!(run.key.carrier, Carrier::Mini { sealed: true, .. });
        let sealed = if sealed { ", encrypted" } else { "" };
        let plural = if *frames == 1 { "" } else { "s" };
        let last = place(*last, run.key.interface);
        writeln!(self.out, "{}  # {first}..{last}, {frames} frame{plural}{sealed}", line(event))
    }

    /// A party by its name, which is explained when it is given.
    fn end(&mut self, address: SocketAddr) -> io::Result<End> {
        let (party, is_new) = self.names.party(address);
        if is_new {
            writeln!(self.out, "# {party} is {address}")?;
        }
        Ok(End { party, leg: None })
    }

    fn format(&mut self, datagram: &Datagram<'_>, call: u16, video: bool) -> Option<u64> {
        self.formats.get((datagram.src, datagram.dst, call, video)).copied()
    }

    fn learn_format(&mut self, datagram: &Datagram<'_>, octets: &[u8]) {
        let view = FullView::new_unchecked(octets);
        let video = match FrameType(view.frame_type()) {
            FrameType::VOICE => false,
            FrameType::VIDEO => true,
            _ => return,
        };
        if let Some(format) = single(view.subclass()) {
            let key = (datagram.src, datagram.dst, view.source_call(), video);
            *self.formats.entry(key, || format) = format;
        }
    }
}

/// A packet's number, and the interface that it was captured on where that is not the first.
fn place(packet: u64, interface: u32) -> String {
    match interface {
        0 => packet.to_string(),
        other => format!("{packet} on interface {other}"),
    }
}

fn line(event: Event) -> Line {
    Line {
        number: 0,
        when: None,
        optional: false,
        never: false,
        events: vec![event],
        times: None,
        cites: Vec::new(),
    }
}
