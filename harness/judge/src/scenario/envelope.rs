//! The envelope of a scenario.

use super::source::Source;
use super::start::{Start, State};
use crate::finding::RequirementId;
use crate::network::{LinkSpec, NatSpec};
use crate::notation::ast::{Event, Script, Value};
use crate::notation::diagnostic::{Diagnostic, Problem};
use serde::Deserialize;
use toml::Spanned;

/// One test case.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The file that it came from.
    pub file: String,
    /// The file's text, as it goes into the capture.
    pub text: String,
    /// What it shows, in one sentence.
    pub title: String,
    /// The requirements that it verifies; the first one is cited by lines that cite none.
    pub requires: Vec<RequirementId>,
    /// What a device must declare, without what the script implies.
    pub needs: Vec<String>,
    /// What its bench must have beyond a device, without what the script implies: capabilities and tags of bench files.
    pub bench: Vec<String>,
    /// Whatever else tells scenarios apart, for `--filter`.
    pub tags: Vec<String>,
    /// The parties that the rig plays.
    pub plays: Vec<String>,
    /// Where the script begins; one call each where there are several.
    pub start: Vec<Start>,
    /// Who acknowledges and repeats.
    pub transport: Transport,
    /// Why it is as it is, where that is not plain.
    pub reason: Option<String>,
    /// The NATs in the way.
    pub nat: Vec<NatSpec>,
    /// The links that are not as usual.
    pub link: Vec<LinkSpec>,
    /// Whom it judges.
    pub judges: Judges,
    /// The script.
    pub script: Script,
}

/// Who does the transport work of the ends that the rig plays.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// The rig acknowledges, repeats, and answers PING, LAGRQ and POKE.
    #[default]
    Rig,
    /// Nobody: every frame stands in the script.
    Scripted,
}

/// Whom a scenario judges.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Judges {
    /// The device under test.
    #[default]
    Dut,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: Spanned<String>,
    requires: Spanned<Vec<RequirementId>>,
    #[serde(default)]
    needs: Vec<Spanned<String>>,
    #[serde(default)]
    bench: Vec<Spanned<String>>,
    #[serde(default)]
    tags: Vec<Spanned<String>>,
    #[serde(default = "usual_party")]
    plays: Vec<Spanned<String>>,
    start: Spanned<OneOrMany>,
    #[serde(default)]
    transport: Transport,
    reason: Option<String>,
    #[serde(default)]
    nat: Vec<NatSpec>,
    #[serde(default)]
    link: Vec<LinkSpec>,
    #[serde(default)]
    judges: Judges,
    script: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn usual_party() -> Vec<Spanned<String>> {
    vec![Spanned::new(0..0, "pbx".to_owned())]
}

/// The names that have a meaning of their own in scripts.
const RESERVED: [&str; 6] = ["dut", "user", "nat", "link", "power", "quiet"];

