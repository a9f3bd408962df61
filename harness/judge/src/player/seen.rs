//! What the device sent, with the call that it belongs to.

use super::book::{Dialogue, Leg, LegId};
use super::{Player, codes};
use crate::datagram::{Datagram, FullFrame, unseal};
use crate::happening::WireId;
use core::net::SocketAddr;
use iax2_wire::crypt::MediaKey;
use iax2_wire::time::Instant;

/// A datagram of the device, seen on its own wire or where it arrived.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) at: Instant,
    pub(super) packet: u64,
    pub(super) wire: WireId,
    pub(super) src: SocketAddr,
    pub(super) dst: SocketAddr,
    /// The party that it goes to, where one is there.
    pub(super) party: Option<String>,
    pub(super) leg: Option<LegId>,
    pub(super) datagram: Datagram,
    pub(super) sealed: bool,
    /// Whether it was on the wire before.
    pub(super) repeat: bool,
}

impl Seen {
    pub(super) fn full(&self) -> Option<&FullFrame> {
        match &self.datagram {
            Datagram::Full(frame) => Some(frame),
            _ => None,
        }
    }
}

/// A datagram as a wire shows it.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub(super) at: Instant,
    pub(super) packet: u64,
    pub(super) wire: WireId,
    pub(super) src: SocketAddr,
    pub(super) dst: SocketAddr,
    pub(super) octets: &'a [u8],
}

impl Player {
    /// Understands a datagram of the device.
    pub(super) fn see(&mut self, sight: Sight<'_>) -> Seen {
        let clear = Datagram::parse(sight.octets);
        let known = self.cast.party_at(sight.dst.ip()).map(str::to_owned);
        let party = known.or_else(|| self.outside.get(&sight.dst).cloned());
        let leg = self.leg_of(&clear, party.as_deref(), sight);
        let party = leg.map(|id| self.book.get(id).party.clone()).or(party);
        let (datagram, sealed) = self.unsealed(clear, leg, sight);
        let mut seen = Seen {
            at: sight.at,
            packet: sight.packet,
            wire: sight.wire,
            src: sight.src,
            dst: sight.dst,
            party,
            leg,
            datagram,
            sealed,
            repeat: false,
        };
        if sight.wire == WireId::Dut {
            self.remember(&mut seen);
        }
        seen
    }

    fn leg_of(&mut self, clear: &Datagram, party: Option<&str>, sight: Sight<'_>) -> Option<LegId> {
        match clear {
            Datagram::Full(frame) if frame.dest != 0 => self.known_leg(frame, party, sight),
            Datagram::Full(frame) => self.fresh_leg(frame, party?, sight),
            Datagram::Mini { source, .. } | Datagram::Video { source, .. } => {
                self.media_leg(*source, party)
            }
            Datagram::Trunk { entries, .. } => self.media_leg(entries.first()?.source, party),
            Datagram::Other(_) => None,
        }
    }

    /// A frame that names one of our numbers; a number that nobody had becomes a loose dialogue.
    fn known_leg(
        &mut self,
        frame: &FullFrame,
        party: Option<&str>,
        sight: Sight<'_>,
    ) -> Option<LegId> {
        let at_party = |leg: &Leg| party.is_none_or(|party| leg.party == party);
        let here = |leg: &Leg| leg.ours == frame.dest && at_party(leg);
        let both = self.book.newest(|leg| here(leg) && leg.shown == Some(frame.source));
        let id = both
            .or_else(|| self.book.newest(here))
            .or_else(|| self.adopted_leg(frame, party?, sight))?;
        let stateless = matches!(frame.iax(), Some(codes::CALLTOKEN | codes::INVAL));
        let leg = self.book.get_mut(id);
        if sight.wire == WireId::Dut && !stateless && frame.source > 1 {
            leg.shown = Some(frame.source);
        }
        Some(id)
    }

    /// A number that the rig never gave: that of a call being moved to this party, or of no call at all.
    fn adopted_leg(&mut self, frame: &FullFrame, party: &str, sight: Sight<'_>) -> Option<LegId> {
        if frame.dest <= 1 {
            return None;
        }
        let about = match frame.iax() {
            Some(codes::TXCNT | codes::TXACC) => Dialogue::Call(self.book.free_letter(party)),
            _ => Dialogue::Loose,
        };
        let id = self.book.add(party, about, self.device_address(party), sight.at);
        self.book.get_mut(id).ours = frame.dest;
        Some(id)
    }

    /// A frame that names no number: it begins a dialogue, or belongs to one that the party has not answered.
    fn fresh_leg(&mut self, frame: &FullFrame, party: &str, sight: Sight<'_>) -> Option<LegId> {
        let mine = |leg: &Leg| leg.party == party && leg.shown == Some(frame.source) && !leg.ended;
        if let Some(id) = self.book.newest(mine) {
            return Some(id);
        }
        let about = match frame.iax()? {
            codes::NEW => Dialogue::Call(self.book.free_letter(party)),
            codes::REGREQ | codes::REGREL => {
                Dialogue::Registration(self.book.next_registration(party))
            }
            codes::POKE => Dialogue::Loose,
            _ => return None,
        };
        let id = self.book.add(party, about, self.device_address(party), sight.at);
        self.book.get_mut(id).shown = Some(frame.source);
        Some(id)
    }

