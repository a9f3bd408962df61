//! A frame as a JSON object: numbers as on the wire, absent where its kind has none.

use std::net::SocketAddr;

use iax2_wire::code::FrameType;
use iax2_wire::error::WireError;
use iax2_wire::ie::Ies;
use iax2_wire::view::{
    FULL_HEADER, FullView, Kind, MiniView, TrunkEntry, TrunkView, VideoView, classify,
};
use serde::Serialize;

use super::element::{Element, hex};
use crate::decryption::Opened;
use crate::recognition::Datagram;

/// One frame, or one entry of a trunk frame.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    /// The packet's number as Wireshark counts, from 1.
    packet: u64,
    /// Seconds since 1970 in UTC.
    time: f64,
    /// The interface's number in the capture, where it is not the first.
    #[serde(skip_serializing_if = "is_first")]
    interface: u32,
    from: SocketAddr,
    to: SocketAddr,
    /// `full`, `mini`, `trunk`, `video`; `meta` is a meta frame of another command.
    kind: &'static str,
    /// Which entry of a trunk frame, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    src_call: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dst_call: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry: Option<bool>,
    /// Of an entry, its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<u32>,
    /// When a trunk frame was sent, on its sender's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    trunk_timestamp: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oseqno: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iseqno: Option<u8>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    frame_type: Option<u8>,
    /// The octet with its C bit.
    #[serde(skip_serializing_if = "Option::is_none")]
    subclass: Option<u8>,
    /// The elements of an IAX message up to the first that does not hold together.
    #[serde(skip_serializing_if = "Option::is_none")]
    ies: Option<Vec<Element>>,
    /// Whether it came encrypted; with the right password the rest is as in clear.
    encrypted: bool,
    /// Octets of what is carried: media, text, control data; absent where a frame carries elements.
    #[serde(skip_serializing_if = "Option::is_none")]
    octets: Option<usize>,
    /// The data of a text, HTML or control frame, in hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<String>,
    /// Octets that were on the wire but not captured.
    #[serde(skip_serializing_if = "is_zero")]
    missing: usize,
    /// What does not hold together.
    #[serde(skip_serializing_if = "Option::is_none")]
    malformed: Option<String>,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

fn is_first(interface: &u32) -> bool {
    *interface == 0
}

/// The rows of a datagram, one after the other.
pub(super) fn rows<E>(
    datagram: &Datagram<'_>,
    opened: Opened<'_>,
    mut each: impl FnMut(&Row) -> Result<(), E>,
) -> Result<(), E> {
    let (octets, encrypted) = match opened {
        Opened::Clear(octets) => (octets, false),
        Opened::Decrypted(octets) => (octets, true),
        Opened::Sealed(octets) => return each(&Row::sealed(datagram, octets)),
    };
    let row = Row::new(datagram, encrypted);
    match classify(octets) {
        Ok(Kind::Full) => each(&row.full(octets)),
        Ok(Kind::Mini) => each(&row.mini(octets)),
        Ok(Kind::Video) => each(&row.video(octets)),
        Ok(Kind::Trunk) => row.trunk(octets, each),
        Ok(Kind::OtherMeta) => each(&row.meta(octets)),
        Err(error) => each(&row.short(octets, error)),
    }
}

impl Row {
    fn new(datagram: &Datagram<'_>, encrypted: bool) -> Self {
        Self {
            packet: datagram.packet,
            time: datagram.at.as_micros() as f64 / 1e6,
            interface: datagram.interface,
            from: datagram.src,
            to: datagram.dst,
            kind: "full",
            entry: None,
            src_call: None,
            dst_call: None,
            retry: None,
            timestamp: None,
            trunk_timestamp: None,
            oseqno: None,
            iseqno: None,
            frame_type: None,
            subclass: None,
            ies: None,
            encrypted,
            octets: None,
            data: None,
            missing: datagram.missing,
            malformed: None,
        }
    }

