//! What a bench asks of a device; mutants are devices around a device.

use core::net::SocketAddr;
use iax2_wire::time::Instant;

/// A datagram that a device sends.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Outgoing {
    /// The device's own port.
    pub port: u16,
    /// To whom.
    pub to: SocketAddr,
    /// The UDP payload.
    pub octets: Vec<u8>,
}

/// What a device reports besides its signs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Report {
    /// A line of its log or a remark of its console: evidence, and nothing that is judged.
    Log(String),
    /// It has stopped or started anew by itself: a panic, a hard fault, a watchdog's reset.
    Fault(String),
}

/// A device as the bench reaches it. **After every input it is drained of datagrams and signs before the next one.**
pub trait Device {
    /// A datagram reached it.
    fn handle_datagram(&mut self, now: Instant, src: SocketAddr, port: u16, octets: &[u8]);

    /// The user does something, in console words.
    ///
    /// # Errors
    ///
    /// Why the words are not understood.
    fn act(&mut self, now: Instant, action: &str) -> Result<(), String>;

    /// The moment has come for which it asked.
    fn handle_timeout(&mut self, now: Instant);

    /// Power is cut: it is gone without a word. Power is back: it starts anew.
    ///
    /// # Errors
    ///
    /// Why it does not start; that is the rack's trouble.
    fn power(&mut self, now: Instant, on: bool) -> Result<(), String>;

    /// When it wants to be woken.
    fn poll_timeout(&self) -> Option<Instant>;

    /// The next datagram that it sends.
    fn poll_transmit(&mut self, now: Instant) -> Option<Outgoing>;

    /// The next sign that it gives, in console words.
    fn poll_sign(&mut self) -> Option<String>;

    /// The next thing that it reports besides its signs.
    fn poll_report(&mut self) -> Option<Report> {
        None
    }

    /// Trouble of the rack that has shown since it was asked last: a line that vanished, an emulator that ended.
    fn poll_trouble(&mut self) -> Option<String> {
        None
    }
}
