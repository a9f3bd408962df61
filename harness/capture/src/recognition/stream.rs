//! A capture as a stream of what belongs to IAX2.

use std::io::Read;

use iax2_wire::time::Instant;

use super::{Datagram, Flows, Recognised};
use crate::capture::{CaptureError, Damage, Item, Kind, Reader};

/// Something in a capture that matters.
#[derive(Clone, Debug)]
pub enum Event<'a> {
    /// A datagram of a flow that is IAX2. Those that were held back come late, in their own order.
    Datagram(Datagram<'a>),
    /// A line of text that a run wrote between its packets.
    Note {
        /// The packet's number as Wireshark counts, from 1.
        packet: u64,
        /// When it was written.
        at: Instant,
        /// The text.
        text: &'a str,
    },
    /// Something wrong with a packet.
    Damaged {
        /// The packet's number as Wireshark counts, from 1.
        packet: u64,
        /// Octets from the file's start to its record.
        offset: u64,
        /// What is wrong.
        damage: Damage,
    },
}

/// Hands every event of a capture to `each`, up to its end or to the first error.
///
/// # Errors
/// A capture that cannot be read on, and whatever `each` returns.
pub fn stream<R: Read, E: From<CaptureError>>(
    reader: &mut Reader<R>,
    flows: &mut Flows,
    mut each: impl FnMut(Event<'_>) -> Result<(), E>,
) -> Result<(), E> {
    while let Some(Item { packet, at, interface, offset, kind }) = reader.next_item()? {
        match kind {
            Kind::Udp { src, dst, payload, missing } => {
                let datagram = Datagram { packet, at, interface, src, dst, payload, missing };
                recognised(flows, datagram, &mut each)?;
            }
            Kind::Note(text) => each(Event::Note { packet, at, text })?,
            Kind::Damaged(damage) => each(Event::Damaged { packet, offset, damage })?,
            Kind::Other => {}
        }
    }
    Ok(())
}

fn recognised<E>(
    flows: &mut Flows,
    datagram: Datagram<'_>,
    each: &mut impl FnMut(Event<'_>) -> Result<(), E>,
) -> Result<(), E> {
    match flows.see(&datagram) {
        Recognised::Iax2 => each(Event::Datagram(datagram)),
        Recognised::Released(held) => {
            held.iter().try_for_each(|held| each(Event::Datagram(held.datagram())))
        }
        Recognised::No => Ok(()),
    }
}
