//! The link itself.

use crate::net::datagram::Datagram;
use crate::net::dice::Dice;
use crate::net::pattern::Pattern;
use core::time::Duration;
use iax2_wire::time::Instant;
use phonerig_judge::network::{LinkSpec, Share};
use phonerig_judge::notation::ast::{LinkVerb, Treatment};
use std::collections::{BTreeMap, VecDeque};

/// How much later a packet arrives that is to be overtaken.
const OVERTAKEN_BY: Duration = Duration::from_millis(50);

/// What a link is given.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Input {
    /// A datagram sets out.
    Datagram(Datagram),
    /// The script tells it something.
    Order(LinkVerb),
}

/// What a link did to a datagram.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Event {
    /// The datagram as it set out.
    pub datagram: Datagram,
    /// What befell it.
    pub mishap: Mishap,
}

/// What can befall a datagram.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mishap {
    /// One bit of this octet was flipped.
    Corrupted(usize),
    /// It arrives later, by order.
    Delayed(Duration),
    /// It never arrives.
    Dropped(Why),
    /// It arrives twice.
    Duplicated,
    /// Later packets will overtake it.
    Overtaken,
}

/// Why a link drops.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Why {
    /// It is cut.
    Cut,
    /// Chance.
    Loss,
    /// The script said so.
    Order,
}

impl core::fmt::Display for Mishap {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Corrupted(octet) => write!(f, "corrupts octet {octet}"),
            Self::Delayed(by) => write!(f, "delays by {} ms", by.as_millis()),
            Self::Dropped(Why::Cut) => f.write_str("drops (cut)"),
            Self::Dropped(Why::Loss) => f.write_str("drops (loss)"),
            Self::Dropped(Why::Order) => f.write_str("drops (told to)"),
            Self::Duplicated => f.write_str("duplicates"),
            Self::Overtaken => f.write_str("holds back"),
        }
    }
}

/// One direction of a link.
#[derive(Clone, Debug)]
pub struct Link {
    spec: LinkSpec,
    /// Share of packets that are lost; an order may change it.
    loss: Share,
    dice: Dice,
    cut: bool,
    acts: Vec<Act>,
    /// What is under way, by arrival and then by order of sending.
    flights: BTreeMap<(Instant, u64), Datagram>,
    sent: u64,
    /// When the last packet that keeps its place arrives.
    last: Instant,
    events: VecDeque<Event>,
}

#[derive(Clone, Debug)]
struct Act {
    treatment: Treatment,
    frames: Pattern,
    /// The first and the last that it means; all where absent.
    which: Option<(u32, u32)>,
    count: u32,
}

/// What is to be done to one datagram, by order and by chance.
#[derive(Clone, Copy, Debug, Default)]
struct Fate {
    dropped: Option<Why>,
    corrupted: bool,
    delayed: Duration,
    duplicated: bool,
    overtaken: bool,
}

impl Link {
    /// A link that obeys `spec`.
    pub fn new(spec: LinkSpec, dice: Dice) -> Self {
        let (acts, flights, events) = Default::default();
        let (loss, last) = (spec.loss, Instant::ZERO);
        Self { spec, loss, dice, cut: false, acts, flights, sent: 0, last, events }
    }

    /// Takes a datagram or an order at `now`.
    pub fn handle_input(&mut self, now: Instant, input: Input) {
        match input {
            Input::Datagram(datagram) => self.send(now, datagram),
            Input::Order(order) => self.obey(order),
        }
    }

