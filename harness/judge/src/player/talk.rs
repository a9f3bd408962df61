//! Audio of a played party, frame by frame: alone, or sharing trunk frames.

use super::Player;
use super::book::LegId;
use super::compose::subclass;
use super::jobs::FRAME;
use super::sounds::{Voice, encoded};
use crate::audio::Encoder;
use crate::datagram::{FullFrame, seal};
use crate::notation::ast::{Audio, End, FlowEvent, TrunkCall, TrunkFlaw, Trunking, Wrap};
use core::time::Duration;
use iax2_wire::time::Instant;

/// An audio flow of a played party.
#[derive(Clone, Debug)]
pub(super) struct Talk {
    party: String,
    id: LegId,
    format: u64,
    voice: Voice,
    encoder: Encoder,
    every: Duration,
    until: Option<Instant>,
    minis: bool,
    wrap: Wrap,
    trunk: Option<(Trunking, Vec<LegId>)>,
    begun: bool,
    last: u32,
    alive: bool,
    /// The time by the sender's clock, which drifts.
    clock: Instant,
    drift: i32,
}

impl Talk {
    /// From one frame to the next.
    fn pause(&self) -> Duration {
        let micros = i64::try_from(self.every.as_micros()).unwrap_or(0);
        let drifted = micros + micros * i64::from(self.drift) / 1_000_000;
        Duration::from_micros(drifted.unsigned_abs())
    }
}

impl Player {
    pub(super) fn talk_of(&mut self, event: &FlowEvent, audio: &Audio) -> Talk {
        let trunk = audio.trunk.as_ref().map(|trunk| {
            let legs = trunk.entries.iter().map(|entry| self.leg_of_entry(event, &entry.call));
            (trunk.clone(), legs.collect::<Vec<LegId>>())
        });
        let own = self.leg_of_end(&event.from);
        let id = trunk.as_ref().and_then(|(_, legs)| legs.first().copied()).unwrap_or(own);
        if let Some(ts) = audio.ts {
            let since = Duration::from_millis(ts.into());
            let leg = self.book.get_mut(id);
            leg.begun = self.now - since;
            leg.clock = since.saturating_sub(self.now.since(leg.begun));
        }
        Talk {
            party: event.from.party.clone(),
            id,
            format: audio.format.unwrap_or_else(|| self.usual_format(id)),
            voice: Voice::new(audio.sound.as_ref(), self.dice.roll()),
            encoder: Encoder::default(),
            every: audio.every.map_or(FRAME, |span| span.0.max(Duration::from_millis(1))),
            until: audio.lasts.map(|span| self.now + span.0),
            minis: audio.minis,
            wrap: audio.wrap.unwrap_or(Wrap::After),
            trunk,
            begun: false,
            last: 0,
            alive: !self.book.get(id).ended,
            clock: self.now,
            drift: audio.drift.unwrap_or(0),
        }
    }

    fn leg_of_entry(&mut self, event: &FlowEvent, call: &TrunkCall) -> LegId {
        let end = match call {
            TrunkCall::Leg(leg) => End { party: event.from.party.clone(), leg: Some(leg.clone()) },
            TrunkCall::Foreign(end) => end.clone(),
            TrunkCall::Number(number) => {
                let id = self.loose(&event.from.party);
                self.book.get_mut(id).ours = *number;
                return id;
            }
        };
        self.leg_of_end(&end)
    }

    /// One frame of a flow; nothing where it is over.
    pub(super) fn talk(&mut self, talk: &mut Talk, at: Instant) -> Option<Duration> {
        let over = talk.until.is_some_and(|until| at >= until);
        let hung_up = talk.alive && talk.trunk.is_none() && self.book.get(talk.id).ended;
        if over || hung_up {
            return None;
        }
        let samples = talk.voice.say(usize::try_from(talk.every.as_millis()).unwrap_or(20));
        let said = talk.clock;
        talk.clock += talk.every;
        if self.vanished.contains(&talk.party) {
            return Some(talk.pause());
        }
        let payload = encoded(&mut talk.encoder, talk.format, &samples);
        match talk.trunk.clone() {
            Some((trunk, legs)) => self.talk_trunked(talk, &trunk, &legs, &payload, said),
            None => self.talk_alone(talk, payload, said),
        }
        talk.begun = true;
        Some(talk.pause())
    }

