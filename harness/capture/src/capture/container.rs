//! What pcap and pcapng have in common: records, one after the other.

use std::io::{self, Read};
use std::ops::Range;

use iax2_wire::time::Instant;

use super::error::Damage;
use super::pcap::Pcap;
use super::pcapng::{Interface, Pcapng};
use super::window::Window;

/// Longest record that is believed; tcpdump and Wireshark stop at 256 KiB a packet.
pub(super) const MAX_RECORD: usize = 16 * 1024 * 1024;

/// One counted record of a capture file.
pub(super) struct Record {
    pub(super) at: Instant,
    pub(super) interface: u32,
    /// Octets from the file's start.
    pub(super) offset: u64,
    pub(super) body: Body,
}

pub(super) enum Body {
    /// The octets' place in the window; `missing` were on the wire but not captured.
    Packet {
        link: u32,
        octets: Range<usize>,
        missing: usize,
    },
    /// Counted, but nothing that came over a wire.
    Foreign,
    Damaged(Damage),
}

/// Why the next record cannot be found.
pub(super) enum Stop {
    Io(io::Error),
    Broken(String),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

pub(super) enum Container {
    Pcap(Pcap),
    Pcapng(Pcapng),
}

impl Container {
    /// Reads the file's header. `Ok(None)`: it is no capture.
    pub(super) fn open<R: Read>(window: &mut Window<R>) -> Result<Option<Self>, Stop> {
        window.fill(4)?;
        match *window.held() {
            [0x0a, 0x0d, 0x0d, 0x0a, ..] => Ok(Some(Self::Pcapng(Pcapng::open(window)?))),
            [0xa1, 0xb2, 0xc3, 0xd4, ..]
            | [0xd4, 0xc3, 0xb2, 0xa1, ..]
            | [0xa1, 0xb2, 0x3c, 0x4d, ..]
            | [0x4d, 0x3c, 0xb2, 0xa1, ..] => Ok(Some(Self::Pcap(Pcap::open(window)?))),
            _ => Ok(None),
        }
    }

    /// The next counted record; `Ok(None)` at the end of the file.
    pub(super) fn next_record<R: Read>(
        &mut self,
        window: &mut Window<R>,
    ) -> Result<Option<Record>, Stop> {
        match self {
            Self::Pcap(pcap) => pcap.next_record(window),
            Self::Pcapng(pcapng) => pcapng.next_record(window),
        }
    }

    pub(super) fn interface(&self, number: u32) -> Option<&Interface> {
        match self {
            Self::Pcap(_) => None,
            Self::Pcapng(pcapng) => pcapng.interface(number),
        }
    }
}
