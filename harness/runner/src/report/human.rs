//! The report for people at a terminal: a line a scenario, then what is wrong, the summary last.

use super::event::{ReportError, Reporter, RunEvent, RunInfo};
use super::outcome::{Ended, Outcome};
use anstyle::{AnsiColor, Style};
use phonerig_judge::catalogue::Catalogue;
use phonerig_judge::finding::Finding;
use phonerig_judge::verdict::Verdict;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

/// The verdicts in the order in which the summary counts them.
const ORDER: [Verdict; 6] = [
    Verdict::Pass,
    Verdict::Warn,
    Verdict::Fail,
    Verdict::Inconclusive,
    Verdict::Broken,
    Verdict::Unsupported,
];

/// Writes for people; colours are left to the writer (`anstream` strips them where nobody sees them).
pub struct Human<W> {
    out: W,
    catalogue: Arc<Catalogue>,
    info: Option<RunInfo>,
    ended: Vec<Arc<Ended>>,
}

impl<W: Write> Human<W> {
    /// A report to `out`, with requirement texts from `catalogue`.
    pub const fn new(out: W, catalogue: Arc<Catalogue>) -> Self {
        Self { out, catalogue, info: None, ended: Vec::new() }
    }
}

impl<W: Write> Reporter for Human<W> {
    fn hear(&mut self, event: &RunEvent) -> Result<(), ReportError> {
        match event {
            RunEvent::Started(info) => self.info = Some(info.clone()),
            RunEvent::ScenarioFinished(ended) => self.ended.push(Arc::clone(ended)),
            RunEvent::ScenarioStarted { .. } | RunEvent::AttemptFinished(_) => {}
            RunEvent::Finished { wall } => self.write(*wall)?,
        }
        Ok(())
    }
}

impl<W: Write> Human<W> {
    fn write(&mut self, wall: Duration) -> std::io::Result<()> {
        self.ended.sort_by(|a, b| a.outcome.id.cmp(&b.outcome.id));
        let outcomes: Vec<Outcome> = self.ended.iter().map(|e| e.outcome.clone()).collect();
        for outcome in &outcomes {
            self.line(outcome)?;
        }
        for outcome in &outcomes {
            self.detail(outcome)?;
        }
        self.summary(&outcomes, wall)
    }

    fn line(&mut self, outcome: &Outcome) -> std::io::Result<()> {
        let style = style(outcome.verdict);
        let changed = match (outcome.changed, outcome.verdict) {
            (Some(true), _) => "  changed",
            (None, Verdict::Pass | Verdict::Warn) => "  no snapshot",
            _ => "",
        };
        let flaky = if outcome.flaky { "  flaky" } else { "" };
        let (word, id, title) = (outcome.verdict, &outcome.id, &outcome.title);
        writeln!(self.out, "{style}{word:<12}{style:#} {id:<44} {title}{changed}{flaky}")
    }

    fn detail(&mut self, outcome: &Outcome) -> std::io::Result<()> {
        if matches!(outcome.verdict, Verdict::Pass | Verdict::Unsupported) && !outcome.flaky {
            return Ok(());
        }
        let style = style(outcome.verdict).bold();
        writeln!(self.out)?;
        writeln!(
            self.out,
            "{style}{}{style:#}  {}: {}",
            outcome.verdict, outcome.id, outcome.title
        )?;
        if let (Some(reason), true) = (&outcome.reason, outcome.verdict != Verdict::Fail) {
            self.field("reason", reason)?;
        }
        if let Some(board) = &outcome.board {
            self.field("board", board)?;
        }
        for group in outcome.findings.chunk_by(is_of_one_event) {
            self.event(group)?;
        }
        if let (Some(capture), Some(info)) = (&outcome.capture, &self.info) {
            let path = info.out.join(capture).display().to_string();
            self.field("capture", &path)?;
        }
        self.attempts(outcome)
    }

    /// The attempts before the one that counts, with where their evidence is.
    fn attempts(&mut self, outcome: &Outcome) -> std::io::Result<()> {
        for attempt in &outcome.earlier {
            let capture = attempt.capture.as_deref().unwrap_or_default();
            let on =
                attempt.board.as_ref().map_or_else(String::new, |board| format!(" on {board}"));
            let text = format!("{}{on}: {}  {capture}", attempt.verdict, attempt.why());
            self.field(&format!("attempt {}", attempt.number), &text)?;
        }
        Ok(())
    }

