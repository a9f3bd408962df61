//! The value of a field.

use super::cursor::{hex, is_name, number, shifted};
use super::line::Context;
use crate::notation::ast::Value;
use crate::notation::diagnostic::Problem;
use crate::notation::fields::{IeKey, Kind, Wide};
use crate::notation::lexer::{Token, unquote};
use crate::notation::message::{FORMATS, value_of};

/// What a field can hold.
struct Shape<'a> {
    kind: Kind,
    words: &'static [&'static str],
    parties: Option<&'a [String]>,
}

/// A value of a header field.
pub(super) fn header(word: Token<'_>, text: &str) -> Result<Value, Problem> {
    let shape = Shape { kind: Kind::Number(4), words: &[], parties: None };
    value(&shape, text).map_err(|problem| placed(problem, word, text))
}

/// A value of an element; `ie0x39` takes octets whatever the element.
pub(super) fn element(
    word: Token<'_>,
    key: &str,
    ie: IeKey,
    text: &str,
    context: &Context<'_>,
) -> Result<Value, Problem> {
    let coded = key.starts_with("ie0x");
    let shape = Shape {
        kind: if coded { Kind::Octets } else { ie.kind() },
        words: ie.info().filter(|_| !coded).map_or(&[], |info| info.words),
        parties: context.parties,
    };
    value(&shape, text).map_err(|problem| placed(problem, word, text))
}

/// A value of a sign's field.
pub(super) fn sign(word: Token<'_>, text: &str) -> Result<Value, Problem> {
    let kind = if text.starts_with('"') { Kind::Text } else { Kind::Number(4) };
    let shape = Shape { kind, words: &[], parties: None };
    value(&shape, text).map_err(|problem| placed(problem, word, text))
}

fn placed(problem: Problem, word: Token<'_>, text: &str) -> Problem {
    shifted(problem, word.span().end - text.len())
}

fn value(shape: &Shape<'_>, text: &str) -> Result<Value, Problem> {
    if text == "*" {
        return Ok(Value::Present);
    }
    let parts = alternatives(text);
    if parts.len() == 1 {
        return single(shape, text);
    }
    if let Kind::Mask(_, table) = shape.kind
        && let Some(mask) = mask(table, &parts)
    {
        return Ok(Value::Number(mask));
    }
    if let Kind::Wide(Wide::Mask) = shape.kind
        && let Some(mask) = mask(FORMATS, &parts)
    {
        return Ok(Value::Number(mask));
    }
    let mut values = Vec::new();
    for (at, part) in parts {
        values.push(single(shape, part).map_err(|problem| shifted(problem, at))?);
    }
    Ok(Value::AnyOf(values))
}

