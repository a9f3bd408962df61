//! What can be wrong with a capture, and where.

use std::io;

/// Why a capture cannot be read any further. Everything before the place named was yielded.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// The file cannot be opened.
    #[error("{file}: cannot be opened: {source}")]
    Open {
        /// The file's name as given.
        file: String,
        /// The system's reason.
        source: io::Error,
    },
    /// The system refused to go on reading.
    #[error("{file}: at offset {offset}, after packet {packet}: {source}")]
    Read {
        /// The file's name as given.
        file: String,
        /// The last packet that was read whole, 0 if none.
        packet: u64,
        /// Octets from the file's start.
        offset: u64,
        /// The system's reason.
        source: io::Error,
    },
    /// The first octets are neither those of pcap nor of pcapng.
    #[error("{file}: at offset 0: neither pcap nor pcapng, it begins with {found}")]
    NotACapture {
        /// The file's name as given.
        file: String,
        /// The first octets in hex, or `nothing`.
        found: String,
    },
    /// A record's frame contradicts itself, so the next one cannot be found.
    #[error("{file}: packet {packet} at offset {offset}: {cause}")]
    Broken {
        /// The file's name as given.
        file: String,
        /// The packet that would have come, as Wireshark counts, from 1.
        packet: u64,
        /// Octets from the file's start to the record.
        offset: u64,
        /// What contradicts what.
        cause: String,
    },
}

/// What is wrong with one packet. Reading goes on behind it, but for [`Damage::Cut`], the last.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Damage {
    /// The file ends within this record.
    #[error("the capture is cut here: the record needs {need} octets, {have} are there")]
    Cut {
        /// Octets that the record announces.
        need: usize,
        /// Octets up to the end of the file.
        have: usize,
    },
    /// No reader for this link type (its number in the registry of tcpdump.org); said once an interface.
    #[error("link type {0} is none of 0, 1, 12, 14, 101, 108, 113, 228, 229, 252, 276")]
    UnknownLink(u32),
    /// The link's header is not whole.
    #[error("the link header needs {need} octets, {have} are there")]
    ShortLink {
        /// Octets of the header.
        need: usize,
        /// Octets captured.
        have: usize,
    },
    /// The packet names an interface that the section does not describe.
    #[error("interface {0} is not described before its first packet")]
    UnknownInterface(u32),
    /// The time-stamp is none.
    #[error("time-stamp: {0}")]
    Time(String),
    /// The packet claims more octets than its record holds.
    #[error("the packet claims {claimed} octets, its record has room for {room}")]
    PacketLength {
        /// Captured length as stated.
        claimed: usize,
        /// Octets between the fixed fields and the record's end.
        room: usize,
    },
    /// The IP header is not one.
    #[error("IP: {0}")]
    Ip(String),
    /// The UDP header is not one.
    #[error("UDP: {0}")]
    Udp(etherparse::err::LenError),
    /// A fragment contradicts the others of its datagram.
    #[error("IP fragment: {0}")]
    Fragment(etherparse::defrag::IpDefragError),
    /// An exported PDU's tags run past its end, or a note is not UTF-8.
    #[error("exported PDU: {0}")]
    Note(&'static str),
}
