//! The transport of the ends that the rig plays: acknowledging, answering, repeating. No call state is in it.

use super::book::{Leg, LegId, Unacknowledged};
use super::seen::{Seen, Sight, agreed, rotated};
use super::{Player, codes};
use crate::datagram::{FullFrame, IAX, seal};
use crate::happening::Command;
use core::net::SocketAddr;
use core::time::Duration;
use iax2_wire::crypt::MediaKey;
use iax2_wire::time::Instant;

/// From a frame to its first repeat.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause between two repeats, RFC 5456 7.2.1.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// How many datagrams are remembered.
const REMEMBERED: usize = 64;
/// How often a frame is repeated, RFC 5456 7.
const REPEATS: u32 = 4;

impl Player {
    /// A datagram of the device arrived at a party.
    pub(super) fn arrive(&mut self, sight: Sight<'_>) -> Seen {
        let seen = self.see(sight);
        let Some(id) = seen.leg else { return seen };
        let party = self.book.get(id).party.clone();
        self.follow(id, &party, &seen);
        if let Some(frame) = seen.full().cloned()
            && !self.vanished.contains(&party)
        {
            self.take(id, &frame);
        }
        seen
    }

    /// Answers go to where frames come from.
    fn follow(&mut self, id: LegId, party: &str, seen: &Seen) {
        self.known.insert(party.to_owned(), seen.src);
        let leg = self.book.get_mut(id);
        if leg.to != seen.src {
            leg.before = Some(leg.to);
            leg.to = seen.src;
        }
    }

    fn take(&mut self, id: LegId, frame: &FullFrame) {
        let leg = self.book.get_mut(id);
        if is_fresh_request(frame, leg) {
            leg.restart();
            leg.request = Some(frame.clone());
        }
        if frame.source > 0 && !matches!(frame.iax(), Some(codes::INVAL | codes::CALLTOKEN)) {
            leg.theirs = Some(frame.source);
        }
        acknowledge(leg, frame);
        if frame.iax() == Some(codes::VNAK) {
            return self.repeat_from(id, frame.iseq);
        }
        if frame.is_counted() && frame.iax() != Some(codes::CALLTOKEN) {
            match frame.oseq.wrapping_sub(self.book.get(id).iseq) {
                0 => self.book.get_mut(id).iseq = frame.oseq.wrapping_add(1),
                1..=127 => return self.answer(id, codes::VNAK, frame.ts, Vec::new()),
                _ => return self.acknowledge_again(id, frame),
            }
        }
        self.learn(id, frame);
        self.respond(id, frame);
    }

    /// A duplicate is acknowledged again, unless its answer is what acknowledges it and has not been given.
    fn acknowledge_again(&mut self, id: LegId, frame: &FullFrame) {
        if !waits_for_answer(frame) || self.book.get(id).spoken {
            self.answer(id, codes::ACK, frame.ts, Vec::new());
        }
    }

    /// Takes what later frames are made of.
    fn learn(&mut self, id: LegId, frame: &FullFrame) {
        let secret = self.user_of(id, frame);
        let party = self.book.get(id).party.clone();
        let leg = self.book.get_mut(id);
        match frame.iax() {
            Some(codes::NEW | codes::REGREQ | codes::REGREL) => leg.request = Some(frame.clone()),
            Some(codes::AUTHREQ) => {
                leg.secrets.challenge = frame.element(codes::IE_CHALLENGE).map(<[u8]>::to_vec);
                if let Some(key) = agreed(frame, leg.secrets.offered, secret.as_deref()) {
                    leg.secrets.theirs.push(key);
                    leg.secrets.ours = Some(key);
                }
            }
            Some(codes::RTKEY) => leg.secrets.theirs.extend(rotated(frame)),
            Some(codes::CALLTOKEN) => {
                let token = frame.element(codes::IE_TOKEN).unwrap_or_default().to_vec();
                self.tokens.got.entry(party).or_default().push(token);
            }
            _ => {}
        }
        self.book.get_mut(id).last = Some(frame.clone());
    }

    fn respond(&mut self, id: LegId, frame: &FullFrame) {
        let dead = self.book.get(id).dead;
        match frame.iax() {
            Some(codes::ACK | codes::VNAK | codes::TXCNT | codes::TXACC | codes::CALLTOKEN) => {}
            Some(codes::INVAL) => self.bury(id),
            _ if dead && self.book.get(id).unacknowledged.is_empty() && !is_end(frame) => {
                self.answer(id, codes::INVAL, frame.ts, Vec::new());
            }
            Some(codes::PING | codes::POKE) => {
                self.answer(id, codes::PONG, frame.ts, super::defaults::receiver_report());
            }
            Some(codes::LAGRQ) => self.answer(id, codes::LAGRP, frame.ts, Vec::new()),
            Some(codes::REGREQ | codes::REGREL) if !self.stage.registers => {
                self.register(id, frame)
            }
            _ if waits_for_answer(frame) => {}
            _ => {
                self.answer(id, codes::ACK, frame.ts, Vec::new());
                if is_end(frame) {
                    self.bury(id);
                }
            }
        }
    }

    /// The leg is gone, for both ends.
    fn bury(&mut self, id: LegId) {
        let leg = self.book.get_mut(id);
        (leg.dead, leg.ended) = (true, true);
        leg.unacknowledged.clear();
    }

    /// Sends an IAX message of the transport's own.
    pub(super) fn answer(&mut self, id: LegId, code: u8, ts: u32, data: Vec<u8>) {
        if !self.transports {
            return;
        }
        let leg = self.book.get(id);
        let frame = FullFrame {
            source: leg.ours,
            dest: leg.theirs.unwrap_or(0),
            retry: false,
            ts,
            oseq: leg.oseq,
            iseq: leg.iseq,
            kind: IAX,
            subclass: code,
            data,
        };
        let key = self.book.get(id).secrets.ours;
        self.transmit(id, frame, key, super::cast::PORT, true);
    }

