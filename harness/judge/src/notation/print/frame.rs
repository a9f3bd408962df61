//! Frames: messages and fields.

use crate::notation::ast::{Field, Flag, FrameEvent, HeaderField, Mapping, Value};
use crate::notation::fields::{IeKey, Kind, Wide};
use crate::notation::lexer::quote;
use crate::notation::message::{CONTROL, FORMATS, HTML, IAX, Message, RawPart, Slot, name_of};
use core::fmt::{self, Display, Formatter, Write};

impl Display for FrameEvent {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> {}  ", self.from, self.to)?;
        for (nth, message) in self.messages.iter().enumerate() {
            write!(f, "{}{message}", if nth == 0 { "" } else { "|" })?;
        }
        let mut space = "  ";
        for field in &self.fields {
            write!(f, "{space}{field}")?;
            space = " ";
        }
        Ok(())
    }
}

impl Display for Message {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Iax(code) => coded(f, "IAX", name_of(IAX, *code), *code),
            Self::Control(code) => {
                let name =
                    name_of(CONTROL, *code).filter(|name| !IAX.iter().any(|(n, _)| n == name));
                match (name, name_of(CONTROL, *code)) {
                    (None, Some(shared)) => write!(f, "ctl {shared}"),
                    _ => coded(f, "ctl", name, *code),
                }
            }
            Self::Dtmf(digit) => carrying(f, "DTMF", digit.map(digit_text)),
            Self::DtmfBegin(digit) => carrying(f, "DTMF-BEGIN", digit.map(digit_text)),
            Self::Voice(format) => carrying(f, "VOICE", format.map(format_text)),
            Self::Video(format) => carrying(f, "VIDEO", format.map(format_text)),
            Self::Image(format) => carrying(f, "IMAGE", format.map(format_text)),
            Self::Text(text) => carrying(f, "TEXT", text.as_deref().map(quote)),
            Self::Html(code, data) => {
                f.write_str("HTML ")?;
                match name_of(HTML, *code) {
                    Some(name) => carrying(f, name, data.as_deref().map(quote)),
                    None => carrying(f, &format!("0x{code:02x}"), data.as_deref().map(quote)),
                }
            }
            Self::Cng(level) => carrying(f, "CNG", level.map(|level| level.to_string())),
            Self::Null => f.write_str("NULL"),
            Self::Frame(kind, subclass) => write!(f, "FRAME 0x{kind:02x} 0x{subclass:02x}"),
            Self::Mini => f.write_str("MINI"),
            Self::MetaVideo => f.write_str("META-VIDEO"),
            Self::Trunk(legs) if legs.is_empty() => f.write_str("TRUNK"),
            Self::Trunk(legs) => write!(f, "TRUNK {}", legs.join(",")),
            Self::Raw(parts) => {
                f.write_str("RAW")?;
                parts.iter().try_for_each(|part| write!(f, " {part}"))
            }
        }
    }
}

fn coded(f: &mut Formatter<'_>, kind: &str, name: Option<&str>, code: u8) -> fmt::Result {
    match name {
        Some(name) => f.write_str(name),
        None => write!(f, "{kind} 0x{code:02x}"),
    }
}

fn carrying(f: &mut Formatter<'_>, name: &str, carried: Option<String>) -> fmt::Result {
    f.write_str(name)?;
    carried.map_or(Ok(()), |carried| write!(f, " {carried}"))
}

fn digit_text(digit: u8) -> String {
    match digit {
        b' '..=b'~' => quote(&[digit]),
        _ => format!("0x{digit:02x}"),
    }
}

pub(super) fn format_text(format: u64) -> String {
    name_of(FORMATS, format).map_or_else(|| format!("0x{format:x}"), str::to_owned)
}

impl Display for RawPart {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Octet(octet) => write!(f, "{octet:02x}"),
            Self::Slot(slot) => write!(f, "{{{}}}", name_of(&Slot::ALL, *slot).unwrap_or_default()),
            Self::Fill(octet, count) => write!(f, "{{fill {octet:02x} x {count}}}"),
        }
    }
}

impl Display for Field {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(field, value) => {
                let name = name_of(&HeaderField::ALL, *field).unwrap_or_default();
                write!(f, "{name}={}", value_text(Kind::Number(4), value))
            }
            Self::Ie(key, value) => ie(f, *key, value),
            Self::Without(key) => write!(f, "!{key}"),
            Self::Flag(flag) => f.write_str(name_of(&Flag::ALL, *flag).unwrap_or_default()),
            Self::Not(flag) => write!(f, "!{}", name_of(&Flag::ALL, *flag).unwrap_or_default()),
            Self::Data(octets) => write!(f, "data={}", hex(octets)),
            Self::Tail(octets) => write!(f, "tail={}", hex(octets)),
            Self::From(Mapping::New) => f.write_str("from=new"),
            Self::From(Mapping::Old) => f.write_str("from=old"),
            Self::To(to) if to == "old" || to == "new" => write!(f, "to={to}"),
            Self::To(to) => write!(f, "to={}", quote(to.as_bytes())),
            Self::Port(port) => write!(f, "sport={port}"),
            Self::ToPort(port) => write!(f, "dport={port}"),
            Self::Leg(end) => write!(f, "leg={end}"),
            Self::Calls(from, to) => write!(f, "{from}/{to}"),
            Self::SentIndex(index) => write!(f, "o{index}"),
            Self::SeenIndex(index) => write!(f, "i{index}"),
        }
    }
}

fn ie(f: &mut Formatter<'_>, key: IeKey, value: &Value) -> fmt::Result {
    match value {
        Value::Octets(octets) => write!(f, "ie0x{:02x}={}", key.0, hex(octets)),
        _ => write!(f, "{key}={}", value_text(key.kind(), value)),
    }
}

/// Octets as pairs of hexadecimal digits.
fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut text, octet| {
        write!(text, "{octet:02x}").expect("a String takes everything");
        text
    })
}

pub(super) fn value_text(kind: Kind, value: &Value) -> String {
    match value {
        Value::Number(number) => number_text(kind, *number),
        Value::Range(from, to) => format!("{from}..{to}"),
        Value::Text(text) => quote(text),
        Value::Octets(octets) => hex(octets),
        Value::Word(word) => word.clone(),
        Value::Variable(name) => format!("${name}"),
        Value::Present => "*".to_owned(),
        Value::AnyOf(values) => {
            let values: Vec<String> = values.iter().map(|it| alternative_text(kind, it)).collect();
            values.join("|")
        }
        Value::Not(value) => format!("!{}", value_text(kind, value)),
    }
}

/// One of several; names with bars between them would be several bits of one mask.
fn alternative_text(kind: Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Mask(..) | Kind::Wide(Wide::Mask), Value::Number(mask)) => format!("0x{mask:x}"),
        _ => value_text(kind, value),
    }
}

fn number_text(kind: Kind, number: u64) -> String {
    match kind {
        Kind::Mask(_, names) => mask_text(names, number),
        Kind::Wide(Wide::Mask) => mask_text(FORMATS, number),
        Kind::Format(_) | Kind::Wide(Wide::Format) => format_text(number),
        _ => number.to_string(),
    }
}

fn mask_text(names: &[(&'static str, u64)], mask: u64) -> String {
    let named: Vec<&(&str, u64)> = names.iter().filter(|(_, bit)| mask & bit != 0).collect();
    if mask == 0 || named.iter().fold(0, |sum, (_, bit)| sum | bit) != mask {
        return format!("0x{mask:x}");
    }
    let names: Vec<&str> = named.iter().map(|(name, _)| *name).collect();
    names.join("|")
}
