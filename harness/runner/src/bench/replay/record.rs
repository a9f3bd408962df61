//! What a packet of a capture means to the player.

use super::super::contract::BenchError;
use crate::capture::{Item, Kind, Reader};
use crate::net::datagram::Datagram;
use crate::record::{EPOCH, Note, Topic};
use iax2_wire::time::Instant;
use phonerig_judge::happening::{Happening, What, WireId};
use std::io::Read;

/// One packet, as far as the player has to do with it.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) packet: u64,
    pub(super) at: Instant,
    pub(super) kind: Meaning,
}

#[derive(Clone, Debug)]
pub(super) enum Meaning {
    /// Something that the player is told.
    Happened(What),
    /// A packet on the parties' wire: one that a party sent, or one that reached it.
    Net(Datagram),
    /// A note of something that the player did.
    Done(Note),
    /// The scenario's end.
    End,
}

impl Record {
    pub(super) fn happening(&self, what: What) -> Happening {
        Happening { at: self.at, packet: self.packet, what }
    }

    /// The next packet that means something.
    pub(super) fn next<R: Read>(reader: &mut Reader<R>) -> Result<Option<Self>, BenchError> {
        loop {
            let Some(item) = reader.next_item()? else {
                return Ok(None);
            };
            let (packet, interface) = (item.packet, item.interface);
            let epoch = Instant::ZERO + EPOCH;
            let at = Instant::ZERO + item.at.since(epoch);
            let found = meaning(item);
            let wire = reader.interface(interface).map_or("", |interface| interface.name.as_str());
            let kind = match (found, wire) {
                (Found::Datagram(datagram), "dut") => {
                    let Datagram { src, dst, octets } = datagram;
                    Meaning::Happened(What::Wire { wire: WireId::Dut, src, dst, octets })
                }
                (Found::Datagram(datagram), "net") => Meaning::Net(datagram),
                (Found::Meaning(meaning), _) => meaning,
                _ => continue,
            };
            return Ok(Some(Self { packet, at, kind }));
        }
    }
}

enum Found {
    Datagram(Datagram),
    Meaning(Meaning),
    Nothing,
}

fn meaning(item: Item<'_>) -> Found {
    match item.kind {
        Kind::Udp { src, dst, payload, .. } => {
            Found::Datagram(Datagram { src, dst, octets: payload.to_vec() })
        }
        Kind::Note(text) => text.parse().map_or(Found::Nothing, noted),
        Kind::Damaged(_) | Kind::Other => Found::Nothing,
    }
}

fn noted(note: Note) -> Found {
    Found::Meaning(match note.topic {
        Topic::Sign => Meaning::Happened(What::Sign(note.text)),
        Topic::Log => Meaning::Happened(What::Log(note.text)),
        Topic::Fault => Meaning::Happened(What::Fault(note.text)),
        Topic::Broken => Meaning::Happened(What::Broken(note.text)),
        Topic::Link | Topic::Nat | Topic::Power | Topic::Remark | Topic::User => {
            Meaning::Done(note)
        }
        Topic::End => Meaning::End,
        Topic::Bench
        | Topic::Declaration
        | Topic::Id
        | Topic::Net
        | Topic::Preamble
        | Topic::Scenario
        | Topic::Seed
        | Topic::Board
        | Topic::Unsupported
        | Topic::Version => return Found::Nothing,
    })
}
