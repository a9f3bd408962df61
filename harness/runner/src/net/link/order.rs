//! What a script tells a link: `cut`, `restored dut->pbx`, `loss 0.2`, `drops dut->pbx HANGUP 2nd`.

use super::pattern::Pattern;
use core::ops::RangeInclusive;
use core::str::FromStr;
use core::time::Duration;
use phonerig_judge::network::{Share, Span};

/// An order, and the direction that it is meant for.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// One direction; absent for every link of the device, both ways.
    pub direction: Option<Direction>,
    /// What to do.
    pub order: Order,
}

/// From whom to whom.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Direction {
    /// The party that sends.
    pub from: String,
    /// The party that receives.
    pub to: String,
}

/// What a link is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Nothing that is sent from now on arrives.
    Cut,
    /// The end of a cut.
    Restore,
    /// An impairment changes its strength.
    Set(Setting),
    /// Something is done to certain frames.
    Act {
        /// What.
        deed: Deed,
        /// To which frames.
        frames: Pattern,
        /// To which of them, counted from the order on.
        which: Which,
    },
}

/// An impairment with its strength.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Setting {
    /// Share of packets with a flipped bit.
    Corrupt(Share),
    /// Time of flight.
    Delay(Duration),
    /// Share of packets that arrive twice.
    Duplicate(Share),
    /// Extra time of flight, at most.
    Jitter(Duration),
    /// Share of packets that are lost.
    Loss(Share),
    /// Share of packets that are overtaken.
    Reorder(Share),
}

/// What is done to a chosen frame.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Deed {
    /// One of its bits is flipped.
    Corrupt,
    /// It arrives later by this much; others overtake it.
    Delay(Duration),
    /// It is lost.
    Drop,
    /// It arrives twice.
    Duplicate,
}

/// Which of the frames that fit, counted from 1.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Which {
    /// Every one.
    All,
    /// The first of these to the last.
    Nth(RangeInclusive<u32>),
}

impl Which {
    /// Whether frame `count` is one of them.
    pub fn contains(&self, count: u32) -> bool {
        match self {
            Self::All => true,
            Self::Nth(range) => range.contains(&count),
        }
    }
}

/// An order that cannot be read.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{word}` in `link {command}`: {need}")]
pub struct OrderError {
    /// The whole command.
    pub command: String,
    /// The word at fault.
    pub word: String,
    /// What would have been right.
    pub need: &'static str,
}

const VERBS: &str = "a link can be cut, restored, given loss, jitter, delay, duplicate, reorder or corrupt, \
                     and drops, delays, duplicates or corrupts frames";
const DIRECTION: &str = "a direction is written `dut->pbx`";
const NUMBER: &str = "frames are counted `1st`, `2nd`, `3rd..5th` or `all`";
const SHARE: &str = "a share is a number from 0 to 1";
const SPAN: &str = "a span of time is written `20ms` or `1.5s`";
const BY: &str = "delays end in `by 500ms`";

impl FromStr for Command {
    type Err = OrderError;

