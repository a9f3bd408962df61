//! Who sits where: hosts, the NATs in front of them, the links between them, and everyone's address.
//!
//! A datagram climbs through the NATs in front of its sender, crosses the link between the two hosts, and descends through
//! the NATs in front of its receiver. So both sides of each NAT can be observed, and what a link drops was still seen on the sender's wire.

mod machine;
mod map;
#[cfg(test)]
mod tests;

pub use machine::{NetworkError, Output, Place, Topology};
pub use map::{Addresses, HostId, MapError, Plan};
