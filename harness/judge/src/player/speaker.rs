//! In which dialogue a line of ours speaks.

use super::book::{Dialogue, LegId};
use super::{Player, codes};
use crate::notation::ast::{End, Field, FrameEvent, HeaderField};
use crate::notation::message::Message;

impl Player {
    /// The dialogue that a line speaks in.
    pub(super) fn leg_for(&mut self, event: &FrameEvent, message: &Message) -> LegId {
        if let Some(Field::Leg(end)) = event.fields.iter().find(|f| matches!(f, Field::Leg(_))) {
            let letter = end.leg.as_deref().unwrap_or("a");
            if let Some(id) = self.book.call(&end.party, letter) {
                return id;
            }
        }
        let Message::Iax(code) = message else { return self.leg_of_end(&event.from) };
        let party = event.from.party.clone();
        let is_registration = |about: &Dialogue| matches!(about, Dialogue::Registration(_));
        let found = match *code {
            codes::NEW => return self.leg_to_begin(event),
            codes::POKE => None,
            codes::REGREQ | codes::REGREL if event.from.leg.is_none() => None,
            codes::REGREQ..=codes::REGREL if event.from.leg.is_none() => {
                self.book.newest(|leg| leg.party == party && is_registration(&leg.about))
            }
            codes::CALLTOKEN if event.from.leg.is_none() => {
                self.book.newest(|leg| leg.party == party && leg.request.is_some() && !leg.ended)
            }
            codes::ACK | codes::INVAL | codes::VNAK | codes::PONG | codes::LAGRP
                if event.from.leg.is_none() =>
            {
                self.heard.get(&party).copied()
            }
            _ => return self.leg_of_end(&event.from),
        };
        found.unwrap_or_else(|| {
            let id = self.loose(&party);
            self.take_number(id, event);
            id
        })
    }

    /// A dialogue that begins has the number that its line says.
    fn take_number(&mut self, id: LegId, event: &FrameEvent) {
        let src = event.fields.iter().find_map(|field| match field {
            Field::Header(HeaderField::Src, value) => self.number(value),
            _ => None,
        });
        if let Some(src) = src.and_then(|src| u16::try_from(src & 0x7fff).ok()) {
            self.book.get_mut(id).ours = src;
        }
    }

    pub(super) fn loose(&mut self, party: &str) -> LegId {
        let to = self.device_address(party);
        self.book.add(party, Dialogue::Loose, to, self.now)
    }

    /// The leg that an end names; the first one unless it is said.
    pub(super) fn leg_of_end(&mut self, end: &End) -> LegId {
        let letter = end.leg.as_deref().unwrap_or("a");
        let number = letter.strip_prefix('r').and_then(|number| number.parse().ok());
        let registration = number.and_then(|number| {
            self.book
                .newest(|leg| leg.party == end.party && leg.about == Dialogue::Registration(number))
        });
        let found = registration.or_else(|| self.book.call(&end.party, letter));
        let any = || self.book.newest(|leg| leg.party == end.party && end.leg.is_none());
        found.or_else(any).unwrap_or_else(|| self.loose(&end.party))
    }

    /// NEW speaks in a leg of its own: the living one of that letter once more, else another.
    fn leg_to_begin(&mut self, event: &FrameEvent) -> LegId {
        let party = event.from.party.clone();
        let letter = event.from.leg.clone().unwrap_or_else(|| "a".to_owned());
        let numbered =
            event.fields.iter().any(|field| matches!(field, Field::Header(HeaderField::Src, _)));
        let again = self.book.call(&party, &letter).filter(|id| !self.book.get(*id).ended);
        let id = match again.filter(|_| !self.repeating || numbered) {
            Some(id) => {
                self.book.get_mut(id).restart();
                id
            }
            None => {
                let to = self.device_address(&party);
                self.book.add(&party, Dialogue::Call(letter), to, self.now)
            }
        };
        self.take_number(id, event);
        id
    }
}
