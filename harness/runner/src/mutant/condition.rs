//! What a frame must have beside its message for a fault to strike it, and what must have gone by before.

use super::change::{Element, read_chain};
use super::file::RawRule;
use super::frame::{HEADER, Header};
use super::spec::{Selector, Way};
use super::words::{code, element, pattern, selector};
use crate::net::pattern::Pattern;
use iax2_wire::FrameType;
use std::collections::VecDeque;

/// How many heard frames are remembered, for their acknowledgments.
const REMEMBERED: usize = 64;

/// Frames that one side sent; `2nd` means that as many went by.
#[derive(Clone, Debug)]
pub(super) struct Before {
    pub(super) way: Way,
    pub(super) frames: Selector,
    /// The length of each, from and to.
    pub(super) length: Option<(usize, usize)>,
}

/// Everything that must hold; nothing said always holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Condition {
    /// Elements that the frame has, with any data where none is said.
    pub(super) with: Vec<(u8, Option<Vec<u8>>)>,
    /// Elements that it lacks, likewise.
    pub(super) without: Vec<(u8, Option<Vec<u8>>)>,
    /// Octets at their places.
    pub(super) octets: Vec<(usize, u8)>,
    /// Its length, from and to.
    pub(super) length: Option<(usize, usize)>,
    /// Frames that went by before.
    pub(super) after: Vec<Before>,
    /// Frames that did not.
    pub(super) not_after: Vec<Before>,
    /// What the frame acknowledges: its time-stamp is that of such a frame.
    pub(super) ack_of: Option<Pattern>,
}

/// What a rule remembers of the frames that went by.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    /// How many of the frames went by that each of `after` and `not_after` speaks of.
    after: Vec<u32>,
    not_after: Vec<u32>,
    /// Source number and time-stamp of heard frames that `ack_of` means.
    heard: VecDeque<(u16, u32)>,
}

impl Condition {
    /// Reads what a rule of the file says of it.
    pub(super) fn read(raw: &RawRule) -> Result<Self, String> {
        let before = |words: &[String]| {
            words.iter().map(|words| Before::read(words)).collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            with: raw.if_with.iter().map(|words| wanted(words)).collect::<Result<_, _>>()?,
            without: raw.if_without.iter().map(|words| wanted(words)).collect::<Result<_, _>>()?,
            octets: raw
                .if_octets
                .iter()
                .map(|(at, octet)| place(at, *octet))
                .collect::<Result<_, _>>()?,
            length: raw.if_length.as_deref().map(length).transpose()?,
            after: before(&raw.after)?,
            not_after: before(&raw.not_after)?,
            ack_of: raw.ack_of.as_deref().map(pattern).transpose()?,
        })
    }

    /// Whether a frame meets it.
    pub(super) fn holds(&self, memory: &Memory, octets: &[u8]) -> bool {
        self.fits_elements(octets)
            && self.octets.iter().all(|(at, octet)| octets.get(*at) == Some(octet))
            && self.length.is_none_or(|(from, to)| (from..=to).contains(&octets.len()))
            && happened(&self.after, &memory.after).all(|happened| happened)
            && !happened(&self.not_after, &memory.not_after).any(|happened| happened)
            && self.fits_acknowledged(memory, octets)
    }

    fn fits_elements(&self, octets: &[u8]) -> bool {
        if self.with.is_empty() && self.without.is_empty() {
            return true;
        }
        if Header::read(octets).is_none_or(|header| header.frame_type != FrameType::IAX.0) {
            return false;
        }
        let elements = read_chain(&octets[HEADER..]);
        let has = |code: u8, data: Option<&Vec<u8>>| {
            let fits = |(known, have): &Element| *known == code && data.is_none_or(|d| d == have);
            elements.iter().any(fits)
        };
        self.with.iter().all(|(code, data)| has(*code, data.as_ref()))
            && !self.without.iter().any(|(code, data)| has(*code, data.as_ref()))
    }

    fn fits_acknowledged(&self, memory: &Memory, octets: &[u8]) -> bool {
        self.ack_of.is_none()
            || Header::read(octets).is_some_and(|h| memory.heard.contains(&(h.dst, h.ts)))
    }

    /// Remembers a frame that went by.
    pub(super) fn remember(&self, memory: &mut Memory, way: Way, octets: &[u8]) {
        note(&self.after, &mut memory.after, way, octets);
        note(&self.not_after, &mut memory.not_after, way, octets);
        let acked = self.ack_of.as_ref().filter(|of| way == Way::Hears && of.fits(octets));
        if let Some(header) = acked.and_then(|_| Header::read(octets)) {
            memory.heard.push_back((header.src, header.ts));
            let surplus = memory.heard.len().saturating_sub(REMEMBERED);
            memory.heard.drain(..surplus);
        }
    }
}

impl Before {
    /// `sends REGREL`, `hears ANSWER 2nd`, `hears TRUNK of 1400..1600 octets`.
    fn read(words: &str) -> Result<Self, String> {
        let wrong = || format!("`{words}` begins with neither `sends` nor `hears`");
        let (way, frame) = words.split_once(' ').ok_or_else(wrong)?;
        let way = match way {
            "sends" => Way::Sends,
            "hears" => Way::Hears,
            _ => return Err(wrong()),
        };
        let (frame, octets) = match frame.split_once(" of ") {
            Some((frame, octets)) => (frame, Some(length(octets.trim_end_matches(" octets"))?)),
            None => (frame, None),
        };
        Ok(Self { way, frames: selector(frame)?, length: octets })
    }

