//! The capture, written as the run goes.

use super::frame;
use super::note::Note;
use super::tap::{Tap, Wire};
use crate::net::datagram::{Datagram, Heading};
use core::net::SocketAddr;
use core::time::Duration;
use iax2_wire::time::Instant;
use pcap_file::DataLink;
use pcap_file::pcapng::blocks::block_common::PcapNgBlock;
use pcap_file::pcapng::blocks::enhanced_packet::{EnhancedPacketBlock, EnhancedPacketOption};
use pcap_file::pcapng::blocks::interface_description::{
    InterfaceDescriptionBlock, InterfaceDescriptionOption,
};
use pcap_file::pcapng::{PcapNgWriteError, PcapNgWriter};
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// The bench clock's zero in captures: 2026-01-01 00:00:00 UTC, so that virtual time gives the same octets every day.
pub const EPOCH: Duration = Duration::from_secs(1_767_225_600);

/// Tag of the dissector's name in an exported PDU, Wireshark's exported_pdu.h.
const DISSECTOR_NAME: [u8; 2] = [0, 12];
/// The dissector that shows any text as a line, padded to four octets.
const SYSLOG: &[u8; 8] = b"syslog\0\0";
const END_OF_TAGS: [u8; 4] = [0; 4];
/// Option `epb_flags`, its direction bits.
const INBOUND: u32 = 1;
const OUTBOUND: u32 = 2;

const NOTES: u32 = 0;
const DUT: u32 = 1;
const NET: u32 = 2;
const FIRST_OUTSIDE: u32 = 3;

/// A capture that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The file cannot be made.
    #[error("cannot write the capture {path}: {cause}")]
    Create {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// An IPv4 address and an IPv6 address in one datagram.
    #[error("no packet goes from {src} to {dst}: one is IPv4, the other IPv6")]
    Families {
        /// The sender.
        src: SocketAddr,
        /// The receiver.
        dst: SocketAddr,
    },
    /// A payload that fits no packet.
    #[error("cannot form a packet: {0}")]
    Frame(String),
    /// It cannot be flushed.
    #[error("cannot write the capture: {0}")]
    Io(#[from] std::io::Error),
    /// It cannot be written.
    #[error("cannot write the capture: {0}")]
    Pcapng(#[from] PcapNgWriteError),
    /// It cannot be read again.
    #[error("cannot read the capture back: {0}")]
    Reread(String),
}

/// A capture in the making.
pub struct Recording<W: Write> {
    writer: PcapNgWriter<W>,
    packets: u64,
}

impl Recording<BufWriter<File>> {
    /// Begins a capture file; the folder is made where it is missing.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be written.
    pub fn create<'a>(
        path: &Path,
        nats: impl Iterator<Item = &'a str>,
    ) -> Result<Self, RecordError> {
        let wrap = |cause| RecordError::Create { path: path.to_owned(), cause };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(wrap)?;
        }
        let file = File::create(path).map_err(wrap)?;
        Self::new(BufWriter::new(file), nats)
    }
}

impl<W: Write> Recording<W> {
    /// Begins a capture with an interface for each wire; `nats` names those whose outsides are observed.
    ///
    /// # Errors
    ///
    /// Fails where it cannot be written.
    pub fn new<'a>(writer: W, nats: impl Iterator<Item = &'a str>) -> Result<Self, RecordError> {
        let mut writer = PcapNgWriter::new(writer)?;
        writer.write_pcapng_block(interface("notes", DataLink::WIRESHARK_UPPER_PDU))?;
        writer.write_pcapng_block(interface("dut", DataLink::ETHERNET))?;
        writer.write_pcapng_block(interface("net", DataLink::ETHERNET))?;
        for nat in nats {
            let name = format!("{nat}-outside");
            writer.write_pcapng_block(interface(&name, DataLink::ETHERNET))?;
        }
        Ok(Self { writer, packets: 0 })
    }

    /// Ends the capture.
    ///
    /// # Errors
    ///
    /// Fails where its last octets cannot be written.
    pub fn finish(self) -> Result<W, RecordError> {
        let mut writer = self.writer.into_inner();
        writer.flush()?;
        Ok(writer)
    }

    fn write(
        &mut self,
        at: Instant,
        interface_id: u32,
        octets: &[u8],
        options: Vec<EnhancedPacketOption<'_>>,
    ) -> Result<u64, RecordError> {
        let block = EnhancedPacketBlock {
            interface_id,
            timestamp: EPOCH + Duration::from_micros(at.as_micros()),
            original_len: u32::try_from(octets.len()).unwrap_or(u32::MAX),
            data: Cow::Borrowed(octets),
            options,
        };
        self.writer.write_block(&block.into_block())?;
        self.packets += 1;
        Ok(self.packets)
    }
}

impl<W: Write> Tap for Recording<W> {
    fn packet(
        &mut self,
        at: Instant,
        wire: Wire,
        heading: Heading,
        datagram: &Datagram,
    ) -> Result<u64, RecordError> {
        let interface = match wire {
            Wire::Dut => DUT,
            Wire::Net => NET,
            Wire::Outside(nat) => FIRST_OUTSIDE + u32::try_from(nat).unwrap_or(u32::MAX - 3),
        };
        let flags = match heading {
            Heading::In => INBOUND,
            Heading::Out => OUTBOUND,
        };
        let options = vec![EnhancedPacketOption::Flags(flags)];
        self.write(at, interface, &frame::ethernet(datagram)?, options)
    }

    fn note(&mut self, at: Instant, note: &Note) -> Result<u64, RecordError> {
        let mut pdu = Vec::new();
        pdu.extend_from_slice(&DISSECTOR_NAME);
        pdu.extend_from_slice(&[0, 8]);
        pdu.extend_from_slice(SYSLOG);
        pdu.extend_from_slice(&END_OF_TAGS);
        pdu.extend_from_slice(note.to_string().as_bytes());
        self.write(at, NOTES, &pdu, Vec::new())
    }
}

fn interface(name: &str, link: DataLink) -> InterfaceDescriptionBlock<'_> {
    let name = InterfaceDescriptionOption::IfName(Cow::Borrowed(name));
    InterfaceDescriptionBlock { linktype: link, snaplen: 0, options: vec![name] }
}
