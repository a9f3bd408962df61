//! `pbx ~> dut ulaw tone 1000 for 20s`.

use super::cursor::{Cursor, is_name, number_as, shifted};
use super::frame::{end, ends};
use super::line::Context;
use crate::notation::ast::{
    Audio, Flow, FlowEvent, Mapping, Sound, TrunkCall, TrunkEntry, TrunkFlaw, Trunking, Wrap,
};
use crate::notation::diagnostic::Problem;
use crate::notation::lexer::Token;
use crate::notation::message::{FORMATS, value_of};

/// Reads what follows the sender.
pub(super) fn event(
    first: Token<'_>,
    cursor: &mut Cursor<'_>,
    context: &Context<'_>,
) -> Result<FlowEvent, Problem> {
    let (from, to) = ends(first, cursor, context)?;
    let flow = match cursor.peek().map(|word| word.text) {
        None => Flow::Any,
        Some("digits") => digits(cursor)?,
        Some("video") => video(cursor)?,
        Some(_) => Flow::Audio(audio(cursor, context)?),
    };
    Ok(FlowEvent { from, to, flow })
}

/// `digits "0123" at 10/s begin for 80ms`.
fn digits(cursor: &mut Cursor<'_>) -> Result<Flow, Problem> {
    cursor.need_word("digits")?;
    let digits = cursor.need_string("the digits in quotes")?;
    let rate = rate(cursor)?;
    let begin = cursor.take("begin");
    Ok(Flow::Digits { digits, rate, begin, held: cursor.take_for()? })
}

/// `at 10/s`, if it stands next.
pub(super) fn rate(cursor: &mut Cursor<'_>) -> Result<Option<u32>, Problem> {
    if !cursor.take("at") {
        return Ok(None);
    }
    let word = cursor.need("a rate such as `10/s`")?;
    let wrong = || {
        Problem::new(word.span(), format!("`{}` is not a rate", word.text))
            .help("write for example `at 10/s`")
    };
    let count = word.text.strip_suffix("/s").ok_or_else(wrong)?;
    let count: u32 = number_as(word, count, "a rate such as `10/s`")?;
    if (1..=1000).contains(&count) { Ok(Some(count)) } else { Err(wrong()) }
}

/// `video h264 for 5s`.
fn video(cursor: &mut Cursor<'_>) -> Result<Flow, Problem> {
    cursor.need_word("video")?;
    let format = cursor.peek().and_then(|word| value_of(FORMATS, word.text));
    if format.is_some() {
        cursor.next();
    }
    Ok(Flow::Video { format, lasts: cursor.take_for()? })
}

const WORDS: [&str; 21] = [
    "encrypted",
    "clear",
    "from=new",
    "trunk",
    "plain",
    "timestamps",
    "reserved",
    "command=2",
    "tone",
    "silence",
    "speech",
    "inband",
    "for",
    "minis",
    "ts=65000",
    "wrap=none",
    "wrap=before",
    "wrap=after",
    "drift=200",
    "digits",
    "video",
];

fn audio(cursor: &mut Cursor<'_>, context: &Context<'_>) -> Result<Audio, Problem> {
    let mut audio = Audio::default();
    while let Some(word) = cursor.next() {
        if let Some(format) = value_of(FORMATS, word.text) {
            audio.format = Some(format);
            continue;
        }
        match word.text {
            "trunk" => audio.trunk = Some(trunk(cursor, context)?),
            "plain" | "timestamps" | "reserved" => trunk_flag(&mut audio, word)?,
            "tone" => {
                let hertz = cursor.need("the tone's frequency in hertz")?;
                audio.sound =
                    Some(Sound::Tone(number_as(hertz, hertz.text, "a frequency in hertz")?));
            }
            "silence" => audio.sound = Some(Sound::Silence),
            "speech" => audio.sound = Some(Sound::Speech),
            "inband" => audio.sound = Some(Sound::Inband(cursor.need_string("keys in quotes")?)),
            "for" => audio.lasts = Some(cursor.need_span()?),
            "minis" => audio.minis = true,
            "encrypted" => audio.sealed = Some(true),
            "clear" => audio.sealed = Some(false),
            "from=new" => audio.mapping = Some(Mapping::New),
            "from=old" => audio.mapping = Some(Mapping::Old),
            text => option(&mut audio, word, text)?,
        }
    }
    Ok(audio)
}