    /// Sends a frame of a leg; a counted one takes its number, and is repeated until it is acknowledged.
    pub(super) fn transmit(
        &mut self,
        id: LegId,
        frame: FullFrame,
        key: Option<MediaKey>,
        port: u16,
        reliable: bool,
    ) {
        let leg = self.book.get_mut(id);
        if frame.is_counted() && frame.oseq == leg.oseq {
            leg.oseq = leg.oseq.wrapping_add(1);
            if reliable && self.transports && !self.vanished.contains(&leg.party) {
                let due = self.now + FIRST_PAUSE;
                let frame = frame.clone();
                let sent = Unacknowledged { frame, key, port, due, pause: FIRST_PAUSE, repeats: 0 };
                leg.unacknowledged.push(sent);
            }
        }
        self.emit(id, &frame, key, port);
    }

    /// Puts a frame on the wire, encrypted where there is a key.
    pub(super) fn emit(&mut self, id: LegId, frame: &FullFrame, key: Option<MediaKey>, port: u16) {
        let octets = frame.octets();
        let octets = match key {
            Some(key) => seal(&key, &octets, &self.dice.octets()),
            None => octets,
        };
        let leg = self.book.get_mut(id);
        leg.spoken |= frame.iax() != Some(codes::CALLTOKEN);
        let (party, to) = (leg.party.clone(), leg.to);
        self.send(party, port, to, octets);
    }

    /// A party sends; what it sent is remembered, to know it again on the device's wire.
    pub(super) fn send(&mut self, party: String, port: u16, to: SocketAddr, octets: Vec<u8>) {
        if self.hidden {
            self.sent.push_back((octets.clone(), party.clone()));
            if self.sent.len() > REMEMBERED {
                self.sent.pop_front();
            }
        }
        self.commands.push_back(Command::Send { party, port, to, octets });
    }

    /// A datagram reached the device: behind whose address its sender is.
    pub(super) fn learn_outside(&mut self, src: SocketAddr, octets: &[u8]) {
        if self.cast.party_at(src.ip()).is_some() {
            return;
        }
        let place = self.sent.iter().position(|(sent, _)| sent == octets);
        if let Some((_, party)) = place.and_then(|place| self.sent.remove(place)) {
            self.outside.insert(src, party);
        }
    }

    /// Repeats what is outstanding from a number on.
    fn repeat_from(&mut self, id: LegId, first: u8) {
        if !self.transports {
            return;
        }
        let outstanding = self.book.get(id).unacknowledged.clone();
        for sent in outstanding.iter().filter(|sent| sent.frame.oseq.wrapping_sub(first) < 128) {
            self.repeat(id, sent);
        }
    }

    fn repeat(&mut self, id: LegId, sent: &Unacknowledged) {
        let leg = self.book.get(id);
        let dest =
            leg.theirs.filter(|_| sent.frame.iax() != Some(codes::NEW)).unwrap_or(sent.frame.dest);
        let frame = FullFrame { retry: true, iseq: leg.iseq, dest, ..sent.frame.clone() };
        self.emit(id, &frame, sent.key, sent.port);
    }

    /// When the next repeat is due.
    pub(super) fn next_repeat(&self) -> Option<Instant> {
        self.book.legs.iter().flat_map(|leg| &leg.unacknowledged).map(|sent| sent.due).min()
    }

    pub(super) fn repeat_what_is_due(&mut self) {
        for at in 0..self.book.legs.len() {
            let id = LegId(at);
            while let Some(nth) =
                self.book.get(id).unacknowledged.iter().position(|s| s.due <= self.now)
            {
                let sent = &mut self.book.get_mut(id).unacknowledged[nth];
                if sent.repeats == REPEATS {
                    self.book.get_mut(id).unacknowledged.clear();
                    break;
                }
                sent.repeats += 1;
                sent.pause = (sent.pause * 2).min(LONGEST_PAUSE);
                sent.due += sent.pause;
                let sent = sent.clone();
                self.repeat(id, &sent);
            }
        }
    }
}

/// A request that begins a dialogue and is none that was there before.
fn is_fresh_request(frame: &FullFrame, leg: &Leg) -> bool {
    let request = matches!(frame.iax(), Some(codes::NEW | codes::REGREQ | codes::REGREL));
    let known = leg.request.as_ref().is_some_and(|known| known.ts == frame.ts && known.dest == 0);
    request && frame.dest == 0 && frame.oseq == 0 && !known
}

/// Whether its defined reply acknowledges it (RFC 5456 6.9.1, 8.1.1).
fn waits_for_answer(frame: &FullFrame) -> bool {
    matches!(
        frame.iax(),
        Some(
            codes::NEW
                | codes::AUTHREQ
                | codes::AUTHREP
                | codes::REGREQ
                | codes::REGREL
                | codes::REGAUTH
                | codes::DPREQ
                | codes::PING
                | codes::LAGRQ
                | codes::POKE
        )
    )
}

fn is_end(frame: &FullFrame) -> bool {
    matches!(frame.iax(), Some(codes::HANGUP | codes::REJECT))
}

/// Every frame acknowledges all below its ISeqno.
fn acknowledge(leg: &mut Leg, frame: &FullFrame) {
    let seen = |sent: &Unacknowledged| (1..128).contains(&frame.iseq.wrapping_sub(sent.frame.oseq));
    leg.unacknowledged.retain(|sent| !seen(sent));
}
