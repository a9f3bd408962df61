//! What runs beside the lines: media, digits, keys, repeated lines.

use super::Player;
use super::book::LegId;
use super::compose::subclass;
use super::talk::Talk;
use crate::datagram::FullFrame;
use crate::happening::Command;
use crate::notation::ast::{Audio, End, Flow, FlowEvent, FrameEvent, UserAction, UserVerb};
use core::time::Duration;
use iax2_wire::time::Instant;
use std::collections::VecDeque;

/// How much audio a frame holds.
pub(super) const FRAME: Duration = Duration::from_millis(20);
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

    /// Sends a full frame that is no IAX message.
    pub(super) fn speak(&mut self, id: LegId, frame: FullFrame, ts: Option<u32>) {
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
