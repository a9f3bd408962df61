//! Frames that wait for their acknowledgment, oldest first.

use heapless::{Deque, Vec};
use iax2_wire::time::Instant;

use crate::capacity::{UNACKED_FRAMES, UNACKED_OCTETS};

/// A frame that was sent and not acknowledged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pending {
    /// When it is to be sent again, or given up.
    pub(crate) due: Instant,
    /// How long the last wait was, in milliseconds.
    pub(crate) wait: u32,
    /// Octets of it.
    pub(crate) len: u16,
    /// Repeats so far.
    pub(crate) repeats: u8,
    /// Whether it was encrypted at its first sending, and so at every other.
    pub(crate) encrypted: bool,
}

/// The frames themselves lie in one arena; acknowledgments always take the oldest.
#[derive(Debug, Default)]
pub(crate) struct Unacked {
    octets: Vec<u8, UNACKED_OCTETS>,
    frames: Deque<Pending, UNACKED_FRAMES>,
}

impl Unacked {
    pub(crate) fn len(&self) -> usize {
        self.frames.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Whether `len` more octets could be kept as one frame, and `frames` and `octets` would still be free after it.
    pub(crate) fn has_room(&self, len: usize, frames: usize, octets: usize) -> bool {
        let fits = self.octets.len() + len + octets <= UNACKED_OCTETS;
        self.frames.len() + frames < UNACKED_FRAMES && fits
    }

    /// Keeps a frame; `false` if there is no room.
    pub(crate) fn push(&mut self, octets: &[u8], pending: Pending) -> bool {
        self.has_room(octets.len(), 0, 0)
            && self.octets.extend_from_slice(octets).is_ok()
            && self.frames.push_back(pending).is_ok()
    }

    /// Forgets the `count` oldest.
    pub(crate) fn acknowledge(&mut self, count: usize) {
        let mut freed = 0;
        for _ in 0..count {
            freed += self.frames.pop_front().map_or(0, |pending| usize::from(pending.len));
        }
        let kept = self.octets.len() - freed;
        self.octets.copy_within(freed.., 0);
        self.octets.truncate(kept);
    }

    pub(crate) fn clear(&mut self) {
        self.octets.clear();
        self.frames.clear();
    }

    /// The earliest moment at which a frame is due.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.frames.iter().map(|pending| pending.due).min()
    }

    /// Each frame with its octets, oldest first.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&mut Pending, &mut [u8])> {
        let mut rest = &mut self.octets[..];
        self.frames.iter_mut().map(move |pending| {
            let (octets, after) = core::mem::take(&mut rest).split_at_mut(pending.len.into());
            rest = after;
            (pending, octets)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pending(len: u16) -> Pending {
        Pending { due: Instant::ZERO, wait: 0, len, repeats: 0, encrypted: false }
    }

    #[test]
    fn the_oldest_are_acknowledged_first() {
        let mut unacked = Unacked::default();
        assert!(unacked.push(&[1, 1], pending(2)) && unacked.push(&[2], pending(1)));
        unacked.acknowledge(1);
        let left: Vec<u8, 4> = unacked.iter_mut().map(|(_, octets)| octets[0]).collect();
        assert_eq!(left, [2]);
    }

    #[test]
    fn what_does_not_fit_is_refused_whole() {
        let mut unacked = Unacked::default();
        assert!(unacked.push(&[0; UNACKED_OCTETS], pending(1280)));
        assert!(!unacked.push(&[1], pending(1)));
        assert_eq!(unacked.len(), 1);
    }
}
