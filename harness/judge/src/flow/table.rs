//! The legs that are being followed, found by addresses and number in one look-up.

use super::{Endpoint, Leg};
use iax2_wire::time::Instant;
use rustc_hash::FxHashMap;

/// What names one direction of a leg on the wire.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Key {
    pub(crate) from: Endpoint,
    pub(crate) to: Endpoint,
    /// The sender's call number.
    pub(crate) number: u16,
}

impl Key {
    /// The other direction, with the other end's number.
    pub(crate) const fn reverse(self, number: u16) -> Self {
        Self { from: self.to, to: self.from, number }
    }
}

/// A direction of a leg: the leg's place in the table, and which of its ends sends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Place {
    pub(crate) leg: u32,
    pub(crate) end: u8,
}

/// Legs that are followed at a time; beyond, one that has been silent long is forgotten.
const MAX_LEGS: usize = 16 * 1024;
/// Legs that are looked at to find one to forget.
const CANDIDATES: usize = 32;

/// All legs that are being followed, so many that memory stays bounded.
#[derive(Debug, Default)]
pub(crate) struct LegTable {
    places: FxHashMap<Key, Place>,
    /// The legs in which a host uses a number, whoever it talks to; the newest only.
    numbers: FxHashMap<(Endpoint, u16), u32>,
    legs: Vec<Option<Leg>>,
    free: Vec<u32>,
    /// Where the search for a leg to forget goes on.
    hand: usize,
}

impl LegTable {
    /// The direction that a key names.
    pub(crate) fn place(&self, key: Key) -> Option<Place> {
        self.places.get(&key).copied()
    }

    /// A leg.
    pub(crate) fn leg(&mut self, index: u32) -> Option<&mut Leg> {
        self.legs.get_mut(index as usize)?.as_mut()
    }

    /// The newest leg in which this sender's host uses this number.
    pub(crate) fn with_number(&mut self, sender: Endpoint, number: u16) -> Option<&mut Leg> {
        let index = *self.numbers.get(&(sender.host(), number))?;
        self.leg(index)
    }

    /// Follows a new leg, in the stead of one that had its first end's key.
    pub(crate) fn insert(&mut self, key: Key, leg: Leg) -> Place {
        if let Some(old) = self.place(key) {
            self.remove(old.leg);
        }
        if self.free.is_empty() && self.legs.len() >= MAX_LEGS {
            self.forget_a_silent_one();
        }
        let index = match self.free.pop() {
            Some(index) => index,
            None => {
                self.legs.push(None);
                (self.legs.len() - 1) as u32
            }
        };
        self.legs[index as usize] = Some(leg);
        let place = Place { leg: index, end: 0 };
        self.places.insert(key, place);
        self.numbers.insert((key.from.host(), key.number), index);
        place
    }

    /// Of the next few legs in turn, forgets the one that was silent longest.
    fn forget_a_silent_one(&mut self) {
        let count = self.legs.len();
        let few = (0..CANDIDATES).map(|step| (self.hand + step) % count);
        let quietest = few.min_by_key(|index| {
            self.legs[*index].as_ref().map_or(Instant::ZERO, |leg| leg.shared.last_at)
        });
        self.hand = (self.hand + CANDIDATES) % count;
        if let Some(index) = quietest {
            self.remove(index as u32);
        }
    }

    /// Names the second end's direction, once its number is known.
    pub(crate) fn bind(&mut self, key: Key, leg: u32) -> Place {
        let place = Place { leg, end: 1 };
        if let Some(old) = self.places.insert(key, place)
            && old.leg != leg
        {
            self.remove_keeping(old.leg, key);
        }
        self.numbers.insert((key.from.host(), key.number), leg);
        if let Some(leg) = self.leg(leg) {
            leg.ends[1].number = key.number;
        }
        place
    }

    /// How many legs there is room for.
    pub(crate) const fn len(&self) -> usize {
        self.legs.len()
    }

    /// Every leg, for what only time decides.
    pub(crate) fn each(&mut self) -> impl Iterator<Item = &mut Leg> {
        self.legs.iter_mut().flatten()
    }

    /// Forgets legs that `is_done` calls done.
    pub(crate) fn reclaim(&mut self, now: Instant, is_done: impl Fn(&Leg, Instant) -> bool) {
        for index in 0..self.legs.len() {
            if self.legs[index].as_ref().is_some_and(|leg| is_done(leg, now)) {
                self.remove(index as u32);
            }
        }
    }

    fn remove(&mut self, index: u32) {
        let Some(leg) = self.legs.get_mut(index as usize).and_then(Option::take) else { return };
        for end in 0..2 {
            self.forget(&leg, end, index);
        }
        self.free.push(index);
    }

    /// Forgets a leg whose key has just been taken over.
    fn remove_keeping(&mut self, index: u32, taken: Key) {
        let place = self.places.get(&taken).copied();
        self.remove(index);
        if let Some(place) = place {
            self.places.insert(taken, place);
        }
    }

    fn forget(&mut self, leg: &Leg, end: usize, index: u32) {
        let (me, peer) = (&leg.ends[end], &leg.ends[1 - end]);
        let key = Key { from: me.endpoint, to: peer.endpoint, number: me.number };
        if self.places.get(&key).is_some_and(|place| place.leg == index) {
            self.places.remove(&key);
        }
        let number = (me.endpoint.host(), me.number);
        if self.numbers.get(&number) == Some(&index) {
            self.numbers.remove(&number);
        }
    }
}
