//! What a hand does at the phone, and the words for it: the same on a board's console and in a script.

use core::fmt;
use core::time::Duration;

use iax2_wire::CallNumber;

use crate::quoted::unquote;
use crate::text::{Line, Number, cut};

/// A user's action. `call` is the phone's own number of the call; `None` means the one at hand:
/// the ringing call for those that answer, else the one used last. `account` counts from 1; `None` means the first.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum UserAction {
    /// Calls a number.
    Dials {
        /// Whom.
        number: Number,
        /// Through which account.
        account: Option<usize>,
    },
    /// Lifts the handset: answers what rings, else opens a line on which digits can be dialled.
    Lifts {
        /// On which account the line opens.
        account: Option<usize>,
    },
    /// Answers a ringing call.
    Answers(Option<CallNumber>),
    /// Ends a call.
    HangsUp(Option<CallNumber>),
    /// Refuses a ringing call.
    Rejects(Option<CallNumber>),
    /// Presses keys one after the other.
    Presses {
        /// `0` to `9`, `A` to `D`, `*`, `#`.
        digits: Number,
        /// From one to the next.
        every: Duration,
        /// How long each is held down.
        held: Duration,
        /// On which call.
        call: Option<CallNumber>,
    },
    /// Holds the call.
    Holds(Option<CallNumber>),
    /// Takes a held call up again.
    Resumes(Option<CallNumber>),
    /// Flashes the hook.
    Flashes(Option<CallNumber>),
    /// Sends the other end of an incoming call to another number.
    TransfersTo {
        /// Where to.
        number: Number,
        /// Which call.
        call: Option<CallNumber>,
    },
    /// Whistles a tone into the microphone of every call.
    SpeaksTone {
        /// Hz.
        tone: u16,
        /// For how long; `None`: until `StopsSpeaking`.
        lasting: Option<Duration>,
        /// Into which call; `None`: into all.
        call: Option<CallNumber>,
    },
    /// Is quiet again; the microphone stays on.
    StopsSpeaking(Option<CallNumber>),
    /// Mutes: no voice frame leaves until the user speaks or stops speaking.
    StaysSilent(Option<CallNumber>),
    /// Sends a text.
    SendsText {
        /// What it says.
        text: Line,
        /// On which call.
        call: Option<CallNumber>,
    },
    /// Sends the address of a page.
    SendsUrl {
        /// The address.
        url: Line,
        /// On which call.
        call: Option<CallNumber>,
    },
    /// Registers an account.
    Registers(Option<usize>),
    /// Releases an account's registration.
    Unregisters(Option<usize>),
    /// Switches the phone off and on: calls are gone without a word.
    Reboots,
}

/// Why a console line is no user action.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ActionError {
    /// Octet of the line at which it went wrong.
    pub at: usize,
    /// What stands there instead of what is needed.
    pub problem: ActionProblem,
}

/// What is wrong with a console line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ActionProblem {
    /// The line's first words are no action.
    UnknownAction,
    /// The action needs a text between quotes.
    NeedsText,
    /// The action needs a frequency in Hz.
    NeedsTone,
    /// Neither `account=1`, `src=4711`, `at 10/s` nor `for 100ms`.
    UnknownField,
}

impl fmt::Display for ActionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = match self.problem {
            ActionProblem::UnknownAction => "no such action",
            ActionProblem::NeedsText => "a text between quotes is needed",
            ActionProblem::NeedsTone => "a frequency in Hz is needed",
            ActionProblem::UnknownField => {
                "neither `account=1`, `src=4711`, `at 10/s` nor `for 100ms`"
            }
        };
        write!(f, "column {}: {problem}", self.at + 1)
    }
}

impl core::error::Error for ActionError {}

/// How fast keys follow each other where the line does not say.
const KEY_INTERVAL: Duration = Duration::from_millis(200);
/// How long a key is held where the line does not say.
const KEY_HELD: Duration = Duration::from_millis(100);

