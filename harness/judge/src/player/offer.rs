//! A datagram of the device offered to the lines: forbidden ones first, then the script's head, then the rest.

use super::results::Instead;
use super::seen::Seen;
use super::stage::{Current, Open, Part};
use super::{Player, codes};
use crate::datagram::Datagram;
use crate::happening::WireId;
use crate::notation::ast::{Event, Field, Flow};
use crate::notation::describe;
use core::time::Duration;
use iax2_wire::time::Instant;
use std::sync::Arc;

/// What a line makes of a datagram.
enum Offer {
    /// It is not what the line is about.
    Other,
    /// It belongs to the line, which is not fulfilled by it.
    Taken,
    /// It is what the line waits for.
    Fits,
    /// It belongs to the line and breaks it.
    Breaks(String),
}

impl Player {
    /// Offers a datagram; one that matches no line and is no background ends the part.
    pub(super) fn offer(&mut self, seen: &Seen) {
        if self.stage.part == Part::Postamble || matches!(self.stage.current, Current::Done) {
            return;
        }
        let taken = self.offer_never(seen)
            || self.offer_head(seen)
            || self.offer_optional(seen)
            || self.offer_counting(seen);
        if taken {
            self.note_uncounted(seen);
            if let (WireId::Net, Some(party)) = (seen.wire, seen.party.clone()) {
                self.home.insert(party, seen.src);
            }
        } else if seen.wire == WireId::Dut && !self.is_background(seen) && !self.is_awaited(seen) {
            let line = self.stage.line();
            let words = match &line {
                Some(line) => {
                    format!("no line expects this now; the script stands at line {}", line.number)
                }
                None => "no line expects this; the script is at its end".to_owned(),
            };
            self.fail(line.as_deref(), self.instead(words, seen));
        }
    }

    pub(super) fn instead(&self, words: String, seen: &Seen) -> Instead {
        Instead { words, got: Some(self.row(seen)), packet: Some(seen.packet) }
    }

    /// The datagram as a line; long payloads are left out.
    pub(super) fn row(&self, seen: &Seen) -> String {
        let party = seen.party.clone().unwrap_or_else(|| seen.dst.to_string());
        let leg = seen.leg.and_then(|id| self.book.get(id).letter().map(str::to_owned));
        let to = leg.map_or(party.clone(), |leg| format!("{party}/{leg}"));
        let mut shown = seen.datagram.clone();
        match &mut shown {
            Datagram::Full(frame) if matches!(frame.kind, 2 | 3 | 8) => frame.data.clear(),
            Datagram::Mini { data, .. } | Datagram::Video { data, .. } => data.clear(),
            Datagram::Other(octets) => octets.truncate(64),
            _ => {}
        }
        describe::frame_row("dut", &to, &shown)
    }

    /// Whether a line waits for it where it arrives, to see its address there.
    fn is_awaited(&mut self, seen: &Seen) -> bool {
        let opens =
            self.stage.waiting().iter().chain(&self.stage.optional).chain(&self.stage.counting);
        let events: Vec<Event> = opens.flat_map(|open| open.line.events.clone()).collect();
        let vars = self.vars.clone();
        let awaited = events.into_iter().any(|event| match event {
            Event::Frame(mut frame) => {
                let fields = frame.fields.len();
                frame.fields.retain(|field| !matches!(field, Field::From(_)));
                frame.fields.len() < fields && self.expects(&frame, seen)
            }
            _ => false,
        });
        self.vars = vars;
        awaited
    }

    fn offer_never(&mut self, seen: &Seen) -> bool {
        for open in self.stage.never.clone() {
            let inside = seen.at >= open.from && open.to.is_none_or(|to| seen.at <= to);
            if inside && self.any_expects(&open, seen) {
                self.fail(Some(&open.line), self.instead("this must not come".to_owned(), seen));
                return true;
            }
        }
        false
    }

    fn any_expects(&mut self, open: &Open, seen: &Seen) -> bool {
        open.line.events.iter().any(|event| match event {
            Event::Frame(frame) => self.expects(frame, seen),
            _ => false,
        })
    }

