//! Packets in, findings out.

use super::options::Options;
use super::s6_5_transfer::{self, Transfers};
use super::s7_4_encryption::{self, Opened};
use super::s8_1_3_meta::{self, TrunkClocks};
use super::scene::{Novelty, Scene};
use super::storms::{self, Flows};
use super::watch::Watch;
use super::{
    call_token, required, s6_1_registration, s6_2_calls, s6_4_midcall, s6_7_monitoring,
    s6_8_dialplan, s6_9_3_vnak, s6_9_acknowledgement, s6_10_media, s7_iseqno, s7_sequence,
    s7_timestamps, s8_1_1_headers, s8_1_2_mini, s8_2_codes, s8_6_elements, s10_authentication,
    sweep,
};
use super::{dead_letters, s3_association};
use crate::finding::Finding;
use crate::flow::{End, Endpoint, Key, Kind, Leg, LegTable, Message, Place, Stage};
use crate::header::Header;
use core::net::SocketAddr;
use core::time::Duration;
use iax2_wire::time::Instant;
use iax2_wire::{IaxCode, IeCode, Ies};

/// How often what only time decides is looked at.
const SWEEP: Duration = Duration::from_millis(500);
/// Hosts, and pairs of them, that are remembered at a time.
const MAX_HOSTS: usize = 64 * 1024;

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
    table: LegTable,
    watch: Watch,
    next_sweep: Instant,
    clocks: TrunkClocks,
    flows: Flows,
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
        let from = self.watch.endpoints.of(seen.src);
        let to = self.watch.endpoints.of(seen.dst);
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
            self.next_sweep = now + SWEEP;
            self.sweep();
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
                full_frame(leg, side, &mut self.watch, &mut self.transfers, body);
            }
            Opened::Decrypted(length) => {
                let clear = &buffer[..length];
                if let Some(header) = Header::parse(clear) {
                    let data = &clear[crate::header::LENGTH..];
                    let body = Body { header, data, encrypted: true, stateless };
                    full_frame(leg, side, &mut self.watch, &mut self.transfers, body);
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

    /// The leg that a full frame belongs to, begun here where the frame begins one, and whether its sender
    /// used no number of the leg.
    fn find(
        &mut self,
        key: Key,
        header: &Header,
        message: Message,
        data: &[u8],
    ) -> Option<(Place, bool)> {
        if let Some(place) = self.table.place(key) {
            return Some((self.known(place, key, header, message, data), false));
        }
        if opens(message) && header.dest == 0 {
            return Some((self.begin(key, kind_of(message)), false));
        }
        if header.dest == 0 {
            let flows = &self.flows;
            s3_association::stray(&mut self.table, &mut self.watch, flows, key, header, message);
            return None;
        }
        let reverse = self.table.place(key.reverse(header.dest));
        match reverse {
            Some(place) if place.end == 0 => self.answer(place, key, message),
            Some(place) => self.watch.is_judged(key.from).then_some((place_of(place, 0), false)),
            None => {
                let flows = &self.flows;
                let (table, watch) = (&mut self.table, &mut self.watch);
                if s3_association::stray(table, watch, flows, key, header, message) {
                    return None;
                }
                self.join(key, header, message)
            }
        }
    }

    /// A frame of a leg that is followed: it may begin the leg anew.
    fn known(
        &mut self,
        place: Place,
        key: Key,
        header: &Header,
        message: Message,
        data: &[u8],
    ) -> Place {
        let anew = opens(message) && header.oseqno == 0 && !header.retry;
        let Some(leg) = self.table.leg(place.leg) else { return place };
        if !anew || header.dest != 0 && leg.shared.kind != Kind::Joined {
            return place;
        }
        let carries_token = Ies::new(data).find(IeCode::CALLTOKEN).is_some_and(|it| !it.is_empty());
        if leg.shared.token.is_some() && carries_token && place.end == 0 {
            let same = leg.ends[0].sending.stamped(header.timestamp).is_some()
                && leg.ends[0].sending.next == Some(1)
                && leg.shared.token_used;
            if !same {
                leg.ends[0].restart();
                leg.ends[1].restart();
                leg.shared.token_used = true;
                leg.shared.stage = Stage::Waiting;
            }
            return place;
        }
        let over = leg.shared.stage == Stage::Over || place.end == 1;
        if over || leg.shared.kind == Kind::Joined {
            return self.begin(key, kind_of(message));
        }
        place
    }

    fn begin(&mut self, key: Key, kind: Kind) -> Place {
        let first = End::new(key.from, key.number, self.watch.is_judged(key.from));
        let second = End::new(key.to, 0, self.watch.is_judged(key.to));
        if kind != Kind::Joined {
            s6_2_calls::number_is_free(&mut self.table, &mut self.watch, key);
        }
        self.table.insert(key, Leg::new(kind, self.watch.now, [first, second]))
    }

    /// The first frame of the end that was called, or one that it sends without a call.
    fn answer(&mut self, place: Place, key: Key, message: Message) -> Option<(Place, bool)> {
        let place = place_of(place, 1);
        let without_call = [IaxCode::REJECT, IaxCode::REGREJ, IaxCode::PONG, IaxCode::HANGUP];
        let stateless = message.is(IaxCode::CALLTOKEN)
            || message.is(IaxCode::INVAL)
            || key.number <= 1 && message.is_any(&without_call);
        let judged = self.watch.is_judged(key.from);
        let leg = self.table.leg(place.leg)?;
        if !stateless && leg.ends[1].number != 0 && !judged {
            return None;
        }
        if stateless || leg.ends[1].number != 0 {
            return Some((place, stateless));
        }
        Some((self.table.bind(key, place.leg), false))
    }

    /// A leg whose beginning was not seen.
    fn join(&mut self, key: Key, header: &Header, message: Message) -> Option<(Place, bool)> {
        if !message.is_counted() && !message.is_any(&[IaxCode::TXCNT, IaxCode::TXACC]) {
            return None;
        }
        let place = self.begin(key, Kind::Joined);
        self.table.bind(key.reverse(header.dest), place.leg);
        Some((place, false))
    }
}

/// A full frame that can be read.
struct Body<'a> {
    header: Header,
    data: &'a [u8],
    encrypted: bool,
    stateless: bool,
}