impl UserAction {
    /// Reads a console line such as `dials "200" account=2`, `presses "12" at 10/s src=4711`, `hangs up`.
    ///
    /// # Errors
    /// Says at which octet the line is not understood.
    pub fn parse(line: &str) -> Result<Self, ActionError> {
        let mut words = Words { line, at: 0 };
        let verb = words.verb()?;
        let text = if verb.takes_text() { Some(words.text()?) } else { None };
        let tone = if verb == Verb::SpeaksTone { Some(words.tone()?) } else { None };
        let fields = words.fields()?;
        Ok(verb.with(&text.unwrap_or_default(), tone.unwrap_or_default(), fields))
    }
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Verb {
    Dials,
    Lifts,
    Answers,
    HangsUp,
    Rejects,
    Presses,
    Holds,
    Resumes,
    Flashes,
    TransfersTo,
    SpeaksTone,
    StopsSpeaking,
    StaysSilent,
    SendsText,
    SendsUrl,
    Registers,
    Unregisters,
    Reboots,
}

const VERBS: [(&str, Verb); 18] = [
    ("dials", Verb::Dials),
    ("lifts", Verb::Lifts),
    ("answers", Verb::Answers),
    ("hangs up", Verb::HangsUp),
    ("rejects", Verb::Rejects),
    ("presses", Verb::Presses),
    ("holds", Verb::Holds),
    ("resumes", Verb::Resumes),
    ("flashes", Verb::Flashes),
    ("transfers to", Verb::TransfersTo),
    ("speaks tone", Verb::SpeaksTone),
    ("stops speaking", Verb::StopsSpeaking),
    ("stays silent", Verb::StaysSilent),
    ("sends text", Verb::SendsText),
    ("sends url", Verb::SendsUrl),
    ("registers", Verb::Registers),
    ("unregisters", Verb::Unregisters),
    ("reboots", Verb::Reboots),
];

impl Verb {
    const fn takes_text(self) -> bool {
        matches!(
            self,
            Self::Dials | Self::Presses | Self::TransfersTo | Self::SendsText | Self::SendsUrl
        )
    }

