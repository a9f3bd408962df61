//! Which mutants can make a difference at all: those whose frames come up. The others need not be played.

use super::spec::{Mutant, Way};
use crate::bench::{Device, Outgoing};
use core::net::SocketAddr;
use iax2_wire::time::Instant;

/// A device, watched for the frames that mutants mean.
pub struct Scout<'m, D> {
    device: D,
    mutants: &'m [Mutant],
    met: Vec<bool>,
}

impl<'m, D> Scout<'m, D> {
    /// Watches a device on behalf of these mutants.
    pub fn new(device: D, mutants: &'m [Mutant]) -> Self {
        let met = mutants.iter().map(Mutant::bends_policy).collect();
        Self { device, mutants, met }
    }

    /// For each mutant, whether it can make a difference: its frames came up, or its fault is inside the phone.
    pub fn met(&self) -> &[bool] {
        &self.met
    }

    fn watch(&mut self, way: Way, octets: &[u8]) {
        for (mutant, met) in self.mutants.iter().zip(&mut self.met) {
            *met = *met || mutant.rules.iter().any(|rule| rule.means(way, octets));
        }
    }
}

impl<D: Device> Device for Scout<'_, D> {
    fn handle_datagram(&mut self, now: Instant, src: SocketAddr, port: u16, octets: &[u8]) {
        self.watch(Way::Hears, octets);
        self.device.handle_datagram(now, src, port, octets);
    }

    fn act(&mut self, now: Instant, action: &str) -> Result<(), String> {
        self.device.act(now, action)
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.device.handle_timeout(now);
    }

    fn power(&mut self, now: Instant, on: bool) -> Result<(), String> {
        self.device.power(now, on)
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.device.poll_timeout()
    }

    fn poll_transmit(&mut self, now: Instant) -> Option<Outgoing> {
        let outgoing = self.device.poll_transmit(now)?;
        self.watch(Way::Sends, &outgoing.octets);
        Some(outgoing)
    }

    fn poll_sign(&mut self) -> Option<String> {
        self.device.poll_sign()
    }
}