/// Sets the scene for a full frame, and judges it.
fn full_frame(
    leg: &mut Leg,
    side: usize,
    watch: &mut Watch,
    transfers: &mut Transfers,
    body: Body<'_>,
) {
    let [first, second] = &mut leg.ends;
    let began = side == 0;
    let (me, peer) = if began { (first, second) } else { (second, first) };
    let mut scene = Scene {
        header: body.header,
        message: Message::new(body.header.frame_type, body.header.subclass),
        data: body.data,
        encrypted: body.encrypted,
        stateless: body.stateless,
        novelty: Novelty::Uncounted,
        taken: true,
        shared: &mut leg.shared,
        me,
        peer,
        began,
        watch,
    };
    judge(&mut scene);
    s6_5_transfer::check(&mut scene, transfers);
}

/// Every rule on one full frame, then what it changes.
fn judge(scene: &mut Scene<'_>) {
    if s7_4_encryption::unagreed(scene) {
        return;
    }
    s7_sequence::check(scene);
    arrive(scene);
    s8_1_1_headers::check(scene);
    s7_iseqno::beyond_is_decided(scene);
    s7_timestamps::check(scene);
    s8_2_codes::check(scene);
    if scene.novelty != Novelty::Repeat {
        required::check(scene);
        s8_6_elements::check(scene);
    }
    s7_4_encryption::note(scene);
    s6_9_acknowledgement::check(scene);
    s6_9_3_vnak::check(scene);
    storms::vnak(scene);
    call_token::check(scene);
    s10_authentication::check(scene);
    s6_1_registration::check(scene);
    s6_4_midcall::check(scene);
    s6_7_monitoring::check(scene);
    s6_8_dialplan::check(scene);
    dead_letters::check(scene);
    s6_2_calls::check(scene);
    s6_10_media::check(scene);
    scene.me.last_at = scene.watch.now;
    scene.shared.last_at = scene.watch.now;
}

/// The frame reaches its receiver, which takes it if it is in order.
fn arrive(scene: &mut Scene<'_>) {
    if scene.stateless {
        return;
    }
    let certain = scene.me.judged || !scene.watch.options.at_device;
    if !scene.message.is_counted() {
        scene.taken = certain || scene.header.dest == scene.peer.number;
        return;
    }
    let clean = (scene.message.iax().is_none() || scene.ies().check().is_ok())
        && (scene.header.dest == scene.peer.number || opens(scene.message));
    let now = scene.watch.now;
    let begins = scene.shared.kind != Kind::Joined;
    let ahead = scene.peer.reception.arrive(scene.header.oseqno, clean, begins, now);
    s6_9_acknowledgement::owe(scene, ahead);
    s6_9_3_vnak::out_of_order(scene, ahead);
    scene.taken = certain || ahead == 0 && clean;
}

/// Whether a message begins a dialogue.
fn opens(message: Message) -> bool {
    message.is_any(&[IaxCode::NEW, IaxCode::REGREQ, IaxCode::REGREL, IaxCode::POKE])
}

fn kind_of(message: Message) -> Kind {
    match message.iax() {
        Some(IaxCode::NEW) => Kind::Call,
        Some(IaxCode::POKE) => Kind::Poke,
        _ => Kind::Registration,
    }
}

const fn place_of(place: Place, end: u8) -> Place {
    Place { leg: place.leg, end }
}