    fn media_leg(&self, source: u16, party: Option<&str>) -> Option<LegId> {
        let mine = |leg: &Leg| leg.shown == Some(source) && leg.letter().is_some();
        let here = |leg: &Leg| mine(leg) && party.is_none_or(|party| leg.party == party);
        let alive = |leg: &Leg| here(leg) && !leg.ended;
        self.book
            .newest(alive)
            .or_else(|| self.book.newest(here))
            .or_else(|| self.book.newest(mine))
    }

    /// Decrypts a frame of an encrypted call; one that makes no sense so is taken as it stands.
    fn unsealed(&self, clear: Datagram, leg: Option<LegId>, sight: Sight<'_>) -> (Datagram, bool) {
        let Some(id) = leg else { return (clear, false) };
        let secrets = &self.book.get(id).secrets;
        let keys = if sight.wire == WireId::Dut { &secrets.shown } else { &secrets.theirs };
        for key in keys.iter().rev() {
            let opened = unseal(key, sight.octets).map(|octets| Datagram::parse(&octets));
            if let Some(opened) = opened.filter(makes_sense) {
                return (opened, true);
            }
        }
        (clear, false)
    }

    /// Takes from a frame on the device's wire what later frames are read by.
    fn remember(&mut self, seen: &mut Seen) {
        let (Some(id), Datagram::Full(frame)) = (seen.leg, &seen.datagram) else { return };
        let user = self.user_of(id, frame);
        let leg = self.book.get_mut(id);
        if begins(frame, leg) {
            leg.sent.clear();
        }
        seen.repeat = leg.is_repeat(frame);
        match (frame.kind, iax2_wire::Subclass(frame.subclass).value()) {
            (2, format) => leg.voice = format,
            (3, _) => leg.video = iax2_wire::Subclass(frame.subclass & !0x40).value(),
            _ => {}
        }
        match frame.iax() {
            Some(codes::NEW) => {
                leg.secrets.offered = frame.element(codes::IE_ENCRYPTION).is_some();
                leg.format = frame.number(codes::IE_FORMAT);
            }
            Some(codes::ACCEPT) => leg.format = frame.number(codes::IE_FORMAT),
            Some(codes::RTKEY) if !seen.repeat => {
                leg.secrets.shown.extend(rotated(frame));
            }
            Some(codes::AUTHREQ) if leg.secrets.shown.is_empty() => {
                leg.secrets.shown.extend(agreed(frame, leg.secrets.offered, user.as_deref()));
            }
            Some(codes::HANGUP | codes::REJECT | codes::INVAL) => leg.ended = true,
            _ => {}
        }
    }

    /// The secret that a challenge of the device is answered with.
    pub(super) fn user_of(&self, _id: LegId, _frame: &FullFrame) -> Option<String> {
        self.cast.declaration.incoming.secret.clone()
    }

    /// Where a party reaches the device, as far as anybody knows.
    pub(super) fn device_address(&self, party: &str) -> SocketAddr {
        let known = self.known.get(party).or_else(|| self.known.values().next());
        known.copied().unwrap_or(self.cast.addresses.dut)
    }
}

/// A request with number 0 after others begins the dialogue anew, as after a call token.
fn begins(frame: &FullFrame, leg: &Leg) -> bool {
    let request = matches!(frame.iax(), Some(codes::NEW | codes::REGREQ | codes::REGREL));
    let known = leg.sent.get(&0).is_some_and(|sent| sent.ts == frame.ts);
    request && frame.dest == 0 && frame.oseq == 0 && !known
}

fn makes_sense(datagram: &Datagram) -> bool {
    match datagram {
        Datagram::Full(frame) => {
            matches!((frame.kind, frame.iax()), (1..=12, None) | (6, Some(1..=0x40)))
        }
        Datagram::Mini { .. } => true,
        _ => false,
    }
}

/// The key that a RTKEY announces.
pub(super) fn rotated(frame: &FullFrame) -> Option<MediaKey> {
    frame.element(codes::IE_CHALLENGE).and_then(|key| key.try_into().ok()).map(MediaKey)
}

/// The key of a call whose callee agrees to encryption.
pub(super) fn agreed(frame: &FullFrame, offered: bool, secret: Option<&str>) -> Option<MediaKey> {
    frame.element(codes::IE_ENCRYPTION).filter(|_| offered)?;
    let challenge = frame.element(codes::IE_CHALLENGE)?;
    Some(MediaKey::from_challenge(challenge, secret?.as_bytes()))
}