impl Scenario {
    /// Reads a scenario; `file` names it in messages.
    ///
    /// # Errors
    /// Every mistake, with its place in the file.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let source = Source { file, text };
        let raw: Raw = source.envelope()?;
        let plays = parties(source, &raw)?;
        let start = starts(source, &raw.start)?;
        let requires = raw.requires.get_ref().clone();
        let script = source.script(&raw.script, &plays, Some(&requires))?;
        let scenario = Self {
            file: file.to_owned(),
            text: text.to_owned(),
            title: raw.title.get_ref().clone(),
            requires,
            needs: plain(&raw.needs),
            bench: plain(&raw.bench),
            tags: plain(&raw.tags),
            plays,
            start,
            transport: raw.transport,
            reason: raw.reason.clone(),
            nat: raw.nat.clone(),
            link: raw.link.clone(),
            judges: raw.judges,
            script,
        };
        let mistakes = scenario.mistakes(source, &raw);
        if mistakes.is_empty() { Ok(scenario) } else { Err(mistakes) }
    }

    /// Everything that a device must declare: what is said, `hands` for user lines and `eyes` for signs.
    pub fn all_needs(&self) -> impl Iterator<Item = &str> {
        let events = || self.script.lines().flat_map(|line| &line.events);
        let hands = events().any(|event| matches!(event, Event::User(_)));
        let eyes = events().any(|event| matches!(event, Event::Sign(_)));
        let implied = [("hands", hands), ("eyes", eyes)];
        let implied =
            implied.into_iter().filter(|(need, is)| *is && !self.needs.iter().any(|n| n == need));
        self.needs.iter().map(String::as_str).chain(implied.map(|(need, _)| need))
    }

    /// Everything that its bench must have beyond a device: what is said, and `power` for lines of the power.
    pub fn wishes(&self) -> impl Iterator<Item = &str> {
        let mut events = self.script.lines().flat_map(|line| &line.events);
        let power = events.any(|event| matches!(event, Event::Power(_)));
        let implied = power && !self.bench.iter().any(|wish| wish == "power");
        self.bench.iter().map(String::as_str).chain(implied.then_some("power"))
    }

    /// How many accounts a device must have: `account=3` of a line implies three.
    pub fn accounts(&self) -> u32 {
        let events = self.script.lines().flat_map(|line| &line.events);
        events.filter_map(account).max().unwrap_or(0)
    }

    fn mistakes(&self, source: Source<'_>, raw: &Raw) -> Vec<Diagnostic> {
        let mut mistakes = Vec::new();
        let mut add = |span, problem: Problem| mistakes.push(source.diagnostic(span, problem));
        if self.title.trim().is_empty() {
            add(raw.title.span(), Problem::new(0..0, "a scenario has a title"));
        }
        if self.requires.is_empty() {
            let problem = Problem::new(0..0, "a scenario verifies at least one requirement");
            add(
                raw.requires.span(),
                problem.help("write for example `requires = [\"IAX2-7-03\"]`"),
            );
        }
        if self.script.steps.is_empty() {
            add(raw.script.span(), Problem::new(0..0, "the script has no line"));
        }
        let known = crate::declaration::WORDS;
        for need in &raw.needs {
            if !known.contains(&need.get_ref().as_str()) {
                let problem = Problem::new(
                    0..0,
                    format!("`{}` is nothing that a device declares", need.get_ref()),
                );
                add(need.span(), problem.suggest(need.get_ref(), known.iter().copied()));
            }
        }
        for word in raw.bench.iter().chain(&raw.tags) {
            if !is_word(word.get_ref()) {
                let problem = format!("`{}` is no word of small letters", word.get_ref());
                add(word.span(), Problem::new(0..0, problem).help("write for example `soak`"));
            }
        }
        mistakes
    }
}

fn plain(words: &[Spanned<String>]) -> Vec<String> {
    words.iter().map(|word| word.get_ref().clone()).collect()
}

/// A word that can be told from an expression around it: small letters, digits and hyphens.
fn is_word(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.chars().all(fits)
}

/// The account that an event names.
fn account(event: &Event) -> Option<u32> {
    match event {
        Event::User(action) => action.account,
        Event::Sign(sign) => {
            let (_, value) = sign.fields.iter().find(|(key, _)| key == "account")?;
            match value {
                Value::Number(number) => u32::try_from(*number).ok(),
                _ => None,
            }
        }
        _ => None,
    }
}

fn parties(source: Source<'_>, raw: &Raw) -> Result<Vec<String>, Vec<Diagnostic>> {
    let mut mistakes = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for party in &raw.plays {
        let name = party.get_ref();
        let letters = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        let problem = if RESERVED.contains(&name.as_str()) {
            format!("`{name}` has a meaning of its own and cannot be played")
        } else if !letters || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            format!("`{name}` cannot name a party; letters, digits, `-` and `_` can")
        } else if seen.contains(name) {
            format!("`{name}` stands here twice")
        } else {
            seen.push(name.clone());
            continue;
        };
        mistakes.push(source.diagnostic(party.span(), Problem::new(0..0, problem)));
    }
    if mistakes.is_empty() { Ok(seen) } else { Err(mistakes) }
}

fn starts(source: Source<'_>, raw: &Spanned<OneOrMany>) -> Result<Vec<Start>, Vec<Diagnostic>> {
    let texts = match raw.get_ref() {
        OneOrMany::One(text) => core::slice::from_ref(text),
        OneOrMany::Many(texts) => texts.as_slice(),
    };
    let place = |words: String| vec![source.diagnostic(raw.span(), Problem::new(0..0, words))];
    let starts: Result<Vec<Start>, String> = texts.iter().map(|text| text.parse()).collect();
    let starts = starts.map_err(place)?;
    let calls = starts.iter().filter(|start| start.state >= State::Linked).count();
    match starts.as_slice() {
        [] => {
            Err(place("a script starts somewhere; write for example `start = \"up\"`".to_owned()))
        }
        [_] => Ok(starts),
        _ if calls == starts.len() => Ok(starts),
        _ => Err(place("several starts are several calls; each is `linked` or `up`".to_owned())),
    }
}