    fn fits(&self, way: Way, octets: &[u8]) -> bool {
        let as_long = self.length.is_none_or(|(from, to)| (from..=to).contains(&octets.len()));
        self.way == way && as_long && self.frames.fits(octets)
    }

    fn often_enough(&self, count: u32) -> bool {
        count >= self.frames.which.map_or(1, |(first, _)| first)
    }
}

/// `md5`, or `username="nobody"`.
fn wanted(words: &str) -> Result<(u8, Option<Vec<u8>>), String> {
    if !words.contains('=') {
        return Ok((code(words)?, None));
    }
    element(words).map(|(code, data)| (code, Some(data)))
}

/// A place in a frame, counted from 0, and the octet there.
pub(super) fn place(at: &str, octet: u8) -> Result<(usize, u8), String> {
    at.parse().map(|at| (at, octet)).map_err(|_| format!("`{at}` is no place in a frame"))
}

/// `12`, or `1..11`.
fn length(text: &str) -> Result<(usize, usize), String> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let bounds = from.parse().ok().zip(to.parse().ok());
    bounds.ok_or_else(|| format!("`{text}` is no length such as `12` or `1..11`"))
}

fn note(wanted: &[Before], counts: &mut Vec<u32>, way: Way, octets: &[u8]) {
    counts.resize(wanted.len(), 0);
    for (before, count) in wanted.iter().zip(counts) {
        *count += u32::from(before.fits(way, octets));
    }
}

/// For each whether it happened; nothing is remembered before the first frame.
fn happened<'a>(wanted: &'a [Before], counts: &'a [u32]) -> impl Iterator<Item = bool> + 'a {
    let count = |at: usize| counts.get(at).copied().unwrap_or_default();
    wanted.iter().enumerate().map(move |(at, before)| before.often_enough(count(at)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    /// A HANGUP of call 1 to call 2 with CAUSECODE 16.
    const HANGUP: [u8; 15] = hex!("8001 8002 00000010 03 04 06 05 2a 01 10");
    /// Call 2's ACK of it.
    const ACK: [u8; 12] = hex!("8002 0001 00000010 04 04 06 04");

    fn fresh(condition: &Condition, octets: &[u8]) -> bool {
        condition.holds(&Memory::default(), octets)
    }

    fn pattern(frame: &str) -> Pattern {
        super::pattern(frame).expect("valid")
    }

    #[test]
    fn elements_narrow_the_choice() {
        let with =
            |data: Option<Vec<u8>>| Condition { with: vec![(0x2a, data)], ..Condition::default() };
        assert!(fresh(&with(None), &HANGUP));
        assert!(fresh(&with(Some(vec![16])), &HANGUP));
        assert!(!fresh(&with(Some(vec![17])), &HANGUP));
        let without = |data: Option<Vec<u8>>| Condition {
            without: vec![(0x2a, data)],
            ..Condition::default()
        };
        assert!(!fresh(&without(None), &HANGUP));
        assert!(!fresh(&without(Some(vec![16])), &HANGUP));
        assert!(fresh(&without(Some(vec![17])), &HANGUP));
    }

    #[test]
    fn octets_and_length_narrow_the_choice() {
        assert!(fresh(&Condition { octets: vec![(12, 0x2a)], ..Condition::default() }, &HANGUP));
        assert!(!fresh(&Condition { octets: vec![(99, 0)], ..Condition::default() }, &HANGUP));
        assert!(fresh(&Condition { length: Some((15, 15)), ..Condition::default() }, &HANGUP));
        assert!(!fresh(&Condition { length: Some((0, 14)), ..Condition::default() }, &HANGUP));
    }

    #[test]
    fn an_acknowledgment_is_known_by_what_it_acknowledges() {
        let condition = Condition { ack_of: Some(pattern("HANGUP")), ..Condition::default() };
        let mut memory = Memory::default();
        assert!(!condition.holds(&memory, &ACK));
        condition.remember(&mut memory, Way::Hears, &HANGUP);
        assert!(condition.holds(&memory, &ACK));
    }

    #[test]
    fn what_went_by_before_counts() {
        let before = Before::read("hears HANGUP").expect("valid");
        let after = Condition { after: vec![before.clone()], ..Condition::default() };
        let not_after = Condition { not_after: vec![before], ..Condition::default() };
        let (mut one, mut other) = (Memory::default(), Memory::default());
        assert!(!after.holds(&one, &ACK) && not_after.holds(&other, &ACK));
        after.remember(&mut one, Way::Hears, &HANGUP);
        not_after.remember(&mut other, Way::Hears, &HANGUP);
        assert!(after.holds(&one, &ACK) && !not_after.holds(&other, &ACK));
    }

    #[test]
    fn how_often_it_went_by_counts() {
        let twice = Before::read("hears HANGUP 2nd").expect("valid");
        let condition = Condition { after: vec![twice], ..Condition::default() };
        let mut memory = Memory::default();
        condition.remember(&mut memory, Way::Hears, &HANGUP);
        assert!(!condition.holds(&memory, &ACK));
        condition.remember(&mut memory, Way::Hears, &HANGUP);
        assert!(condition.holds(&memory, &ACK));
    }

    #[test]
    fn how_long_it_was_counts() {
        let long = Before::read("hears HANGUP of 16..99 octets").expect("valid");
        let condition = Condition { after: vec![long], ..Condition::default() };
        let mut memory = Memory::default();
        condition.remember(&mut memory, Way::Hears, &HANGUP);
        assert!(!condition.holds(&memory, &ACK));
        condition.remember(&mut memory, Way::Hears, &[HANGUP.as_slice(), &[0x2a]].concat());
        assert!(condition.holds(&memory, &ACK));
    }
}
