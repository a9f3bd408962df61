//! Writing lines, so that they read back the same.

use super::ast::{
    Audio, End, Event, Field, Flag, Flow, FrameEvent, HeaderField, Line, LinkOrder, LinkVerb,
    Mapping, NatOrder, Power, Script, Sign, Sound, Step, Times, Treatment, TrunkCall, TrunkEntry,
    TrunkFlaw, Trunking, UserAction, UserVerb, Value, When, Wrap,
};
use super::fields::{IeKey, Kind, Wide};
use super::lexer::quote;
use super::message::{CONTROL, FORMATS, HTML, IAX, Message, RawPart, Slot, name_of};
use crate::network::Span;
use core::fmt::{self, Display, Formatter, Write};
use core::time::Duration;

impl Display for Script {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.steps.iter().try_for_each(|step| step.fmt(f))
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => writeln!(f, "{line}"),
            Self::AnyOrder(lines) => {
                f.write_str("any order\n")?;
                lines.iter().try_for_each(|line| writeln!(f, "{line}"))?;
                f.write_str("end\n")
            }
            Self::OneOf(branches) => {
                f.write_str("one of\n")?;
                for (nth, branch) in branches.iter().enumerate() {
                    f.write_str(if nth == 0 { "" } else { "or\n" })?;
                    branch.iter().try_for_each(|line| writeln!(f, "{line}"))?;
                }
                f.write_str("end\n")
            }
        }
    }
}

impl Display for Line {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(when) = self.when {
            write!(f, "{:<10} ", when.to_string())?;
        }
        f.write_str(if self.optional { "? " } else { "" })?;
        f.write_str(if self.never { "never " } else { "" })?;
        for (nth, event) in self.events.iter().enumerate() {
            write!(f, "{}{event}", if nth == 0 { "" } else { " | " })?;
        }
        if let Some(times) = &self.times {
            write!(f, "  {times}")?;
        }
        match self.cites.as_slice() {
            [] => Ok(()),
            cites => {
                let cites: Vec<&str> = cites.iter().map(|id| id.as_str()).collect();
                write!(f, "  [{}]", cites.join(", "))
            }
        }
    }
}

impl Display for When {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(at) => write!(f, "+{}", Time(*at)),
            Self::Within(from, to) => write!(f, "+{}..{}", Time(*from), Time(*to)),
        }
    }
}

/// A time of the script, where nothing needs no unit.
struct Time(Duration);

impl Display for Time {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.is_zero() { f.write_str("0") } else { Span(self.0).fmt(f) }
    }
}

impl Display for Times {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (self.min, self.max) {
            (min, max) if min == max => write!(f, "x{min}")?,
            (min, max) => write!(f, "x{min}..{max}")?,
        }
        match self.every {
            Some(every) => write!(f, " every {every}"),
            None => Ok(()),
        }
    }
}

impl Display for Event {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frame(frame) => frame.fmt(f),
            Self::Flow(flow) => write!(f, "{} ~> {}{}", flow.from, flow.to, flow.flow),
            Self::User(action) => write!(f, "user {action}"),
            Self::Sign(sign) => write!(f, "dut {sign}"),
            Self::Nat(order) => write!(f, "nat {order}"),
            Self::Link(order) => write!(f, "link {order}"),
            Self::Power(power) => write!(f, "power {power}"),
            Self::Transport { party, works: true } => write!(f, "{party} returns"),
            Self::Transport { party, works: false } => write!(f, "{party} vanishes"),
            Self::Quiet => f.write_str("quiet"),
        }
    }
}

impl Display for End {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.leg {
            Some(leg) => write!(f, "{}/{leg}", self.party),
            None => f.write_str(&self.party),
        }
    }
}

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

fn format_text(format: u64) -> String {
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
pub(super) fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut text, octet| {
        write!(text, "{octet:02x}").expect("a String takes everything");
        text
    })
}

fn value_text(kind: Kind, value: &Value) -> String {
    match value {
        Value::Number(number) => number_text(kind, *number),
        Value::Range(from, to) => format!("{from}..{to}"),
        Value::Text(text) => quote(text),
        Value::Octets(octets) => hex(octets),
        Value::Word(word) => word.clone(),
        Value::Variable(name) => format!("${name}"),
        Value::Present => "*".to_owned(),
        Value::AnyOf(values) => {
            let values: Vec<String> = values.iter().map(|value| value_text(kind, value)).collect();
            values.join("|")
        }
        Value::Not(value) => format!("!{}", value_text(kind, value)),
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

impl Display for Flow {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => Ok(()),
            Self::Audio(audio) => audio.fmt(f),
            Self::Video { format, lasts } => {
                f.write_str("  video")?;
                option(f, " ", format.map(format_text))?;
                option(f, " for ", *lasts)
            }
            Self::Digits { digits, rate, begin, held } => {
                write!(f, "  digits {}", quote(digits.as_bytes()))?;
                option(f, " at ", rate.map(|rate| format!("{rate}/s")))?;
                f.write_str(if *begin { " begin" } else { "" })?;
                option(f, " for ", *held)
            }
        }
    }
}

fn option(f: &mut Formatter<'_>, before: &str, value: Option<impl Display>) -> fmt::Result {
    value.map_or(Ok(()), |value| write!(f, "{before}{value}"))
}

