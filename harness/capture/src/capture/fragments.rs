//! Putting fragmented datagrams together again, within bounds.

use std::collections::VecDeque;
use std::net::IpAddr;

use etherparse::defrag::IpDefragBuf;
use etherparse::{IpFragOffset, IpNumber};

use super::error::Damage;

/// Datagrams in reassembly at a time; the oldest is given up. 64 KiB each at most.
const MAX_OPEN: usize = 64;

/// What tells one fragmented datagram from another (RFC 791, RFC 8200 4.5).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct FragmentId {
    pub(super) src: IpAddr,
    pub(super) dst: IpAddr,
    pub(super) identification: u32,
}

/// One piece of a UDP datagram.
pub(super) struct Fragment<'a> {
    pub(super) id: FragmentId,
    pub(super) offset: IpFragOffset,
    pub(super) more: bool,
    pub(super) octets: &'a [u8],
}

/// Datagrams of which not every fragment has been seen. An interface sees its own copy of each.
#[derive(Default)]
pub(super) struct Fragments {
    open: VecDeque<(u32, FragmentId, IpDefragBuf)>,
    whole: Vec<u8>,
}

impl Fragments {
    /// Adds a fragment; true when its datagram is complete and lies in [`Fragments::whole`].
    pub(super) fn add(&mut self, interface: u32, fragment: &Fragment<'_>) -> Result<bool, Damage> {
        let mut buffer = self.take(interface, fragment.id);
        buffer.add(fragment.offset, fragment.more, fragment.octets).map_err(Damage::Fragment)?;
        if buffer.is_complete() {
            (self.whole, _) = buffer.take_bufs();
            return Ok(true);
        }
        if self.open.len() == MAX_OPEN {
            self.open.pop_front();
        }
        self.open.push_back((interface, fragment.id, buffer));
        Ok(false)
    }

    /// The octets of the datagram that was completed last.
    pub(super) fn whole(&self) -> &[u8] {
        &self.whole
    }

    fn take(&mut self, interface: u32, id: FragmentId) -> IpDefragBuf {
        let known = self.open.iter().position(|(on, open, _)| *on == interface && *open == id);
        match known.and_then(|at| self.open.remove(at)) {
            Some((_, _, buffer)) => buffer,
            None => IpDefragBuf::new(IpNumber::UDP, Vec::new(), Vec::new()),
        }
    }
}
