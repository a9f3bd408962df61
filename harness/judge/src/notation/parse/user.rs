//! `user dials "200" account=2`.

use super::cursor::{Cursor, is_name, number_as};
use super::flow::rate;
use crate::notation::ast::{UserAction, UserVerb};
use crate::notation::diagnostic::Problem;

const VERBS: [&str; 19] = [
    "answers",
    "dials",
    "flashes",
    "hangs",
    "holds",
    "lifts",
    "presses",
    "reboots",
    "registers",
    "rejects",
    "resumes",
    "sends",
    "speaks",
    "stays",
    "stops",
    "transfers",
    "unregisters",
    "up",
    "to",
];

/// Reads what follows `user`.
pub(super) fn action(cursor: &mut Cursor<'_>) -> Result<UserAction, Problem> {
    let verb = verb(cursor)?;
    let mut action = UserAction { verb, account: None, leg: None };
    while let Some(word) = cursor.peek() {
        match word.text.split_once('=') {
            Some(("account", number)) => {
                action.account = Some(number_as(word, number, "the number of an account")?);
            }
            Some(("leg", leg)) if is_name(leg) => action.leg = Some(leg.to_owned()),
            _ => {
                return Err(Problem::new(
                    word.span(),
                    format!("`{}` has no meaning here", word.text),
                )
                .help("`account=2` and `leg=b` may follow what the user does"));
            }
        }
        cursor.next();
    }
    Ok(action)
}

fn verb(cursor: &mut Cursor<'_>) -> Result<UserVerb, Problem> {
    let word = cursor.need("what the user does")?;
    Ok(match word.text {
        "answers" => UserVerb::Answers,
        "dials" => UserVerb::Dials(cursor.need_string("a number in quotes")?),
        "flashes" => UserVerb::Flashes,
        "hangs" => {
            cursor.need_word("up")?;
            UserVerb::HangsUp
        }
        "holds" => UserVerb::Holds,
        "lifts" => UserVerb::Lifts,
        "presses" => UserVerb::Presses {
            keys: cursor.need_string("keys in quotes")?,
            rate: rate(cursor)?,
            held: cursor.take_for()?,
        },
        "reboots" => UserVerb::Reboots,
        "registers" => UserVerb::Registers,
        "rejects" => UserVerb::Rejects,
        "resumes" => UserVerb::Resumes,
        "sends" => sends(cursor)?,
        "speaks" => speaks(cursor)?,
        "stays" => {
            cursor.need_word("silent")?;
            UserVerb::StaysSilent
        }
        "stops" => {
            cursor.need_word("speaking")?;
            UserVerb::StopsSpeaking
        }
        "transfers" => {
            cursor.need_word("to")?;
            UserVerb::TransfersTo(cursor.need_string("a number in quotes")?)
        }
        "unregisters" => UserVerb::Unregisters,
        other => {
            let problem = Problem::new(word.span(), format!("a user cannot `{other}`"));
            return Err(problem.suggest(other, VERBS));
        }
    })
}

fn sends(cursor: &mut Cursor<'_>) -> Result<UserVerb, Problem> {
    let what = cursor.need("`text` or `url`")?;
    match what.text {
        "text" => Ok(UserVerb::SendsText(cursor.need_string("a text in quotes")?)),
        "url" => Ok(UserVerb::SendsUrl(cursor.need_string("an address in quotes")?)),
        other => Err(Problem::new(what.span(), format!("a user cannot send `{other}`"))
            .suggest(other, ["text", "url"])),
    }
}

fn speaks(cursor: &mut Cursor<'_>) -> Result<UserVerb, Problem> {
    cursor.need_word("tone")?;
    let hertz = cursor.need("the tone's frequency in hertz")?;
    let tone = number_as(hertz, hertz.text, "a frequency in hertz")?;
    Ok(UserVerb::Speaks { tone, lasts: cursor.take_for()? })
}
