//! The translator itself.

use super::mapping::{Far, Mapping};
use super::ports;
use crate::net::datagram::Datagram;
use crate::net::dice::Dice;
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use iax2_wire::time::Instant;
use phonerig_judge::network::{NatSpec, PortAssignment, Refresh};
use std::collections::VecDeque;

/// The two sides of a NAT.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Side {
    /// Where the hosts are whose addresses it hides.
    Inside,
    /// Where its own address is.
    Outside,
}

/// What a NAT is given.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Input {
    /// A datagram came in on a side.
    Datagram(Side, Datagram),
    /// Every mapping moves to another external port, and keeps whom it lets in.
    Rebind,
    /// Every mapping is gone, as after a power failure; the next packet from inside makes a new one.
    Forget,
}

/// A datagram that leaves, translated, on a side.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Transmit {
    /// The side it leaves on; `Inside` for one from inside where it was hairpinned.
    pub side: Side,
    /// The datagram with its new addresses.
    pub datagram: Datagram,
}

/// What a NAT tells of itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// A mapping was made.
    Mapped {
        /// The internal endpoint.
        inside: SocketAddr,
        /// Its external one.
        outside: SocketAddr,
    },
    /// A mapping moved to another external port.
    Rebound {
        /// The internal endpoint.
        inside: SocketAddr,
        /// The external endpoint that is no more.
        old: SocketAddr,
        /// The one in its stead.
        new: SocketAddr,
    },
    /// A mapping is gone: it timed out, or the NAT was told to forget.
    Unmapped {
        /// The internal endpoint.
        inside: SocketAddr,
        /// The external endpoint that is no more.
        outside: SocketAddr,
    },
    /// A datagram was not forwarded.
    Dropped {
        /// The datagram as it came in.
        datagram: Datagram,
        /// Why.
        why: Why,
    },
}

impl core::fmt::Display for Event {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Mapped { inside, outside } => write!(f, "maps {inside} to {outside}"),
            Self::Rebound { inside, old, new } => write!(f, "moves {inside} from {old} to {new}"),
            Self::Unmapped { inside, outside } => write!(f, "unmaps {inside} from {outside}"),
            Self::Dropped { datagram, why } => write!(f, "drops ({why}) {datagram}"),
        }
    }
}

/// Why a NAT does not forward.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Why {
    /// The filter does not know the sender, RFC 4787 section 5.
    Filtered,
    /// It is for the NAT's own address, from inside, and the NAT does not hairpin.
    NoHairpin,
    /// No mapping has that external port.
    NoMapping,
    /// Every external port is taken.
    NoPort,
}

impl core::fmt::Display for Why {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Filtered => "filtered",
            Self::NoHairpin => "no hairpinning",
            Self::NoMapping => "no mapping",
            Self::NoPort => "no port left",
        })
    }
}

/// A NAT with one external address.
#[derive(Clone, Debug)]
pub struct Nat {
    spec: NatSpec,
    address: IpAddr,
    dice: Dice,
    mappings: Vec<Mapping>,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

impl Nat {
    /// A NAT that obeys `spec`, with `address` as its external address.
    pub fn new(spec: NatSpec, address: IpAddr, dice: Dice) -> Self {
        let (mappings, transmits, events) = Default::default();
        Self { spec, address, dice, mappings, transmits, events }
    }

    /// Its external address.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// Takes a datagram or a command at `now`.
    pub fn handle_input(&mut self, now: Instant, input: Input) {
        self.handle_timeout(now);
        match input {
            Input::Datagram(Side::Inside, datagram) => self.outbound(now, datagram),
            Input::Datagram(Side::Outside, datagram) => self.inbound(now, datagram),
            Input::Rebind => self.rebind(),
            Input::Forget => self.remove(|_| true),
        }
    }

    /// Drops the mappings whose time has come: one lives until just before its time-out.
    pub fn handle_timeout(&mut self, now: Instant) {
        let timeout = self.timeout();
        self.remove(|mapping| mapping.expires(timeout) <= now);
    }

    /// When the next mapping times out.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.mappings.iter().map(|mapping| mapping.expires(self.timeout())).min()
    }