    /// Offers it to the lines that the script waits for.
    fn offer_head(&mut self, seen: &Seen) -> bool {
        for nth in 0..self.stage.waiting().len() {
            let open = self.stage.waiting()[nth].clone();
            if open.is_fulfilled() {
                continue;
            }
            match self.offer_line(&open, nth, seen) {
                Offer::Other => {}
                Offer::Taken => return true,
                Offer::Fits => {
                    if self.is_early(&open, seen) {
                        return true;
                    }
                    self.arriving = Some((seen.clone(), self.now + super::LONGEST_FLIGHT));
                    self.count_at_head(nth, seen.at);
                    return true;
                }
                Offer::Breaks(words) => {
                    self.fail(Some(&open.line), self.instead(words, seen));
                    return true;
                }
            }
        }
        false
    }

    fn offer_line(&mut self, open: &Open, nth: usize, seen: &Seen) -> Offer {
        for event in &open.line.events {
            let offer = match event {
                Event::Frame(frame) if self.expects(frame, seen) => {
                    // Background that comes before a window is just that.
                    if seen.at + self.cast.slack < open.from && self.is_background(seen) {
                        Offer::Other
                    } else {
                        Offer::Fits
                    }
                }
                Event::Flow(flow) => match &flow.flow {
                    Flow::Digits { digits, .. } if self.is_end(&flow.to, seen) => {
                        self.offer_digit(digits, open, nth, seen)
                    }
                    _ => Offer::Other,
                },
                _ => Offer::Other,
            };
            if !matches!(offer, Offer::Other) {
                return offer;
            }
        }
        Offer::Other
    }

    /// A digit flow takes each digit once, in order, however often frames are repeated.
    fn offer_digit(&mut self, digits: &str, open: &Open, nth: usize, seen: &Seen) -> Offer {
        let Some(frame) = seen.full().filter(|frame| matches!(frame.kind, 1 | 12)) else {
            return Offer::Other;
        };
        if seen.wire != WireId::Dut {
            return Offer::Other;
        }
        if seen.repeat || frame.kind == 12 {
            return Offer::Taken;
        }
        let digits = digits.as_bytes();
        if digits.get(open.digits) != Some(&frame.subclass) {
            let done =
                String::from_utf8_lossy(&digits[..open.digits.min(digits.len())]).into_owned();
            return Offer::Breaks(format!("after the digits \"{done}\" another one belongs here"));
        }
        if open.digits + 1 == digits.len() {
            return Offer::Fits;
        }
        match &mut self.stage.current {
            Current::All(opens) | Current::First(opens) => opens[nth].digits += 1,
            _ => {}
        }
        Offer::Taken
    }

    /// Whether it came before the window; that ends the part, or makes the bench unsure.
    fn is_early(&mut self, open: &Open, seen: &Seen) -> bool {
        if seen.at >= open.from {
            return false;
        }
        let early = open.from.since(seen.at);
        if early <= self.cast.slack {
            self.doubt(&open.line, early);
            return false;
        }
        let words = format!("{} ms before its window opens", early.as_millis());
        self.fail(Some(&open.line), self.instead(words, seen));
        true
    }

    /// The bench cannot tell whether that line was in time.
    pub(super) fn doubt(&mut self, line: &crate::notation::ast::Line, off: Duration) {
        let words = format!(
            "line {}: {} ms outside its window, and the bench's times are good to {} ms",
            line.number,
            off.as_millis(),
            self.cast.slack.as_millis()
        );
        match self.stage.part {
            Part::Body => self.results.unsure.get_or_insert(words),
            _ => return,
        };
    }

    /// A line of the head came once more.
    pub(super) fn count_at_head(&mut self, nth: usize, at: Instant) {
        let (Current::All(opens) | Current::First(opens)) = &mut self.stage.current else { return };
        opens[nth].count += 1;
        let open = opens[nth].clone();
        if !open.is_fulfilled() {
            return;
        }
        if let Some(to) = open.to
            && at > to
        {
            self.doubt(&open.line, at.since(to));
        }
        self.fulfilled(&open, at);
        self.head_is_fulfilled(nth, at);
    }

    fn fulfilled(&mut self, open: &Open, at: Instant) {
        self.note_line(&open.line, at);
        let (min, max) = open.times();
        if max > min {
            self.stage.counting.push(open.clone());
        }
    }

