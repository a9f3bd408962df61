//! One line: when, who, what, how often, which requirement.

use super::cursor::{Cursor, number};
use super::{flow, frame, link, sign, user};
use crate::finding::RequirementId;
use crate::network::Span;
use crate::notation::ast::{Event, Line, NatOrder, Power, Times, When};
use crate::notation::diagnostic::Problem;
use crate::notation::lexer::{Token, words};
use core::time::Duration;

/// What a line may speak of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The parties that may be named beside `dut`; all where it is absent.
    pub parties: Option<&'a [String]>,
    /// The requirements that may be cited; all where it is absent.
    pub requires: Option<&'a [RequirementId]>,
    /// Whether it is played: every line then needs a time that fits who acts.
    pub played: bool,
}

/// Reads one line; `number` is its number in the file.
///
/// # Errors
/// The first mistake, at its octets of the line.
pub fn line(number: u32, text: &str, context: &Context<'_>) -> Result<Line, Problem> {
    let words = words(text)?;
    let end = text.trim_end().len();
    let (rest, times, cites) = split_tail(&words)?;
    check_cites(&words, &cites, context)?;
    let mut cursor = Cursor::new(rest, end);
    let (when, optional, never) = head(&mut cursor)?;
    let events = events(&cursor, end, context)?;
    let line = Line { number, when, optional, never, events, times, cites };
    if context.played {
        check_played(&line, words.first().map_or(0..end, Token::span))?;
    }
    Ok(line)
}

/// Takes `x3..9`, `every 20ms` and `[IAX2-7-03]` off the end.
#[expect(clippy::type_complexity, reason = "three things that stand at a line's end")]
fn split_tail<'t, 'a>(
    words: &'t [Token<'a>],
) -> Result<(&'t [Token<'a>], Option<Times>, Vec<RequirementId>), Problem> {
    let mut rest = words;
    let mut cites = Vec::new();
    if let Some((last, before)) = rest.split_last()
        && last.text.starts_with('[')
    {
        cites = citations(*last)?;
        rest = before;
    }
    let mut every = None;
    if let [before @ .., x, word, span] = rest
        && word.text == "every"
        && repeats(x.text).is_some()
    {
        let span_of = |words: String| Problem::new(span.span(), words);
        every = Some(span.text.parse::<Span>().map_err(span_of)?);
        rest = &rest[..before.len() + 1];
    }
    if let Some((last, before)) = rest.split_last()
        && let Some((min, max)) = repeats(last.text)
    {
        if min > max || min == 0 {
            let words = format!("`{}` asks for nothing", last.text);
            let help = "write for example `x3` or `x3..9`, and `?` before what may not come at all";
            return Err(Problem::new(last.span(), words).help(help));
        }
        return Ok((before, Some(Times { min, max, every }), cites));
    }
    Ok((rest, None, cites))
}

fn citations(word: Token<'_>) -> Result<Vec<RequirementId>, Problem> {
    let wrong = |words: &str| {
        Err(Problem::new(word.span(), words).help("write for example `[IAX2-7-03, R-12]`"))
    };
    let inner = word.text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let Some(inner) = inner else { return wrong("nothing may follow these brackets") };
    let ids: Vec<&str> = inner.split([',', ' ']).filter(|id| !id.is_empty()).collect();
    if ids.is_empty() {
        return wrong("no requirement stands in these brackets");
    }
    let in_an_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if !ids.iter().all(|id| id.chars().all(in_an_id)) {
        return wrong("requirements have letters, digits, `-`, `.` and `_` in their names");
    }
    Ok(ids.into_iter().map(RequirementId::from).collect())
}

fn check_cites(
    words: &[Token<'_>],
    cites: &[RequirementId],
    context: &Context<'_>,
) -> Result<(), Problem> {
    let Some(known) = context.requires else { return Ok(()) };
    let Some(cite) = cites.iter().find(|cite| !known.contains(cite)) else { return Ok(()) };
    let span = words.last().map_or(0..0, Token::span);
    let words = format!("`{cite}` does not stand in this scenario's `requires`");
    Err(Problem::new(span, words).suggest(cite.as_str(), known.iter().map(RequirementId::as_str)))
}

/// The bounds of `x3` or `x3..9`.
fn repeats(text: &str) -> Option<(u32, u32)> {
    let text = text.strip_prefix('x')?;
    let (min, max) = text.split_once("..").unwrap_or((text, text));
    let bound = |text: &str| number(text).and_then(|n| u32::try_from(n).ok());
    if text.starts_with("0x") { None } else { Some((bound(min)?, bound(max)?)) }
}

/// Time, `?` and `never`.
fn head(cursor: &mut Cursor<'_>) -> Result<(Option<When>, bool, bool), Problem> {
    let mut optional = cursor.take("?");
    let mut when = None;
    if let Some(word) = cursor.peek() {
        let text = word.text.strip_prefix('?').unwrap_or(word.text);
        if text.starts_with('+') {
            optional |= text.len() < word.text.len();
            when = Some(moment(word, text)?);
            cursor.next();
        }
    }
    optional |= cursor.take("?");
    Ok((when, optional, cursor.take("never")))
}

fn moment(word: Token<'_>, text: &str) -> Result<When, Problem> {
    let wrong = || {
        Problem::new(word.span(), format!("`{}` is not a time", word.text))
            .help("`+2s` is when we act, `+0..2s` the window in which the DUT must; units are us, ms, s, m")
    };
    let text = text.strip_prefix('+').ok_or_else(wrong)?;
    let Some((from, to)) = text.split_once("..") else {
        return Ok(When::At(duration(text).ok_or_else(wrong)?));
    };
    let unit = to.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let to = duration(to).ok_or_else(wrong)?;
    let from = duration(from).or_else(|| duration(&format!("{from}{unit}"))).ok_or_else(wrong)?;
    if from > to {
        return Err(Problem::new(word.span(), "this window ends before it begins"));
    }
    Ok(When::Within(from, to))
}

fn duration(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::ZERO);
    }
    text.parse::<Span>().ok().map(|span| span.0)
}

