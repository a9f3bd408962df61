//! Packets in, findings out.

use super::full_frame::{self, Body};
use super::options::Options;
use super::s6_5_transfer::{self, Transfers};
use super::s7_4_encryption::{self, Opened};
use super::s8_1_3_1_video;
use super::s8_1_3_meta::{self, TrunkClocks};
use super::storms::{self, Flows};
use super::watch::Watch;
use super::{s8_1_1_headers, s8_1_2_mini, sweep};
use crate::finding::Finding;
use crate::flow::{Endpoint, Key, Kind, LegTable, Message, Stage};
use crate::header::Header;
use core::net::SocketAddr;
use core::time::Duration;
use iax2_wire::time::Instant;

/// How often what only time decides is looked at, while legs are few.
const SWEEP: Duration = Duration::from_millis(500);
/// Legs that are few; with each so many more the look at all of them comes as much later, so that a flood of calls
/// costs each packet the same.
const FEW_LEGS: usize = 1024;
/// Hosts, and pairs of them, that are remembered at a time.
const MAX_HOSTS: usize = 16 * 1024;

/// A datagram as the capture shows it.
#[derive(Clone, Copy, Debug)]
pub struct Observation<'a> {
    /// The packet's number in the capture, from 1.
    pub packet: u64,
    /// When it was captured.
    pub at: Instant,
    /// The sender's address.
    pub src: SocketAddr,
    /// The receiver's address.
    pub dst: SocketAddr,
    /// The UDP payload.
    pub octets: &'a [u8],
}

/// The always-on rules over a stream of packets.
///
/// Packets come in the order of their times. Findings gather until they are drained; call
/// [`finish`](Self::finish) at the end for those that only the end decides.
#[derive(Debug)]
pub struct WireJudge {
    pub(super) table: LegTable,
    pub(super) watch: Watch,
    next_sweep: Instant,
    clocks: TrunkClocks,
    pub(super) flows: Flows,
    transfers: Transfers,
    /// Where encrypted frames are opened.
    buffer: Vec<u8>,
}

impl WireJudge {
    /// A judge that has seen nothing yet.
    pub fn new(options: Options) -> Self {
        Self {
            table: LegTable::default(),
            watch: Watch::new(options),
            next_sweep: Instant::ZERO,
            clocks: TrunkClocks::default(),
            flows: Flows::default(),
            transfers: Transfers::default(),
            buffer: Vec::new(),
        }
    }

    /// Takes one datagram.
    pub fn observe(&mut self, seen: Observation<'_>) {
        self.advance(seen.at);
        self.watch.packet = seen.packet;
        let from = Endpoint::from(seen.src);
        let to = Endpoint::from(seen.dst);
        let [first, second, _, _, ..] = *seen.octets else {
            let words =
                format!("a datagram has {} octets; no frame has fewer than 4", seen.octets.len());
            self.watch.fail_outside(from, s8_1_1_headers::SHORT, words);
            return;
        };
        let number = u16::from_be_bytes([first, second]);
        if number & 0x8000 != 0 {
            self.full(from, to, seen.octets);
        } else if number != 0 {
            let key = Key { from, to, number };
            s8_1_2_mini::check(
                &mut self.table,
                &mut self.watch,
                key,
                seen.octets,
                &mut self.buffer,
            );
        } else {
            let clocks = &mut self.clocks;
            s8_1_3_meta::check(&mut self.table, &mut self.watch, clocks, (from, to), seen.octets);
        }
    }

    /// Tells the time where no packet does.
    pub fn advance(&mut self, now: Instant) {
        self.watch.now = now;
        if now >= self.next_sweep {
            self.sweep();
            let legs = u32::try_from(self.table.len() / FEW_LEGS).unwrap_or(u32::MAX);
            self.next_sweep = now + SWEEP.saturating_mul(legs.saturating_add(1));
        }
    }

    /// Takes the findings that have gathered, in the order in which they were made.
    pub fn drain(&mut self) -> Vec<Finding> {
        self.watch.drain()
    }

    /// Judges what the end of the capture decides, at the time of the last packet or of the last [`advance`](Self::advance).
    pub fn finish(&mut self) {
        self.sweep();
    }

    /// The requirements found broken so far.
    pub fn cited(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.watch.cited()
    }

    fn sweep(&mut self) {
        s6_5_transfer::overdue(&mut self.table, &mut self.watch, &mut self.transfers);
        sweep::sweep(&mut self.table, &mut self.watch);
        storms::reclaim(&mut self.flows, self.watch.now);
        self.keep_bounded();
    }

    /// Forgets what is remembered of hosts when a flood of them would fill memory.
    fn keep_bounded(&mut self) {
        if self.flows.len() > MAX_HOSTS {
            self.flows.clear();
        }
        if self.clocks.len() > MAX_HOSTS {
            self.clocks.clear();
        }
        if self.transfers.len() > MAX_HOSTS {
            self.transfers.clear();
        }
        self.watch.keep_bounded(MAX_HOSTS);
    }

    fn full(&mut self, from: Endpoint, to: Endpoint, octets: &[u8]) {
        let ends = (from, to);
        if octets.starts_with(&[0x80, 0])
            && s8_1_3_1_video::misbegun(&mut self.table, &mut self.watch, ends, octets)
        {
            return;
        }
        let Some(header) = Header::parse(octets) else {
            let words =
                format!("a full frame has {} octets; its header alone has 12", octets.len());
            self.watch.fail_outside(from, s8_1_1_headers::SHORT, words);
            return;
        };
        let key = Key { from, to, number: header.source };
        let message = Message::new(header.frame_type, header.subclass);
        let data = &octets[crate::header::LENGTH..];
        storms::count(&mut self.flows, &mut self.watch, (from, to), &header);
        let Some((place, stateless)) = self.find(key, &header, message, data) else { return };
        let Some(leg) = self.table.leg(place.leg) else { return };
        let side = usize::from(place.end);
        let mut buffer = core::mem::take(&mut self.buffer);
        match s7_4_encryption::open(leg, side, &mut self.watch, octets, &mut buffer) {
            Opened::Clear => {
                let body = Body { header, data, encrypted: false, stateless };
                full_frame::judge(leg, side, &mut self.watch, &mut self.transfers, body);
            }
            Opened::Decrypted(length) => {
                let clear = &buffer[..length];
                if let Some(header) = Header::parse(clear) {
                    let data = &clear[crate::header::LENGTH..];
                    let body = Body { header, data, encrypted: true, stateless };
                    full_frame::judge(leg, side, &mut self.watch, &mut self.transfers, body);
                }
            }
            Opened::Ignored => leg.shared.last_at = self.watch.now,
            Opened::Opaque => {
                // What happens inside is not seen, so the leg is as one that began before the capture.
                leg.shared.kind = Kind::Joined;
                leg.shared.stage = leg.shared.stage.max(Stage::Up);
                leg.shared.last_at = self.watch.now;
            }
        }
        self.buffer = buffer;
    }
}
