//! The octets of every message, control and HTML code, of the flows of RFC 5456 section 9, and the registry itself.

mod coded;
mod flow;
mod message;
mod registration;
mod registry;
mod transfer;

use iax2_wire::code::IaxCode;
use iax2_wire::frame::{Body, Frame, Full};
use iax2_wire::number::{CallNumber, SeqNo, Timestamp};
use iax2_wire::{ApparentAddr, Ie, IeWriter};

/// A full frame's header, in the order of RFC 5456 8.1.1: source, destination, time-stamp, OSeqno, ISeqno.
type Header = (u16, u16, u32, u8, u8);

/// The first message of a leg: no destination yet, nothing counted yet.
const FIRST: Header = (5, 0, 3, 0, 0);
/// A message in the middle of a leg.
const LATER: Header = (5, 9, 10_000, 7, 6);

fn address() -> ApparentAddr {
    ApparentAddr("192.0.2.7:4569".parse().expect("an address"))
}

fn call(number: u16) -> CallNumber {
    CallNumber::new(number).expect("15 bits")
}

/// The octets mean the frame, and the frame is written as the octets.
fn agree(frame: Frame<'_>, octets: &[u8]) {
    assert_eq!(Frame::parse(octets), Ok(frame));
    let mut out = [0; 256];
    let length = frame.emit(&mut out).expect("fits");
    assert_eq!(&out[..length], octets);
}

fn full(header: Header, body: Body<'_>, octets: &[u8]) {
    let (source, dest, timestamp, oseqno, iseqno) = header;
    let frame = Full {
        source: call(source),
        dest: call(dest),
        retry: false,
        timestamp: Timestamp(timestamp),
        oseqno: SeqNo(oseqno),
        iseqno: SeqNo(iseqno),
        body,
    };
    agree(Frame::Full(frame), octets);
}

/// The IAX message with these elements is these octets, both ways.
fn iax(header: Header, code: IaxCode, elements: &[Ie<'_>], octets: &[u8]) {
    let mut chain = [0; 256];
    let mut writer = IeWriter::new(&mut chain);
    for element in elements {
        writer.push(*element).expect("fits");
    }
    let chain = writer.finish();
    full(header, Body::Iax(code, chain), octets);
    let read: Vec<_> = chain.iter().map(|raw| raw.and_then(Ie::parse)).collect();
    let meant: Vec<_> = elements.iter().map(|element| Ok(*element)).collect();
    assert_eq!(read, meant);
}