    /// Reads the words behind `link`.
    ///
    /// # Errors
    ///
    /// Names the word that is wrong and what would have been right.
    fn from_str(text: &str) -> Result<Self, OrderError> {
        let spaced = text.replace("->", " -> ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let (verb, rest) = words.split_first().unwrap_or((&"", &[]));
        read(verb, rest).map_err(|(word, need)| OrderError { command: text.to_owned(), word, need })
    }
}

type Wrong = (String, &'static str);

fn read(verb: &str, rest: &[&str]) -> Result<Command, Wrong> {
    let (direction, rest) = direction(rest)?;
    let order = match verb {
        "cut" => end(rest, Order::Cut)?,
        "restored" => end(rest, Order::Restore)?,
        "drops" => act(Deed::Drop, rest)?,
        "duplicates" => act(Deed::Duplicate, rest)?,
        "corrupts" => act(Deed::Corrupt, rest)?,
        "delays" => delays(rest)?,
        _ => Order::Set(setting(verb, rest)?),
    };
    if direction.is_none() && matches!(order, Order::Act { .. }) {
        return Err((verb.to_owned(), DIRECTION));
    }
    Ok(Command { direction, order })
}

fn direction<'a>(words: &'a [&'a str]) -> Result<(Option<Direction>, &'a [&'a str]), Wrong> {
    match words {
        [from, "->", to, rest @ ..] => {
            let party = |name: &str| name.split('/').next().unwrap_or_default().to_owned();
            Ok((Some(Direction { from: party(from), to: party(to) }), rest))
        }
        ["->", ..] | [_, "->"] => Err((words.join(" "), DIRECTION)),
        _ => Ok((None, words)),
    }
}

fn end(rest: &[&str], order: Order) -> Result<Order, Wrong> {
    match rest.first() {
        None => Ok(order),
        Some(word) => Err(((*word).to_owned(), DIRECTION)),
    }
}

fn delays(words: &[&str]) -> Result<Order, Wrong> {
    match words {
        [frames @ .., "by", span] => {
            let span: Span = span.parse().map_err(|_| ((*span).to_owned(), SPAN))?;
            act(Deed::Delay(span.0), frames)
        }
        _ => Err((words.last().copied().unwrap_or_default().to_owned(), BY)),
    }
}

fn act(deed: Deed, words: &[&str]) -> Result<Order, Wrong> {
    let (which, words) = match words.split_last() {
        Some((last, before))
            if last.starts_with(|c: char| c.is_ascii_digit()) || *last == "all" =>
        {
            (which(last).ok_or_else(|| ((*last).to_owned(), NUMBER))?, before)
        }
        _ => (Which::All, words),
    };
    let frames = Pattern::from_words(words)?;
    Ok(Order::Act { deed, frames, which })
}

fn which(word: &str) -> Option<Which> {
    if word == "all" {
        return Some(Which::All);
    }
    let (first, last) = word.split_once("..").unwrap_or((word, word));
    let (first, last) = (ordinal(first)?, ordinal(last)?);
    (1 <= first && first <= last).then_some(Which::Nth(first..=last))
}

fn ordinal(word: &str) -> Option<u32> {
    let number = ["st", "nd", "rd", "th"].iter().find_map(|suffix| word.strip_suffix(suffix))?;
    number.parse().ok()
}

fn setting(verb: &str, words: &[&str]) -> Result<Setting, Wrong> {
    let word = match words {
        [word] => *word,
        _ => words.get(1).copied().unwrap_or_default(),
    };
    let share = || {
        let share = word.parse().ok().and_then(Share::new).filter(|_| words.len() == 1);
        share.ok_or_else(|| (word.to_owned(), SHARE))
    };
    let span = || match (word.parse::<Span>(), words.len()) {
        (Ok(span), 1) => Ok(span.0),
        _ => Err((word.to_owned(), SPAN)),
    };
    match verb {
        "corrupt" => share().map(Setting::Corrupt),
        "delay" => span().map(Setting::Delay),
        "duplicate" => share().map(Setting::Duplicate),
        "jitter" => span().map(Setting::Jitter),
        "loss" => share().map(Setting::Loss),
        "reorder" => share().map(Setting::Reorder),
        _ => Err((verb.to_owned(), VERBS)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Command {
        text.parse().expect("valid")
    }

    #[test]
    fn a_cut_may_have_a_direction() {
        assert_eq!(read("cut"), Command { direction: None, order: Order::Cut });
        let direction = Some(Direction { from: "dut".to_owned(), to: "pbx".to_owned() });
        assert_eq!(
            read("cut dut->pbx"),
            Command { direction: direction.clone(), order: Order::Cut }
        );
        assert_eq!(read("restored dut -> pbx/b"), Command { direction, order: Order::Restore });
    }

    #[test]
    fn frames_are_chosen_and_counted() {
        let Order::Act { deed, which, .. } = read("drops dut->pbx HANGUP 2nd").order else {
            panic!("an act")
        };
        assert_eq!((deed, which), (Deed::Drop, Which::Nth(2..=2)));
        let Order::Act { which, .. } = read("duplicates dut->pbx DTMF \"3\" 1st..3rd").order else {
            panic!("an act")
        };
        assert_eq!(which, Which::Nth(1..=3));
        let Order::Act { which, .. } = read("corrupts pbx->dut NEW").order else {
            panic!("an act")
        };
        assert_eq!(which, Which::All);
    }

    #[test]
    fn a_delay_says_by_how_much() {
        let Order::Act { deed, .. } = read("delays dut->pbx DTMF \"3\" by 500ms").order else {
            panic!("an act")
        };
        assert_eq!(deed, Deed::Delay(Duration::from_millis(500)));
    }

    #[test]
    fn impairments_are_set() {
        let share = Share::new(0.2).expect("valid");
        assert_eq!(read("loss 0.2").order, Order::Set(Setting::Loss(share)));
        let jitter = Setting::Jitter(Duration::from_millis(40));
        assert_eq!(read("jitter pbx->dut 40ms").order, Order::Set(jitter));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, word) in [
            ("", ""),
            ("burns", "burns"),
            ("drops HANGUP 2nd", "drops"),
            ("drops dut->pbx HANGUP 2th..1st", "2th..1st"),
            ("drops dut->pbx HANGPU 2nd", "HANGPU"),
            ("delays dut->pbx HANGUP", "HANGUP"),
            ("delays dut->pbx HANGUP by ever", "ever"),
            ("loss 2", "2"),
            ("loss 0.1 0.2", "0.2"),
            ("cut now", "now"),
        ] {
            let error = text.parse::<Command>().expect_err(text);
            assert_eq!(error.word, word, "{error}");
        }
    }
}
