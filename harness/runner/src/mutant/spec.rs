//! scenarios/mutants.toml: faults as data, in the notation's own words.

use super::change::{Body, Change, Element, Number, chain};
use super::frame::Header;
use super::policy::set_policy;
use crate::net::pattern::Pattern;
use core::net::SocketAddr;
use core::time::Duration;
use iax2_wire::FrameType;
use phonerig_judge::finding::RequirementId;
use phonerig_judge::network::Span;
use phonerig_judge::notation::ast::{Event, Field, FrameEvent, LinkOrder, LinkVerb, Value};
use phonerig_judge::notation::fields::{IeKey, Kind};
use phonerig_judge::notation::message::Message;
use phonerig_judge::notation::parse::{Context, line};
use phonerig_phone::Policy;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// The mutants of a file, in its order.
#[derive(Clone, Debug, Default)]
pub struct Mutants(pub Vec<Mutant>);

/// The reference phone with one fault.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Its name.
    pub name: String,
    /// The fault in one sentence.
    pub fault: String,
    /// The requirements that it breaks.
    pub breaks: Vec<RequirementId>,
    /// What is done on the wire.
    pub(super) rules: Vec<Rule>,
    /// Fields of the phone's policy and their values.
    policy: Vec<(String, String)>,
}

impl Mutant {
    /// The phone without a fault.
    pub fn none() -> Self {
        let (rules, policy, breaks) = Default::default();
        Self { name: String::new(), fault: String::new(), breaks, rules, policy }
    }

    /// Whether the fault, or a part of it, is inside the phone.
    pub fn bends_policy(&self) -> bool {
        !self.policy.is_empty()
    }

    /// Puts the fault into a policy.
    pub fn bend(&self, policy: &mut Policy) {
        for (field, value) in &self.policy {
            set_policy(policy, field, value).expect("the file was checked when it was read");
        }
    }
}

/// A file of mutants that cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum MutantError {
    /// It is no TOML, or has unknown keys.
    #[error("{file}: {cause}")]
    Toml {
        /// The file.
        file: String,
        /// What and where.
        cause: String,
    },
    /// A mutant makes no sense.
    #[error("{file}: mutant `{name}`: {cause}")]
    Mutant {
        /// The file.
        file: String,
        /// The mutant.
        name: String,
        /// What is wrong.
        cause: String,
    },
}

/// One thing that is done on the wire.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) way: Way,
    pub(super) frames: Selector,
    pub(super) fate: Fate,
    pub(super) change: Change,
    /// A frame that is sent behind it; where the frame was heard, in answer to it.
    pub(super) also: Option<Body>,
}

impl Rule {
    /// Whether a frame is one of those that the rule speaks of, whichever of them it means.
    pub(super) fn means(&self, way: Way, octets: &[u8]) -> bool {
        self.way == way && self.frames.fits(octets)
    }
}

/// Whether the phone sends the frame or hears it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Way {
    Sends,
    Hears,
}

/// Which frames.
#[derive(Clone, Debug)]
pub(super) struct Selector {
    pub(super) pattern: Pattern,
    /// The R bit asked for. Without it, a repetition fares as its original did.
    pub(super) retry: Option<bool>,
    /// The first and the last that is meant, counted from 1.
    pub(super) which: Option<(u32, u32)>,
}

impl Selector {
    pub(super) fn fits(&self, octets: &[u8]) -> bool {
        let retry = Header::read(octets).is_some_and(|header| header.retry);
        self.retry.is_none_or(|wanted| wanted == retry) && self.pattern.fits(octets)
    }
}

/// What becomes of a frame as a whole.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fate {
    pub(super) drop: bool,
    pub(super) swallow: bool,
    pub(super) swap: bool,
    pub(super) delay: Duration,
    pub(super) copies: u32,
    pub(super) every: Duration,
    pub(super) port: Option<u16>,
    pub(super) to: Option<SocketAddr>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    mutant: Vec<RawMutant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMutant {
    name: String,
    fault: String,
    breaks: Vec<RequirementId>,
    #[serde(default)]
    policy: BTreeMap<String, Text>,
    #[serde(default)]
    wire: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    sends: Option<String>,
    hears: Option<String>,
    #[serde(default)]
    drop: bool,
    #[serde(default)]
    swallow: bool,
    #[serde(default)]
    swap: bool,
    #[serde(default)]
    delay: Span,
    #[serde(default)]
    copies: u32,
    #[serde(default)]
    every: Span,
    port: Option<u16>,
    to: Option<SocketAddr>,
    src: Option<Text>,
    dst: Option<Text>,
    ts: Option<Text>,
    oseq: Option<Text>,
    iseq: Option<Text>,
    retry: Option<bool>,
    r#type: Option<u8>,
    subclass: Option<u8>,
    becomes: Option<String>,
    #[serde(default)]
    without: Vec<String>,
    with: Option<String>,
    data: Option<String>,
    append: Option<String>,
    #[serde(default)]
    cut: usize,
    also: Option<String>,
}

/// A number, a truth or a text, as text.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) => text,
            other => other.to_string(),
        }))
    }
}