    fn full(mut self, octets: &[u8]) -> Self {
        let view = FullView::new_unchecked(octets);
        self = self.call_numbers(octets);
        self.timestamp = Some(view.timestamp());
        self.oseqno = Some(view.oseqno());
        self.iseqno = Some(view.iseqno());
        self.frame_type = Some(view.frame_type());
        self.subclass = Some(view.subclass());
        let data = octets.get(FULL_HEADER..).unwrap_or_default();
        match FrameType(view.frame_type()) {
            FrameType::IAX => self.elements(Ies::new(data)),
            FrameType::VOICE | FrameType::VIDEO | FrameType::IMAGE => {
                self.octets = Some(data.len());
                self
            }
            _ => {
                self.octets = Some(data.len());
                self.data = Some(hex(data));
                self
            }
        }
    }

    fn elements(mut self, ies: Ies<'_>) -> Self {
        self.ies = Some(ies.iter().map_while(Result::ok).map(Element::from).collect());
        // A frame that was not captured whole is cut, not malformed.
        if self.missing == 0 {
            self.malformed = ies.check().err().map(|error| in_frame(error).to_string());
        }
        self
    }

    fn call_numbers(mut self, octets: &[u8]) -> Self {
        let view = FullView::new_unchecked(octets);
        self.src_call = Some(view.source_call());
        self.dst_call = Some(view.dest_call());
        self.retry = Some(view.retry());
        self
    }

    fn mini(mut self, octets: &[u8]) -> Self {
        let view = MiniView::new_unchecked(octets);
        self.kind = "mini";
        self.src_call = Some(view.source_call());
        self.timestamp = Some(view.timestamp().into());
        self.octets = Some(view.payload().len());
        self
    }

    fn video(mut self, octets: &[u8]) -> Self {
        let view = VideoView::new_unchecked(octets);
        self.kind = "video";
        self.src_call = Some(view.source_call());
        self.timestamp = Some(view.timestamp().into());
        self.octets = Some(view.payload().len());
        self
    }

    /// One row an entry; where there is none, or behind the last that holds together, one for the frame.
    fn trunk<E>(
        mut self,
        octets: &[u8],
        mut each: impl FnMut(&Self) -> Result<(), E>,
    ) -> Result<(), E> {
        let view = TrunkView::new_unchecked(octets);
        self.kind = "trunk";
        self.trunk_timestamp = Some(view.timestamp());
        if view.payload().is_empty() {
            return each(&self);
        }
        for (nth, entry) in (1..).zip(view.entries()) {
            self.entry = Some(nth);
            self.fill_entry(entry);
            each(&self)?;
        }
        Ok(())
    }

    fn fill_entry(&mut self, entry: Result<TrunkEntry<'_>, WireError>) {
        (self.src_call, self.timestamp, self.octets) = match entry {
            Ok(entry) => {
                (Some(entry.call & 0x7fff), entry.timestamp.map(u32::from), Some(entry.media.len()))
            }
            Err(error) => {
                self.malformed = (self.missing == 0).then(|| error.to_string());
                (None, None, None)
            }
        };
    }

    fn meta(mut self, octets: &[u8]) -> Self {
        self.kind = "meta";
        self.data = Some(hex(octets));
        let command = TrunkView::new_unchecked(octets).command();
        self.malformed = Some(format!("meta command {command} is not 1, a trunk (RFC 5456 8.1.3)"));
        self
    }

    fn short(mut self, octets: &[u8], error: WireError) -> Self {
        self.kind = match octets {
            [first, ..] if first & 0x80 != 0 => "full",
            [0, 0, third, ..] if third & 0x80 != 0 => "video",
            [0, 0, ..] => "trunk",
            _ => "mini",
        };
        self.data = Some(hex(octets));
        self.malformed = Some(error.to_string());
        self
    }

    fn sealed(datagram: &Datagram<'_>, octets: &[u8]) -> Self {
        let row = Self::new(datagram, true);
        match classify(octets) {
            Ok(Kind::Full) => row.call_numbers(octets),
            _ => {
                let source = MiniView::new_unchecked(octets).source_call();
                Self { kind: "mini", src_call: Some(source), ..row }
            }
        }
    }
}

/// An element's place counted from the datagram's start, as everywhere else.
fn in_frame(error: WireError) -> WireError {
    WireError { offset: error.offset + FULL_HEADER, ..error }
}
