//! Blocks of pcapng: sections of either byte order, interfaces each with their own clock.

use std::io::Read;

use iax2_wire::time::Instant;
use pcap_file::Endianness;
use pcap_file::pcapng::blocks::block_common::{
    CUSTOM_BLOCK_COPIABLE, CUSTOM_BLOCK_NON_COPIABLE, ENHANCED_PACKET_BLOCK,
    INTERFACE_DESCRIPTION_BLOCK, PACKET_BLOCK, SECTION_HEADER_BLOCK, SIMPLE_PACKET_BLOCK,
    SYSTEMD_JOURNAL_EXPORT_BLOCK,
};
use pcap_file::pcapng::blocks::interface_description::{
    InterfaceDescriptionBlock, InterfaceDescriptionOption,
};
use pcap_file::pcapng::{PcapNgParseError, PcapNgParser};

use super::container::{Body, MAX_RECORD, Record, Stop};
use super::error::Damage;
use super::pcap::{cut, damaged};
use super::window::Window;

/// Type and length in front, length behind.
const BLOCK_HEADER: usize = 8;
/// Interfaces that one section may describe; their descriptions are kept in memory.
const MAX_INTERFACES: usize = 1024;
/// Octets of one interface's description; a name and a filter are far below.
const MAX_DESCRIPTION: usize = 8 * 1024;

/// An interface of the current section.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Interface {
    /// Its number in the whole file, as Wireshark counts, from 0.
    pub number: u32,
    /// Its name, empty where the capture gives none.
    pub name: String,
    /// Its link type.
    pub link: u32,
}

pub(super) struct Pcapng {
    parser: PcapNgParser,
    interfaces: Vec<Interface>,
    /// Interfaces of earlier sections; numbers go on across sections.
    earlier: u32,
}

/// The fixed fields of a packet block.
struct Fields {
    interface: u32,
    time: Option<(u32, u32)>,
    captured: usize,
    whole: usize,
    header: usize,
}

impl Pcapng {
    pub(super) fn open<R: Read>(window: &mut Window<R>) -> Result<Self, Stop> {
        let header = block_length(window, Endianness::Big)?;
        let have = window.held().len();
        let Some(need) = header.filter(|need| *need <= have) else {
            return Err(Stop::Broken(format!("the section header is cut after {have} octets")));
        };
        let (_, parser) = PcapNgParser::new(&window.held()[..need]).map_err(broken)?;
        window.consume(need);
        Ok(Self { parser, interfaces: Vec::new(), earlier: 0 })
    }

    pub(super) fn interface(&self, number: u32) -> Option<&Interface> {
        self.interfaces.get(number.checked_sub(self.earlier)? as usize)
    }

    pub(super) fn next_record<R: Read>(
        &mut self,
        window: &mut Window<R>,
    ) -> Result<Option<Record>, Stop> {
        loop {
            let offset = window.offset();
            let need = block_length(window, self.endianness())?;
            let have = window.held().len();
            if have == 0 {
                return Ok(None);
            }
            let need = need.unwrap_or(BLOCK_HEADER + 4);
            if have < need {
                window.consume(have);
                return Ok(Some(cut(offset, need, have)));
            }
            if let Some(record) = self.block(window, offset, need)? {
                return Ok(Some(record));
            }
        }
    }

    /// Takes one whole block; `Ok(None)` where it is none that counts.
    fn block<R: Read>(
        &mut self,
        window: &mut Window<R>,
        offset: u64,
        length: usize,
    ) -> Result<Option<Record>, Stop> {
        let block = &window.held()[..length];
        let kind = self.number(&block[..4]);
        self.check_interface_room(kind, length)?;
        let (_, raw) = self.parser.next_raw_block(block).map_err(broken)?;
        let fields = match kind {
            ENHANCED_PACKET_BLOCK => self.enhanced(&raw.body),
            SIMPLE_PACKET_BLOCK => self.simple(&raw.body),
            PACKET_BLOCK => self.obsolete(&raw.body),
            _ => {
                window.consume(length);
                return Ok(self.uncounted(kind, offset));
            }
        };
        let room = length - BLOCK_HEADER - 4;
        let start = window.consume(length).start + BLOCK_HEADER;
        Ok(Some(match fields.and_then(|fields| self.packet(fields, start, room)) {
            Ok((at, interface, body)) => Record { at, interface, offset, body },
            Err(damage) => damaged(offset, damage),
        }))
    }

    fn check_interface_room(&self, kind: u32, length: usize) -> Result<(), Stop> {
        if kind != INTERFACE_DESCRIPTION_BLOCK {
            return Ok(());
        }
        if self.interfaces.len() >= MAX_INTERFACES || length > MAX_DESCRIPTION {
            return Err(Stop::Broken(format!(
                "interface {} of {length} octets; {MAX_INTERFACES} of {MAX_DESCRIPTION} are read",
                self.interfaces.len()
            )));
        }
        Ok(())
    }

