//! `pbx/b -> dut HANGUP causecode=16 retry`.

use super::cursor::{Cursor, hex, is_name, number_as, shifted};
use super::line::Context;
use super::{message, value};
use crate::notation::ast::{End, Field, Flag, FrameEvent, HeaderField, Mapping};
use crate::notation::diagnostic::Problem;
use crate::notation::fields::{FIELDS, IeKey};
use crate::notation::lexer::{Token, unquote};
use crate::notation::message::value_of;

/// Reads what follows the sender.
pub(super) fn event(
    first: Token<'_>,
    cursor: &mut Cursor<'_>,
    context: &Context<'_>,
) -> Result<FrameEvent, Problem> {
    let (from, to) = ends(first, cursor, context)?;
    let messages = message::messages(cursor)?;
    let mut fields = Vec::new();
    while let Some(word) = cursor.next() {
        fields.push(field(word, context)?);
    }
    Ok(FrameEvent { from, to, messages, fields })
}

/// Both ends of a frame or of a flow; one of them is the device.
pub(super) fn ends(
    first: Token<'_>,
    cursor: &mut Cursor<'_>,
    context: &Context<'_>,
) -> Result<(End, End), Problem> {
    let from = end(first, first.text, context)?;
    cursor.next();
    let word = cursor.need("the receiver")?;
    let to = end(word, word.text, context)?;
    if context.played && (from.party == "dut") == (to.party == "dut") {
        let span = first.start..word.span().end;
        return Err(Problem::new(span, "one end of the arrow is `dut`"));
    }
    Ok((from, to))
}

/// A party, or one of its legs: `pbx/b`.
pub(super) fn end(word: Token<'_>, text: &str, context: &Context<'_>) -> Result<End, Problem> {
    let (party, leg) = match text.split_once('/') {
        Some((party, leg)) => (party, Some(leg)),
        None => (text, None),
    };
    if !is_name(party) || !leg.is_none_or(|leg| leg == "*" || is_name(leg)) {
        return Err(Problem::new(word.span(), format!("`{text}` names no party"))
            .help("write for example `pbx` or `pbx/b`"));
    }
    check_party(party, word, context)?;
    Ok(End { party: party.to_owned(), leg: leg.map(str::to_owned) })
}

pub(super) fn check_party(
    party: &str,
    word: Token<'_>,
    context: &Context<'_>,
) -> Result<(), Problem> {
    let Some(known) = context.parties else { return Ok(()) };
    if party == "dut" || known.iter().any(|name| name == party) {
        return Ok(());
    }
    let words = format!("`{party}` is not a party of this scenario");
    let names = known.iter().map(String::as_str).chain(["dut"]);
    Err(Problem::new(word.span(), words).suggest(party, names))
}

fn field(word: Token<'_>, context: &Context<'_>) -> Result<Field, Problem> {
    if let Some((key, value)) = word.text.split_once('=')
        && !key.contains('"')
    {
        return keyed(word, key, value, context);
    }
    if let Some(name) = word.text.strip_prefix('!') {
        return without(word, name);
    }
    if let Some(flag) = value_of(&Flag::ALL, word.text) {
        return Ok(Field::Flag(flag));
    }
    short(word.text).ok_or_else(|| {
        let words = format!("`{}` is not `field=value`", word.text);
        Problem::new(word.span(), words).suggest(word.text, Flag::ALL.map(|(name, _)| name))
    })
}

fn keyed(word: Token<'_>, key: &str, text: &str, context: &Context<'_>) -> Result<Field, Problem> {
    let octets = || {
        hex(text).ok_or_else(|| {
            Problem::new(word.span(), format!("`{text}` is not pairs of hexadecimal digits"))
        })
    };
    if let Some(header) = value_of(&HeaderField::ALL, key) {
        return Ok(Field::Header(header, value::header(word, text)?));
    }
    match key {
        "data" => Ok(Field::Data(octets()?)),
        "tail" => Ok(Field::Tail(octets()?)),
        "retry" if text == "0" => Ok(Field::Not(Flag::Retry)),
        "from" => mapping(word, text).map(Field::From),
        "to" => destination(word, text),
        "sport" => Ok(Field::Port(number_as(word, text, "a port")?)),
        "dport" => Ok(Field::ToPort(number_as(word, text, "a port")?)),
        "leg" => end(word, text, context).map(Field::Leg),
        _ => {
            let ie = element(word, key)?;
            Ok(Field::Ie(ie, value::element(word, key, ie, text, context)?))
        }
    }
}

fn mapping(word: Token<'_>, text: &str) -> Result<Mapping, Problem> {
    match text {
        "new" => Ok(Mapping::New),
        "old" => Ok(Mapping::Old),
        _ => Err(Problem::new(word.span(), format!("`{text}` is neither `new` nor `old`"))),
    }
}

fn destination(word: Token<'_>, text: &str) -> Result<Field, Problem> {
    if text == "old" || text == "new" {
        return Ok(Field::To(text.to_owned()));
    }
    let octets = unquote(text).map_err(|problem| shifted(problem, word.start + 3))?;
    let address =
        String::from_utf8(octets).ok().filter(|a| a.parse::<core::net::SocketAddr>().is_ok());
    address.map(Field::To).ok_or_else(|| {
        Problem::new(word.span(), format!("{text} is not an address with its port"))
            .help("write `old`, `new` or for example \"192.0.2.7:4569\"")
    })
}

/// An element by its name or as `ie0x39`.
fn element(word: Token<'_>, key: &str) -> Result<IeKey, Problem> {
    let coded = key.strip_prefix("ie0x").and_then(|code| u8::from_str_radix(code, 16).ok());
    coded.map(IeKey).or_else(|| IeKey::from_name(key)).ok_or_else(|| {
        let names = FIELDS.iter().map(|info| info.name);
        let names = names.chain(HeaderField::ALL.map(|(name, _)| name));
        let span = word.start..word.start + key.len();
        Problem::new(span, format!("`{key}` is not a field")).suggest(key, names)
    })
}

fn without(word: Token<'_>, name: &str) -> Result<Field, Problem> {
    match value_of(&Flag::ALL, name) {
        Some(flag) => Ok(Field::Not(flag)),
        None => element(word, name).map(Field::Without).map_err(|problem| shifted(problem, 1)),
    }
}

/// `a/b`, `o3`, `i3`.
fn short(text: &str) -> Option<Field> {
    let is_letter = |text: &str| text == "-" || is_name(text);
    if let Some((from, to)) = text.split_once('/') {
        let fits = is_letter(from) && is_letter(to);
        return fits.then(|| Field::Calls(from.to_owned(), to.to_owned()));
    }
    let index = |text: &str| text.parse::<u8>().ok().filter(|_| !text.starts_with('+'));
    match text.split_at_checked(1)? {
        ("o", rest) => index(rest).map(Field::SentIndex),
        ("i", rest) => index(rest).map(Field::SeenIndex),
        _ => None,
    }
}
