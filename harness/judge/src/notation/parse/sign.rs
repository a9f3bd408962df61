//! `dut rings name="Alice"`, and the same words from a console.

use super::cursor::{Cursor, is_name};
use super::value;
use crate::notation::ast::Sign;
use crate::notation::diagnostic::Problem;
use crate::notation::lexer::words;

/// The signs that a device can show.
pub(super) const SIGNS: [&str; 24] = [
    "idle",
    "registered",
    "unregistered",
    "refused",
    "rings",
    "ringback",
    "busy",
    "congestion",
    "proceeding",
    "up",
    "ended",
    "hears",
    "silent",
    "digit",
    "messages",
    "shows",
    "held",
    "resumed",
    "quelched",
    "unquelched",
    "transferred",
    "dialtone",
    "nodialtone",
    "answered",
];

/// What a sign can say.
const FIELDS: [&str; 12] = [
    "account",
    "name",
    "number",
    "cause",
    "causecode",
    "tone",
    "text",
    "url",
    "messages",
    "new",
    "old",
    "src",
];

/// Reads what follows `dut`.
pub(super) fn sign(cursor: &mut Cursor<'_>) -> Result<Sign, Problem> {
    let word = cursor.need("a sign, or `->`, or `~>`")?;
    if !SIGNS.contains(&word.text) {
        let problem = Problem::new(word.span(), format!("a device shows no sign `{}`", word.text));
        return Err(problem.suggest(word.text, SIGNS.into_iter().chain(["->", "~>"])));
    }
    let mut sign = Sign {
        word: word.text.to_owned(),
        legs: legs(cursor),
        text: None,
        fields: Vec::new(),
        lasts: None,
    };
    if !cursor.take("*") {
        sign.text = cursor.take_text()?;
    }
    sign.lasts = cursor.take_for()?;
    while let Some(word) = cursor.next() {
        sign.fields.push(field(word)?);
    }
    Ok(sign)
}

/// `a, c`.
fn legs(cursor: &mut Cursor<'_>) -> Vec<String> {
    let mut legs = Vec::new();
    while let Some(word) = cursor.peek() {
        let mut names = word.text.split(',').filter(|name| !name.is_empty());
        if word.text == "for" || word.text.contains('=') || !names.clone().all(is_leg) {
            break;
        }
        cursor.next();
        legs.extend(names.by_ref().map(str::to_owned));
        if !word.text.ends_with(',') {
            break;
        }
    }
    legs
}

/// `b`, or `bob/a` where several parties have legs.
fn is_leg(text: &str) -> bool {
    match text.split_once('/') {
        Some((party, leg)) => is_name(party) && is_name(leg),
        None => is_name(text),
    }
}

fn field(
    word: crate::notation::lexer::Token<'_>,
) -> Result<(String, crate::notation::ast::Value), Problem> {
    let Some((key, text)) = word.text.split_once('=') else {
        return Err(Problem::new(word.span(), format!("`{}` is not `field=value`", word.text)));
    };
    if !FIELDS.contains(&key) {
        let span = word.start..word.start + key.len();
        let problem = Problem::new(span, format!("a sign does not say `{key}`"));
        return Err(problem.suggest(key, FIELDS));
    }
    Ok((key.to_owned(), value::sign(word, text)?))
}

/// Reads a sign as a console prints it: `rings name="Alice" src=7`.
///
/// # Errors
/// The first mistake, at its octets of the text.
pub fn console_sign(text: &str) -> Result<Sign, Problem> {
    let words = words(text)?;
    let mut cursor = Cursor::new(&words, text.len());
    let sign = sign(&mut cursor)?;
    cursor.finish()?;
    Ok(sign)
}