impl Display for Audio {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        option(f, "  ", self.trunk.as_ref())?;
        option(f, " ", self.format.map(format_text))?;
        option(f, " ", self.every)?;
        option(f, " ", self.sound.as_ref())?;
        option(f, " for ", self.lasts)?;
        f.write_str(if self.minis { " minis" } else { "" })?;
        option(f, " ", self.sealed.map(|sealed| if sealed { "encrypted" } else { "clear" }))?;
        option(f, " ", self.mapping.map(Field::From))?;
        option(f, " ts=", self.ts)?;
        option(f, " wrap=", self.wrap.map(Wrap::word))
    }
}

impl Wrap {
    fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

impl Display for Trunking {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let entries: Vec<String> = self.entries.iter().map(TrunkEntry::to_string).collect();
        write!(f, "trunk {}", entries.join(","))?;
        f.write_str(if self.timestamps { " timestamps" } else { " plain" })?;
        option(f, " command=", self.command)?;
        f.write_str(if self.reserved { " reserved" } else { "" })
    }
}

impl Display for TrunkEntry {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.call {
            TrunkCall::Leg(leg) => f.write_str(leg)?,
            TrunkCall::Foreign(end) => end.fmt(f)?,
            TrunkCall::Number(number) => write!(f, "0x{number:04x}")?,
        }
        option(f, "/", self.flaw.and_then(|flaw| name_of(&TrunkFlaw::ALL, flaw)))
    }
}

impl Display for Sound {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tone(hertz) => write!(f, "tone {hertz}"),
            Self::Silence => f.write_str("silence"),
            Self::Speech => f.write_str("speech"),
            Self::Inband(keys) => write!(f, "inband {}", quote(keys.as_bytes())),
        }
    }
}

impl Display for UserAction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.verb.fmt(f)?;
        option(f, " account=", self.account)?;
        option(f, " leg=", self.leg.as_ref())
    }
}

impl Display for UserVerb {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| quote(text.as_bytes());
        match self {
            Self::Answers => f.write_str("answers"),
            Self::Dials(number) => write!(f, "dials {}", quoted(number)),
            Self::Flashes => f.write_str("flashes"),
            Self::HangsUp => f.write_str("hangs up"),
            Self::Holds => f.write_str("holds"),
            Self::Lifts => f.write_str("lifts"),
            Self::Presses { keys, rate, held } => {
                write!(f, "presses {}", quoted(keys))?;
                option(f, " at ", rate.map(|rate| format!("{rate}/s")))?;
                option(f, " for ", *held)
            }
            Self::Reboots => f.write_str("reboots"),
            Self::Registers => f.write_str("registers"),
            Self::Rejects => f.write_str("rejects"),
            Self::Resumes => f.write_str("resumes"),
            Self::SendsText(text) => write!(f, "sends text {}", quoted(text)),
            Self::SendsUrl(url) => write!(f, "sends url {}", quoted(url)),
            Self::Speaks { tone, lasts } => {
                write!(f, "speaks tone {tone}")?;
                option(f, " for ", *lasts)
            }
            Self::StaysSilent => f.write_str("stays silent"),
            Self::StopsSpeaking => f.write_str("stops speaking"),
            Self::TransfersTo(number) => write!(f, "transfers to {}", quoted(number)),
            Self::Unregisters => f.write_str("unregisters"),
        }
    }
}

impl Display for Sign {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word)?;
        if !self.legs.is_empty() {
            write!(f, " {}", self.legs.join(","))?;
        }
        option(f, " ", self.text.as_deref().map(quote))?;
        option(f, " for ", self.lasts)?;
        let kind = |value: &Value| match value {
            Value::Text(_) => Kind::Text,
            _ => Kind::Number(4),
        };
        let mut fields = self.fields.iter();
        fields.try_for_each(|(key, value)| write!(f, " {key}={}", value_text(kind(value), value)))
    }
}

impl Display for NatOrder {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.nat, if self.forgets { "forgets" } else { "rebinds" })
    }
}

impl Display for LinkOrder {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let direction = self.direction.as_ref().map(|(from, to)| format!("{from}->{to}"));
        match &self.verb {
            LinkVerb::Cut => f.write_str("cut")?,
            LinkVerb::Restored => f.write_str("restored")?,
            LinkVerb::Loses(millionths) => write!(f, "loss {}", f64::from(*millionths) / 1e6)?,
            LinkVerb::Treats { treatment, message, header, which } => {
                f.write_str(treatment.word())?;
                option(f, " ", direction)?;
                option(f, " ", message.as_ref())?;
                for (field, number) in header {
                    write!(
                        f,
                        " {}={number}",
                        name_of(&HeaderField::ALL, *field).unwrap_or_default()
                    )?;
                }
                match *which {
                    None => {}
                    Some((from, to)) if from == to => write!(f, " {}", ordinal(from))?,
                    Some((from, to)) => write!(f, " {}..{}", ordinal(from), ordinal(to))?,
                }
                return match treatment {
                    Treatment::Delays(by) => write!(f, " by {by}"),
                    _ => Ok(()),
                };
            }
        }
        option(f, " ", direction)
    }
}

impl Treatment {
    fn word(self) -> &'static str {
        match self {
            Self::Drops => "drops",
            Self::Delays(_) => "delays",
            Self::Duplicates => "duplicates",
            Self::Corrupts => "corrupts",
        }
    }
}

fn ordinal(number: u32) -> String {
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

impl Display for Power {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cut => "cut",
            Self::Restored => "restored",
        })
    }
}
