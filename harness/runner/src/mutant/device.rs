//! A device around a device, with a fault between it and the network.

use super::condition::Memory;
use super::console;
use super::frame::Header;
use super::numbering::Numbering;
use super::spec::{Mutant, Piece, Rule, Way};
use crate::bench::qemu::Live;
use crate::bench::{Device, Outgoing, Report};
use core::net::SocketAddr;
use iax2_wire::time::Instant;
use iax2_wire::{FrameType, IaxCode};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, VecDeque};

/// A device with the faults of a mutant that show on the wire.
pub struct Mutated<'m, D> {
    device: D,
    rules: Vec<Judged<'m>>,
    /// Sequence numbers by the device's own call number.
    legs: FxHashMap<u16, Leg>,
    out: VecDeque<Outgoing>,
    /// What was delayed, by its time and then by order.
    later: BTreeMap<(Instant, u64), Outgoing>,
    delayed: u64,
    /// What waits for the next datagram to overtake it.
    swapped: Option<Outgoing>,
    /// The call that the device is in: its own number and the far end's.
    call: Option<(u16, u16)>,
    raw_console: bool,
    /// What a raw console has still to print.
    printed: VecDeque<String>,
}

/// A rule with what it has met.
struct Judged<'m> {
    rule: &'m Rule,
    count: u32,
    /// Whether it applies to a frame that may come again.
    decided: FxHashMap<Key, bool>,
    memory: Memory,
}

/// What a frame and its repetitions have in common: call, time-stamp, number, type and subclass.
type Key = (u16, u32, u8, u8, u8);

#[derive(Default)]
struct Leg {
    /// The device's own numbers: it gives them, the wire shows them.
    own: Numbering,
    /// The far end's: the wire gives them, the device is shown them.
    far: Numbering,
}

/// A rule that applies to a frame.
#[derive(Clone, Copy)]
struct Applied<'m> {
    rule: &'m Rule,
    /// Whether it was applied to the same frame before.
    again: bool,
}

impl<'m, D: Device> Mutated<'m, D> {
    /// Puts a mutant's faults around a device.
    pub fn new(device: D, mutant: &'m Mutant) -> Self {
        let judged = |rule| Judged {
            rule,
            count: 0,
            decided: FxHashMap::default(),
            memory: Memory::default(),
        };
        let rules = mutant.rules.iter().map(judged).collect();
        let (legs, out, later, printed) = Default::default();
        let raw_console = mutant.raw_console;
        let (swapped, call) = (None, None);
        Self { device, rules, legs, out, later, delayed: 0, swapped, call, raw_console, printed }
    }

    /// The device without its faults.
    pub fn device(&self) -> &D {
        &self.device
    }

