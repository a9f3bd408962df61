//! Datagrams on their way out, in order, until `poll_transmit` takes them.

use core::net::SocketAddr;

use heapless::{Deque, Vec};

use crate::capacity::{OUTBOX_DATAGRAMS, OUTBOX_OCTETS};

/// A datagram that `poll_transmit` has written into the caller's buffer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Transmit {
    /// Where it goes.
    pub to: SocketAddr,
    /// How many octets of the buffer it takes.
    pub len: usize,
}

/// What one input may cause to be sent. Where it overflows a datagram is lost, as datagrams are.
#[derive(Debug)]
pub(crate) struct Outbox {
    octets: Vec<u8, OUTBOX_OCTETS>,
    datagrams: Deque<Transmit, OUTBOX_DATAGRAMS>,
    taken: usize,
}

impl Outbox {
    pub(crate) const fn new() -> Self {
        Self { octets: Vec::new(), datagrams: Deque::new(), taken: 0 }
    }

    pub(crate) fn clear(&mut self) {
        self.octets.clear();
        self.datagrams.clear();
        self.taken = 0;
    }

    pub(crate) fn push(&mut self, to: SocketAddr, octets: &[u8]) {
        if self.datagrams.is_full() || self.octets.extend_from_slice(octets).is_err() {
            return;
        }
        let pushed = self.datagrams.push_back(Transmit { to, len: octets.len() });
        debug_assert!(pushed.is_ok(), "room was checked above");
    }

    /// The next datagram; one that does not fit `buf` is lost.
    pub(crate) fn pop(&mut self, buf: &mut [u8]) -> Option<Transmit> {
        while let Some(transmit) = self.datagrams.pop_front() {
            let start = self.taken;
            self.taken += transmit.len;
            let octets = &self.octets[start..self.taken];
            if let Some(room) = buf.get_mut(..transmit.len) {
                room.copy_from_slice(octets);
                return Some(transmit);
            }
        }
        self.octets.clear();
        self.taken = 0;
        None
    }
}

#[cfg(test)]
mod tests {
    use core::net::{Ipv4Addr, SocketAddr};

    use super::*;

    fn somewhere() -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, 4569))
    }

    #[test]
    fn datagrams_leave_in_order() {
        let mut outbox = Outbox::new();
        outbox.push(somewhere(), &[1, 2]);
        outbox.push(somewhere(), &[3]);
        let mut buf = [0; 4];
        assert_eq!(outbox.pop(&mut buf).map(|t| t.len), Some(2));
        assert_eq!(buf[..2], [1, 2]);
        assert_eq!(outbox.pop(&mut buf).map(|t| t.len), Some(1));
        assert_eq!(buf[0], 3);
        assert_eq!(outbox.pop(&mut buf), None);
    }

    #[test]
    fn an_overflow_loses_the_last_and_nothing_else() {
        let mut outbox = Outbox::new();
        outbox.push(somewhere(), &[0; OUTBOX_OCTETS - 1]);
        outbox.push(somewhere(), &[9, 9]);
        outbox.push(somewhere(), &[7]);
        let mut buf = [0; OUTBOX_OCTETS];
        assert_eq!(outbox.pop(&mut buf).map(|t| t.len), Some(OUTBOX_OCTETS - 1));
        assert_eq!(outbox.pop(&mut buf).map(|t| t.len), Some(1));
    }
}
