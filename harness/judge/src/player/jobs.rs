//! What runs beside the lines: media, digits, keys, repeated lines.

use super::Player;
use super::book::LegId;
use super::compose::subclass;
use super::sounds::{Voice, encoded};
use crate::audio::Encoder;
use crate::datagram::{FullFrame, seal};
use crate::happening::Command;
use crate::notation::ast::{
    Audio, End, Flow, FlowEvent, FrameEvent, TrunkCall, TrunkFlaw, Trunking, UserAction, UserVerb,
    Wrap,
};
use core::time::Duration;
use iax2_wire::time::Instant;
use std::collections::VecDeque;

/// How much audio a frame holds.
const FRAME: Duration = Duration::from_millis(20);
/// How long a digit is held between BEGIN and END.
const HELD: Duration = Duration::from_millis(50);
/// How many digits a second are usual.
const RATE: u32 = 10;

/// Something that goes on until it has ended.
#[derive(Clone, Debug)]
pub(super) struct Job {
    due: Instant,
    work: Work,
}

#[derive(Clone, Debug)]
enum Work {
    Audio(Box<Talk>),
    Video { id: LegId, format: u64, until: Option<Instant>, full: bool },
    Digits { id: LegId, frames: VecDeque<(Duration, FullFrame)> },
    User(VecDeque<(Duration, String)>),
    Lines { event: FrameEvent, left: u32, every: Duration },
}

/// An audio flow of a played party.
#[derive(Clone, Debug)]
struct Talk {
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
    pub(super) fn next_job(&self) -> Option<Instant> {
        self.jobs.iter().map(|job| job.due).min()
    }

    /// Does what is due, oldest job first.
    pub(super) fn work(&mut self) {
        while let Some(nth) = self.jobs.iter().position(|job| job.due <= self.now) {
            let mut job = self.jobs.remove(nth);
            let pause = match &mut job.work {
                Work::Audio(talk) => self.talk(talk, job.due),
                Work::Video { id, format, until, full } => {
                    self.show(*id, *format, *until, full, job.due)
                }
                Work::Digits { id, frames } => self.digit(*id, frames),
                Work::User(actions) => self.act_on(actions),
                Work::Lines { event, left, every } => {
                    self.repeating = true;
                    self.send_line(&event.clone());
                    self.repeating = false;
                    *left -= 1;
                    (*left > 0).then_some(*every)
                }
            };
            if let Some(pause) = pause {
                job.due += pause;
                self.jobs.insert(nth, job);
            }
        }
    }

    /// The same line again and again.
    pub(super) fn repeat_line(&mut self, event: FrameEvent, left: u32, every: Duration) {
        self.jobs.push(Job { due: self.now + every, work: Work::Lines { event, left, every } });
    }

    /// What the user does; keys one by one.
    pub(super) fn user(&mut self, action: &UserAction) {
        let of_leg = action.leg.as_ref().and_then(|leg| {
            let id = self.leg_of_end(&self.end_of_user(leg));
            self.book.get(id).shown
        });
        let words = |verb: UserVerb| {
            let words = UserAction { verb, account: action.account, leg: None }.to_string();
            of_leg.map_or(words.clone(), |src| format!("{words} src={src}"))
        };
        let mut actions = VecDeque::new();
        match &action.verb {
            UserVerb::Presses { keys, rate, held } => {
                let pause = Duration::from_secs(1) / rate.unwrap_or(RATE).max(1);
                for key in keys.chars() {
                    let verb = UserVerb::Presses { keys: key.to_string(), rate: None, held: *held };
                    actions.push_back((pause, words(verb)));
                }
            }
            UserVerb::Speaks { tone, lasts: Some(span) } => {
                let verb = UserVerb::Speaks { tone: *tone, lasts: None };
                actions.push_back((span.0, words(verb)));
                actions.push_back((Duration::ZERO, words(UserVerb::StopsSpeaking)));
            }
            other => actions.push_back((Duration::ZERO, words(other.clone()))),
        }
        if let Some(pause) = self.act_on(&mut actions) {
            self.jobs.push(Job { due: self.now + pause, work: Work::User(actions) });
        }
    }