    fn with(self, text: &str, tone: u16, fields: Fields) -> UserAction {
        let Fields { account, call, every, lasting } = fields;
        match self {
            Self::Dials => UserAction::Dials { number: cut(text), account },
            Self::Lifts => UserAction::Lifts { account },
            Self::Answers => UserAction::Answers(call),
            Self::HangsUp => UserAction::HangsUp(call),
            Self::Rejects => UserAction::Rejects(call),
            Self::Presses => UserAction::Presses {
                digits: cut(text),
                every: every.unwrap_or(KEY_INTERVAL),
                held: lasting.unwrap_or(KEY_HELD),
                call,
            },
            Self::Holds => UserAction::Holds(call),
            Self::Resumes => UserAction::Resumes(call),
            Self::Flashes => UserAction::Flashes(call),
            Self::TransfersTo => UserAction::TransfersTo { number: cut(text), call },
            Self::SpeaksTone => UserAction::SpeaksTone { tone, lasting, call },
            Self::StopsSpeaking => UserAction::StopsSpeaking(call),
            Self::StaysSilent => UserAction::StaysSilent(call),
            Self::SendsText => UserAction::SendsText { text: cut(text), call },
            Self::SendsUrl => UserAction::SendsUrl { url: cut(text), call },
            Self::Registers => UserAction::Registers(account),
            Self::Unregisters => UserAction::Unregisters(account),
            Self::Reboots => UserAction::Reboots,
        }
    }
}

#[derive(Default)]
struct Fields {
    account: Option<usize>,
    call: Option<CallNumber>,
    every: Option<Duration>,
    lasting: Option<Duration>,
}

struct Words<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Words<'a> {
    fn rest(&mut self) -> &'a str {
        let rest = &self.line[self.at..];
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        trimmed.trim_end()
    }

    fn error(&self, problem: ActionProblem) -> ActionError {
        ActionError { at: self.at, problem }
    }

    fn verb(&mut self) -> Result<Verb, ActionError> {
        let rest = self.rest();
        for (words, verb) in VERBS {
            let after = rest.strip_prefix(words);
            if after.is_some_and(|after| after.is_empty() || after.starts_with(' ')) {
                self.at += words.len();
                return Ok(verb);
            }
        }
        Err(self.error(ActionProblem::UnknownAction))
    }

    fn text(&mut self) -> Result<Line, ActionError> {
        let quoted = unquote(self.rest());
        let (text, len) = quoted.ok_or(self.error(ActionProblem::NeedsText))?;
        self.at += len;
        Ok(text)
    }

    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        rest.split_once(' ').map_or(rest, |(word, _)| word)
    }

    fn tone(&mut self) -> Result<u16, ActionError> {
        let word = self.word();
        let tone = word.parse().map_err(|_| self.error(ActionProblem::NeedsTone))?;
        self.at += word.len();
        Ok(tone)
    }

    fn fields(&mut self) -> Result<Fields, ActionError> {
        let mut fields = Fields::default();
        while !self.rest().is_empty() {
            self.field(&mut fields).ok_or(self.error(ActionProblem::UnknownField))?;
        }
        Ok(fields)
    }

    fn field(&mut self, fields: &mut Fields) -> Option<()> {
        let mut word = self.word();
        let start = self.at;
        self.at += word.len();
        let known = if let Some(account) = word.strip_prefix("account=") {
            account.parse().ok().map(|number| fields.account = Some(number))
        } else if let Some(call) = word.strip_prefix("src=") {
            call.parse().ok().and_then(CallNumber::new).map(|number| fields.call = Some(number))
        } else if word == "at" {
            word = self.word();
            self.at += word.len();
            per_second(word).map(|every| fields.every = Some(every))
        } else if word == "for" {
            word = self.word();
            self.at += word.len();
            duration(word).map(|lasting| fields.lasting = Some(lasting))
        } else {
            None
        };
        if known.is_none() {
            self.at = start;
        }
        known
    }
}

/// `10/s` is one each 100 ms.
fn per_second(word: &str) -> Option<Duration> {
    let rate: u32 = word.strip_suffix("/s")?.parse().ok()?;
    Duration::from_secs(1).checked_div(rate)
}

/// `100ms`, `5s`.
fn duration(word: &str) -> Option<Duration> {
    if let Some(millis) = word.strip_suffix("ms") {
        return millis.parse().ok().map(Duration::from_millis);
    }
    word.strip_suffix('s')?.parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_dialled_through_an_account() {
        let expected = UserAction::Dials { number: cut("200"), account: Some(2) };
        assert_eq!(UserAction::parse("dials \"200\" account=2"), Ok(expected));
    }

    #[test]
    fn keys_have_a_pace_and_a_length() {
        let expected = UserAction::Presses {
            digits: cut("01"),
            every: Duration::from_millis(100),
            held: Duration::from_millis(50),
            call: CallNumber::new(7),
        };
        assert_eq!(UserAction::parse("presses \"01\" at 10/s for 50ms src=7"), Ok(expected));
    }

    #[test]
    fn two_words_make_one_verb() {
        assert_eq!(UserAction::parse("  hangs up "), Ok(UserAction::HangsUp(None)));
        assert_eq!(UserAction::parse("lifts"), Ok(UserAction::Lifts { account: None }));
    }

    #[test]
    fn an_error_names_its_place() {
        let error = UserAction::parse("dials 200").expect_err("the number lacks quotes");
        assert_eq!(error, ActionError { at: 6, problem: ActionProblem::NeedsText });
        let error = UserAction::parse("answers leg=b").expect_err("a console knows numbers");
        assert_eq!(error, ActionError { at: 8, problem: ActionProblem::UnknownField });
    }
}
