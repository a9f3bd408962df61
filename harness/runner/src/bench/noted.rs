//! What a command leaves in the capture: a packet, or a note.

use crate::record::{Note, Topic};
use core::net::SocketAddr;
use phonerig_judge::happening::Command;

/// A datagram that a party sends.
pub(super) struct Outgoing<'a> {
    pub(super) party: &'a str,
    pub(super) port: u16,
    pub(super) to: SocketAddr,
    pub(super) octets: &'a [u8],
}

/// The note of a command; a datagram, where it leaves a packet.
pub(super) fn note_of(command: &Command) -> Result<Note, Outgoing<'_>> {
    let (topic, text) = match command {
        Command::Send { party, port, to, octets } => {
            return Err(Outgoing { party, port: *port, to: *to, octets });
        }
        Command::User(text) => (Topic::User, text),
        Command::Nat(text) => (Topic::Nat, text),
        Command::Link(text) => (Topic::Link, text),
        Command::Power(text) => (Topic::Power, text),
        Command::Note(text) => (Topic::Remark, text),
    };
    Ok(Note::new(topic, text.as_str()))
}
