//! A datagram as a line of the notation.

use super::ast::{End, Field, Flag, FrameEvent, HeaderField, Value};
use super::fields::{IeKey, Kind, Wide};
use super::message::{Message, RawPart};
use crate::datagram::{Datagram, FullFrame, IAX, number};
use iax2_wire::{ApparentAddr, Subclass};

/// The line of a datagram, with every number of its header as on the wire.
pub fn frame_row(from: &str, to: &str, datagram: &Datagram) -> String {
    let end = |party: &str| match party.split_once('/') {
        Some((party, leg)) => End { party: party.to_owned(), leg: Some(leg.to_owned()) },
        None => End { party: party.to_owned(), leg: None },
    };
    let (messages, fields) = whole(datagram);
    FrameEvent { from: end(from), to: end(to), messages: vec![messages], fields }.to_string()
}

/// Message and fields of a datagram, header included.
pub fn whole(datagram: &Datagram) -> (Message, Vec<Field>) {
    let header = |field, number: u64| Field::Header(field, Value::Number(number));
    match datagram {
        Datagram::Full(frame) => {
            let mut fields = vec![
                header(HeaderField::Src, frame.source.into()),
                header(HeaderField::Dst, frame.dest.into()),
                header(HeaderField::Ts, frame.ts.into()),
                header(HeaderField::Oseq, frame.oseq.into()),
                header(HeaderField::Iseq, frame.iseq.into()),
            ];
            fields.extend(frame.retry.then_some(Field::Flag(Flag::Retry)));
            let (message, said) = body(frame);
            fields.extend(said);
            (message, fields)
        }
        Datagram::Mini { source, ts, data } => (
            Message::Mini,
            vec![
                header(HeaderField::Src, (*source).into()),
                header(HeaderField::Ts, (*ts).into()),
                Field::Data(data.clone()),
            ],
        ),
        Datagram::Video { source, ts, data } => (
            Message::MetaVideo,
            vec![
                header(HeaderField::Src, (*source).into()),
                header(HeaderField::Ts, (*ts).into()),
                Field::Data(data.clone()),
            ],
        ),
        Datagram::Trunk { ts, entries, .. } => {
            let calls = entries.iter().map(|entry| entry.source.to_string()).collect();
            (Message::Trunk(calls), vec![header(HeaderField::Ts, (*ts).into())])
        }
        Datagram::Other(octets) => {
            (Message::Raw(octets.iter().map(|octet| RawPart::Octet(*octet)).collect()), Vec::new())
        }
    }
}

/// Message and fields of what follows a full frame's header.
pub fn body(frame: &FullFrame) -> (Message, Vec<Field>) {
    let text = || Some(frame.data.clone());
    let said = || match frame.data.as_slice() {
        [] => Vec::new(),
        data => vec![Field::Data(data.to_vec())],
    };
    let format = Subclass(frame.subclass).value();
    match frame.kind {
        1 => (Message::Dtmf(Some(frame.subclass)), said()),
        2 => (Message::Voice(format), said()),
        3 => (Message::Video(Subclass(frame.subclass & !0x40).value()), said()),
        4 => (Message::Control(frame.subclass), said()),
        5 => (Message::Null, said()),
        IAX => (Message::Iax(frame.subclass), elements(frame)),
        7 => (Message::Text(text()), Vec::new()),
        8 => (Message::Image(format), said()),
        9 => (Message::Html(frame.subclass, text().filter(|data| !data.is_empty())), Vec::new()),
        10 => (Message::Cng(Some(frame.subclass)), said()),
        12 => (Message::DtmfBegin(Some(frame.subclass)), said()),
        kind => (Message::Frame(kind, frame.subclass), said()),
    }
}

fn elements(frame: &FullFrame) -> Vec<Field> {
    let (elements, rest) = frame.elements();
    let mut fields: Vec<Field> =
        elements.into_iter().map(|(code, data)| element(IeKey(code), data)).collect();
    if !rest.is_empty() {
        fields.push(Field::Tail(rest.to_vec()));
    }
    fields
}

/// One element; octets where its length does not fit its meaning.
pub fn element(key: IeKey, data: &[u8]) -> Field {
    let octets = || Value::Octets(data.to_vec());
    let fits = |width: u8| data.len() == usize::from(width);
    let value = match key.kind() {
        Kind::Text => Value::Text(data.to_vec()),
        Kind::Number(width) | Kind::Mask(width, _) | Kind::Format(width) if fits(width) => {
            number(data).map_or_else(octets, Value::Number)
        }
        Kind::DateTime if fits(4) => number(data).map_or_else(octets, Value::Number),
        Kind::Wide(Wide::Mask | Wide::Format) if fits(9) && data[0] == 0 => {
            number(&data[1..]).map_or_else(octets, Value::Number)
        }
        Kind::Presence if data.is_empty() => Value::Present,
        Kind::Address => match ApparentAddr::parse(data) {
            Ok(address) => Value::Text(address.0.to_string().into_bytes()),
            Err(_) => octets(),
        },
        _ => octets(),
    };
    Field::Ie(key, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    fn row(octets: &[u8]) -> String {
        frame_row("dut", "pbx/b", &Datagram::parse(octets))
    }

    #[test]
    fn a_row_is_a_line_of_the_notation() {
        for (octets, line) in [
            (
                &hex!("8005 8009 00002710 07 06 06 05 160442757379 2a0110")[..],
                "dut -> pbx/b  HANGUP  src=5 dst=9 ts=10000 oseq=7 iseq=6 retry cause=\"Busy\" causecode=16",
            ),
            (
                &hex!("8005 0009 00000014 00 01 06 07 090400000004 3902aabb ff")[..],
                "dut -> pbx/b  ACCEPT  src=5 dst=9 ts=20 oseq=0 iseq=1 format=ulaw ie0x39=aabb tail=ff",
            ),
            (
                &hex!("8005 0009 00000014 00 01 02 88 0102")[..],
                "dut -> pbx/b  VOICE g729  src=5 dst=9 ts=20 oseq=0 iseq=1 data=0102",
            ),
            (
                &hex!("8005 0009 00000014 00 01 01 35")[..],
                "dut -> pbx/b  DTMF \"5\"  src=5 dst=9 ts=20 oseq=0 iseq=1",
            ),
            (
                &hex!("8005 0009 00000014 00 01 06 7f")[..],
                "dut -> pbx/b  IAX 0x7f  src=5 dst=9 ts=20 oseq=0 iseq=1",
            ),
            (&hex!("0005 0780 ff")[..], "dut -> pbx/b  MINI  src=5 ts=1920 data=ff"),
            (&hex!("80")[..], "dut -> pbx/b  RAW 80"),
        ] {
            assert_eq!(row(octets), line);
        }
    }

    proptest::proptest! {
        #[test]
        fn every_datagram_prints_a_line_that_reads_back(octets in proptest::collection::vec(0_u8.., 0..80)) {
            let printed = row(&octets);
            let line = super::super::parse::line(1, &printed, &Default::default());
            proptest::prop_assert_eq!(line.map(|line| line.to_string()), Ok(printed));
        }
    }
}
