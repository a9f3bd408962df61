//! The message of a frame: its name, and for some what it carries.

use super::cursor::{Cursor, number, number_as};
use crate::notation::diagnostic::Problem;
use crate::notation::lexer::Token;
use crate::notation::message::{
    CONTROL, FORMATS, HTML, IAX, LONGEST_FILL, Message, RawPart, Slot, WORDS, value_of,
};

/// One message, or bare names between `|`.
pub(super) fn messages(cursor: &mut Cursor<'_>) -> Result<Vec<Message>, Problem> {
    let word = cursor.need("the message")?;
    if !word.text.contains('|') {
        return Ok(vec![message(word, cursor)?]);
    }
    let mut messages = Vec::new();
    let mut start = word.start;
    for name in word.text.split('|') {
        let part = Token { text: name, start };
        messages.push(message(part, &mut Cursor::new(&[], part.span().end))?);
        start += name.len() + 1;
    }
    Ok(messages)
}

/// One message with what it carries.
pub(super) fn message(word: Token<'_>, cursor: &mut Cursor<'_>) -> Result<Message, Problem> {
    if let Some(code) = value_of(IAX, word.text) {
        return Ok(Message::Iax(code));
    }
    if let Some(code) = value_of(CONTROL, word.text) {
        return Ok(Message::Control(code));
    }
    match word.text {
        "*" => Ok(Message::Any),
        "IAX" => code(cursor, IAX).map(Message::Iax),
        "ctl" => code(cursor, CONTROL).map(Message::Control),
        "DTMF" => digit(cursor).map(Message::Dtmf),
        "DTMF-BEGIN" => digit(cursor).map(Message::DtmfBegin),
        "VOICE" => format(cursor).map(Message::Voice),
        "VIDEO" => format(cursor).map(Message::Video),
        "IMAGE" => format(cursor).map(Message::Image),
        "TEXT" => cursor.take_text().map(Message::Text),
        "HTML" => Ok(Message::Html(code(cursor, HTML)?, cursor.take_text()?)),
        "CNG" => level(cursor).map(Message::Cng),
        "NULL" => Ok(Message::Null),
        "FRAME" => Ok(Message::Frame(octet(cursor)?, octet(cursor)?)),
        "MINI" => Ok(Message::Mini),
        "META-VIDEO" => Ok(Message::MetaVideo),
        "TRUNK" => Ok(Message::Trunk(letters(cursor))),
        "RAW" => raw(cursor).map(Message::Raw),
        other => {
            let names = IAX.iter().chain(CONTROL).map(|(name, _)| *name);
            let problem = Problem::new(word.span(), format!("`{other}` is not a message"));
            Err(problem.suggest(other, names.chain(WORDS.iter().copied())))
        }
    }
}

/// Whether the next word still belongs to the message, and is no field.
fn carried<'a>(cursor: &Cursor<'a>, fits: impl Fn(&str) -> bool) -> Option<Token<'a>> {
    cursor.peek().filter(|word| fits(word.text))
}

fn code(cursor: &mut Cursor<'_>, names: &[(&'static str, u8)]) -> Result<u8, Problem> {
    let word = cursor.need("a name or a code such as `0x22`")?;
    value_of(names, word.text).map_or_else(
        || {
            number_as(word, word.text, "a name or a code of one octet").map_err(
                |problem: Problem| problem.suggest(word.text, names.iter().map(|(n, _)| *n)),
            )
        },
        Ok,
    )
}

fn octet(cursor: &mut Cursor<'_>) -> Result<u8, Problem> {
    let word = cursor.need("an octet such as `0x0d`")?;
    number_as(word, word.text, "an octet")
}

/// `"5"`, or the code of something that is no digit.
fn digit(cursor: &mut Cursor<'_>) -> Result<Option<u8>, Problem> {
    let Some(word) = carried(cursor, |text| text.starts_with('"') || number(text).is_some()) else {
        return Ok(None);
    };
    if number(word.text).is_some() {
        return octet(cursor).map(Some);
    }
    match cursor.need_text("a digit")?.as_slice() {
        [digit @ b' '..=b'~'] => Ok(Some(*digit)),
        _ => Err(Problem::new(word.span(), format!("{} is not one digit", word.text))
            .help("one frame carries one digit; several are a flow: `~> digits \"123\"`")),
    }
}

fn format(cursor: &mut Cursor<'_>) -> Result<Option<u64>, Problem> {
    let is_format = |text: &str| value_of(FORMATS, text).or_else(|| number(text));
    match carried(cursor, |text| is_format(text).is_some()) {
        Some(word) => {
            cursor.next();
            Ok(is_format(word.text))
        }
        None => match cursor.peek() {
            Some(word)
                if word.text.bytes().all(|b| b.is_ascii_alphabetic()) && !is_other(word.text) =>
            {
                let problem = Problem::new(word.span(), format!("`{}` is not a format", word.text));
                Err(problem.suggest(word.text, FORMATS.iter().map(|(name, _)| *name)))
            }
            _ => Ok(None),
        },
    }
}

/// Whether the word belongs behind the message: a flag, or what a link is told.
fn is_other(text: &str) -> bool {
    text == "all" || text == "by" || value_of(&crate::notation::ast::Flag::ALL, text).is_some()
}

fn level(cursor: &mut Cursor<'_>) -> Result<Option<u8>, Problem> {
    match carried(cursor, |text| number(text).is_some()) {
        Some(_) => octet(cursor).map(Some),
        None => Ok(None),
    }
}

fn letters(cursor: &mut Cursor<'_>) -> Vec<String> {
    let fits = |text: &str| !text.contains('=') && !text.starts_with('!');
    match carried(cursor, fits) {
        Some(word) => {
            cursor.next();
            word.text.split(',').filter(|leg| !leg.is_empty()).map(str::to_owned).collect()
        }
        None => Vec::new(),
    }
}

fn raw(cursor: &mut Cursor<'_>) -> Result<Vec<RawPart>, Problem> {
    let mut parts = Vec::new();
    while let Some(word) = carried(cursor, is_raw) {
        cursor.next();
        parts.push(part(word)?);
    }
    Ok(parts)
}

fn is_raw(text: &str) -> bool {
    text.starts_with('{') || (text.len() == 2 && text.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn part(word: Token<'_>) -> Result<RawPart, Problem> {
    let Some(inner) = word.text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) else {
        let octet = u8::from_str_radix(word.text, 16).ok();
        return octet.map(RawPart::Octet).ok_or_else(|| slot_problem(word));
    };
    let words: Vec<&str> = inner.split_whitespace().collect();
    match words.as_slice() {
        [name] => value_of(&Slot::ALL, name).map(RawPart::Slot).ok_or_else(|| slot_problem(word)),
        ["fill", octet, "x", count] => {
            let octet = u8::from_str_radix(octet, 16).ok();
            let count = count.parse().ok().filter(|count| *count <= LONGEST_FILL);
            octet
                .zip(count)
                .map(|(octet, count)| RawPart::Fill(octet, count))
                .ok_or_else(|| slot_problem(word))
        }
        _ => Err(slot_problem(word)),
    }
}

fn slot_problem(word: Token<'_>) -> Problem {
    Problem::new(word.span(), format!("`{}` stands for no octets", word.text)).help(
        "two hexadecimal digits, {src} {mini} {dst} {ts} {ts16} {oseq} {iseq}, or {fill 55 x 8000}",
    )
}