    /// When the next datagram arrives.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.flights.first_key_value().map(|((at, _), _)| *at)
    }

    /// The next datagram that has arrived by `now`.
    pub fn poll_transmit(&mut self, now: Instant) -> Option<Datagram> {
        let first = self.flights.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }

    /// The next mishap.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn obey(&mut self, order: LinkVerb) {
        match order {
            LinkVerb::Cut => self.cut = true,
            LinkVerb::Restored => {
                self.cut = false;
                self.loss = self.spec.loss;
                self.acts.clear();
            }
            LinkVerb::Loses(millionths) => {
                self.loss = Share::new(f64::from(millionths) / 1e6).unwrap_or_default();
            }
            LinkVerb::Treats { treatment, message, header, which } => {
                let frames = Pattern { message, header };
                self.acts.push(Act { treatment, frames, which, count: 0 });
            }
        }
    }

    fn send(&mut self, now: Instant, datagram: Datagram) {
        let fate = self.fate(&datagram.octets);
        if let Some(why) = fate.dropped {
            return self.tell(&datagram, Mishap::Dropped(why));
        }
        let arrival = self.arrival(now, fate);
        if fate.overtaken {
            self.tell(&datagram, Mishap::Overtaken);
        }
        if fate.delayed > Duration::ZERO {
            self.tell(&datagram, Mishap::Delayed(fate.delayed));
        }
        if fate.duplicated {
            self.tell(&datagram, Mishap::Duplicated);
            self.fly(arrival, datagram.clone());
        }
        let datagram = if fate.corrupted { self.corrupt(datagram) } else { datagram };
        self.fly(arrival, datagram);
    }

    fn fate(&mut self, octets: &[u8]) -> Fate {
        let mut fate = Fate::default();
        for act in &mut self.acts {
            act.weigh(octets, &mut fate);
        }
        fate.corrupted |= self.dice.happens(self.spec.corrupt);
        fate.duplicated |= self.dice.happens(self.spec.duplicate);
        fate.overtaken |= self.dice.happens(self.spec.reorder);
        if self.dice.happens(self.loss) {
            fate.dropped = fate.dropped.or(Some(Why::Loss));
        }
        if self.cut {
            fate.dropped = Some(Why::Cut);
        }
        fate
    }

    /// Packets keep their order unless they are delayed or overtaken on purpose.
    fn arrival(&mut self, now: Instant, fate: Fate) -> Instant {
        let jitter = u32::try_from(self.spec.jitter.0.as_micros()).unwrap_or(u32::MAX - 1);
        let jitter = Duration::from_micros(u64::from(self.dice.below(jitter.saturating_add(1))));
        let arrival = now + self.spec.delay.0 + jitter;
        if fate.overtaken || fate.delayed > Duration::ZERO {
            let held = if fate.overtaken { OVERTAKEN_BY } else { Duration::ZERO };
            return arrival + fate.delayed + held;
        }
        self.last = self.last.max(arrival);
        self.last
    }

    fn corrupt(&mut self, mut datagram: Datagram) -> Datagram {
        let length = u32::try_from(datagram.octets.len()).unwrap_or(u32::MAX);
        let index = self.dice.below(length) as usize;
        let bit = self.dice.below(8);
        self.tell(&datagram, Mishap::Corrupted(index));
        if let Some(octet) = datagram.octets.get_mut(index) {
            *octet ^= 1 << bit;
        }
        datagram
    }

    fn fly(&mut self, arrival: Instant, datagram: Datagram) {
        self.flights.insert((arrival, self.sent), datagram);
        self.sent += 1;
    }

    fn tell(&mut self, datagram: &Datagram, mishap: Mishap) {
        self.events.push_back(Event { datagram: datagram.clone(), mishap });
    }
}

impl Act {
    /// Counts the frame where it fits, whatever others do to it, and adds its own deed.
    fn weigh(&mut self, octets: &[u8], fate: &mut Fate) {
        if !self.frames.fits(octets) {
            return;
        }
        self.count += 1;
        if self.which.is_some_and(|(first, last)| !(first..=last).contains(&self.count)) {
            return;
        }
        match self.treatment {
            Treatment::Corrupts => fate.corrupted = true,
            Treatment::Delays(by) => fate.delayed += by.0,
            Treatment::Drops => fate.dropped = Some(Why::Order),
            Treatment::Duplicates => fate.duplicated = true,
        }
    }
}
