//! Which leg a full frame belongs to.

use super::judge::WireJudge;
use super::{s3_association, s6_2_calls};
use crate::flow::{End, Key, Kind, Leg, Message, Place, Stage};
use crate::header::Header;
use iax2_wire::{IaxCode, IeCode, Ies};

impl WireJudge {
    /// The leg that a full frame belongs to, begun here where the frame begins one, and whether its sender
    /// used no number of the leg.
    pub(super) fn find(
        &mut self,
        key: Key,
        header: &Header,
        message: Message,
        data: &[u8],
    ) -> Option<(Place, bool)> {
        if let Some(place) = self.table.place(key) {
            return Some((self.known(place, key, header, message, data), false));
        }
        if opens(message) && header.dest == 0 {
            return Some((self.begin(key, kind_of(message)), false));
        }
        if header.dest == 0 {
            let flows = &self.flows;
            s3_association::stray(&mut self.table, &mut self.watch, flows, key, header, message);
            return None;
        }
        let reverse = self.table.place(key.reverse(header.dest));
        match reverse {
            Some(place) if place.end == 0 => self.answer(place, key, message),
            Some(place) => self.watch.is_judged(key.from).then_some((place_of(place, 0), false)),
            None => {
                let flows = &self.flows;
                let (table, watch) = (&mut self.table, &mut self.watch);
                if s3_association::stray(table, watch, flows, key, header, message) {
                    return None;
                }
                self.join(key, header, message)
            }
        }
    }

    /// A frame of a leg that is followed: it may begin the leg anew.
    fn known(
        &mut self,
        place: Place,
        key: Key,
        header: &Header,
        message: Message,
        data: &[u8],
    ) -> Place {
        let anew = opens(message) && header.oseqno == 0 && !header.retry;
        let Some(leg) = self.table.leg(place.leg) else { return place };
        if !anew || header.dest != 0 && leg.shared.kind != Kind::Joined {
            return place;
        }
        let carries_token = Ies::new(data).find(IeCode::CALLTOKEN).is_some_and(|it| !it.is_empty());
        if leg.shared.token.is_some() && carries_token && place.end == 0 {
            let same = leg.ends[0].sending.stamped(header.timestamp).is_some()
                && leg.ends[0].sending.next == Some(1)
                && leg.shared.token_used;
            if !same {
                leg.ends[0].restart();
                leg.ends[1].restart();
                leg.shared.token_used = true;
                leg.shared.stage = Stage::Waiting;
            }
            return place;
        }
        let over = leg.shared.stage == Stage::Over || place.end == 1;
        if over || leg.shared.kind == Kind::Joined {
            return self.begin(key, kind_of(message));
        }
        place
    }

    fn begin(&mut self, key: Key, kind: Kind) -> Place {
        let first = End::new(key.from, key.number, self.watch.is_judged(key.from));
        let second = End::new(key.to, 0, self.watch.is_judged(key.to));
        if kind != Kind::Joined {
            s6_2_calls::number_is_free(&mut self.table, &mut self.watch, key);
        }
        self.table.insert(key, Leg::new(kind, self.watch.now, [first, second]))
    }

    /// The first frame of the end that was called, or one that it sends without a call.
    fn answer(&mut self, place: Place, key: Key, message: Message) -> Option<(Place, bool)> {
        let place = place_of(place, 1);
        let without_call = [IaxCode::REJECT, IaxCode::REGREJ, IaxCode::PONG, IaxCode::HANGUP];
        let stateless = message.is(IaxCode::CALLTOKEN)
            || message.is(IaxCode::INVAL)
            || key.number <= 1 && message.is_any(&without_call);
        let judged = self.watch.is_judged(key.from);
        let leg = self.table.leg(place.leg)?;
        if !stateless && leg.ends[1].number != 0 && !judged {
            return None;
        }
        if stateless || leg.ends[1].number != 0 {
            return Some((place, stateless));
        }
        Some((self.table.bind(key, place.leg), false))
    }

    /// TXCNT and TXACC leave the leg that they are numbered in for another path, with all that follow there.
    fn contacts(&mut self, key: Key) {
        let Some(leg) = self.table.with_number(key.from, key.number) else { return };
        for end in leg.ends.iter_mut().filter(|end| end.number == key.number) {
            end.sending.transfers_between = u8::MAX;
        }
    }

    /// A leg whose beginning was not seen.
    fn join(&mut self, key: Key, header: &Header, message: Message) -> Option<(Place, bool)> {
        if !message.is_counted() && !message.is_any(&[IaxCode::TXCNT, IaxCode::TXACC]) {
            return None;
        }
        if !message.is_counted() {
            self.contacts(key);
        }
        let place = self.begin(key, Kind::Joined);
        self.table.bind(key.reverse(header.dest), place.leg);
        Some((place, false))
    }
}

/// Whether a message begins a dialogue.
pub(super) fn opens(message: Message) -> bool {
    message.is_any(&[IaxCode::NEW, IaxCode::REGREQ, IaxCode::REGREL, IaxCode::POKE])
}

fn kind_of(message: Message) -> Kind {
    match message.iax() {
        Some(IaxCode::NEW) => Kind::Call,
        Some(IaxCode::POKE) => Kind::Poke,
        _ => Kind::Registration,
    }
}

const fn place_of(place: Place, end: u8) -> Place {
    Place { leg: place.leg, end }
}