    /// Keeps what the parser learnt; Wireshark counts journal entries and custom blocks as packets.
    fn uncounted(&mut self, kind: u32, offset: u64) -> Option<Record> {
        match kind {
            SECTION_HEADER_BLOCK => {
                self.earlier = self.earlier.saturating_add(self.interfaces.len() as u32);
                self.interfaces.clear();
                None
            }
            INTERFACE_DESCRIPTION_BLOCK => {
                let number = self.earlier.saturating_add(self.interfaces.len() as u32);
                let described = self.parser.interfaces().last()?;
                self.interfaces.push(interface(number, described));
                None
            }
            SYSTEMD_JOURNAL_EXPORT_BLOCK | CUSTOM_BLOCK_COPIABLE | CUSTOM_BLOCK_NON_COPIABLE => {
                Some(Record { at: Instant::ZERO, interface: 0, offset, body: Body::Foreign })
            }
            _ => None,
        }
    }

    fn packet(
        &self,
        fields: Fields,
        start: usize,
        room: usize,
    ) -> Result<(Instant, u32, Body), Damage> {
        let interface = self
            .interfaces
            .get(fields.interface as usize)
            .ok_or(Damage::UnknownInterface(fields.interface))?;
        let at = match fields.time {
            Some((high, low)) => self.time(fields.interface, high, low)?,
            None => Instant::ZERO,
        };
        let room = room - fields.header;
        if fields.captured > room {
            return Err(Damage::PacketLength { claimed: fields.captured, room });
        }
        let start = start + fields.header;
        let octets = start..start + fields.captured;
        let missing = fields.whole.saturating_sub(fields.captured);
        Ok((at, interface.number, Body::Packet { link: interface.link, octets, missing }))
    }

    fn time(&self, interface: u32, high: u32, low: u32) -> Result<Instant, Damage> {
        self.parser
            .state()
            .decode_timestamp(interface, high, low)
            .map(|since_epoch| Instant::ZERO + since_epoch)
            .map_err(|error| Damage::Time(error.to_string()))
    }

    fn enhanced(&self, body: &[u8]) -> Result<Fields, Damage> {
        let fixed = body.get(..20).ok_or(Damage::PacketLength { claimed: 20, room: body.len() })?;
        Ok(Fields {
            interface: self.number(&fixed[..4]),
            time: Some((self.number(&fixed[4..8]), self.number(&fixed[8..12]))),
            captured: self.number(&fixed[12..16]) as usize,
            whole: self.number(&fixed[16..20]) as usize,
            header: 20,
        })
    }

    /// The block of pcapng's first drafts, with a 16-bit interface and a drop count.
    fn obsolete(&self, body: &[u8]) -> Result<Fields, Damage> {
        let mut fields = self.enhanced(body)?;
        fields.interface = match self.endianness() {
            Endianness::Big => u32::from(u16::from_be_bytes([body[0], body[1]])),
            Endianness::Little => u32::from(u16::from_le_bytes([body[0], body[1]])),
        };
        Ok(fields)
    }

    /// A packet without time, of the section's first interface.
    fn simple(&self, body: &[u8]) -> Result<Fields, Damage> {
        let fixed = body.get(..4).ok_or(Damage::PacketLength { claimed: 4, room: body.len() })?;
        let whole = self.number(fixed) as usize;
        let first = self.parser.interfaces().first().ok_or(Damage::UnknownInterface(0))?;
        let limit = if first.snaplen == 0 { usize::MAX } else { first.snaplen as usize };
        Ok(Fields { interface: 0, time: None, captured: whole.min(limit), whole, header: 4 })
    }

    fn number(&self, field: &[u8]) -> u32 {
        let field = [field[0], field[1], field[2], field[3]];
        match self.endianness() {
            Endianness::Big => u32::from_be_bytes(field),
            Endianness::Little => u32::from_le_bytes(field),
        }
    }

    fn endianness(&self) -> Endianness {
        self.parser.section().endianness
    }
}

fn interface(number: u32, described: &InterfaceDescriptionBlock<'_>) -> Interface {
    let name = described.options.iter().find_map(|option| match option {
        InterfaceDescriptionOption::IfName(name) => Some(name.to_string()),
        _ => None,
    });
    let link = u32::from(described.linktype);
    Interface { number, name: name.unwrap_or_default(), link }
}

/// How long the block in the window is, and fills the window with it; `None`: the header is cut.
fn block_length<R: Read>(
    window: &mut Window<R>,
    endianness: Endianness,
) -> Result<Option<usize>, Stop> {
    if window.fill(BLOCK_HEADER + 4)? < BLOCK_HEADER + 4 {
        return Ok(None);
    }
    let held = window.held();
    // A section header's type reads the same either way; its magic tells the byte order.
    let endianness = match held[..12] {
        [0x0a, 0x0d, 0x0d, 0x0a, _, _, _, _, 0x1a, 0x2b, 0x3c, 0x4d] => Endianness::Big,
        [0x0a, 0x0d, 0x0d, 0x0a, _, _, _, _, 0x4d, 0x3c, 0x2b, 0x1a] => Endianness::Little,
        _ => endianness,
    };
    let field = [held[4], held[5], held[6], held[7]];
    let length = match endianness {
        Endianness::Big => u32::from_be_bytes(field),
        Endianness::Little => u32::from_le_bytes(field),
    } as usize;
    if !(BLOCK_HEADER + 4..=MAX_RECORD).contains(&length) || !length.is_multiple_of(4) {
        return Err(Stop::Broken(format!(
            "a block of {length} octets; it must be a multiple of 4 from 12 to {MAX_RECORD}"
        )));
    }
    window.fill(length)?;
    Ok(Some(length))
}

/// The parser's error with all its causes.
fn broken(error: PcapNgParseError) -> Stop {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    Stop::Broken(text)
}
