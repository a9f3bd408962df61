//! Findings as they are printed and as JSON.

use std::io::{self, Write};

use phonerig_judge::finding::Finding;
use phonerig_judge::verdict::{Level, Verdict};
use serde::Serialize;

use super::foreign::Judged;

/// A finding in `judge --json`.
#[derive(Serialize)]
struct Row<'a> {
    capture: &'a str,
    packet: Option<u64>,
    requirement: Option<&'a str>,
    level: Level,
    verdict: Verdict,
    party: &'a str,
    words: &'a str,
}

/// A capture in `judge --json`.
#[derive(Serialize)]
struct Summary<'a> {
    capture: &'a str,
    /// What it was judged by: `rules`, the always-on ones.
    by: &'static str,
    verdict: Option<Verdict>,
    datagrams: u64,
    fails: u64,
    warnings: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Writes `{"findings": [..], "captures": [..]}` as the findings come.
pub(super) struct Json<W: Write> {
    out: W,
    summaries: Vec<serde_json::Value>,
    is_first: bool,
}

impl<W: Write> Json<W> {
    pub(super) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(b"{\"findings\": [")?;
        Ok(Self { out, summaries: Vec::new(), is_first: true })
    }

    pub(super) fn finding(&mut self, capture: &str, finding: &Finding) -> io::Result<()> {
        self.out.write_all(if self.is_first { b"\n" } else { b",\n" })?;
        self.is_first = false;
        let row = Row {
            capture,
            packet: finding.packet,
            requirement: finding.requirement.as_ref().map(|id| id.as_str()),
            level: finding.level,
            verdict: finding.verdict,
            party: &finding.party,
            words: &finding.words,
        };
        Ok(serde_json::to_writer(&mut self.out, &row)?)
    }

    pub(super) fn capture(
        &mut self,
        capture: &str,
        judged: &Judged,
        error: Option<String>,
    ) -> io::Result<()> {
        let Judged { datagrams, fails, warnings, .. } = *judged;
        let (by, verdict) = ("rules", judged.verdict());
        let summary = Summary { capture, by, verdict, datagrams, fails, warnings, error };
        self.summaries.push(serde_json::to_value(summary)?);
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.write_all(b"\n], \"captures\": ")?;
        serde_json::to_writer(&mut self.out, &self.summaries)?;
        self.out.write_all(b"}\n")?;
        self.out.flush()
    }
}

/// A finding as a line: where, how grave, what rule, who, what happened.
pub(super) fn line(capture: &str, finding: &Finding) -> String {
    let packet = finding.packet.map_or_else(|| "-".into(), |packet| packet.to_string());
    let requirement = finding.requirement.as_ref().map_or("-", |id| id.as_str());
    let Finding { verdict, party, words, .. } = finding;
    format!("{capture}:{packet}: {verdict} {requirement} {party}: {words}")
}

/// What came of a capture, as a line.
pub(super) fn summary(capture: &str, judged: &Judged) -> String {
    let Judged { datagrams, fails, warnings, incomplete } = *judged;
    let Some(verdict) = judged.verdict() else {
        return format!("{capture}: no IAX2: no flow with two full frames that go together");
    };
    let incomplete = incomplete.map_or_else(String::new, |packet| {
        format!("; judged up to packet {packet}, which was not captured whole")
    });
    format!(
        "{capture}: {verdict} by the always-on rules: {fails} fail, {warnings} warn in {datagrams} \
         datagrams{incomplete}"
    )
}
