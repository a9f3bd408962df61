//! The built-in reference phone as a device of the sim.

use crate::bench::{Device, Outgoing};
use core::net::SocketAddr;
use iax2_wire::time::Instant;
use phonerig_phone::{Config, Input, Phone, UserAction};

/// The port that the phone listens at and sends from.
const PORT: u16 = 4569;
/// The longest datagram that the phone forms.
const LONGEST: usize = 2048;

/// The reference phone, with a power switch.
pub struct Reference {
    config: Config,
    seed: u64,
    phone: Option<Box<Phone>>,
    buffer: Box<[u8; LONGEST]>,
}

impl Reference {
    /// A phone without power; `seed` is where its chance begins.
    pub fn new(config: Config, seed: u64) -> Self {
        Self { config, seed, phone: None, buffer: Box::new([0; LONGEST]) }
    }
}

impl Device for Reference {
    fn handle_datagram(&mut self, now: Instant, src: SocketAddr, port: u16, octets: &[u8]) {
        if let Some(phone) = self.phone.as_mut().filter(|_| port == PORT) {
            phone.handle_input(now, Input::Datagram { from: src, octets });
        }
    }

    fn act(&mut self, now: Instant, action: &str) -> Result<(), String> {
        let action = UserAction::parse(action).map_err(|error| error.to_string())?;
        if let Some(phone) = &mut self.phone {
            phone.handle_input(now, Input::User(action));
        }
        Ok(())
    }

    fn handle_timeout(&mut self, now: Instant) {
        if let Some(phone) = &mut self.phone {
            phone.handle_timeout(now);
        }
    }

    fn power(&mut self, _: Instant, on: bool) -> Result<(), String> {
        self.phone = None;
        if on {
            self.phone = Some(Box::new(Phone::new(self.config.clone(), self.seed)));
            // A phone that starts again throws its dice anew.
            self.seed = self.seed.wrapping_add(1);
        }
        Ok(())
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.phone.as_ref()?.poll_timeout()
    }

    fn poll_transmit(&mut self, now: Instant) -> Option<Outgoing> {
        let transmit = self.phone.as_mut()?.poll_transmit(now, self.buffer.as_mut_slice())?;
        let octets = self.buffer[..transmit.len].to_vec();
        Some(Outgoing { port: PORT, to: transmit.to, octets })
    }

    fn poll_sign(&mut self) -> Option<String> {
        self.phone.as_mut()?.poll_event().map(|event| event.to_string())
    }
}
