//! `index.html`: one self-contained page that opens from disk.

use super::attempt::Attempt;
use super::event::{ReportError, Reporter, RunEvent, RunInfo};
use super::human::long;
use super::outcome::{Ended, Outcome, TranscriptRow};
use super::results::write_whole;
use askama::Template;
use phonerig_judge::catalogue::Catalogue;
use phonerig_judge::finding::{Finding, RequirementId};
use phonerig_judge::verdict::Verdict;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Writes the page when the run is over.
#[derive(Debug)]
pub struct HtmlPage {
    catalogue: Arc<Catalogue>,
    info: Option<RunInfo>,
    ended: Vec<Arc<Ended>>,
}

impl HtmlPage {
    /// A page with requirement texts from `catalogue`.
    pub const fn new(catalogue: Arc<Catalogue>) -> Self {
        Self { catalogue, info: None, ended: Vec::new() }
    }
}

impl Reporter for HtmlPage {
    fn hear(&mut self, event: &RunEvent) -> Result<(), ReportError> {
        match event {
            RunEvent::Started(info) => self.info = Some(info.clone()),
            RunEvent::ScenarioFinished(ended) => self.ended.push(Arc::clone(ended)),
            RunEvent::ScenarioStarted { .. } | RunEvent::AttemptFinished(_) => {}
            RunEvent::Finished { .. } => return self.write(),
        }
        Ok(())
    }
}

impl HtmlPage {
    fn write(&mut self) -> Result<(), ReportError> {
        let Some(info) = &self.info else { return Ok(()) };
        self.ended.sort_by(|a, b| a.outcome.id.cmp(&b.outcome.id));
        let text = page_text(info, &self.ended, &self.catalogue)?;
        write_whole(&info.out.join("index.html"), &text)
    }
}

/// The page of a run.
///
/// # Errors
/// Fails where the template does.
pub fn page_text(
    info: &RunInfo,
    ended: &[Arc<Ended>],
    catalogue: &Catalogue,
) -> Result<String, ReportError> {
    Page::new(info, ended, catalogue)
        .render()
        .map_err(|cause| ReportError::Form { what: "HTML", cause: cause.to_string() })
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    dut: &'a str,
    bench: &'a str,
    seed: u64,
    versions: &'a BTreeMap<String, String>,
    total: usize,
    changed: usize,
    flaky: usize,
    virtual_time: String,
    counts: Vec<Count>,
    groups: Vec<Group<'a>>,
}

struct Count {
    word: &'static str,
    number: usize,
}

struct Group<'a> {
    name: &'a str,
    cases: Vec<Case<'a>>,
}

struct Case<'a> {
    id: &'a str,
    name: &'a str,
    title: &'a str,
    verdict: &'static str,
    changed: bool,
    flaky: bool,
    attempts: Vec<AttemptView<'a>>,
    virtual_time: String,
    reason: Option<&'a str>,
    board: Option<&'a str>,
    requirements: Vec<Req<'a>>,
    findings: Vec<FindingView<'a>>,
    rows: Vec<Row<'a>>,
    capture: Option<&'a str>,
    /// Whether a copy of the capture says on its packets what was found.
    commented: bool,
}

struct AttemptView<'a> {
    number: u32,
    verdict: &'static str,
    why: &'a str,
    board: Option<&'a str>,
    capture: Option<&'a str>,
    /// The other file of its evidence that people read.
    transcript: Option<String>,
}

struct Req<'a> {
    id: &'a str,
    level: String,
    statement: &'a str,
    verdict: &'static str,
}

struct FindingView<'a> {
    requirement: &'a str,
    verdict: &'static str,
    words: &'a str,
    statement: &'a str,
    expected: Option<&'a str>,
    got: Option<&'a str>,
    place: String,
}

struct Row<'a> {
    time: String,
    packet: String,
    text: &'a str,
    marks: Vec<Mark>,
}

struct Mark {
    verdict: &'static str,
    text: String,
}

impl<'a> Page<'a> {
    fn new(info: &'a RunInfo, ended: &'a [Arc<Ended>], catalogue: &'a Catalogue) -> Self {
        let virtual_ms = ended.iter().map(|e| e.outcome.virtual_ms).sum();
        Self {
            dut: &info.dut,
            bench: &info.bench,
            seed: info.seed,
            versions: &info.versions,
            total: ended.len(),
            changed: ended.iter().filter(|e| e.outcome.changed == Some(true)).count(),
            flaky: ended.iter().filter(|e| e.outcome.flaky).count(),
            virtual_time: long(Duration::from_millis(virtual_ms)),
            counts: counts(ended),
            groups: groups(ended, catalogue),
        }
    }
}

