//! Every example of scenarios/README.md is read, and the whole scenario in it is one of the suite, which plays it.

use phonerig_judge::notation::message::{CONTROL, HTML, IAX};
use phonerig_judge::notation::parse::{Context, SourceLine, script};
use phonerig_judge::scenario::Scenario;

const PAGE: &str = include_str!("../../../scenarios/README.md");

/// The fenced blocks of a language, each with the line that its text begins in.
fn blocks(language: &str) -> Vec<(u32, String)> {
    let fence = format!("```{language}");
    let mut found = Vec::new();
    let mut open: Option<(u32, String)> = None;
    for (number, line) in (1..).zip(PAGE.lines()) {
        match &mut open {
            Some(_) if line == "```" => found.extend(open.take()),
            Some((_, text)) => text.extend([line, "\n"]),
            None if line == fence => open = Some((number + 1, String::new())),
            None => {}
        }
    }
    assert!(!found.is_empty(), "the page has no `{language}` block");
    found
}

#[test]
fn every_excerpt_of_a_script_is_played_notation() {
    let parties = ["pbx", "bob", "mallory"].map(str::to_owned);
    let context = Context { parties: Some(&parties), requires: None, played: true };
    for (first, text) in blocks("script") {
        let mut offset = 0;
        let lines = (first..).zip(text.lines()).map(|(number, text)| {
            let line = SourceLine { number, offset, text };
            offset += text.len() + 1;
            line
        });
        if let Err(problems) = script(lines, &context) {
            panic!("block at line {first}: {problems:#?}");
        }
    }
}

#[test]
fn the_whole_scenario_of_the_page_is_one_of_the_suite() {
    for (first, text) in blocks("toml") {
        let parsed = Scenario::parse("scenarios/README.md", &text);
        assert!(parsed.is_ok(), "block at line {first}: {parsed:?}");
        let played = include_str!("../../../scenarios/iax2/hangup/both-ends-at-once.toml");
        assert_eq!(text, played, "block at line {first}");
    }
}

#[test]
fn every_message_with_a_name_stands_on_the_page() {
    let words: Vec<&str> = PAGE.split(|c: char| !(c.is_alphanumeric() || c == '-')).collect();
    for (name, _) in IAX.iter().chain(CONTROL) {
        assert!(words.contains(name), "{name}");
    }
    assert!(HTML.iter().any(|(name, _)| words.contains(name)));
}
