//! Records of the classic format, microseconds or nanoseconds, either byte order.

use std::io::Read;
use std::time::Duration;

use iax2_wire::time::Instant;
use pcap_file::Endianness;
use pcap_file::pcap::{PcapParser, PcapTsResolution, RawPcapPacket};

use super::container::{Body, MAX_RECORD, Record, Stop};
use super::error::Damage;
use super::window::Window;

const FILE_HEADER: usize = 24;
const RECORD_HEADER: usize = 16;

pub(super) struct Pcap {
    parser: PcapParser,
    link: u32,
    nanoseconds: bool,
}

impl Pcap {
    pub(super) fn open<R: Read>(window: &mut Window<R>) -> Result<Self, Stop> {
        let have = window.fill(FILE_HEADER)?;
        let (_, parser) = PcapParser::new(window.held()).map_err(|_| {
            Stop::Broken(format!("the file header needs 24 octets, {have} are there"))
        })?;
        window.consume(FILE_HEADER);
        let header = parser.header();
        // The upper half of the field tells of a frame check sequence, not of the link.
        let link = u32::from(header.datalink) & 0xffff;
        let nanoseconds = header.ts_resolution == PcapTsResolution::NanoSecond;
        Ok(Self { parser, link, nanoseconds })
    }

    pub(super) fn next_record<R: Read>(
        &mut self,
        window: &mut Window<R>,
    ) -> Result<Option<Record>, Stop> {
        let offset = window.offset();
        let mut have = window.fill(RECORD_HEADER)?;
        let mut need = RECORD_HEADER;
        if have >= RECORD_HEADER {
            need += self.captured_length(window.held())?;
            have = window.fill(need)?;
        }
        if have == 0 {
            return Ok(None);
        }
        if have < need {
            window.consume(have);
            return Ok(Some(cut(offset, need, have)));
        }
        let (_, packet) = self
            .parser
            .next_raw_packet(window.held())
            .map_err(|error| Stop::Broken(error.to_string()))?;
        let (time, whole) = (self.time(&packet), packet.orig_len as usize);
        let record = window.consume(need);
        let octets = record.start + RECORD_HEADER..record.end;
        Ok(Some(match time {
            Ok(at) => {
                let missing = whole.saturating_sub(octets.len());
                let body = Body::Packet { link: self.link, octets, missing };
                Record { at, interface: 0, offset, body }
            }
            Err(damage) => damaged(offset, damage),
        }))
    }

    fn captured_length(&self, header: &[u8]) -> Result<usize, Stop> {
        let field = [header[8], header[9], header[10], header[11]];
        let length = match self.parser.header().endianness {
            Endianness::Big => u32::from_be_bytes(field),
            Endianness::Little => u32::from_le_bytes(field),
        } as usize;
        if length > MAX_RECORD {
            return Err(Stop::Broken(format!(
                "a captured length of {length} octets; no packet has more than {MAX_RECORD}"
            )));
        }
        Ok(length)
    }

    fn time(&self, packet: &RawPcapPacket<'_>) -> Result<Instant, Damage> {
        let (per_second, nanos) = match self.nanoseconds {
            true => (1_000_000_000, packet.ts_frac),
            false => (1_000_000, packet.ts_frac.saturating_mul(1000)),
        };
        if packet.ts_frac >= per_second {
            return Err(Damage::Time(format!(
                "the fraction {} is not below {per_second}",
                packet.ts_frac
            )));
        }
        let since_epoch = Duration::new(u64::from(packet.ts_sec), nanos);
        Ok(Instant::ZERO + since_epoch)
    }
}

/// The record that the file's end cuts short.
pub(super) fn cut(offset: u64, need: usize, have: usize) -> Record {
    damaged(offset, Damage::Cut { need, have })
}

/// A record of unknown time.
pub(super) fn damaged(offset: u64, damage: Damage) -> Record {
    Record { at: Instant::ZERO, interface: 0, offset, body: Body::Damaged(damage) }
}
