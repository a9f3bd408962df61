//! The transcript: what happened at the device, one row an event, in the notation of scripts.

use crate::report::outcome::TranscriptRow;
use core::net::{IpAddr, SocketAddr};
use iax2_wire::time::Instant;
use phonerig_judge::datagram::Datagram;
use phonerig_judge::happening::{Command, Happening, What, WireId};
use phonerig_judge::network::Span;
use phonerig_judge::notation::describe::frame_row;
use phonerig_judge::notation::message::FORMATS;
use std::collections::HashMap;
use std::time::Duration;

/// A pause that ends a run of media: the next frame begins a row of its own.
const PAUSE: Duration = Duration::from_millis(200);

/// The longest data that a media frame's row shows.
const SHOWN: usize = 16;

/// A transcript in the making. Media that flows without a pause is one row.
#[derive(Debug, Default)]
pub struct Story {
    names: HashMap<IpAddr, String>,
    rows: Vec<TranscriptRow>,
    runs: HashMap<Flow, Run>,
    codecs: HashMap<(SocketAddr, u16), u64>,
}

/// Media of one call in one direction, or of a trunk.
type Flow = (SocketAddr, SocketAddr, Option<u16>);

#[derive(Debug)]
struct Run {
    row: usize,
    first: Instant,
    last: Instant,
    frames: u32,
    codec: Option<u64>,
}

impl Story {
    /// A transcript with names for addresses.
    pub fn new(names: impl IntoIterator<Item = (IpAddr, String)>) -> Self {
        Self { names: names.into_iter().collect(), ..Self::default() }
    }

    /// Something happened.
    pub fn hear(&mut self, happening: &Happening) {
        let packet = Some(happening.packet).filter(|packet| *packet > 0);
        match &happening.what {
            What::Wire { wire: WireId::Dut, src, dst, octets } => {
                self.datagram(happening.at, packet, (*src, *dst), octets);
            }
            What::Wire { .. } => {}
            What::Sign(text) => self.row(happening.at, packet, format!("dut {text}")),
            What::Log(text) => self.row(happening.at, packet, format!("# log: {text}")),
            What::Fault(text) => self.row(happening.at, packet, format!("# fault: {text}")),
            What::Broken(text) => self.row(happening.at, packet, format!("# broken: {text}")),
        }
    }

    /// The rig does something that is no datagram.
    pub fn act(&mut self, at: Instant, command: &Command) {
        let text = match command {
            Command::Send { .. } => return,
            Command::User(text) => format!("user {text}"),
            Command::Nat(text) => format!("nat {text}"),
            Command::Link(text) => format!("link {text}"),
            Command::Power(text) => format!("power {text}"),
            Command::Note(text) => format!("# {text}"),
        };
        self.row(at, None, text);
    }

    /// The whole transcript.
    pub fn finish(mut self) -> Vec<TranscriptRow> {
        for ((src, dst, call), run) in std::mem::take(&mut self.runs) {
            self.close((src, dst, call), &run);
        }
        self.rows
    }

    fn datagram(
        &mut self,
        at: Instant,
        packet: Option<u64>,
        way: (SocketAddr, SocketAddr),
        octets: &[u8],
    ) {
        let (src, dst) = way;
        match Datagram::parse(octets) {
            Datagram::Mini { source, .. } | Datagram::Video { source, .. } => {
                self.media(at, packet, (src, dst, Some(source)));
            }
            Datagram::Trunk { .. } => self.media(at, packet, (src, dst, None)),
            datagram => self.frame(at, packet, way, datagram),
        }
    }

    fn frame(
        &mut self,
        at: Instant,
        packet: Option<u64>,
        (src, dst): (SocketAddr, SocketAddr),
        mut datagram: Datagram,
    ) {
        if let Datagram::Full(frame) = &mut datagram
            && matches!(frame.kind, 2 | 3)
        {
            if let Some(format) = iax2_wire::Subclass(frame.subclass).value() {
                self.codecs.insert((src, frame.source), format);
            }
            if frame.data.len() > SHOWN {
                frame.data.clear();
            }
        }
        let text = frame_row(&self.name(src), &self.name(dst), &datagram);
        self.row(at, packet, text);
    }

    fn media(&mut self, at: Instant, packet: Option<u64>, flow: Flow) {
        if let Some(run) = self.runs.get_mut(&flow)
            && at.since(run.last) <= PAUSE
        {
            run.last = at;
            run.frames += 1;
            return;
        }
        let codec = flow.2.and_then(|call| self.codecs.get(&(flow.0, call)).copied());
        let run = Run { row: self.rows.len(), first: at, last: at, frames: 1, codec };
        self.row(at, packet, String::new());
        if let Some(over) = self.runs.insert(flow, run) {
            self.close(flow, &over);
        }
    }

    /// Says of a run how long it was.
    fn close(&mut self, (src, dst, call): Flow, run: &Run) {
        let codec = FORMATS.iter().find(|(_, mask)| Some(*mask) == run.codec);
        let what = match (call, codec) {
            (None, _) => "trunk",
            (_, Some((name, _))) => name,
            (_, None) => "minis",
        };
        let (from, to) = (self.name(src), self.name(dst));
        let lasting = Span(run.last.since(run.first));
        let call = call.map_or_else(String::new, |call| format!(" src={call},"));
        let text = format!("{from} ~> {to}  {what} for {lasting}   #{call} {} frames", run.frames);
        if let Some(row) = self.rows.get_mut(run.row) {
            row.text = text;
        }
    }

    fn row(&mut self, at: Instant, packet: Option<u64>, text: String) {
        let at = at.since(Instant::ZERO);
        self.rows.push(TranscriptRow { packet, at, text });
    }

    fn name(&self, address: SocketAddr) -> String {
        let known = self.names.get(&address.ip());
        known.cloned().unwrap_or_else(|| format!("\"{address}\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    fn at(millis: u64) -> Instant {
        Instant::ZERO + Duration::from_millis(millis)
    }

    fn told(octets: &[(u64, &[u8])]) -> Vec<String> {
        let (src, dst) = ([192, 0, 2, 1], [192, 0, 2, 2]);
        let mut story = Story::new([(IpAddr::from(src), "dut".to_owned())]);
        for (millis, octets) in octets {
            let what = What::Wire {
                wire: WireId::Dut,
                src: SocketAddr::from((src, 4569)),
                dst: SocketAddr::from((dst, 4569)),
                octets: octets.to_vec(),
            };
            story.hear(&Happening { at: at(*millis), packet: 3, what });
        }
        story.finish().into_iter().map(|row| row.text).collect()
    }

    #[test]
    fn media_without_a_pause_is_one_row() {
        let voice = hex!("8005 8009 00000014 00 01 02 04 ff");
        let mini = hex!("0005 0028 ffff");
        let rows = told(&[(20, &voice), (40, &mini), (60, &mini), (80, &mini), (900, &mini)]);
        assert_eq!(rows.len(), 3, "{rows:#?}");
        assert!(rows[1].contains("ulaw for 40ms   # src=5, 3 frames"), "{}", rows[1]);
        assert!(rows[2].contains("1 frames"), "{}", rows[2]);
    }

    #[test]
    fn a_stranger_is_named_by_its_address() {
        let rows = told(&[(20, &hex!("8005 8009 00000014 00 01 06 04"))]);
        assert!(rows[0].starts_with("dut -> \"192.0.2.2:4569\"  ACK"), "{}", rows[0]);
    }
}
