//! What travels.

use core::net::SocketAddr;

/// A UDP datagram with the addresses that the wire it is on shows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Datagram {
    /// The sender.
    pub src: SocketAddr,
    /// The receiver.
    pub dst: SocketAddr,
    /// The UDP payload.
    pub octets: Vec<u8>,
}

impl core::fmt::Display for Datagram {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} -> {}, {} octets", self.src, self.dst, self.octets.len())
    }
}

/// Which way a datagram goes, as seen from the host or NAT whose wire it is on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Heading {
    /// It arrives.
    In,
    /// It leaves.
    Out,
}