    fn end_of_user(&self, leg: &str) -> End {
        let (party, letter) = leg.split_once('/').unwrap_or((self.cast.server(), leg));
        End { party: party.to_owned(), leg: Some(letter.to_owned()) }
    }

    fn act_on(&mut self, actions: &mut VecDeque<(Duration, String)>) -> Option<Duration> {
        let (pause, words) = actions.pop_front()?;
        self.commands.push_back(Command::User(words));
        (!actions.is_empty()).then_some(pause)
    }

    /// A flow of a played party begins.
    pub(super) fn flow(&mut self, event: &FlowEvent) {
        let work = match &event.flow {
            Flow::Any => Work::Audio(Box::new(self.talk_of(event, &Audio::default()))),
            Flow::Audio(audio) => Work::Audio(Box::new(self.talk_of(event, audio))),
            Flow::Video { format, lasts } => Work::Video {
                id: self.leg_of_end(&event.from),
                format: format.unwrap_or(1 << 21),
                until: lasts.map(|span| self.now + span.0),
                full: true,
            },
            Flow::Digits { digits, rate, begin, held } => {
                let pause = Duration::from_secs(1) / rate.unwrap_or(RATE).max(1);
                let held = held.map_or(HELD, |span| span.0).min(pause);
                let frames = digit_frames(digits, pause, begin.then_some(held));
                Work::Digits { id: self.leg_of_end(&event.from), frames }
            }
        };
        self.jobs.push(Job { due: self.now, work });
        self.work();
    }

    fn talk_of(&mut self, event: &FlowEvent, audio: &Audio) -> Talk {
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
    fn talk(&mut self, talk: &mut Talk, at: Instant) -> Option<Duration> {
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

    /// Sends a full frame that is no IAX message.
    fn speak(&mut self, id: LegId, frame: FullFrame, ts: Option<u32>) {
        let leg = self.book.get(id);
        let frame = FullFrame {
            source: leg.ours,
            dest: leg.theirs.unwrap_or(0),
            ts: ts.unwrap_or_else(|| leg.ts(self.now)),
            oseq: leg.oseq,
            iseq: leg.iseq,
            ..frame
        };
        let key = leg.secrets.ours;
        self.transmit(id, frame, key, super::cast::PORT, true);
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

    fn show(
        &mut self,
        id: LegId,
        format: u64,
        until: Option<Instant>,
        full: &mut bool,
        at: Instant,
    ) -> Option<Duration> {
        if until.is_some_and(|until| at >= until) || self.book.get(id).ended {
            return None;
        }
        let leg = self.book.get(id);
        let ts = leg.ts(at).to_be_bytes();
        if core::mem::take(full) {
            let data = vec![0x55; 100];
            let frame =
                FullFrame { kind: 3, subclass: subclass(format), data, ..FullFrame::default() };
            self.speak(id, frame, None);
        } else {
            let source = (leg.ours | 0x8000).to_be_bytes();
            let mut octets = vec![0, 0, source[0], source[1], ts[2] & 0x7f, ts[3]];
            octets.extend([0x55; 100]);
            let (party, to) = (leg.party.clone(), leg.to);
            self.send(party, super::cast::PORT, to, octets);
        }
        Some(FRAME * 2)
    }

    fn digit(
        &mut self,
        id: LegId,
        frames: &mut VecDeque<(Duration, FullFrame)>,
    ) -> Option<Duration> {
        let (pause, frame) = frames.pop_front()?;
        self.speak(id, frame, None);
        (!frames.is_empty()).then_some(pause)
    }

    /// Everything that runs ends.
    pub(super) fn stop_jobs(&mut self) {
        self.jobs.clear();
    }
}

/// DTMF frames with the pause after each; with `held`, a BEGIN before each.
fn digit_frames(
    digits: &str,
    pause: Duration,
    held: Option<Duration>,
) -> VecDeque<(Duration, FullFrame)> {
    let frame = |kind, digit| FullFrame { kind, subclass: digit, ..FullFrame::default() };
    let mut frames = VecDeque::new();
    for digit in digits.bytes() {
        if let Some(held) = held {
            frames.push_back((held, frame(12, digit)));
        }
        frames.push_back((pause - held.unwrap_or_default(), frame(1, digit)));
    }
    frames
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
