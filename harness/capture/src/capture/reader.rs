//! The stream of items that a capture is.

use std::fs::File;
use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;

use iax2_wire::time::Instant;

use super::container::{Body, Container, Record, Stop};
use super::error::{CaptureError, Damage};
use super::fragments::Fragments;
use super::link::{self, Behind};
use super::network::{self, Carried, Datagram};
use super::note;
use super::pcapng::Interface;
use super::window::Window;

/// One packet of a capture.
#[derive(Clone, Debug, PartialEq)]
pub struct Item<'a> {
    /// Its number as Wireshark counts, from 1.
    pub packet: u64,
    /// When it was captured, in microseconds since 1970 in UTC; zero where the capture does not say.
    pub at: Instant,
    /// The interface's number in the whole file, as Wireshark counts, from 0.
    pub interface: u32,
    /// Where its record begins, in octets from the file's start.
    pub offset: u64,
    /// What it holds.
    pub kind: Kind<'a>,
}

/// What a packet holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind<'a> {
    /// A UDP datagram; of a fragmented one, with the packet of its last fragment.
    Udp {
        /// Who sent it.
        src: SocketAddr,
        /// To whom.
        dst: SocketAddr,
        /// What was captured of the payload.
        payload: &'a [u8],
        /// Octets of the payload that were on the wire but not captured.
        missing: usize,
    },
    /// A line of text that a run wrote between its packets.
    Note(&'a str),
    /// Something wrong with this packet; a warning, since reading goes on.
    Damaged(Damage),
    /// Anything else.
    Other,
}

/// Reads a capture as a stream. Memory is bounded, whatever the capture's length and content.
pub struct Reader<R = File> {
    name: String,
    window: Window<R>,
    container: Option<Container>,
    fragments: Fragments,
    packet: u64,
    /// The interface whose unknown link type was reported last.
    unreadable: Option<u32>,
}

impl Reader<File> {
    /// Opens a file.
    ///
    /// # Errors
    /// [`CaptureError`] where it cannot be opened or is no capture.
    pub fn open(path: &Path) -> Result<Self, CaptureError> {
        let name = path.display().to_string();
        match File::open(path) {
            Ok(file) => Self::new(name, file),
            Err(source) => Err(CaptureError::Open { file: name, source }),
        }
    }
}

impl<R: Read> Reader<R> {
    /// Reads from `source`; `name` stands in errors.
    ///
    /// # Errors
    /// [`CaptureError`] where it is no capture.
    pub fn new(name: String, source: R) -> Result<Self, CaptureError> {
        let mut window = Window::new(source);
        let opened = Container::open(&mut window);
        let mut reader = Self {
            name,
            window,
            container: None,
            fragments: Fragments::default(),
            packet: 0,
            unreadable: None,
        };
        match opened {
            Ok(Some(container)) => reader.container = Some(container),
            Ok(None) => return Err(reader.not_a_capture()),
            Err(stop) => return Err(reader.error(stop)),
        }
        Ok(reader)
    }

    /// The next packet; `Ok(None)` at the end, and after an error.
    ///
    /// # Errors
    /// [`CaptureError`] where the next record cannot be found. What is wrong with a single packet
    /// comes as [`Kind::Damaged`].
    pub fn next_item(&mut self) -> Result<Option<Item<'_>>, CaptureError> {
        let Some(container) = &mut self.container else {
            return Ok(None);
        };
        let record = match container.next_record(&mut self.window) {
            Ok(Some(record)) => record,
            Ok(None) => return Ok(None),
            Err(stop) => {
                self.container = None;
                return Err(self.error(stop));
            }
        };
        self.packet += 1;
        let (packet, at, interface, offset) =
            (self.packet, record.at, record.interface, record.offset);
        let kind = self.kind(record).unwrap_or_else(Kind::Damaged);
        Ok(Some(Item { packet, at, interface, offset, kind }))
    }

    /// What the capture says of an interface; `None` for pcap, and for those of earlier sections.
    pub fn interface(&self, number: u32) -> Option<&Interface> {
        self.container.as_ref()?.interface(number)
    }

    /// The name that stands in errors.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn kind(&mut self, record: Record) -> Result<Kind<'_>, Damage> {
        let (link, octets, missing) = match record.body {
            Body::Packet { link, octets, missing } => (link, octets, missing),
            Body::Foreign => return Ok(Kind::Other),
            Body::Damaged(damage) => return Err(damage),
        };
        if self.unreadable == Some(record.interface) {
            return Ok(Kind::Other);
        }
        let octets = self.window.octets(octets);
        let behind = match link::strip(link, octets) {
            Err(damage @ Damage::UnknownLink(_)) => {
                self.unreadable = Some(record.interface);
                return Err(damage);
            }
            // A snapshot length below the link header is no fault of the packet.
            Err(_) if missing > 0 => return Ok(Kind::Other),
            stripped => stripped?,
        };
        match behind {
            Behind::Ip(ip) => match self.fragments.datagram(record.interface, ip) {
                // Nor is one below the IP and UDP headers.
                Err(_) if missing > 0 => Ok(Kind::Other),
                kind => kind,
            },
            Behind::Exported(pdu) => Ok(note::text(pdu)?.map_or(Kind::Other, Kind::Note)),
            Behind::Other => Ok(Kind::Other),
        }
    }

    fn not_a_capture(&self) -> CaptureError {
        let head = self.window.held().iter().take(4).map(|octet| format!("{octet:02x}"));
        let found = head.collect::<Vec<_>>().join(" ");
        let found = if found.is_empty() { "nothing".into() } else { found };
        CaptureError::NotACapture { file: self.name.clone(), found }
    }

    fn error(&self, stop: Stop) -> CaptureError {
        let (file, offset) = (self.name.clone(), self.window.offset());
        match stop {
            Stop::Io(source) => CaptureError::Read { file, packet: self.packet, offset, source },
            Stop::Broken(cause) => {
                CaptureError::Broken { file, packet: self.packet + 1, offset, cause }
            }
        }
    }
}

impl Fragments {
    /// The datagram in an IP packet, or the one that its fragment completes.
    fn datagram<'a>(&'a mut self, interface: u32, ip: &'a [u8]) -> Result<Kind<'a>, Damage> {
        match network::open(ip)? {
            Carried::Udp(datagram) => Ok(datagram.into()),
            Carried::Fragment(fragment) => {
                if !self.add(interface, &fragment)? {
                    return Ok(Kind::Other);
                }
                let id = fragment.id;
                Ok(network::udp(id.src, id.dst, self.whole())?.into())
            }
            Carried::Other => Ok(Kind::Other),
        }
    }
}

impl<'a> From<Datagram<'a>> for Kind<'a> {
    fn from(datagram: Datagram<'a>) -> Self {
        let Datagram { src, dst, payload, missing } = datagram;
        Self::Udp { src, dst, payload, missing }
    }
}
