//! One mapping: an internal endpoint, its external port, and who may answer.

use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use iax2_wire::time::Instant;
use phonerig_judge::network::Dependence;

/// As much of a far end as a behaviour looks at.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Far {
    Any,
    Address(IpAddr),
    Endpoint(SocketAddr),
}

impl Far {
    pub(super) fn seen(by: Dependence, end: SocketAddr) -> Self {
        match by {
            Dependence::Endpoint => Self::Any,
            Dependence::Address => Self::Address(end.ip()),
            Dependence::AddressAndPort => Self::Endpoint(end),
        }
    }
}

/// A translation between an internal endpoint and an external port, RFC 4787 section 4.1.
#[derive(Clone, Debug)]
pub(super) struct Mapping {
    /// X:x.
    pub(super) inside: SocketAddr,
    /// The destinations that it serves.
    pub(super) far: Far,
    /// x'.
    pub(super) port: u16,
    /// When a packet last kept it alive.
    pub(super) refreshed: Instant,
    /// Every destination that was sent to, oldest first; filtering asks for it.
    pub(super) contacts: Vec<SocketAddr>,
}

impl Mapping {
    pub(super) fn expires(&self, timeout: Duration) -> Instant {
        self.refreshed + timeout
    }

    pub(super) fn remember(&mut self, contact: SocketAddr) {
        if !self.contacts.contains(&contact) {
            self.contacts.push(contact);
        }
    }

    /// Whether something was sent to as much of `from` as the filter looks at.
    pub(super) fn admits(&self, filtering: Dependence, from: SocketAddr) -> bool {
        let wanted = Far::seen(filtering, from);
        self.contacts.iter().any(|contact| Far::seen(filtering, *contact) == wanted)
    }
}
