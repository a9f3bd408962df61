//! `junit.xml`: fail = failure; broken and inconclusive = error; unsupported = skipped; warn = pass with output; earlier
//! attempts = flaky runs of what passed in the end, reruns of what did not.

use super::attempt::Attempt;
use super::event::{ReportError, Reporter, RunEvent, RunInfo};
use super::outcome::Ended;
use super::results::write_whole;
use phonerig_judge::finding::Finding;
use phonerig_judge::verdict::Verdict;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestRerun, TestSuite};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

/// Writes the JUnit file when the run is over.
#[derive(Debug)]
pub struct JunitFile {
    path: Option<PathBuf>,
    info: Option<RunInfo>,
    ended: Vec<Arc<Ended>>,
}

impl JunitFile {
    /// A report to `path`, or to `junit.xml` in the run folder.
    pub const fn new(path: Option<PathBuf>) -> Self {
        Self { path, info: None, ended: Vec::new() }
    }
}

impl Reporter for JunitFile {
    fn hear(&mut self, event: &RunEvent) -> Result<(), ReportError> {
        match event {
            RunEvent::Started(info) => {
                self.path.get_or_insert_with(|| info.out.join("junit.xml"));
                self.info = Some(info.clone());
            }
            RunEvent::ScenarioFinished(ended) => self.ended.push(Arc::clone(ended)),
            RunEvent::ScenarioStarted { .. } | RunEvent::AttemptFinished(_) => {}
            RunEvent::Finished { .. } => return self.write(),
        }
        Ok(())
    }
}

impl JunitFile {
    fn write(&mut self) -> Result<(), ReportError> {
        let (Some(path), Some(info)) = (&self.path, &self.info) else { return Ok(()) };
        self.ended.sort_by(|a, b| a.outcome.id.cmp(&b.outcome.id));
        let text = junit_text(info, &self.ended)?;
        write_whole(path, &text)
    }
}

/// The JUnit document of a run.
///
/// # Errors
/// Fails where the XML writer does.
pub fn junit_text(info: &RunInfo, ended: &[Arc<Ended>]) -> Result<String, ReportError> {
    let mut suite = TestSuite::new(format!("{} on {}", info.dut, info.bench));
    suite.add_property(("seed", info.seed.to_string().as_str()));
    suite.add_test_cases(ended.iter().map(|one| test_case(one)));
    let mut report = Report::new("phonerig");
    report.add_test_suite(suite);
    report
        .to_string()
        .map_err(|cause| ReportError::Form { what: "JUnit", cause: cause.to_string() })
}

fn test_case(ended: &Ended) -> TestCase {
    let outcome = &ended.outcome;
    let mut status = status(ended);
    if !outcome.earlier.is_empty() {
        status.add_reruns(outcome.earlier.iter().map(rerun));
    }
    let mut case = TestCase::new(outcome.id.as_str(), status);
    case.set_classname(outcome.id.rsplit_once('/').map_or("", |(folder, _)| folder));
    case.set_time(ended.took);
    if let Some(board) = &outcome.board {
        case.add_property(("board", board.as_str()));
    }
    if outcome.verdict == Verdict::Warn {
        case.set_system_out(findings_text(&outcome.findings));
    }
    case
}

/// An attempt before the one that counts, with where its evidence is.
fn rerun(attempt: &Attempt) -> TestRerun {
    let mut rerun = TestRerun::new(kind(attempt.verdict));
    rerun.set_message(attempt.why()).set_type(attempt.verdict.word());
    if let Some(capture) = &attempt.capture {
        let board =
            attempt.board.as_deref().map_or_else(String::new, |board| format!(" on {board}"));
        rerun.set_system_out(format!("attempt {}{board}: {capture}", attempt.number));
    }
    if !attempt.findings.is_empty() {
        rerun.set_description(findings_text(&attempt.findings));
    }
    rerun
}

/// Whose trouble it is: the device's, or the rig's and the rack's.
const fn kind(verdict: Verdict) -> NonSuccessKind {
    match verdict {
        Verdict::Fail => NonSuccessKind::Failure,
        _ => NonSuccessKind::Error,
    }
}

fn status(ended: &Ended) -> TestCaseStatus {
    let outcome = &ended.outcome;
    let mut status = match outcome.verdict {
        Verdict::Pass | Verdict::Warn => return TestCaseStatus::success(),
        Verdict::Unsupported => TestCaseStatus::skipped(),
        verdict @ (Verdict::Inconclusive | Verdict::Broken | Verdict::Fail) => {
            TestCaseStatus::non_success(kind(verdict))
        }
    };
    let message = outcome
        .reason
        .clone()
        .or_else(|| outcome.findings.first().map(|finding| finding.words.clone()));
    status.set_message(message.unwrap_or_default());
    status.set_type(outcome.verdict.word());
    if !outcome.findings.is_empty() {
        status.set_description(findings_text(&outcome.findings));
    }
    status
}

fn findings_text(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let id = finding.requirement.as_ref().map_or("script", |id| id.as_str());
        let packet = finding.packet.map_or_else(String::new, |n| format!(" (packet {n})"));
        writeln!(text, "{} {id}: {}{packet}", finding.verdict, finding.words)
            .expect("a String takes it");
    }
    text
}
