//! Which UDP flows are IAX2, on whatever port.
//!
//! A flow counts as IAX2 once two consistent full frames (RFC 5456 8.1.1) were seen on it. Until
//! then a few of its datagrams are held back, so that nothing is lost for rules and listings.

mod copies;
mod flows;
mod headline;
mod held;
mod key;
mod stream;

pub use copies::Copies;
pub use flows::{Flows, Recognised};
pub(crate) use headline::reads_as_full_frame;
pub use held::{Datagram, Held};
pub(crate) use key::FlowKey;
pub use stream::{Event, stream};

#[cfg(test)]
mod tests;
