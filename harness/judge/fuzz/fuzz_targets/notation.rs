//! Any text as a scenario, a preamble, a declaration and a line: no panic, mistakes with a place, and what is read prints
//! as text that reads the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phonerig_judge::declaration::Declaration;
use phonerig_judge::notation::diagnostic::Diagnostic;
use phonerig_judge::notation::parse::{Context, line};
use phonerig_judge::scenario::{Preamble, Scenario};

fuzz_target!(|text: &str| {
    explained(Scenario::parse("fuzz.toml", text).err());
    explained(Preamble::parse("fuzz.toml", text).err());
    explained(Declaration::parse("fuzz.toml", text).err());
    for text in text.lines() {
        read_and_print(text);
    }
});

/// A refusal gives at least one reason, and each can be printed.
fn explained(mistakes: Option<Vec<Diagnostic>>) {
    if let Some(mistakes) = mistakes {
        assert!(!mistakes.is_empty());
        assert!(mistakes.iter().all(|mistake| !mistake.to_string().is_empty()));
    }
}

fn read_and_print(text: &str) {
    let context = Context { played: true, ..Context::default() };
    match line(1, text, &context) {
        Ok(meant) => {
            let printed = meant.to_string();
            assert_eq!(line(1, &printed, &context).as_ref(), Ok(&meant), "{printed}");
        }
        Err(problem) => assert!(problem.span.start <= problem.span.end),
    }
}
