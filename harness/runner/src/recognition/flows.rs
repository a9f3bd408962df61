//! The table of flows, bounded.

use std::mem;

use rustc_hash::FxHashMap;

use super::held::{Candidate, Datagram, Held};
use super::key::FlowKey;

/// Flows in one generation of the table; two generations are kept.
pub(super) const MAX_FLOWS: usize = 16 * 1024;
/// Octets that all candidates together may hold back.
pub(super) const MAX_HELD: usize = 4 * 1024 * 1024;

/// What is known of a datagram's flow.
#[derive(Debug, Eq, PartialEq)]
pub enum Recognised {
    /// It is IAX2.
    Iax2,
    /// It just became IAX2: these datagrams were held back, this one is the last of them.
    Released(Vec<Held>),
    /// Not known, or not IAX2.
    No,
}

#[derive(Debug)]
pub(super) enum Flow {
    Iax2,
    Candidate(Box<Candidate>),
}

/// Which flows are IAX2. Flows that have been silent longest are forgotten when there are too many.
#[derive(Debug, Default)]
pub struct Flows {
    port: Option<u16>,
    pub(super) young: FxHashMap<FlowKey, Flow>,
    pub(super) old: FxHashMap<FlowKey, Flow>,
    last: Option<FlowKey>,
    pub(super) held: usize,
}

impl Flows {
    /// Flows on UDP port `port` at either end, if given, count as IAX2 without being recognised.
    pub fn new(port: Option<u16>) -> Self {
        Self { port, ..Self::default() }
    }

    /// Whether a datagram's flow is IAX2.
    pub fn see(&mut self, datagram: &Datagram<'_>) -> Recognised {
        let (key, upwards) = FlowKey::of(datagram.src, datagram.dst);
        if self.last == Some(key) || self.is_forced(datagram) {
            return Recognised::Iax2;
        }
        match self.flow(key) {
            Flow::Iax2 => {
                self.last = Some(key);
                Recognised::Iax2
            }
            Flow::Candidate(candidate) => {
                let before = candidate.octets();
                let is_iax2 = candidate.take(datagram, upwards);
                let after = candidate.octets();
                self.held = self.held + after - before;
                if is_iax2 { self.release(key) } else { self.keep_bounded() }
            }
        }
    }

    /// Forgets what is not recognised, to read the same capture again from its start.
    pub fn rewind(&mut self) {
        for flows in [&mut self.young, &mut self.old] {
            flows.retain(|_, flow| matches!(flow, Flow::Iax2));
        }
        self.held = 0;
    }

    fn is_forced(&self, datagram: &Datagram<'_>) -> bool {
        self.port.is_some_and(|port| [datagram.src.port(), datagram.dst.port()].contains(&port))
    }

    /// The flow's entry in the young generation, where it is put if it is old or new.
    fn flow(&mut self, key: FlowKey) -> &mut Flow {
        if self.young.len() >= MAX_FLOWS && !self.young.contains_key(&key) {
            self.old = mem::take(&mut self.young);
            self.held = self.old.values().map(Flow::octets).sum();
        }
        let old = &mut self.old;
        self.young
            .entry(key)
            .or_insert_with(|| old.remove(&key).unwrap_or_else(|| Flow::Candidate(Box::default())))
    }

    fn release(&mut self, key: FlowKey) -> Recognised {
        match self.young.insert(key, Flow::Iax2) {
            Some(Flow::Candidate(candidate)) => {
                self.held -= candidate.octets();
                Recognised::Released(candidate.into_held())
            }
            _ => Recognised::Iax2,
        }
    }

    /// Lets go of everything held back when it is too much; what flows were recognised stays.
    fn keep_bounded(&mut self) -> Recognised {
        if self.held > MAX_HELD {
            self.rewind();
        }
        Recognised::No
    }
}

impl Flow {
    fn octets(&self) -> usize {
        match self {
            Self::Iax2 => 0,
            Self::Candidate(candidate) => candidate.octets(),
        }
    }
}