    /// What one event broke: each requirement, then what happened.
    fn event(&mut self, findings: &[Finding]) -> std::io::Result<()> {
        for finding in findings {
            let Some(id) = &finding.requirement else { continue };
            let text = self.catalogue.get(id).map_or("", |r| r.statement.as_str());
            let text = format!("{id} ({}) {text}", finding.level);
            self.field("requirement", &text)?;
        }
        findings.first().map_or(Ok(()), |finding| self.what(finding))
    }

    fn what(&mut self, finding: &Finding) -> std::io::Result<()> {
        self.field("what", &format!("{}: {}", finding.party, finding.words))?;
        if let Some(expected) = &finding.expected {
            let line = finding.line.map_or_else(String::new, |n| format!("line {n}: "));
            self.field("expected", &format!("{line}{expected}"))?;
        }
        if let Some(got) = &finding.got {
            let packet = finding.packet.map_or_else(String::new, |n| format!("packet {n}: "));
            self.field("came", &format!("{packet}{got}"))?;
        } else if let Some(packet) = finding.packet {
            self.field("packet", &packet.to_string())?;
        }
        Ok(())
    }

    fn field(&mut self, name: &str, text: &str) -> std::io::Result<()> {
        writeln!(self.out, "  {name:<12} {text}")
    }

    fn summary(&mut self, outcomes: &[Outcome], wall: Duration) -> std::io::Result<()> {
        let Some(info) = self.info.clone() else { return Ok(()) };
        writeln!(self.out)?;
        writeln!(self.out, "{}", counts_line(outcomes))?;
        writeln!(self.out, "{}", time_line(outcomes, wall))?;
        let (out, seed) = (info.out.display(), info.seed);
        writeln!(self.out, "{} on {}, seed {seed}; report {out}/index.html", info.dut, info.bench)
    }
}

/// Whether two findings are about the same event, and differ in the requirement alone.
fn is_of_one_event(one: &Finding, other: &Finding) -> bool {
    (&one.words, one.packet, one.line) == (&other.words, other.packet, other.line)
}

/// How many there are of each verdict, and how many changed.
fn counts_line(outcomes: &[Outcome]) -> String {
    let count = |verdict| outcomes.iter().filter(|o| o.verdict == verdict).count();
    let verdicts: Vec<String> = ORDER
        .into_iter()
        .filter(|verdict| count(*verdict) > 0)
        .map(|verdict| format!("{} {verdict}", count(verdict)))
        .collect();
    let changed = outcomes.iter().filter(|o| o.changed == Some(true)).count();
    let s = if outcomes.len() == 1 { "" } else { "s" };
    let flaky = match outcomes.iter().filter(|outcome| outcome.flaky).count() {
        0 => String::new(),
        flaky => format!("; {flaky} flaky: passed only when tried again"),
    };
    format!("{} scenario{s}: {}; {changed} changed{flaky}", outcomes.len(), verdicts.join(", "))
}

/// Virtual time against time on the wall.
fn time_line(outcomes: &[Outcome], wall: Duration) -> String {
    let virtual_time = Duration::from_millis(outcomes.iter().map(|o| o.virtual_ms).sum());
    let ratio = virtual_time.as_secs_f64() / wall.as_secs_f64().max(1e-6);
    format!(
        "{} of virtual time in {:.2} s of wall time: {ratio:.0} times as fast",
        long(virtual_time),
        wall.as_secs_f64()
    )
}

/// A duration as people say it.
pub(crate) fn long(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, _) => format!("{:.1} s", duration.as_secs_f64()),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// The colour of a verdict.
fn style(verdict: Verdict) -> Style {
    let colour = match verdict {
        Verdict::Pass => AnsiColor::Green,
        Verdict::Warn => AnsiColor::Yellow,
        Verdict::Unsupported => AnsiColor::BrightBlack,
        Verdict::Inconclusive => AnsiColor::Magenta,
        Verdict::Broken => AnsiColor::Cyan,
        Verdict::Fail => AnsiColor::Red,
    };
    colour.on_default()
}