    /// The step ends with the last of all, or with the first of several.
    fn head_is_fulfilled(&mut self, nth: usize, at: Instant) {
        let line = self.stage.waiting()[nth].line.number;
        match &self.stage.current {
            Current::All(opens) if opens.iter().all(Open::is_fulfilled) => {}
            Current::First(opens) => {
                for line in opens[nth].rest.clone().into_iter().rev() {
                    self.stage.queue.push_front(crate::notation::ast::Step::Line(line));
                }
            }
            _ => return,
        }
        (self.stage.base, self.stage.base_line) = (at, line);
        self.stage.current = Current::Ready;
    }

    fn offer_optional(&mut self, seen: &Seen) -> bool {
        for nth in 0..self.stage.optional.len() {
            let open = self.stage.optional[nth].clone();
            let inside =
                seen.at >= open.from && open.to.is_none_or(|to| seen.at <= to + self.cast.slack);
            if !inside || !self.any_expects(&open, seen) {
                continue;
            }
            let open = &mut self.stage.optional[nth];
            open.count += 1;
            let open = open.clone();
            if open.count >= open.times().1 {
                self.stage.optional.remove(nth);
            }
            self.arriving = Some((seen.clone(), self.now + super::LONGEST_FLIGHT));
            self.optional_came(&open, seen.at);
            return true;
        }
        false
    }

    /// What follows an optional line counts from it, where nothing later came yet.
    pub(super) fn optional_came(&mut self, open: &Open, at: Instant) {
        self.note_line(&open.line, at);
        if open.line.number < self.stage.base_line || at < self.stage.base {
            return;
        }
        let shift = at.since(self.stage.base);
        (self.stage.base, self.stage.base_line) = (at, open.line.number);
        match &mut self.stage.current {
            Current::Acting(_, due) | Current::Watching(_, due) => *due += shift,
            Current::All(opens) | Current::First(opens) => {
                for open in opens.iter_mut().filter(|open| open.count == 0) {
                    open.from += shift;
                    open.to = open.to.map(|to| to + shift);
                }
            }
            Current::Ready | Current::Done => {}
        }
    }

    /// Repeated lines that had their least take more, up to their most.
    fn offer_counting(&mut self, seen: &Seen) -> bool {
        for nth in 0..self.stage.counting.len() {
            let open = self.stage.counting[nth].clone();
            if open.to.is_some_and(|to| seen.at > to) || !self.any_expects(&open, seen) {
                continue;
            }
            self.stage.counting[nth].count += 1;
            let most = open.times().1;
            if open.count + 1 > most {
                let words = format!("this is one more than the {most} that may come");
                self.fail(Some(&open.line), self.instead(words, seen));
            }
            return true;
        }
        false
    }

    /// What may come without a line: transport, media, repeats of what came, and registrations no script is about.
    fn is_background(&self, seen: &Seen) -> bool {
        let frame = match &seen.datagram {
            Datagram::Full(frame) => frame,
            Datagram::Other(_) => return false,
            _ => return true,
        };
        let again = seen.leg.is_some_and(|id| self.uncounted.contains(&(id, frame.subclass)));
        match (frame.kind, frame.iax()) {
            _ if seen.repeat => true,
            (2 | 3, _) => true,
            (_, Some(codes::ACK | codes::PING | codes::PONG | codes::VNAK | codes::POKE)) => true,
            (_, Some(codes::LAGRQ | codes::LAGRP)) => true,
            (_, Some(codes::REGREQ..=codes::REGREL)) => !self.stage.registers,
            (_, Some(codes::TXCNT | codes::TXACC)) => again,
            _ => false,
        }
    }

    /// Remembers an uncounted frame that a line took, so that its repeats are known.
    pub(super) fn note_uncounted(&mut self, seen: &Seen) {
        if let (Some(id), Some(frame)) = (seen.leg, seen.full())
            && matches!(frame.iax(), Some(codes::TXCNT | codes::TXACC))
        {
            self.uncounted.insert((id, frame.subclass));
        }
    }

    pub(super) fn note_line(&mut self, line: &Arc<crate::notation::ast::Line>, at: Instant) {
        if self.stage.part == Part::Body {
            self.results.lines.push(super::LineResult { line: line.number, at });
        }
    }
}