fn counts(ended: &[Arc<Ended>]) -> Vec<Count> {
    use Verdict::{Broken, Fail, Inconclusive, Pass, Unsupported, Warn};
    [Fail, Broken, Inconclusive, Warn, Pass, Unsupported]
        .into_iter()
        .map(|verdict| Count {
            word: verdict.word(),
            number: ended.iter().filter(|e| e.outcome.verdict == verdict).count(),
        })
        .filter(|count| count.number > 0)
        .collect()
}

fn groups<'a>(ended: &'a [Arc<Ended>], catalogue: &'a Catalogue) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for one in ended {
        let (folder, name) = one.outcome.id.rsplit_once('/').unwrap_or(("", &one.outcome.id));
        if groups.last().is_none_or(|group| group.name != folder) {
            groups.push(Group { name: folder, cases: Vec::new() });
        }
        let group = groups.last_mut().expect("one was just pushed");
        group.cases.push(Case::new(name, one, catalogue));
    }
    groups
}

impl<'a> Case<'a> {
    fn new(name: &'a str, ended: &'a Ended, catalogue: &'a Catalogue) -> Self {
        let outcome = &ended.outcome;
        Self {
            id: &outcome.id,
            name,
            title: &outcome.title,
            verdict: outcome.verdict.word(),
            changed: outcome.changed == Some(true),
            flaky: outcome.flaky,
            attempts: outcome.earlier.iter().map(AttemptView::new).collect(),
            virtual_time: long(Duration::from_millis(outcome.virtual_ms)),
            reason: outcome.reason.as_deref(),
            board: outcome.board.as_deref(),
            requirements: outcome
                .requirements
                .iter()
                .map(|id| Req::new(id, outcome, catalogue))
                .collect(),
            findings: outcome.findings.iter().map(|f| FindingView::new(f, catalogue)).collect(),
            rows: rows(&ended.transcript, &outcome.findings),
            capture: outcome.capture.as_deref(),
            commented: outcome.findings.iter().any(|finding| finding.packet.is_some()),
        }
    }
}

impl<'a> AttemptView<'a> {
    fn new(attempt: &'a Attempt) -> Self {
        let capture = attempt.capture.as_deref();
        let folder = capture.and_then(|capture| capture.rsplit_once('/'));
        Self {
            number: attempt.number,
            verdict: attempt.verdict.word(),
            why: attempt.why(),
            board: attempt.board.as_deref(),
            capture,
            transcript: folder.map(|(folder, _)| format!("{folder}/transcript.txt")),
        }
    }
}

impl<'a> Req<'a> {
    fn new(id: &'a RequirementId, outcome: &Outcome, catalogue: &'a Catalogue) -> Self {
        let entry = catalogue.get(id);
        let worst = outcome
            .findings
            .iter()
            .filter(|finding| finding.requirement.as_ref() == Some(id))
            .map(|finding| finding.verdict)
            .max();
        Self {
            id: id.as_str(),
            level: entry.map_or_else(String::new, |e| e.level().to_string()),
            statement: entry.map_or("", |e| e.statement.as_str()),
            verdict: worst.map_or("", Verdict::word),
        }
    }
}

impl<'a> FindingView<'a> {
    fn new(finding: &'a Finding, catalogue: &'a Catalogue) -> Self {
        let id = finding.requirement.as_ref();
        Self {
            requirement: id.map_or("script", RequirementId::as_str),
            verdict: finding.verdict.word(),
            words: &finding.words,
            statement: id.and_then(|id| catalogue.get(id)).map_or("", |r| r.statement.as_str()),
            expected: finding.expected.as_deref(),
            got: finding.got.as_deref(),
            place: place(finding),
        }
    }
}

fn place(finding: &Finding) -> String {
    let line = finding.line.map(|n| format!("script line {n}"));
    let packet = finding.packet.map(|n| format!("packet {n}"));
    let party = Some(format!("by {}", finding.party));
    [line, packet, party].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The rows, each with the violations that it shows; those that no packet shows stand at the last row.
fn rows<'a>(transcript: &'a [TranscriptRow], findings: &[Finding]) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = transcript.iter().map(Row::new).collect();
    for finding in findings {
        let place = transcript
            .iter()
            .position(|row| row.packet.is_some() && row.packet == finding.packet)
            .unwrap_or(rows.len().saturating_sub(1));
        if let Some(row) = rows.get_mut(place) {
            row.marks.push(Mark::new(finding));
        }
    }
    rows
}

impl<'a> Row<'a> {
    fn new(row: &'a TranscriptRow) -> Self {
        Self {
            time: format!("{:.6}", row.at.as_secs_f64()),
            packet: row.packet.map_or_else(String::new, |n| format!("#{n}")),
            text: &row.text,
            marks: Vec::new(),
        }
    }
}

impl Mark {
    fn new(finding: &Finding) -> Self {
        let id = finding.requirement.as_ref().map_or("script", RequirementId::as_str);
        Self { verdict: finding.verdict.word(), text: format!("{id}: {}", finding.words) }
    }
}
