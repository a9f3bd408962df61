//! Files of scenarios/mutants/ as they are read, before they are checked.

use super::change::{Change, Number};
use super::condition::{Condition, place};
use super::policy::set_policy;
use super::spec::{Fate, Mutant, MutantError, Mutants, Rule, Way};
use super::words::{body, code, fields, hex, number, pieces, selector};
use core::net::SocketAddr;
use phonerig_judge::finding::RequirementId;
use phonerig_judge::network::Span;
use phonerig_phone::Policy;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    mutant: Vec<RawMutant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMutant {
    name: String,
    fault: String,
    breaks: Vec<RequirementId>,
    #[serde(default)]
    policy: BTreeMap<String, Text>,
    #[serde(default)]
    wire: Vec<RawRule>,
    console: Option<Console>,
}

/// What is wrong with a console.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Console {
    /// It prints what peers send as it stands.
    Raw,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    sends: Option<String>,
    hears: Option<String>,
    #[serde(default)]
    drop: bool,
    #[serde(default)]
    swallow: bool,
    #[serde(default)]
    swap: bool,
    #[serde(default)]
    takes_number: bool,
    #[serde(default)]
    delay: Span,
    #[serde(default)]
    copies: u32,
    #[serde(default)]
    every: Span,
    port: Option<u16>,
    to: Option<SocketAddr>,
    src: Option<Text>,
    dst: Option<Text>,
    ts: Option<Text>,
    oseq: Option<Text>,
    iseq: Option<Text>,
    retry: Option<bool>,
    r#type: Option<u8>,
    subclass: Option<u8>,
    becomes: Option<String>,
    #[serde(default)]
    without: Vec<String>,
    with: Option<String>,
    data: Option<String>,
    append: Option<String>,
    #[serde(default)]
    cut: usize,
    also: Option<String>,
    before: Option<String>,
    also_raw: Option<String>,
    to_port: Option<u16>,
    #[serde(default)]
    octets: BTreeMap<String, u8>,
    #[serde(default)]
    octets_add: BTreeMap<String, u8>,
    pub(super) if_with: Option<String>,
    #[serde(default)]
    pub(super) if_without: Vec<String>,
    #[serde(default)]
    pub(super) if_octets: BTreeMap<String, u8>,
    pub(super) if_length: Option<String>,
    #[serde(default)]
    pub(super) after: Vec<String>,
    #[serde(default)]
    pub(super) not_after: Vec<String>,
    pub(super) ack_of: Option<String>,
}

/// A number, a truth or a text, as text.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) => text,
            other => other.to_string(),
        }))
    }
}

impl Mutants {
    /// Reads files of mutants, each a name for messages and its text.
    ///
    /// # Errors
    ///
    /// The first mistake, with the mutant that has it; a name that stands in two files is one.
    pub fn read<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, MutantError> {
        let mut all = Self::default();
        for (file, text) in files {
            for mutant in Self::parse(file, text)?.0 {
                if all.0.iter().any(|known| known.name == mutant.name) {
                    let cause = "another file has one of that name".to_owned();
                    return Err(MutantError::Mutant {
                        file: file.to_owned(),
                        name: mutant.name,
                        cause,
                    });
                }
                all.0.push(mutant);
            }
        }
        Ok(all)
    }

    /// Reads a file of mutants; `file` names it in messages.
    ///
    /// # Errors
    ///
    /// The first mistake, with the mutant that has it.
    pub fn parse(file: &str, text: &str) -> Result<Self, MutantError> {
        let wrap = |error: toml::de::Error| MutantError::Toml {
            file: file.to_owned(),
            cause: error.to_string(),
        };
        let raw: RawFile = toml::from_str(text).map_err(wrap)?;
        let mut mutants: Vec<Mutant> = Vec::new();
        for raw in raw.mutant {
            let name = raw.name.clone();
            let twice = mutants.iter().any(|known| known.name == name);
            let mutant = if twice { Err("it is here twice".to_owned()) } else { checked(raw) };
            let file = file.to_owned();
            mutants.push(mutant.map_err(|cause| MutantError::Mutant { file, name, cause })?);
        }
        Ok(Self(mutants))
    }
}

fn checked(raw: RawMutant) -> Result<Mutant, String> {
    let RawMutant { name, fault, breaks, policy, wire, console } = raw;
    if breaks.is_empty() {
        return Err("it breaks no requirement".to_owned());
    }
    if policy.is_empty() && wire.is_empty() && console.is_none() {
        return Err("it has no `policy`, `wire` or `console`, so it is no fault".to_owned());
    }
    let policy: Vec<_> = policy.into_iter().map(|(field, Text(value))| (field, value)).collect();
    let mut bent = Policy::default();
    for (field, value) in &policy {
        set_policy(&mut bent, field, value)?;
    }
    if !policy.is_empty() && bent == Policy::default() {
        return Err("its policy is the phone's own, so it is no fault".to_owned());
    }
    let rules = wire.into_iter().map(rule).collect::<Result<_, _>>()?;
    let raw_console = matches!(console, Some(Console::Raw));
    Ok(Mutant { name, fault, breaks, rules, policy, raw_console })
}

fn rule(raw: RawRule) -> Result<Rule, String> {
    let (way, words) = match (&raw.sends, &raw.hears) {
        (Some(words), None) => (Way::Sends, words),
        (None, Some(words)) => (Way::Hears, words),
        _ => return Err("a rule says either `sends` or `hears`".to_owned()),
    };
    let frames = selector(words)?;
    let condition = Condition::read(&raw)?;
    let also = raw.also.as_deref().map(body).transpose()?;
    let before = raw.before.as_deref().map(body).transpose()?;
    let pieces = raw.also_raw.as_deref().map_or_else(|| Ok(Vec::new()), pieces)?;
    let fate = Fate {
        drop: raw.drop,
        swallow: raw.swallow,
        swap: raw.swap,
        takes_number: raw.takes_number,
        delay: raw.delay.0,
        copies: raw.copies,
        every: raw.every.0,
        port: raw.port,
        to: raw.to,
        to_port: raw.to_port,
    };
    let change = change(raw)?;
    Ok(Rule { way, frames, condition, fate, change, also, before, raw: pieces })
}

fn change(raw: RawRule) -> Result<Change, String> {
    let places = |octets: BTreeMap<String, u8>| {
        octets.iter().map(|(at, octet)| place(at, *octet)).collect::<Result<Vec<_>, _>>()
    };
    Ok(Change {
        octets: places(raw.octets)?,
        octets_add: places(raw.octets_add)?,
        src: moved(raw.src.as_ref())?,
        dst: moved(raw.dst.as_ref())?,
        ts: moved(raw.ts.as_ref())?,
        oseq: moved(raw.oseq.as_ref())?,
        iseq: moved(raw.iseq.as_ref())?,
        retry: raw.retry,
        frame_type: raw.r#type,
        subclass: raw.subclass,
        becomes: raw.becomes.as_deref().map(body).transpose()?,
        without: raw.without.iter().map(|name| code(name)).collect::<Result<_, _>>()?,
        with: raw.with.as_deref().map_or_else(|| Ok(Vec::new()), fields)?,
        data: raw.data.as_deref().map(hex).transpose()?,
        append: raw.append.as_deref().map_or_else(|| Ok(Vec::new()), hex)?,
        cut: raw.cut,
    })
}

fn moved(text: Option<&Text>) -> Result<Option<Number>, String> {
    text.map(|Text(text)| number(text)).transpose()
}
