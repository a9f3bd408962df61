//! The reports of a small made-up run.

use super::attempt::settle;
use super::event::{Reporter, RunEvent, RunInfo};
use super::html::page_text;
use super::human::Human;
use super::junit::junit_text;
use super::outcome::{Ended, Outcome, TranscriptRow};
use super::results::Results;
use phonerig_judge::catalogue::Catalogue;
use phonerig_judge::finding::Finding;
use phonerig_judge::verdict::{Level, Verdict};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

fn info() -> RunInfo {
    RunInfo {
        bench: "sim".to_owned(),
        seed: 7,
        dut: "reference".to_owned(),
        versions: BTreeMap::from([("phonerig".to_owned(), "0.1.0".to_owned())]),
        ids: ["iax2/7/hangup", "iax2/7/one", "iax2/8/two"].map(ToOwned::to_owned).to_vec(),
        out: "runs/x".into(),
    }
}

fn ended(id: &str, verdict: Verdict) -> Ended {
    let outcome = Outcome {
        id: id.to_owned(),
        title: format!("A title for {id}"),
        verdict,
        level: Level::Must,
        requirements: vec!["IAX2-7-03".into()],
        virtual_ms: 61_000,
        wall_ms: 0,
        board: None,
        capture: Some(format!("{id}/capture.pcapng")),
        changed: Some(false),
        attempts: 1,
        reason: None,
        findings: Vec::new(),
        flaky: false,
        earlier: Vec::new(),
    };
    let row = TranscriptRow {
        packet: Some(4),
        at: Duration::from_millis(20),
        text: "dut -> pbx  HANGUP  cause=<none>".to_owned(),
    };
    let took = Duration::from_millis(3);
    Ended { outcome, transcript: vec![row], normalised: String::new(), took }
}

fn failed() -> Ended {
    let mut ended = ended("iax2/7/hangup", Verdict::Fail);
    ended.outcome.findings.push(Finding {
        requirement: Some("IAX2-7-03".into()),
        level: Level::Must,
        verdict: Verdict::Fail,
        party: "dut".to_owned(),
        packet: Some(4),
        line: Some(9),
        expected: Some("+0..500ms dut -> pbx HANGUP cause=\"busy\"".to_owned()),
        got: Some("dut -> pbx HANGUP cause=<none>".to_owned()),
        words: "the cause is missing".to_owned(),
    });
    ended
}

fn run() -> Vec<Arc<Ended>> {
    let others = [ended("iax2/7/one", Verdict::Pass), ended("iax2/8/two", Verdict::Unsupported)];
    [failed()].into_iter().chain(others).map(Arc::new).collect()
}

fn catalogue() -> Catalogue {
    let text = include_str!("../../../../scenarios/catalogue.toml");
    Catalogue::parse([("catalogue.toml", text)]).expect("the project's own")
}

#[test]
fn a_failure_names_requirement_expectation_what_came_and_the_capture() {
    let mut out = Vec::new();
    let mut human = Human::new(&mut out, Arc::new(catalogue()));
    let mut events = vec![RunEvent::Started(info())];
    events.extend(run().into_iter().rev().map(RunEvent::ScenarioFinished));
    events.push(RunEvent::Finished { wall: Duration::from_secs(1) });
    for event in events {
        human.hear(&event).expect("memory takes it");
    }
    let text = anstream::adapter::strip_str(core::str::from_utf8(&out).expect("UTF-8")).to_string();
    insta::assert_snapshot!(text);
}

#[test]
fn junit_tells_failures_errors_and_skips_apart() {
    insta::assert_snapshot!(junit_text(&info(), &run()).expect("it forms"));
}

#[test]
fn the_page_escapes_what_came_from_the_wire() {
    let page = page_text(&info(), &run(), &catalogue()).expect("it forms");
    assert!(page.contains("cause=&#60;none&#62;"), "the row is there, escaped");
    assert!(!page.contains("<none>"));
}

#[test]
fn the_page_marks_a_violation_on_its_row() {
    let page = page_text(&info(), &run(), &catalogue()).expect("it forms");
    let row = page.find("row marked fail").expect("the row is marked");
    let mark = page[row..].find("▲ IAX2-7-03: the cause is missing").expect("and says why");
    assert!(mark < 400, "the mark follows its row");
}

#[test]
fn outcomes_stand_in_order_of_id_however_they_ended() {
    let mut results = Results::new(&info());
    for ended in run().into_iter().rev() {
        results.add(ended.outcome.clone());
    }
    let ids: Vec<_> = results.scenarios.iter().map(|outcome| outcome.id.as_str()).collect();
    assert_eq!(ids, ["iax2/7/hangup", "iax2/7/one", "iax2/8/two"]);
}

/// A scenario that failed, was broken, and then passed.
fn flaky() -> Arc<Ended> {
    let mut broken = ended("iax2/7/hangup", Verdict::Broken);
    broken.outcome.reason = Some("the console of desk-1 is gone".to_owned());
    Arc::new(settle(vec![failed(), broken], ended("iax2/7/hangup", Verdict::Pass)))
}

#[test]
fn junit_has_earlier_attempts_as_flaky_runs() {
    let junit = junit_text(&info(), &[flaky()]).expect("it forms");
    assert!(junit.contains("<flakyFailure"), "{junit}");
    assert!(junit.contains("<flakyError"), "{junit}");
    assert!(junit.contains("failures=\"0\""), "{junit}");
}

#[test]
fn the_page_shows_earlier_attempts_with_their_evidence() {
    let page = page_text(&info(), &[flaky()], &catalogue()).expect("it forms");
    for part in ["Earlier attempts", "1: fail", "the cause is missing", "desk-1", ">flaky<"] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn earlier_attempts_stand_in_the_results_and_are_absent_where_there_are_none() {
    let json = |ended: &Ended| serde_json::to_string(&ended.outcome).expect("it forms");
    let (once, again) = (json(&failed()), json(&flaky()));
    assert!(!once.contains("earlier") && !once.contains("flaky"), "{once}");
    assert!(again.contains("\"attempts\":3,"), "{again}");
    let back: Outcome = serde_json::from_str(&again).expect("it is read back");
    assert_eq!(back, flaky().outcome);
}

#[test]
fn what_an_interrupted_run_did_not_come_to_is_left_in_its_results() {
    let mut results = Results::new(&info());
    results.add(failed().outcome);
    results.add(ended("iax2/7/one", Verdict::Pass).outcome);
    let left: Vec<&str> = results.not_passed().collect();
    assert_eq!(left, ["iax2/7/hangup", "iax2/8/two"]);
    results.add(ended("iax2/8/two", Verdict::Pass).outcome);
    let json = serde_json::to_string(&results).expect("it forms");
    assert!(!json.contains("unfinished"), "a whole run has nothing unfinished: {json}");
}