/// The parts between `|`, with their places; quotes keep theirs.
fn alternatives(text: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '|' if !quoted => {
                parts.push((start, &text[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push((start, &text[start..]));
    parts
}

/// Several bits at once, where all have names; numbers are alternatives.
fn mask(table: &[(&str, u64)], parts: &[(usize, &str)]) -> Option<u64> {
    parts.iter().try_fold(0, |mask, (_, part)| Some(mask | value_of(table, part)?))
}

fn single(shape: &Shape<'_>, text: &str) -> Result<Value, Problem> {
    if let Some(rest) = text.strip_prefix('!') {
        let value = single(shape, rest).map_err(|problem| shifted(problem, 1))?;
        return Ok(Value::Not(Box::new(value)));
    }
    if let Some(name) = text.strip_prefix('$') {
        let wrong = || Problem::new(0..text.len(), format!("`{text}` is no variable"));
        return is_name(name).then(|| Value::Variable(name.to_owned())).ok_or_else(wrong);
    }
    if shape.words.contains(&text) {
        return Ok(Value::Word(text.to_owned()));
    }
    match shape.kind {
        Kind::Text => text_value(shape, text),
        Kind::Number(2) if is_leg(shape, text) => Ok(Value::Word(text.to_owned())),
        Kind::Number(width) => numeric(text, &[], width),
        Kind::Mask(width, table) => numeric(text, table, width),
        Kind::Format(width) => numeric(text, FORMATS, width),
        Kind::Wide(_) => numeric(text, FORMATS, 8),
        Kind::DateTime => numeric(text, &[], 4),
        Kind::Presence => Err(Problem::new(0..text.len(), "this element holds nothing")
            .help("write `*` for present, `!name` for absent, `ie0x19=00` for octets in it")),
        Kind::Address => address(shape, text),
        Kind::Octets => hex(text).or_else(|| fill(text)).map(Value::Octets).ok_or_else(|| {
            Problem::new(0..text.len(), format!("`{text}` is not pairs of hexadecimal digits"))
        }),
    }
}

fn text_value(shape: &Shape<'_>, text: &str) -> Result<Value, Problem> {
    if text.starts_with('"') {
        return unquote(text).map(Value::Text);
    }
    if let Some(octets) = fill(text) {
        return Ok(Value::Text(octets));
    }
    let problem = Problem::new(0..text.len(), format!("`{text}` is not a text"));
    Err(match shape.words {
        [] => problem.help(format!("write it in quotes: \"{text}\"")),
        words => problem.help(format!("write it in quotes, or one of: {}", words.join(" "))),
    })
}

/// `{fill 61 x 255}`: the same octet many times.
fn fill(text: &str) -> Option<Vec<u8>> {
    let inner = text.strip_prefix("{fill ")?.strip_suffix('}')?;
    let (octet, count) = inner.split_once(" x ")?;
    let count = count.parse().ok().filter(|count| *count <= 255)?;
    Some(vec![u8::from_str_radix(octet, 16).ok()?; count])
}

fn numeric(text: &str, names: &[(&'static str, u64)], width: u8) -> Result<Value, Problem> {
    let whole = 0..text.len();
    if let Some(value) = value_of(names, text) {
        return Ok(Value::Number(value));
    }
    let limit = u64::MAX >> (64 - 8 * u32::from(width.clamp(1, 8)));
    let fits = |number: &u64| *number <= limit;
    if let Some((from, to)) = text.split_once("..") {
        return match (number(from).filter(fits), number(to).filter(fits)) {
            (Some(from), Some(to)) if from <= to => Ok(Value::Range(from, to)),
            _ => Err(Problem::new(whole, format!("`{text}` is not a range such as `1..60`"))),
        };
    }
    match number(text) {
        Some(number) if fits(&number) => Ok(Value::Number(number)),
        Some(_) => Err(Problem::new(whole, format!("`{text}` does not fit in {width} octets"))),
        None if names.is_empty() => Err(Problem::new(whole, format!("`{text}` is not a number"))),
        None => Err(Problem::new(whole, format!("`{text}` is not a number, nor a name of one"))
            .suggest(text, names.iter().map(|(name, _)| *name))),
    }
}

/// `bob/a`: the number that a leg has at its party.
fn is_leg(shape: &Shape<'_>, text: &str) -> bool {
    let known = |party: &str| {
        party == "dut" || shape.parties.is_none_or(|parties| parties.iter().any(|p| p == party))
    };
    text.split_once('/').is_some_and(|(party, leg)| is_name(party) && is_name(leg) && known(party))
}

/// `self`, a party, or an address with its port.
fn address(shape: &Shape<'_>, text: &str) -> Result<Value, Problem> {
    if text.starts_with('"') {
        let octets = unquote(text)?;
        let parses =
            core::str::from_utf8(&octets).is_ok_and(|a| a.parse::<core::net::SocketAddr>().is_ok());
        return if parses {
            Ok(Value::Text(octets))
        } else {
            Err(Problem::new(0..text.len(), format!("{text} is not an address with its port"))
                .help("write for example \"198.51.100.9:4569\""))
        };
    }
    let known = shape.parties.is_none_or(|parties| parties.iter().any(|p| p == text));
    if is_name(text) && (known || text == "dut") {
        return Ok(Value::Word(text.to_owned()));
    }
    Err(Problem::new(0..text.len(), format!("`{text}` is neither `self`, a party nor an address")))
}
