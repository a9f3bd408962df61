//! Datagrams that were captured on more than one interface.

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use iax2_wire::time::Instant;
use rustc_hash::FxHasher;

use super::Datagram;

/// Datagrams that are remembered.
const LAST: usize = 64;
/// How long a datagram takes from one interface of a machine to another.
const TRANSIT: Duration = Duration::from_millis(5);

/// Tells a second copy of a datagram, seen on another interface, from a repeat on the wire.
#[derive(Debug, Default)]
pub struct Copies {
    last: VecDeque<(u64, u32, Instant)>,
    several: bool,
}

impl Copies {
    /// Whether the same datagram was just seen on another interface.
    pub fn is_copy(&mut self, datagram: &Datagram<'_>) -> bool {
        self.several |= datagram.interface != 0;
        if !self.several {
            return false;
        }
        let Datagram { interface, at, .. } = *datagram;
        let hash = hash(datagram);
        let original = self.last.iter().position(|(seen, on, when)| {
            *seen == hash && *on != interface && at.since(*when) <= TRANSIT
        });
        match original {
            // Each is the original of one copy alone.
            Some(index) => self.last.remove(index).is_some(),
            None => {
                if self.last.len() == LAST {
                    self.last.pop_front();
                }
                self.last.push_back((hash, interface, at));
                false
            }
        }
    }
}

fn hash(datagram: &Datagram<'_>) -> u64 {
    let mut hasher = FxHasher::default();
    (datagram.src, datagram.dst, datagram.payload).hash(&mut hasher);
    hasher.finish()
}
