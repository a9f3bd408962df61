//! What the device shows: its signs as states and as events.

use super::book::LegId;
use super::matcher::number_fits;
use super::{Player, codes};
use crate::datagram::FullFrame;
use crate::notation::ast::{Sign, Value};
use core::time::Duration;
use iax2_wire::time::Instant;

/// Signs of which the last one holds until another of its group comes; nothing is heard or held on a call that ended.
const GROUPS: [&[&str]; 6] = [
    &["registered", "unregistered", "refused"],
    &["rings", "ringback", "proceeding", "busy", "congestion", "up", "answered", "ended"],
    &["hears", "silent", "ended"],
    &["held", "resumed", "ended"],
    &["quelched", "unquelched", "ended"],
    &["dialtone", "nodialtone"],
];
/// Signs that are events, even where they stand in a group.
const EVENTS: [&str; 9] = [
    "refused",
    "ended",
    "busy",
    "congestion",
    "digit",
    "shows",
    "messages",
    "transferred",
    "answered",
];
/// How far a tone may be off, in hertz.
const TONE: u64 = 20;

/// A sign that was given.
#[derive(Clone, Debug)]
pub(super) struct Given {
    at: Instant,
    sign: Sign,
    leg: Option<LegId>,
    used: bool,
}

/// Which signs can be the event that a line waits for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    /// The first one, by its place among all.
    pub(super) first: usize,
    /// When it was given, at the earliest.
    pub(super) from: Instant,
}

/// All signs, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct SignBoard {
    given: Vec<Given>,
    /// So many were given before the device was last switched off: they hold no longer.
    forgotten: usize,
    /// Since when no call is left.
    idle: Option<Instant>,
}

impl SignBoard {
    pub(super) fn new() -> Self {
        Self { given: Vec::new(), forgotten: 0, idle: Some(Instant::ZERO) }
    }

    /// What the device showed holds no longer: it is switched off, or starts anew.
    pub(super) fn forget(&mut self) {
        self.forgotten = self.given.len();
    }

    /// How many were given.
    pub(super) fn count(&self) -> usize {
        self.given.len()
    }

    pub(super) fn is_idle(&self) -> bool {
        self.idle.is_some()
    }
}

impl Player {
    /// Takes a sign from the console; what is none is left to the evidence.
    pub(super) fn take_sign(&mut self, at: Instant, text: &str) -> bool {
        let Ok(sign) = crate::notation::parse::console_sign(text) else { return false };
        let src = sign.fields.iter().find_map(|(key, value)| match value {
            Value::Number(number) if key == "src" => u16::try_from(*number).ok(),
            _ => None,
        });
        let leg = src.and_then(|src| self.book.newest(|leg| leg.shown == Some(src)));
        match sign.word.as_str() {
            "idle" => self.signs.idle = Some(at),
            "rings" | "ringback" | "up" | "dialtone" | "proceeding" => self.signs.idle = None,
            _ => {}
        }
        self.signs.given.push(Given { at, sign, leg, used: false });
        true
    }

    /// A call that begins on the wire ends idleness, whatever the device shows.
    pub(super) fn note_call(&mut self, frame: &FullFrame) {
        if matches!(frame.iax(), Some(codes::NEW | codes::ACCEPT)) {
            self.signs.idle = None;
        }
    }

    /// Since when a sign is as a line wants it; `from` at the earliest.
    pub(super) fn sign_since(&self, sign: &Sign, from: Instant, scope: Scope) -> Option<Instant> {
        let lasts = sign.lasts.map_or(Duration::ZERO, |span| span.0);
        let moment = match sign.word.as_str() {
            "idle" => self.signs.idle? + lasts,
            "digit" if is_sequence(sign) => {
                self.digits(sign, scope)?.last().map(|nth| self.signs.given[*nth].at)?
            }
            word if EVENTS.contains(&word) => {
                self.event(sign, scope).map(|nth| self.signs.given[nth].at)?
            }
            _ => self.state_since(sign)? + lasts,
        };
        Some(moment.max(from)).filter(|moment| *moment <= self.now)
    }

    /// When it will be so, if nothing changes.
    pub(super) fn sign_due(&self, sign: &Sign) -> Option<Instant> {
        let lasts = sign.lasts?.0;
        let since = if sign.word == "idle" { self.signs.idle? } else { self.state_since(sign)? };
        Some(since + lasts).filter(|due| *due > self.now)
    }

