//! Any text as a file of the project: refused with a place or understood, never a panic.

use phonerig_judge::catalogue::Catalogue;
use phonerig_judge::declaration::Declaration;
use phonerig_judge::notation::parse::{Context, line};
use phonerig_judge::readings::Readings;
use phonerig_judge::scenario::{Preamble, Scenario};
use proptest::prelude::*;

const SCENARIO: &str = include_str!("../../../scenarios/iax2/dtmf/every-key-sent.toml");
const DECLARATION: &str = include_str!("../../../scenarios/declarations/reference.toml");

/// Words of the notation, so that random lines get past the first one.
const WORDS: &[&str] = &[
    "+0",
    "+0..2s",
    "+1s..2s",
    "never",
    "?",
    "dut",
    "pbx",
    "pbx/a",
    "->",
    "~>",
    "user",
    "link",
    "nat",
    "power",
    "HANGUP",
    "NEW",
    "DTMF",
    "\"5\"",
    "VOICE",
    "ulaw",
    "ctl",
    "RINGING",
    "RAW",
    "80",
    "{dst}",
    "{fill 55 x 9}",
    "cause=\"x\"",
    "refresh=1..60",
    "oseq=$n",
    "!cause",
    "md5=ok",
    "x3..9",
    "every",
    "20ms",
    "[IAX2-7-03]",
    "|",
    "A|B",
    "any order",
    "end",
    "for",
    "5s",
    "tone",
    "1000",
    "at",
    "10/s",
    "trunk",
    "a,b",
    "\"",
    "=",
    "$",
    "..",
];

/// A text of which a piece was taken out and another put in.
fn damaged(text: &'static str) -> impl Strategy<Value = String> {
    let length = text.len();
    (0..length, 0..64usize, any::<String>()).prop_map(move |(at, cut, put)| {
        let end = (at + cut).min(length);
        let kept = [text.as_bytes().get(..at), text.as_bytes().get(end..)];
        let [before, after] = kept.map(|part| String::from_utf8_lossy(part.unwrap_or_default()));
        format!("{before}{put}{after}")
    })
}

fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 0..14).prop_map(|words| words.join(" "))
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), damaged(SCENARIO), damaged(DECLARATION)]
}

proptest! {
    #[test]
    fn a_scenario_is_understood_or_refused_with_a_reason(text in texts()) {
        if let Err(mistakes) = Scenario::parse("any.toml", &text) {
            prop_assert!(!mistakes.is_empty());
            for mistake in mistakes {
                prop_assert!(mistake.to_string().contains("any.toml:"), "{mistake}");
            }
        }
        let _ = Preamble::parse("any.toml", &text);
    }

    #[test]
    fn a_declaration_is_understood_or_refused_with_a_reason(text in texts()) {
        if let Err(mistakes) = Declaration::parse("any.toml", &text) {
            prop_assert!(!mistakes.is_empty());
        }
    }

    #[test]
    fn catalogue_and_readings_are_understood_or_refused(text in texts()) {
        let _ = Catalogue::parse([("any.toml", text.as_str())]);
        let _ = Readings::parse("any.toml", &text);
    }

    #[test]
    fn a_line_that_is_understood_prints_as_one_that_reads_the_same(text in words()) {
        let context = Context { played: true, ..Context::default() };
        if let Ok(meant) = line(1, &text, &context) {
            let printed = meant.to_string();
            let again = line(1, &printed, &context);
            prop_assert_eq!(again.as_ref(), Ok(&meant), "{}", printed);
        }
    }

    #[test]
    fn a_mistake_in_a_line_stands_inside_it(text in prop_oneof![any::<String>(), words()]) {
        if let Err(problem) = line(1, &text, &Context::default()) {
            prop_assert!(problem.span.start <= problem.span.end, "{:?}", problem);
        }
    }
}
