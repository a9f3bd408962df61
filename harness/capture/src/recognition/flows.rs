//! The table of flows, bounded.

use super::held::{Candidate, Datagram, Held};
use super::key::FlowKey;
use crate::generations::Generations;

/// Flows that are remembered.
const FLOWS: usize = 16 * 1024;
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
enum Flow {
    Iax2,
    Candidate(Box<Candidate>),
}

/// Which flows are IAX2. Flows that have been silent longest are forgotten when there are too many.
#[derive(Debug)]
pub struct Flows {
    port: Option<u16>,
    table: Generations<FlowKey, Flow>,
    last: Option<FlowKey>,
    /// Octets held back at most; those of forgotten flows are taken off when it grows too large.
    held: usize,
}

impl Flows {
    /// Flows on UDP port `port` at either end, if given, count as IAX2 without being recognised.
    pub fn new(port: Option<u16>) -> Self {
        Self { port, table: Generations::new(FLOWS), last: None, held: 0 }
    }

    /// Whether a datagram's flow is IAX2.
    pub fn see(&mut self, datagram: &Datagram<'_>) -> Recognised {
        let (key, upwards) = FlowKey::of(datagram.src, datagram.dst);
        if self.last == Some(key) || self.is_forced(datagram) {
            return Recognised::Iax2;
        }
        match self.table.entry(key, || Flow::Candidate(Box::default())) {
            Flow::Iax2 => {
                self.last = Some(key);
                Recognised::Iax2
            }
            Flow::Candidate(candidate) => {
                self.held += datagram.payload.len();
                if candidate.take(datagram, upwards) {
                    self.release(key)
                } else {
                    self.keep_bounded();
                    Recognised::No
                }
            }
        }
    }

    /// Forgets what is not recognised, to read the same capture again from its start.
    pub fn rewind(&mut self) {
        self.table.retain(|flow| matches!(flow, Flow::Iax2));
        self.held = 0;
    }

    /// Octets held back.
    pub(super) fn held(&self) -> usize {
        self.table.values().map(Flow::octets).sum()
    }

    fn is_forced(&self, datagram: &Datagram<'_>) -> bool {
        self.port.is_some_and(|port| [datagram.src.port(), datagram.dst.port()].contains(&port))
    }

    fn release(&mut self, key: FlowKey) -> Recognised {
        let flow = self.table.entry(key, || Flow::Iax2);
        match std::mem::replace(flow, Flow::Iax2) {
            Flow::Candidate(candidate) => Recognised::Released(candidate.into_held()),
            Flow::Iax2 => Recognised::Iax2,
        }
    }

    /// Lets go of everything held back when it is too much; what flows were recognised stays.
    fn keep_bounded(&mut self) {
        if self.held > MAX_HELD {
            self.held = self.held();
        }
        if self.held > MAX_HELD {
            self.rewind();
        }
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
