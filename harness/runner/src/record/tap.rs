//! Where a bench reports what passes: to a capture, or to nothing.

use super::note::Note;
use super::recording::RecordError;
use crate::net::datagram::{Datagram, Heading};
use iax2_wire::time::Instant;

/// An observed wire.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wire {
    /// The device's own.
    Dut,
    /// That of the parties that the rig plays.
    Net,
    /// The outside of a NAT, by its number in the scenario.
    Outside(usize),
}

/// Listens at the wires. Each call returns the number of the packet, counted from 1 as Wireshark counts.
pub trait Tap {
    /// A datagram passed.
    ///
    /// # Errors
    ///
    /// Fails where the capture cannot be written.
    fn packet(
        &mut self,
        at: Instant,
        wire: Wire,
        heading: Heading,
        datagram: &Datagram,
    ) -> Result<u64, RecordError>;

    /// Something happened that is no packet.
    ///
    /// # Errors
    ///
    /// Fails where the capture cannot be written.
    fn note(&mut self, at: Instant, note: &Note) -> Result<u64, RecordError>;
}

/// Keeps nothing, and numbers packets as a capture would: for runs that leave no evidence.
#[derive(Clone, Copy, Debug, Default)]
pub struct Uncaptured {
    packets: u64,
}

impl Tap for Uncaptured {
    fn packet(
        &mut self,
        _: Instant,
        _: Wire,
        _: Heading,
        _: &Datagram,
    ) -> Result<u64, RecordError> {
        self.packets += 1;
        Ok(self.packets)
    }

    fn note(&mut self, _: Instant, _: &Note) -> Result<u64, RecordError> {
        self.packets += 1;
        Ok(self.packets)
    }
}