/// The alternatives of a line.
fn events(cursor: &Cursor<'_>, end: usize, context: &Context<'_>) -> Result<Vec<Event>, Problem> {
    let mut rest = cursor.clone();
    let mut all = Vec::new();
    while let Some(word) = rest.next() {
        all.push(word);
    }
    let mut events = Vec::new();
    for alternative in all.split(|word| word.text == "|") {
        let until = alternative.last().map_or(end, |word| word.span().end);
        events.push(event(&mut Cursor::new(alternative, until), context)?);
    }
    Ok(events)
}

const SPEAKERS: [&str; 6] = ["dut", "user", "nat", "link", "power", "quiet"];

fn event(cursor: &mut Cursor<'_>, context: &Context<'_>) -> Result<Event, Problem> {
    let first = cursor.need("a party, `user`, `nat`, `link`, `power` or `quiet`")?;
    let second = cursor.peek().map_or("", |word| word.text);
    let event = match (first.text, second) {
        (_, "->") => frame::event(first, cursor, context).map(Event::Frame)?,
        (_, "~>") => flow::event(first, cursor, context).map(Event::Flow)?,
        ("user", _) => user::action(cursor).map(Event::User)?,
        ("dut", _) => sign::sign(cursor).map(Event::Sign)?,
        ("nat", _) => nat(cursor)?,
        ("link", _) => Event::Link(link::order(cursor, context)?),
        ("power", _) => power(cursor)?,
        ("quiet", _) => Event::Quiet,
        (party, "vanishes" | "returns") => {
            frame::check_party(party, first, context)?;
            let party = party.to_owned();
            Event::Transport { party, works: cursor.next().is_some_and(|w| w.text == "returns") }
        }
        (other, _) => {
            let words = format!("`{other}` is followed by neither `->` nor `~>`");
            return Err(Problem::new(first.span(), words).suggest(other, SPEAKERS));
        }
    };
    cursor.finish()?;
    Ok(event)
}

fn nat(cursor: &mut Cursor<'_>) -> Result<Event, Problem> {
    let nat = cursor.need("the NAT's name")?.text.to_owned();
    let verb = cursor.need("`rebinds` or `forgets`")?;
    match verb.text {
        "rebinds" => Ok(Event::Nat(NatOrder { nat, forgets: false })),
        "forgets" => Ok(Event::Nat(NatOrder { nat, forgets: true })),
        other => Err(Problem::new(verb.span(), format!("a NAT cannot `{other}`"))
            .suggest(other, ["rebinds", "forgets"])),
    }
}

fn power(cursor: &mut Cursor<'_>) -> Result<Event, Problem> {
    let verb = cursor.need("`cut` or `restored`")?;
    match verb.text {
        "cut" => Ok(Event::Power(Power::Cut)),
        "restored" => Ok(Event::Power(Power::Restored)),
        other => Err(Problem::new(verb.span(), format!("power cannot be `{other}`"))
            .suggest(other, ["cut", "restored"])),
    }
}

/// A played line needs a point where we act, and a window where the device must.
fn check_played(line: &Line, first: core::ops::Range<usize>) -> Result<(), Problem> {
    let mut kinds = line.events.iter().map(Event::is_expected);
    let expected = kinds.next().unwrap_or(false);
    let problem = |words: &str| Err(Problem::new(first.clone(), words));
    if kinds.any(|other| other != expected) || (!expected && line.events.len() > 1) {
        return problem("only what the DUT does can have alternatives");
    }
    if (line.optional || line.never) && !expected {
        return problem("only what the DUT does can be optional or forbidden");
    }
    if line.optional && line.never {
        return problem("a line cannot be optional and forbidden");
    }
    match (line.when, expected) {
        (None, _) if line.never => Ok(()),
        (None, _) => problem("a script line begins with a time, such as `+0` or `+0..2s`"),
        (Some(When::Within(..)), false) => {
            problem("we act at a point of time, such as `+2s`; a window is for what the DUT does")
        }
        (Some(When::At(_)), true) => {
            problem("what the DUT does needs a window, such as `+0..2s`; a point is for what we do")
        }
        _ => Ok(()),
    }
}

impl Event {
    /// Whether the device does it, so that a line waits for it.
    pub fn is_expected(&self) -> bool {
        match self {
            Self::Frame(frame) => frame.from.party == "dut",
            Self::Flow(flow) => flow.from.party == "dut",
            Self::Sign(_) => true,
            _ => false,
        }
    }
}