    fn talk_alone(&mut self, talk: &mut Talk, payload: Vec<u8>, at: Instant) {
        let ts = self.book.get(talk.id).ts(at);
        #[expect(clippy::cast_possible_truncation, reason = "a frame holds few milliseconds")]
        let next = ts.wrapping_add(talk.every.as_millis() as u32);
        let wraps = |one: u32, other: u32| one >> 16 != other >> 16;
        let due = match talk.wrap {
            Wrap::None => false,
            Wrap::Before => wraps(ts, next),
            Wrap::After => talk.begun && wraps(talk.last, ts),
        };
        talk.last = ts;
        if !talk.minis && (!talk.begun || due) {
            self.full_voice(talk.id, talk.format, ts, payload);
        } else {
            self.mini(talk.id, ts, &payload);
        }
    }

    fn full_voice(&mut self, id: LegId, format: u64, ts: u32, data: Vec<u8>) {
        let frame = FullFrame { kind: 2, subclass: subclass(format), data, ..FullFrame::default() };
        self.speak(id, frame, Some(ts));
    }

    fn mini(&mut self, id: LegId, ts: u32, payload: &[u8]) {
        let leg = self.book.get(id);
        let low = ts.to_be_bytes();
        let mut octets = [leg.ours.to_be_bytes(), [low[2], low[3]]].concat();
        octets.extend_from_slice(payload);
        let (key, party, to) = (leg.secrets.ours, leg.party.clone(), leg.to);
        let octets = key.map_or(octets.clone(), |key| seal(&key, &octets, &self.dice.octets()));
        self.send(party, super::cast::PORT, to, octets);
    }

    /// The first frames are full ones of each leg; then all share trunk frames.
    fn talk_trunked(
        &mut self,
        talk: &mut Talk,
        trunk: &Trunking,
        legs: &[LegId],
        payload: &[u8],
        at: Instant,
    ) {
        if !talk.begun && !talk.minis {
            for (nth, id) in legs.iter().enumerate() {
                let ours =
                    self.book.get(*id).party == talk.party && self.book.get(*id).theirs.is_some();
                if ours && !legs[..nth].contains(id) {
                    let ts = self.book.get(*id).ts(at);
                    self.full_voice(*id, talk.format, ts, payload.to_vec());
                }
            }
            return;
        }
        let reserved = if trunk.reserved { 0xfe } else { 0 };
        let mut octets =
            vec![0, 0, trunk.command.unwrap_or(1) & 0x7f, reserved | u8::from(trunk.timestamps)];
        #[expect(clippy::cast_possible_truncation, reason = "time-stamps wrap at 32 bits")]
        octets.extend((at.as_millis() as u32).to_be_bytes());
        for (entry, id) in trunk.entries.iter().zip(legs) {
            let ts = self.book.get(*id).ts(at).to_be_bytes();
            octets.extend(entry_octets(
                self.book.get(*id).ours,
                entry.flaw,
                trunk.timestamps.then_some([ts[2], ts[3]]),
                payload,
            ));
        }
        let party = talk.party.clone();
        let foreign = self.book.get(talk.id).party != party;
        let to = if foreign { self.device_address(&party) } else { self.book.get(talk.id).to };
        self.send(party, super::cast::PORT, to, octets);
    }
}

/// One entry of a trunk frame, RFC 5456 8.1.3.2, with the flaw that is wanted.
fn entry_octets(call: u16, flaw: Option<TrunkFlaw>, ts: Option<[u8; 2]>, media: &[u8]) -> Vec<u8> {
    let media = if flaw == Some(TrunkFlaw::Empty) { &[] } else { media };
    let claimed = media.len() + if flaw == Some(TrunkFlaw::Cut) { 1000 } else { 0 };
    let call = (call | if flaw == Some(TrunkFlaw::Top) { 0x8000 } else { 0 }).to_be_bytes();
    let length = u16::try_from(claimed).unwrap_or(u16::MAX).to_be_bytes();
    let head = match ts {
        Some(ts) => [length, call, ts].concat(),
        None => [call, length].concat(),
    };
    [head.as_slice(), media].concat()
}
