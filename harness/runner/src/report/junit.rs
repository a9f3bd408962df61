//! `junit.xml`: fail = failure; broken and inconclusive = error; unsupported = skipped; warn = pass with output.

use super::event::{ReportError, Reporter, RunEvent, RunInfo};
use super::outcome::Ended;
use super::results::write_whole;
use phonerig_judge::finding::Finding;
use phonerig_judge::verdict::Verdict;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
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
            RunEvent::ScenarioStarted { .. } => {}
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
    let mut case = TestCase::new(outcome.id.as_str(), status(ended));
    case.set_classname(outcome.id.rsplit_once('/').map_or("", |(folder, _)| folder));
    case.set_time(ended.took);
    if outcome.verdict == Verdict::Warn {
        case.set_system_out(findings_text(&outcome.findings));
    }
    case
}

fn status(ended: &Ended) -> TestCaseStatus {
    let outcome = &ended.outcome;
    let mut status = match outcome.verdict {
        Verdict::Pass | Verdict::Warn => return TestCaseStatus::success(),
        Verdict::Unsupported => TestCaseStatus::skipped(),
        Verdict::Inconclusive | Verdict::Broken => {
            TestCaseStatus::non_success(NonSuccessKind::Error)
        }
        Verdict::Fail => TestCaseStatus::non_success(NonSuccessKind::Failure),
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
