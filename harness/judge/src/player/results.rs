//! What came of a scenario.

use super::Player;
use super::stage::{Current, Part};
use crate::finding::{Finding, RequirementId};
use crate::notation::ast::Line;
use crate::verdict::{Level, Verdict};
use iax2_wire::time::Instant;

/// What is said of a scenario.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The verdict of the script; rules may add to it.
    pub verdict: Verdict,
    /// Why it was not judged, or what went wrong.
    pub reason: Option<String>,
    /// What the device did against the script.
    pub findings: Vec<Finding>,
    /// What became of each line of the body.
    pub lines: Vec<LineResult>,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LineResult {
    /// Its number in the file.
    pub line: u32,
    /// When it was fulfilled, or when we acted.
    pub at: Instant,
}

/// What was noted so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Results {
    pub(super) findings: Vec<Finding>,
    pub(super) lines: Vec<LineResult>,
    /// The body was never judged.
    pub(super) trouble: Option<String>,
    /// A line was right only within the bench's uncertainty.
    pub(super) unsure: Option<String>,
    /// The rig or the rack failed.
    pub(super) broken: Option<String>,
}

/// What came instead of what a line wants.
pub(super) struct Instead {
    pub(super) words: String,
    pub(super) got: Option<String>,
    pub(super) packet: Option<u64>,
}

impl Instead {
    pub(super) fn words(words: impl Into<String>) -> Self {
        Self { words: words.into(), got: None, packet: None }
    }
}

impl Player {
    /// A line is not followed: that ends the part that it stands in.
    pub(super) fn fail(&mut self, line: Option<&Line>, instead: Instead) {
        match self.stage.part {
            Part::Preamble => {
                let place = line.map_or(String::new(), |line| format!(", line {}", line.number));
                let got = instead.got.as_deref().map_or(String::new(), |got| format!(": {got}"));
                let words = format!("{}{place}: {}{got}", self.phase_file, instead.words);
                self.results.trouble.get_or_insert(words);
                self.phases.clear();
            }
            Part::Body => self.find(line, instead),
            Part::Postamble => {}
        }
        self.stage.current = Current::Done;
        self.stage.queue.clear();
        self.stage.monitors.clear();
    }

    /// One finding a requirement that the line verifies.
    fn find(&mut self, line: Option<&Line>, instead: Instead) {
        let cites = line.map(|line| line.cites.clone()).unwrap_or_default();
        let cites = if cites.is_empty() { self.most_binding() } else { cites };
        for id in cites {
            let (level, verdict) = self.grade(&id);
            self.results.findings.push(Finding {
                requirement: Some(id),
                level,
                verdict,
                party: "dut".to_owned(),
                packet: instead.packet,
                line: line.map(|line| line.number),
                expected: line.map(Line::to_string),
                got: instead.got.clone(),
                words: instead.words.clone(),
            });
        }
    }

    /// What a line verifies that cites nothing: the most binding of the scenario's requirements, the first of several.
    fn most_binding(&self) -> Vec<RequirementId> {
        let level = |id: &&RequirementId| self.grade(id).0;
        let requires = self.cast.requires.iter();
        requires.rev().max_by_key(level).cloned().into_iter().collect()
    }

    fn grade(&self, id: &RequirementId) -> (Level, Verdict) {
        self.cast.grades.get(id).copied().unwrap_or((Level::Must, Verdict::Fail))
    }

    /// The device does not get idle: that is a finding of the scenario that left it so.
    pub(super) fn find_not_idle(&mut self, words: &str) {
        self.results.findings.push(Finding {
            requirement: None,
            level: Level::Must,
            verdict: Verdict::Fail,
            party: "dut".to_owned(),
            packet: None,
            line: None,
            expected: Some("dut idle".to_owned()),
            got: None,
            words: words.to_owned(),
        });
    }

    /// The device has stopped or started anew by itself. That fails whatever was played, and ends it.
    pub(super) fn find_fault(&mut self, packet: u64, words: &str) {
        self.results.trouble = None;
        self.results.findings.push(Finding {
            requirement: None,
            level: Level::Must,
            verdict: Verdict::Fail,
            party: "dut".to_owned(),
            packet: Some(packet).filter(|packet| *packet > 0),
            line: None,
            expected: None,
            got: Some(words.to_owned()),
            words: "the device broke down".to_owned(),
        });
    }

    /// What came of the scenario.
    pub fn outcome(&self) -> Outcome {
        let results = &self.results;
        let worst = results.findings.iter().map(|finding| finding.verdict).max();
        let (verdict, reason) = match (&results.broken, &results.trouble, &results.unsure) {
            (Some(reason), ..) => (Verdict::Broken, Some(reason.clone())),
            (None, Some(reason), _) => (Verdict::Inconclusive, Some(reason.clone())),
            (None, None, Some(reason)) if worst.is_none_or(|worst| worst < Verdict::Fail) => {
                (Verdict::Inconclusive, Some(reason.clone()))
            }
            _ => {
                let finding =
                    results.findings.iter().find(|finding| Some(finding.verdict) == worst);
                (worst.unwrap_or(Verdict::Pass), finding.map(|finding| finding.words.clone()))
            }
        };
        Outcome {
            verdict,
            reason,
            findings: results.findings.clone(),
            lines: results.lines.clone(),
        }
    }
}