fn trunk_flag(audio: &mut Audio, word: Token<'_>) -> Result<(), Problem> {
    let Some(trunk) = &mut audio.trunk else {
        return Err(Problem::new(word.span(), format!("`{}` belongs behind `trunk`", word.text)));
    };
    match word.text {
        "timestamps" => trunk.timestamps = true,
        "reserved" => trunk.reserved = true,
        _ => trunk.timestamps = false,
    }
    Ok(())
}

/// `ts=65000`, `wrap=none`, `drift=200`, `command=2`, `20ms`.
fn option(audio: &mut Audio, word: Token<'_>, text: &str) -> Result<(), Problem> {
    let unknown = || {
        let problem = Problem::new(word.span(), format!("`{text}` has no meaning in a flow"));
        problem.suggest(text, WORDS.into_iter().chain(FORMATS.iter().map(|(name, _)| *name)))
    };
    match text.split_once('=') {
        Some(("ts", ts)) => audio.ts = Some(number_as(word, ts, "a time-stamp in milliseconds")?),
        Some(("wrap", "none")) => audio.wrap = Some(Wrap::None),
        Some(("wrap", "before")) => audio.wrap = Some(Wrap::Before),
        Some(("wrap", "after")) => audio.wrap = Some(Wrap::After),
        Some(("drift", drift)) => audio.drift = Some(parts_per_million(word, drift)?),
        Some(("command", command)) => {
            let trunk = audio.trunk.as_mut().ok_or_else(unknown)?;
            trunk.command = Some(number_as(word, command, "a meta command of 7 bits")?);
        }
        None if text.starts_with(|c: char| c.is_ascii_digit()) => {
            audio.every =
                Some(text.parse().map_err(|words: String| Problem::new(word.span(), words))?);
        }
        _ => return Err(unknown()),
    }
    Ok(())
}

/// `200`, `-200`.
fn parts_per_million(word: Token<'_>, text: &str) -> Result<i32, Problem> {
    let ppm = text.parse().ok().filter(|ppm| (-100_000..=100_000).contains(ppm));
    let words = format!("`{text}` is no drift in millionths, -100000 to 100000");
    ppm.ok_or_else(|| Problem::new(word.span(), words))
}

/// `a,b/empty,0x7ff0,pbx/c`; a comma may be followed by a space.
fn trunk(cursor: &mut Cursor<'_>, context: &Context<'_>) -> Result<Trunking, Problem> {
    let mut entries = Vec::new();
    loop {
        let word = cursor.need("the legs in the trunk, such as `a,b`")?;
        let mut start = word.start;
        for text in word.text.split(',') {
            if !text.is_empty() {
                entries.push(trunk_entry(Token { text, start }, context)?);
            }
            start += text.len() + 1;
        }
        if !word.text.ends_with(',') {
            return Ok(Trunking { entries, ..Trunking::default() });
        }
    }
}

fn trunk_entry(word: Token<'_>, context: &Context<'_>) -> Result<TrunkEntry, Problem> {
    let (call, flaw) = match word.text.rsplit_once('/') {
        Some((call, flaw)) => match value_of(&TrunkFlaw::ALL, flaw) {
            Some(flaw) => (call, Some(flaw)),
            None => (word.text, None),
        },
        None => (word.text, None),
    };
    let call = if call.starts_with("0x") {
        TrunkCall::Number(number_as(word, call, "a call number")?)
    } else if call.contains('/') {
        TrunkCall::Foreign(end(word, call, context)?)
    } else if is_name(call) {
        TrunkCall::Leg(call.to_owned())
    } else {
        let problem = Problem::new(0..call.len(), format!("`{call}` is no leg"));
        return Err(shifted(problem, word.start).help("write for example `trunk a,b`"));
    };
    Ok(TrunkEntry { call, flaw })
}