    fn decide(&mut self, way: Way, octets: &[u8]) -> Vec<Applied<'m>> {
        let header = Header::read(octets);
        let of_this_way = self.rules.iter_mut().filter(|judged| judged.rule.way == way);
        let applied = of_this_way.filter_map(|judged| judged.decide(header, octets)).collect();
        for Judged { rule, memory, .. } in &mut self.rules {
            rule.condition.remember(memory, way, octets);
        }
        applied
    }

    fn sent(&mut self, now: Instant, mut outgoing: Outgoing) {
        let applied = self.decide(Way::Sends, &outgoing.octets);
        self.ahead(&applied, &outgoing);
        if let Some(mut header) = Header::read(&outgoing.octets) {
            let swallowed = applied.iter().any(|applied| applied.rule.fate.swallow);
            if swallowed && header.dst != 0 && header.is_numbered() {
                self.swallow_sent(now, &outgoing, header);
                return self.add(&applied, &outgoing, header);
            }
            self.renumber_sent(&mut header);
            header.write(&mut outgoing.octets);
            if [FrameType::CONTROL.0, FrameType::VOICE.0].contains(&header.frame_type) {
                self.call = Some((header.src, header.dst));
            }
        }
        let original = outgoing.clone();
        for Applied { rule, .. } in &applied {
            self.apply(rule, &mut outgoing.octets);
            outgoing.port = rule.fate.port.unwrap_or(outgoing.port);
            outgoing.to = rule.fate.to.unwrap_or(outgoing.to);
            rule.fate.to_port.into_iter().for_each(|port| outgoing.to.set_port(port));
        }
        self.leave(now, outgoing, &applied);
        if let Some(header) = Header::read(&original.octets) {
            self.skip(&applied, header);
            self.add(&applied, &original, header);
        }
        let numbers = Header::read(&original.octets).map(|header| (header.src, header.dst));
        self.add_raw(&applied, &original, numbers);
    }

    fn apply(&self, rule: &Rule, octets: &mut Vec<u8>) {
        let call = self.call.map(|(own, _)| own);
        let mut change = rule.change.clone();
        change.src = change.src.map(|number| number.in_call(call));
        change.dst = change.dst.map(|number| number.in_call(call));
        change.apply(octets);
    }

    /// Sends what goes ahead of a frame.
    fn ahead(&mut self, applied: &[Applied<'_>], beside: &Outgoing) {
        let Some(header) = Header::read(&beside.octets) else {
            return;
        };
        let fresh = applied.iter().filter(|applied| !applied.again);
        for body in fresh.filter_map(|applied| applied.rule.before.as_ref()) {
            let (frame_type, subclass) = (body.frame_type, body.subclass);
            let added = Header { frame_type, subclass, retry: false, ..header };
            let oseq = self.legs.entry(header.src).or_default().own.number(added);
            let mut octets = Header { oseq, ..added }.octets().to_vec();
            octets.extend_from_slice(&body.payload);
            self.out.push_back(Outgoing { octets, ..beside.clone() });
        }
    }

    /// Sends the datagrams that are written out, with the numbers of this frame or of the call.
    fn add_raw(&mut self, applied: &[Applied<'_>], beside: &Outgoing, numbers: Option<(u16, u16)>) {
        let Some((own, far)) = numbers.or(self.call) else {
            return;
        };
        let fresh = applied.iter().filter(|applied| !applied.again);
        for Applied { rule, .. } in fresh.filter(|applied| !applied.rule.raw.is_empty()) {
            let octets = rule.raw.iter().flat_map(|piece| piece.octets(own, far)).collect();
            self.out.push_back(Outgoing { octets, ..beside.clone() });
        }
    }

    /// The far end never learns of the frame, and the device believes that it was acknowledged.
    fn swallow_sent(&mut self, now: Instant, outgoing: &Outgoing, header: Header) {
        self.legs.entry(header.src).or_default().own.swallow(header.oseq);
        let ack = header.answered(header.iseq, FrameType::IAX.0, IaxCode::ACK.0);
        self.device.handle_datagram(now, outgoing.to, outgoing.port, &ack.octets());
    }

    fn renumber_sent(&mut self, header: &mut Header) {
        let leg = self.legs.entry(header.src).or_default();
        let is_first = header.is_numbered() && header.oseq == 0 && !header.retry;
        if is_first && leg.own.next_shown() != 0 {
            *leg = Leg::default();
        }
        header.oseq = match header.is_numbered() {
            true => leg.own.pass(header.oseq),
            false => leg.own.peek(header.oseq),
        };
        header.iseq = leg.far.given(header.iseq);
    }

    /// Sends what the fault leaves of a frame, when and as often as the fault says.
    fn leave(&mut self, now: Instant, outgoing: Outgoing, applied: &[Applied<'_>]) {
        if applied.iter().any(|applied| applied.rule.fate.drop) {
            return;
        }
        if applied.iter().any(|applied| applied.rule.fate.swap) && self.swapped.is_none() {
            self.swapped = Some(outgoing);
            return;
        }
        let mut at = now;
        for Applied { rule, .. } in applied {
            at += rule.fate.delay;
            for copy in 1..=rule.fate.copies {
                self.later(at + rule.fate.every * copy, outgoing.clone());
            }
        }
        if at > now {
            return self.later(at, outgoing);
        }
        self.out.push_back(outgoing);
        self.out.extend(self.swapped.take());
    }

    /// Leaves a number out behind a frame that should have none of its own.
    fn skip(&mut self, applied: &[Applied<'_>], header: Header) {
        if applied.iter().any(|applied| applied.rule.fate.takes_number && !applied.again) {
            self.legs.entry(header.src).or_default().own.insert();
        }
    }

    /// Adds the frames that go with this one.
    fn add(&mut self, applied: &[Applied<'_>], beside: &Outgoing, header: Header) {
        for Applied { rule, again } in applied {
            let Some(body) = rule.also.as_ref().filter(|_| !again) else {
                continue;
            };
            let (frame_type, subclass) = (body.frame_type, body.subclass);
            let added = Header { frame_type, subclass, retry: false, ..header };
            let leg = self.legs.entry(header.src).or_default();
            let oseq = leg.own.number(added);
            let mut octets = Header { oseq, ..added }.octets().to_vec();
            octets.extend_from_slice(&body.payload);
            self.out.push_back(Outgoing { octets, ..beside.clone() });
        }
    }

    fn heard(&mut self, now: Instant, src: SocketAddr, port: u16, octets: &[u8]) {
        let applied = self.decide(Way::Hears, octets);
        let mut octets = octets.to_vec();
        let numbers = Header::read(&octets).map(|header| (header.dst, header.src));
        let beside = Outgoing { port, to: src, octets: Vec::new() };
        self.add_raw(&applied, &beside, numbers);
        if let Some(mut header) = Header::read(&octets) {
            self.answer(&applied, src, port, header);
            let swallowed = applied.iter().any(|applied| applied.rule.fate.swallow);
            if swallowed && header.dst != 0 && header.is_numbered() {
                return self.swallow_heard(src, port, header);
            }
            if header.dst != 0 {
                let leg = self.legs.entry(header.dst).or_default();
                header.oseq = match header.is_numbered() {
                    true => leg.far.pass(header.oseq),
                    false => leg.far.peek(header.oseq),
                };
                header.iseq = leg.own.given(header.iseq);
                header.write(&mut octets);
            }
        }
        if applied.iter().any(|applied| applied.rule.fate.drop) {
            return;
        }
        applied.iter().for_each(|applied| self.apply(applied.rule, &mut octets));
        self.device.handle_datagram(now, src, port, &octets);
    }

    /// The device never learns of the frame, and the far end believes that it was taken.
    fn swallow_heard(&mut self, src: SocketAddr, port: u16, header: Header) {
        let leg = self.legs.entry(header.dst).or_default();
        leg.far.swallow(header.oseq);
        let ack = header.answered(leg.own.next_shown(), FrameType::IAX.0, IaxCode::ACK.0);
        self.out.push_back(Outgoing { port, to: src, octets: ack.octets().to_vec() });
    }

    /// Answers a frame that was heard with those that the fault adds.
    fn answer(&mut self, applied: &[Applied<'_>], src: SocketAddr, port: u16, header: Header) {
        for Applied { rule, again } in applied {
            let Some(body) = rule.also.as_ref().filter(|_| !again) else {
                continue;
            };
            let answer = header.answered(0, body.frame_type, body.subclass);
            let oseq = self.legs.entry(header.dst).or_default().own.number(answer);
            let mut octets = Header { oseq, ..answer }.octets().to_vec();
            octets.extend_from_slice(&body.payload);
            self.out.push_back(Outgoing { port, to: src, octets });
        }
    }

    fn later(&mut self, at: Instant, outgoing: Outgoing) {
        self.later.insert((at, self.delayed), outgoing);
        self.delayed += 1;
    }

    fn is_due(&self, now: Instant) -> bool {
        self.later.first_key_value().is_some_and(|((at, _), _)| *at <= now)
    }
}

impl<'m> Judged<'m> {
    /// Whether the rule applies: a repetition fares as its original did, unless the rule speaks of repetitions.
    fn decide(&mut self, header: Option<Header>, octets: &[u8]) -> Option<Applied<'m>> {
        let frames = &self.rule.frames;
        if !frames.fits(octets) {
            return None;
        }
        let key = header.filter(|header| header.is_numbered() && frames.retry.is_none());
        let key = key.map(|h| (h.src, h.ts, h.oseq, h.frame_type, h.subclass));
        // A call that takes the number of one before begins with the same numbers.
        let begins = header.is_some_and(|header| header.oseq == 0 && !header.retry);
        if let Some(applies) = key.filter(|_| !begins).and_then(|key| self.decided.get(&key)) {
            return applies.then_some(Applied { rule: self.rule, again: true });
        }
        if !self.rule.condition.holds(&self.memory, octets) {
            self.decided.extend(key.map(|key| (key, false)));
            return None;
        }
        self.count += 1;
        let count = self.count;
        let applies = frames.which.is_none_or(|(first, last)| (first..=last).contains(&count));
        self.decided.extend(key.map(|key| (key, applies)));
        applies.then_some(Applied { rule: self.rule, again: false })
    }
}

impl Piece {
    /// Its octets, in a call with these numbers.
    fn octets(self, own: u16, far: u16) -> Vec<u8> {
        match self {
            Self::Octet(octet) => vec![octet],
            Self::Src => (own | 0x8000).to_be_bytes().to_vec(),
            Self::Mini => own.to_be_bytes().to_vec(),
            Self::Dst => far.to_be_bytes().to_vec(),
        }
    }
}

impl Numbering {
    /// The number that a frame gets which the sender knows nothing of.
    fn number(&mut self, added: Header) -> u8 {
        if added.is_numbered() { self.insert() } else { self.next_shown() }
    }
}

impl<D: Device> Device for Mutated<'_, D> {
    fn handle_datagram(&mut self, now: Instant, src: SocketAddr, port: u16, octets: &[u8]) {
        self.heard(now, src, port, octets);
    }

    fn act(&mut self, now: Instant, action: &str) -> Result<(), String> {
        self.device.act(now, action)
    }

    fn handle_timeout(&mut self, now: Instant) {
        while self.is_due(now) {
            self.out.extend(self.later.pop_first().map(|(_, outgoing)| outgoing));
        }
        if self.device.poll_timeout().is_some_and(|at| at <= now) {
            self.device.handle_timeout(now);
        }
    }

    fn power(&mut self, now: Instant, on: bool) -> Result<(), String> {
        self.legs.clear();
        self.later.clear();
        self.device.power(now, on)
    }

    fn poll_timeout(&self) -> Option<Instant> {
        let later = self.later.first_key_value().map(|((at, _), _)| *at);
        self.device.poll_timeout().into_iter().chain(later).min()
    }

    fn poll_transmit(&mut self, now: Instant) -> Option<Outgoing> {
        loop {
            if let Some(outgoing) = self.out.pop_front() {
                return Some(outgoing);
            }
            let outgoing = self.device.poll_transmit(now)?;
            self.sent(now, outgoing);
        }
    }

    fn poll_sign(&mut self) -> Option<String> {
        if self.printed.is_empty() {
            let sign = self.device.poll_sign()?;
            self.printed = if self.raw_console { console::raw(&sign) } else { [sign].into() };
        }
        self.printed.pop_front()
    }

    fn poll_report(&mut self) -> Option<Report> {
        self.device.poll_report()
    }

    fn poll_trouble(&mut self) -> Option<String> {
        self.device.poll_trouble()
    }
}

impl<D: Live> Live for Mutated<'_, D> {
    fn wait(&mut self, until: Option<std::time::Instant>) {
        if self.out.is_empty() && self.printed.is_empty() {
            self.device.wait(until);
        }
    }
}
