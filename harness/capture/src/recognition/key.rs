//! What tells flows apart.

use std::net::{IpAddr, SocketAddr};

/// Both ends of a flow, whichever sends: addresses as IPv6 (mapped where they are IPv4) and ports.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct FlowKey {
    low: (u128, u16),
    high: (u128, u16),
}

impl FlowKey {
    /// The key of a datagram's flow, and whether it goes from the lower end to the higher.
    pub(crate) fn of(src: SocketAddr, dst: SocketAddr) -> (Self, bool) {
        let (src, dst) = (number(src), number(dst));
        let upwards = src <= dst;
        let (low, high) = if upwards { (src, dst) } else { (dst, src) };
        (Self { low, high }, upwards)
    }
}

fn number(end: SocketAddr) -> (u128, u16) {
    let address = match end.ip() {
        IpAddr::V4(v4) => u128::from(v4.to_bits()) | 0xffff_0000_0000,
        IpAddr::V6(v6) => v6.to_bits(),
    };
    (address, end.port())
}