    /// The next datagram that leaves.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    /// The next thing to tell.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// The internal endpoint behind an external port, whoever may use it.
    pub fn behind(&self, port: u16) -> Option<SocketAddr> {
        self.mappings.iter().find(|mapping| mapping.port == port).map(|mapping| mapping.inside)
    }

    fn outbound(&mut self, now: Instant, datagram: Datagram) {
        let hairpin = datagram.dst.ip() == self.address;
        if hairpin && !self.spec.hairpin {
            return self.dropped(datagram, Why::NoHairpin);
        }
        let Some(index) = self.mapping_for(now, &datagram) else {
            return self.dropped(datagram, Why::NoPort);
        };
        self.mappings[index].remember(datagram.dst);
        if self.spec.refresh != Refresh::Inbound {
            self.mappings[index].refreshed = now;
        }
        let src = self.external(self.mappings[index].port);
        let translated = Datagram { src, ..datagram };
        if hairpin {
            // The external source is REQ-9a; from here on it is a packet like any other from outside.
            self.inbound(now, translated);
        } else {
            self.transmits.push_back(Transmit { side: Side::Outside, datagram: translated });
        }
    }

    fn inbound(&mut self, now: Instant, datagram: Datagram) {
        let Some(index) = self.mappings.iter().position(|m| m.port == datagram.dst.port()) else {
            return self.dropped(datagram, Why::NoMapping);
        };
        let inside = self.mappings[index].inside;
        if !self.admits(inside, datagram.src) {
            return self.dropped(datagram, Why::Filtered);
        }
        if self.spec.refresh != Refresh::Outbound {
            self.mappings[index].refreshed = now;
        }
        let datagram = Datagram { dst: inside, ..datagram };
        self.transmits.push_back(Transmit { side: Side::Inside, datagram });
    }

    /// Filtering asks whether the internal endpoint sent there, by whichever mapping (section 5).
    fn admits(&self, inside: SocketAddr, from: SocketAddr) -> bool {
        self.mappings
            .iter()
            .any(|mapping| mapping.inside == inside && mapping.admits(self.spec.filtering, from))
    }

    fn mapping_for(&mut self, now: Instant, datagram: &Datagram) -> Option<usize> {
        let far = Far::seen(self.spec.mapping, datagram.dst);
        let inside = datagram.src;
        let known = self.mappings.iter().position(|m| m.inside == inside && m.far == far);
        if known.is_some() {
            return known;
        }
        let port = self.assign(inside.port())?;
        self.mappings.push(Mapping { inside, far, port, refreshed: now, contacts: Vec::new() });
        self.events.push_back(Event::Mapped { inside, outside: self.external(port) });
        Some(self.mappings.len() - 1)
    }

    fn assign(&mut self, like: u16) -> Option<u16> {
        let mappings = &self.mappings;
        let free = |port| mappings.iter().all(|mapping| mapping.port != port);
        if self.spec.port == PortAssignment::Preserve && free(like) {
            return Some(like);
        }
        ports::pick(&mut self.dice, like, free)
    }

    fn rebind(&mut self) {
        for index in 0..self.mappings.len() {
            let Mapping { inside, port: old, .. } = self.mappings[index];
            let mappings = &self.mappings;
            let free = |port| mappings.iter().all(|mapping| mapping.port != port);
            if let Some(new) = ports::pick(&mut self.dice, inside.port(), free) {
                self.mappings[index].port = new;
                let (old, new) = (self.external(old), self.external(new));
                self.events.push_back(Event::Rebound { inside, old, new });
            }
        }
    }

    fn remove(&mut self, gone: impl Fn(&Mapping) -> bool) {
        let address = self.address;
        let events = &mut self.events;
        self.mappings.retain(|mapping| {
            let stays = !gone(mapping);
            if !stays {
                let outside = SocketAddr::new(address, mapping.port);
                events.push_back(Event::Unmapped { inside: mapping.inside, outside });
            }
            stays
        });
    }

    fn dropped(&mut self, datagram: Datagram, why: Why) {
        self.events.push_back(Event::Dropped { datagram, why });
    }

    fn external(&self, port: u16) -> SocketAddr {
        SocketAddr::new(self.address, port)
    }

    fn timeout(&self) -> Duration {
        self.spec.timeout.0
    }
}