    /// An event is there for one line only.
    pub(super) fn use_sign(&mut self, sign: &Sign, scope: Scope) {
        let used = match self.digits(sign, scope) {
            Some(digits) if is_sequence(sign) => digits,
            _ => self.event(sign, scope).into_iter().collect(),
        };
        for nth in used {
            self.signs.given[nth].used = true;
        }
    }

    fn event(&self, sign: &Sign, scope: Scope) -> Option<usize> {
        let legs = self.legs_of_sign(sign);
        let mut given = self.signs.given.iter().enumerate().skip(scope.first);
        let found = given.find(|(_, given)| {
            !given.used
                && given.at >= scope.from
                && given.sign.word == sign.word
                && (legs.is_empty() || given.leg.is_none_or(|leg| legs.contains(&leg)))
                && self.says(sign, &given.sign)
        });
        found.map(|(nth, _)| nth)
    }

    fn state_since(&self, sign: &Sign) -> Option<Instant> {
        let legs = self.legs_of_sign(sign);
        if legs.is_empty() {
            return self.last_of_group(sign, None);
        }
        if legs.len() < sign.legs.len().max(1) {
            return None;
        }
        let mut since = Instant::ZERO;
        for leg in legs {
            since = since.max(self.last_of_group(sign, Some(leg))?);
        }
        Some(since)
    }

    /// When the last sign of the group was given, if it is that sign.
    fn last_of_group(&self, sign: &Sign, leg: Option<LegId>) -> Option<Instant> {
        let group = GROUPS.iter().find(|group| group.contains(&sign.word.as_str()))?;
        let account = |sign: &Sign| sign.fields.iter().find(|(key, _)| key == "account").cloned();
        let wanted = account(sign);
        let last = self.signs.given[self.signs.forgotten..].iter().rev().find(|given| {
            group.contains(&given.sign.word.as_str())
                && (leg.is_none() || given.leg.is_none() || given.leg == leg)
                && (wanted.is_none()
                    || account(&given.sign).is_none()
                    || account(&given.sign) == wanted)
        })?;
        (last.sign.word == sign.word && self.says(sign, &last.sign)).then_some(last.at)
    }

    /// `digit "0123"`: each once, in that order, and no other.
    fn digits(&self, sign: &Sign, scope: Scope) -> Option<Vec<usize>> {
        let legs = self.legs_of_sign(sign);
        let given = self.signs.given.iter().enumerate().skip(scope.first).filter(|(_, given)| {
            given.sign.word == "digit"
                && !given.used
                && (legs.is_empty() || given.leg.is_none_or(|leg| legs.contains(&leg)))
        });
        let (places, digits): (Vec<usize>, Vec<Vec<u8>>) =
            given.map(|(nth, given)| (nth, given.sign.text.clone().unwrap_or_default())).unzip();
        (sign.text.as_deref()? == digits.concat()).then_some(places)
    }

    fn legs_of_sign(&self, sign: &Sign) -> Vec<LegId> {
        let server = self.cast.server();
        let find = |leg: &String| match leg.split_once('/') {
            Some((party, letter)) => self.book.call(party, letter),
            None => self
                .book
                .call(server, leg)
                .or_else(|| self.book.newest(|known| known.letter() == Some(leg))),
        };
        sign.legs.iter().filter_map(find).collect()
    }

    /// Whether a sign says what the line wants.
    fn says(&self, wanted: &Sign, given: &Sign) -> bool {
        let text = wanted.text.is_none() || wanted.text == given.text;
        text && wanted.fields.iter().all(|(key, value)| {
            let said = given.fields.iter().find(|(known, _)| known == key).map(|(_, value)| value);
            said.is_some_and(|said| self.is_said(key, value, said))
        })
    }

    fn is_said(&self, key: &str, wanted: &Value, said: &Value) -> bool {
        match (wanted, said) {
            (Value::Present, _) => true,
            (Value::Number(wanted), Value::Number(said)) if key == "tone" => {
                wanted.abs_diff(*said) <= TONE
            }
            (wanted, Value::Number(said)) => number_fits(wanted, *said, &mut self.vars.clone()),
            (wanted, said) => wanted == said,
        }
    }
}

fn is_sequence(sign: &Sign) -> bool {
    sign.word == "digit" && sign.text.as_ref().is_some_and(|text| text.len() > 1)
}