impl Mutants {
    /// Reads a file of mutants; `file` names it in messages.
    ///
    /// # Errors
    ///
    /// The first mistake, with the mutant that has it.
    pub fn parse(file: &str, text: &str) -> Result<Self, MutantError> {
        let wrap = |error: toml::de::Error| MutantError::Toml {
            file: file.to_owned(),
            cause: error.to_string(),
        };
        let raw: RawFile = toml::from_str(text).map_err(wrap)?;
        let mut mutants: Vec<Mutant> = Vec::new();
        for raw in raw.mutant {
            let name = raw.name.clone();
            let twice = mutants.iter().any(|known| known.name == name);
            let mutant = if twice { Err("it is here twice".to_owned()) } else { checked(raw) };
            let file = file.to_owned();
            mutants.push(mutant.map_err(|cause| MutantError::Mutant { file, name, cause })?);
        }
        Ok(Self(mutants))
    }
}

fn checked(raw: RawMutant) -> Result<Mutant, String> {
    let RawMutant { name, fault, breaks, policy, wire } = raw;
    if breaks.is_empty() {
        return Err("it breaks no requirement".to_owned());
    }
    if policy.is_empty() && wire.is_empty() {
        return Err("it has neither `policy` nor `wire`, so it is no fault".to_owned());
    }
    let policy: Vec<_> = policy.into_iter().map(|(field, Text(value))| (field, value)).collect();
    let mut bent = Policy::default();
    for (field, value) in &policy {
        set_policy(&mut bent, field, value)?;
    }
    if !policy.is_empty() && bent == Policy::default() {
        return Err("its policy is the phone's own, so it is no fault".to_owned());
    }
    let rules = wire.into_iter().map(rule).collect::<Result<_, _>>()?;
    Ok(Mutant { name, fault, breaks, rules, policy })
}

fn rule(raw: RawRule) -> Result<Rule, String> {
    let (way, words) = match (&raw.sends, &raw.hears) {
        (Some(words), None) => (Way::Sends, words),
        (None, Some(words)) => (Way::Hears, words),
        _ => return Err("a rule says either `sends` or `hears`".to_owned()),
    };
    let frames = selector(words)?;
    let also = raw.also.as_deref().map(body).transpose()?;
    let fate = Fate {
        drop: raw.drop,
        swallow: raw.swallow,
        swap: raw.swap,
        delay: raw.delay.0,
        copies: raw.copies,
        every: raw.every.0,
        port: raw.port,
        to: raw.to,
    };
    let change = change(raw)?;
    Ok(Rule { way, frames, fate, change, also })
}

/// `HANGUP retry 2nd..4th`, as a link order would choose frames.
fn selector(words: &str) -> Result<Selector, String> {
    let retry = |word: &str| match word {
        "retry" => Some(true),
        "!retry" => Some(false),
        _ => None,
    };
    let (flags, rest): (Vec<&str>, Vec<&str>) =
        words.split_whitespace().partition(|word| retry(word).is_some());
    let order: LinkOrder = format!("drops {}", rest.join(" ")).parse().map_err(
        |problem: phonerig_judge::notation::diagnostic::Problem| {
            format!("`{words}`: {}", problem.message)
        },
    )?;
    match order.verb {
        LinkVerb::Treats { message, header, which, .. } => Ok(Selector {
            pattern: Pattern { message, header },
            retry: flags.first().and_then(|word| retry(word)),
            which,
        }),
        _ => Err(format!("`{words}` chooses no frames")),
    }
}

fn change(raw: RawRule) -> Result<Change, String> {
    Ok(Change {
        src: number(raw.src)?,
        dst: number(raw.dst)?,
        ts: number(raw.ts)?,
        oseq: number(raw.oseq)?,
        iseq: number(raw.iseq)?,
        retry: raw.retry,
        frame_type: raw.r#type,
        subclass: raw.subclass,
        becomes: raw.becomes.as_deref().map(body).transpose()?,
        without: raw.without.iter().map(|name| code(name)).collect::<Result<_, _>>()?,
        with: raw.with.as_deref().map_or_else(|| Ok(Vec::new()), fields)?,
        data: raw.data.as_deref().map(hex).transpose()?,
        append: raw.append.as_deref().map_or_else(|| Ok(Vec::new()), hex)?,
        cut: raw.cut,
    })
}

/// `7`, `0x7fff`, `+1`, `-1`.
fn number(text: Option<Text>) -> Result<Option<Number>, String> {
    let Some(Text(text)) = text else {
        return Ok(None);
    };
    let number = if text.starts_with(['+', '-']) {
        text.parse().ok().map(Number::Move)
    } else if let Some(digits) = text.strip_prefix("0x") {
        u32::from_str_radix(digits, 16).ok().map(Number::Set)
    } else {
        text.parse().ok().map(Number::Set)
    };
    number.map(Some).ok_or_else(|| format!("`{text}` is neither a number nor `+1` nor `-1`"))
}

fn code(name: &str) -> Result<u8, String> {
    let coded = name.strip_prefix("ie0x").and_then(|hex| u8::from_str_radix(hex, 16).ok());
    coded
        .or_else(|| IeKey::from_name(name).map(|key| key.0))
        .ok_or_else(|| format!("`{name}` is no information element"))
}

fn hex(text: &str) -> Result<Vec<u8>, String> {
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
fn body(words: &str) -> Result<Body, String> {
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

/// Elements as a line writes them: `cause="x" causecode=16 ie0x39=0102`.
fn fields(words: &str) -> Result<Vec<Element>, String> {
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
