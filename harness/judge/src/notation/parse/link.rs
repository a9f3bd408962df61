//! `link drops dut->pbx HANGUP 2nd`.

use super::cursor::{Cursor, number, number_as};
use super::frame::check_party;
use super::line::Context;
use super::message;
use crate::network::Span;
use crate::notation::ast::{HeaderField, LinkOrder, LinkVerb, Treatment};
use crate::notation::diagnostic::Problem;
use crate::notation::lexer::{Token, words};
use crate::notation::message::{Message, value_of};

const VERBS: [&str; 7] = ["cut", "restored", "loss", "drops", "delays", "duplicates", "corrupts"];

/// Reads what follows `link`.
pub(super) fn order(cursor: &mut Cursor<'_>, context: &Context<'_>) -> Result<LinkOrder, Problem> {
    let word = cursor.need("what the link does")?;
    let treatment = match word.text {
        "cut" | "restored" => {
            let verb = if word.text == "cut" { LinkVerb::Cut } else { LinkVerb::Restored };
            return Ok(LinkOrder { verb, direction: direction(cursor, context)? });
        }
        "loss" => {
            let verb = LinkVerb::Loses(share(cursor)?);
            return Ok(LinkOrder { verb, direction: direction(cursor, context)? });
        }
        "drops" => Treatment::Drops,
        "delays" => Treatment::Delays(Span::default()),
        "duplicates" => Treatment::Duplicates,
        "corrupts" => Treatment::Corrupts,
        other => {
            let problem = Problem::new(word.span(), format!("a link cannot `{other}`"));
            return Err(problem.suggest(other, VERBS));
        }
    };
    treats(treatment, cursor, context)
}

fn treats(
    mut treatment: Treatment,
    cursor: &mut Cursor<'_>,
    context: &Context<'_>,
) -> Result<LinkOrder, Problem> {
    let direction = direction(cursor, context)?;
    let (mut message, mut header, mut which) = (None, Vec::new(), None);
    while let Some(word) = cursor.next() {
        if let (Treatment::Delays(by), "by") = (&mut treatment, word.text) {
            *by = cursor.need_span()?;
        } else if let Some(field) = header_field(word)? {
            header.push(field);
        } else if let Some(range) = ordinals(word.text) {
            which = range;
        } else if message.is_none() {
            message = Some(message::message(word, cursor)?).filter(|m| *m != Message::Any);
        } else {
            return Err(Problem::new(word.span(), format!("`{}` has no meaning here", word.text))
                .help("write for example `link drops dut->pbx HANGUP 1st..3rd`"));
        }
    }
    if treatment == Treatment::Delays(Span::default()) {
        cursor.need_word("by")?;
    }
    Ok(LinkOrder { verb: LinkVerb::Treats { treatment, message, header, which }, direction })
}

fn header_field(word: Token<'_>) -> Result<Option<(HeaderField, u64)>, Problem> {
    let Some((key, text)) = word.text.split_once('=') else { return Ok(None) };
    let field = value_of(&HeaderField::ALL, key).ok_or_else(|| {
        let problem = Problem::new(word.span(), format!("a link does not look at `{key}`"));
        problem.suggest(key, HeaderField::ALL.map(|(name, _)| name))
    })?;
    Ok(Some((field, number_as(word, text, "a number")?)))
}

/// `dut->pbx`, if it stands next.
fn direction(
    cursor: &mut Cursor<'_>,
    context: &Context<'_>,
) -> Result<Option<(String, String)>, Problem> {
    let Some(word) = cursor.peek() else { return Ok(None) };
    let Some((from, to)) = word.text.split_once("->") else { return Ok(None) };
    cursor.next();
    for party in [from, to] {
        check_party(party, word, context)?;
        if !super::cursor::is_name(party) {
            return Err(Problem::new(word.span(), "a direction is written `dut->pbx`"));
        }
    }
    Ok(Some((from.to_owned(), to.to_owned())))
}

/// A share from 0 to 1, in millionths.
fn share(cursor: &mut Cursor<'_>) -> Result<u32, Problem> {
    let word = cursor.need("a share such as `0.2`")?;
    let share: Option<f64> = word.text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most a million"
    )]
    share.map(|share| (share * 1e6).round() as u32).ok_or_else(|| {
        Problem::new(word.span(), format!("`{}` is not a share from 0 to 1", word.text))
    })
}

/// `2nd`, `1st..3rd`, `all`.
#[expect(clippy::option_option, reason = "not an ordinal, or an ordinal that says all")]
fn ordinals(text: &str) -> Option<Option<(u32, u32)>> {
    if text == "all" {
        return Some(None);
    }
    let ordinal = |text: &str| {
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end))?;
        number(digits).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0)
    };
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    ordinal(from).zip(ordinal(to)).filter(|(from, to)| from <= to).map(Some)
}

impl core::str::FromStr for LinkOrder {
    type Err = Problem;

    /// Reads an order as [`crate::happening::Command::Link`] carries it.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let words = words(text)?;
        let mut cursor = Cursor::new(&words, text.len());
        let order = order(&mut cursor, &Context::default())?;
        cursor.finish()?;
        Ok(order)
    }
}
