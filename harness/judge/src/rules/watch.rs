//! Where findings gather, each once a leg and end.

use super::options::Options;
use super::registry;
use super::rule::Cite;
use crate::finding::{Finding, RequirementId};
use crate::flow::{AT_ONCE_MS, End, Endpoint, Moment};
use crate::verdict::Verdict;
use iax2_wire::time::Instant;
use rustc_hash::FxHashSet;

/// What every rule can reach: the clock, the options, and where findings go.
#[derive(Debug)]
pub(crate) struct Watch {
    pub(crate) options: Options,
    pub(crate) now: Instant,
    pub(crate) packet: u64,
    /// Where voice is decoded.
    pub(crate) samples: Vec<i16>,
    findings: Vec<Finding>,
    cited: FxHashSet<&'static str>,
    /// What was told of senders outside of any leg.
    told: FxHashSet<(Endpoint, &'static str)>,
}

impl Watch {
    pub(crate) fn new(options: Options) -> Self {
        Self {
            options,
            now: Instant::ZERO,
            packet: 0,
            samples: Vec::new(),
            findings: Vec::new(),
            cited: FxHashSet::default(),
            told: FxHashSet::default(),
        }
    }

    /// Now, and what counts as coming at once: a device answers that frame by frame, each as if the next had not come yet.
    pub(crate) fn moment(&self) -> Moment {
        Moment { at: self.now, at_once_ms: AT_ONCE_MS + self.slack_ms() }
    }

    /// The bench's uncertainty in ms.
    pub(crate) fn slack_ms(&self) -> u64 {
        u64::try_from(self.options.slack.as_millis()).unwrap_or(u64::MAX)
    }

    /// The time of day, in seconds since 1970.
    pub(crate) fn unix_seconds(&self) -> u64 {
        self.options.epoch.as_secs() + self.now.as_millis() / 1000
    }

    /// Whether what this endpoint does is reported.
    pub(crate) fn is_judged(&self, endpoint: Endpoint) -> bool {
        let judged = &self.options.judged;
        judged.is_empty() || judged.contains(&endpoint.address().ip())
    }

    /// Whether a frame to `to` that left in `copies` copies has certainly reached it.
    pub(crate) fn has_arrived(&self, to: &End, copies: u8) -> bool {
        copies >= if self.options.at_device && to.judged { 1 } else { 3 }
    }

    /// Reports that an end broke a requirement: it fails, warns where it is a SHOULD.
    pub(crate) fn fail(&mut self, end: &mut End, cite: Cite, packet: u64, words: String) {
        let verdict = cite.level.deviation();
        self.report(end, cite, verdict, packet, words);
    }

    /// Reports a deviation that the catalogue does not let fail.
    pub(crate) fn warn(&mut self, end: &mut End, cite: Cite, packet: u64, words: String) {
        self.report(end, cite, Verdict::Warn, packet, words);
    }

    fn report(&mut self, end: &mut End, cite: Cite, verdict: Verdict, packet: u64, words: String) {
        if !end.judged || end.told.contains(&cite.id) {
            return;
        }
        end.told.push(cite.id);
        self.push(end.endpoint, cite, verdict, packet, words);
    }

    /// Reports a deviation of a sender whose packet belongs to no leg.
    pub(crate) fn fail_outside(&mut self, sender: Endpoint, cite: Cite, words: String) {
        if self.is_judged(sender) && self.told.insert((sender, cite.id)) {
            self.push(sender, cite, cite.level.deviation(), self.packet, words);
        }
    }

    fn push(&mut self, sender: Endpoint, cite: Cite, verdict: Verdict, packet: u64, words: String) {
        debug_assert!(registry::is_listed(cite.id), "{} stands in no rule's list", cite.id);
        self.cited.insert(cite.id);
        let words = match cite.reading {
            0 => words,
            number => format!("{words} (reading {number})"),
        };
        self.findings.push(Finding {
            requirement: Some(RequirementId::from(cite.id)),
            level: cite.level,
            verdict,
            party: self.name(sender),
            packet: Some(packet),
            line: None,
            expected: None,
            got: None,
            words,
        });
    }

    fn name(&self, endpoint: Endpoint) -> String {
        let address = endpoint.address();
        let named = self.options.names.iter().find(|(ip, _)| *ip == address.ip());
        named.map_or_else(|| address.to_string(), |(_, name)| name.clone())
    }

    /// Forgets what was told of senders outside of legs when there are more than `most`: better told twice.
    pub(crate) fn keep_bounded(&mut self, most: usize) {
        if self.told.len() > most {
            self.told.clear();
        }
    }

    /// Takes the findings that have gathered.
    pub(crate) fn drain(&mut self) -> Vec<Finding> {
        core::mem::take(&mut self.findings)
    }

    /// The requirements that were found broken so far.
    pub(crate) fn cited(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.cited.iter().copied()
    }
}
