//! Envelopes that read, and mistakes with their places in the file.

use super::{Scenario, State};

const GOOD: &str = r#"title    = "An unanswered hangup is repeated, then the leg is dropped"
requires = ["IAX2-7-03", "IAX2-7-16"]
needs    = ["iax2", "callee", "ulaw"]
plays    = ["pbx"]
start    = "up"
nat      = [{ name = "home", inside = ["dut"], timeout = "30s" }]

script = '''
+2s        link  cut
+100ms     user  hangs up
+0..500ms  dut -> pbx  HANGUP  oseq=$n
+0..11s    dut -> pbx  HANGUP  oseq=$n retry  x3..9    # seen on the DUT's side of the cut
+0..60s    dut   idle
'''
"#;

#[test]
fn a_scenario_is_read_with_the_numbers_of_its_lines() {
    let scenario = Scenario::parse("h.toml", GOOD).expect("well formed");
    let numbers: Vec<u32> = scenario.script.lines().map(|line| line.number).collect();
    assert_eq!(numbers, [9, 10, 11, 12, 13]);
    assert_eq!(scenario.start[0].state, State::Up);
    assert_eq!(
        scenario.all_needs().collect::<Vec<_>>(),
        ["iax2", "callee", "ulaw", "hands", "eyes"]
    );
}

fn mistake(text: &str) -> String {
    let mistakes = Scenario::parse("h.toml", text).expect_err("a mistake");
    mistakes.iter().map(|mistake| format!("{mistake}\n")).collect()
}

#[test]
fn a_mistake_in_the_script_counts_lines_of_the_file() {
    let words = mistake(&GOOD.replace("hangs up", "hangs op"));
    assert!(words.starts_with("h.toml:10:24: `up` belongs here, not `op`\n"), "{words}");
}

#[test]
fn a_mistake_in_the_envelope_has_its_place() {
    let words = mistake(&GOOD.replace("title ", "titel "));
    assert!(words.starts_with("h.toml:1:1: "), "{words}");
    assert!(words.contains("titel"), "{words}");
}

#[test]
fn every_mistake_of_a_script_is_told_at_once() {
    let words = mistake(&GOOD.replace("HANGUP", "HANGPU"));
    assert_eq!(words.matches("did you mean `HANGUP`?").count(), 2, "{words}");
}

#[test]
fn what_nobody_declares_is_a_mistake() {
    let words = mistake(&GOOD.replace("\"callee\"", "\"calee\""));
    assert!(words.contains("h.toml:3:21: `calee` is nothing that a device declares"), "{words}");
    assert!(words.contains("did you mean `callee`?"), "{words}");
}

#[test]
fn a_citation_outside_of_requires_is_a_mistake() {
    let words = mistake(&GOOD.replace("dut   idle", "dut   idle [IAX2-7-04]"));
    assert!(words.contains("`IAX2-7-04` does not stand in this scenario's `requires`"), "{words}");
}

#[test]
fn windows_line_ends_keep_their_places() {
    let words = mistake(&GOOD.replace("hangs up", "hangs op").replace('\n', "\r\n"));
    assert!(words.starts_with("h.toml:10:24: "), "{words}");
}

#[test]
fn a_line_that_names_an_account_implies_as_many() {
    let accounts = |text: &str| Scenario::parse("h.toml", text).expect("well formed").accounts();
    assert_eq!(accounts(GOOD), 0);
    assert_eq!(accounts(&GOOD.replace("dut   idle", "dut   rings account=3")), 3);
    assert_eq!(accounts(&GOOD.replace("user  hangs up", "user  dials \"1\" account=2")), 2);
}
