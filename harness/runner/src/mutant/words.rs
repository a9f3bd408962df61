//! Frames, elements and numbers as mutants write them: in the notation's own words.

use super::change::{Body, Element, Number, chain};
use super::spec::{Piece, Selector};
use crate::net::pattern::Pattern;
use iax2_wire::FrameType;
use phonerig_judge::notation::ast::{Event, Field, FrameEvent, LinkOrder, LinkVerb, Value};
use phonerig_judge::notation::diagnostic::Problem;
use phonerig_judge::notation::fields::{IeKey, Kind};
use phonerig_judge::notation::message::Message;
use phonerig_judge::notation::parse::{Context, line};

/// `HANGUP retry 2nd..4th`, as a link order would choose frames.
pub(super) fn selector(words: &str) -> Result<Selector, String> {
    let retry = |word: &str| match word {
        "retry" => Some(true),
        "!retry" => Some(false),
        _ => None,
    };
    let (flags, rest): (Vec<&str>, Vec<&str>) =
        words.split_whitespace().partition(|word| retry(word).is_some());
    let order: LinkOrder = format!("drops {}", rest.join(" "))
        .parse()
        .map_err(|problem: Problem| format!("`{words}`: {}", problem.message))?;
    match order.verb {
        LinkVerb::Treats { message, header, which, .. } => Ok(Selector {
            pattern: Pattern { message, header },
            retry: flags.first().and_then(|word| retry(word)),
            which,
        }),
        _ => Err(format!("`{words}` chooses no frames")),
    }
}

/// The frames that words choose.
pub(super) fn pattern(words: &str) -> Result<Pattern, String> {
    selector(words).map(|selector| selector.pattern)
}

/// `{src} {dst} 00 00 06 0a`.
pub(super) fn pieces(words: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    for word in words.split_whitespace() {
        match word {
            "{src}" => pieces.push(Piece::Src),
            "{mini}" => pieces.push(Piece::Mini),
            "{dst}" => pieces.push(Piece::Dst),
            _ => pieces.extend(hex(word)?.into_iter().map(Piece::Octet)),
        }
    }
    Ok(pieces)
}

/// `7`, `0x7fff`, `+1`, `-1`; `call` is the number of the call that the phone is in.
pub(super) fn number(text: &str) -> Result<Number, String> {
    let number = if text == "call" {
        Some(Number::Call)
    } else if text.starts_with(['+', '-']) {
        text.parse().ok().map(Number::Move)
    } else if let Some(digits) = text.strip_prefix("0x") {
        u32::from_str_radix(digits, 16).ok().map(Number::Set)
    } else {
        text.parse().ok().map(Number::Set)
    };
    number.ok_or_else(|| format!("`{text}` is neither a number nor `+1` nor `-1`"))
}

pub(super) fn code(name: &str) -> Result<u8, String> {
    let coded = name.strip_prefix("ie0x").and_then(|hex| u8::from_str_radix(hex, 16).ok());
    coded
        .or_else(|| IeKey::from_name(name).map(|key| key.0))
        .ok_or_else(|| format!("`{name}` is no information element"))
}

pub(super) fn hex(text: &str) -> Result<Vec<u8>, String> {
    let digits: String = text.split_whitespace().collect();
    let pair =
        |at: usize| digits.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let octets: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(pair).collect();
    octets.ok_or_else(|| format!("`{text}` is not octets in hex"))
}

fn frame(words: &str) -> Result<FrameEvent, String> {
    let parsed = line(1, &format!("dut -> pbx {words}"), &Context::default());
    let parsed = parsed.map_err(|problem| format!("`{words}`: {}", problem.message))?;
    match parsed.events.into_iter().next() {
        Some(Event::Frame(frame)) => Ok(frame),
        _ => Err(format!("`{words}` is no message")),
    }
}

/// A message with its elements: `HANGUP causecode=16`.
pub(super) fn body(words: &str) -> Result<Body, String> {
    let FrameEvent { messages, fields, .. } = frame(words)?;
    let none = || format!("`{words}` is no single full frame");
    let [message] = messages.as_slice() else {
        return Err(none());
    };
    let (frame_type, subclass, mut payload) = full(message).ok_or_else(none)?;
    payload.extend_from_slice(&chain(&elements(&fields)?));
    Ok(Body { frame_type, subclass, payload })
}

fn full(message: &Message) -> Option<(u8, u8, Vec<u8>)> {
    let (frame_type, subclass) = match message {
        Message::Iax(code) => (FrameType::IAX, *code),
        Message::Control(code) => (FrameType::CONTROL, *code),
        Message::Dtmf(digit) => (FrameType::DTMF, digit.unwrap_or(b'0')),
        Message::DtmfBegin(digit) => (FrameType::DTMF_BEGIN, digit.unwrap_or(b'0')),
        Message::Cng(level) => (FrameType::CNG, level.unwrap_or(0)),
        Message::Null => (FrameType::NULL, 0),
        Message::Frame(frame_type, code) => (FrameType(*frame_type), *code),
        Message::Text(text) => {
            return Some((FrameType::TEXT.0, 0, text.clone().unwrap_or_default()));
        }
        Message::Html(code, data) => {
            return Some((FrameType::HTML.0, *code, data.clone().unwrap_or_default()));
        }
        _ => return None,
    };
    Some((frame_type.0, subclass, Vec::new()))
}

/// One element as a line writes it: `username="nobody"`.
pub(super) fn element(words: &str) -> Result<Element, String> {
    let one = fields(words)?.into_iter().next();
    one.ok_or_else(|| format!("`{words}` is no information element"))
}

/// Elements as a line writes them: `cause="x" causecode=16 ie0x39=0102`.
pub(super) fn fields(words: &str) -> Result<Vec<Element>, String> {
    elements(&frame(&format!("PING {words}"))?.fields)
}

fn elements(fields: &[Field]) -> Result<Vec<Element>, String> {
    let element = |field: &Field| match field {
        Field::Ie(key, value) => {
            let data = data(key.kind(), value);
            let data = data.ok_or_else(|| format!("a mutant has no value for `{key}` here"))?;
            Ok((key.0, data))
        }
        other => Err(format!("{other:?} is no information element")),
    };
    fields.iter().map(element).collect()
}

fn data(kind: Kind, value: &Value) -> Option<Vec<u8>> {
    match (kind, value) {
        (_, Value::Octets(octets)) | (_, Value::Text(octets)) => Some(octets.clone()),
        (Kind::Presence, Value::Present) => Some(Vec::new()),
        (Kind::Wide(_), Value::Number(number)) => {
            Some([&[0], number.to_be_bytes().as_slice()].concat())
        }
        (
            Kind::Number(width) | Kind::Mask(width, _) | Kind::Format(width),
            Value::Number(number),
        ) => Some(number.to_be_bytes()[8 - usize::from(width.min(8))..].to_vec()),
        _ => None,
    }
}
