//! Plays one scenario on a bench, live or over its capture, and concludes.

use super::observed::Observed;
use super::play::{Played, Trouble};
use crate::bench::{Bench, Plays, play};
use crate::net::topology::Addresses;
use iax2_wire::time::Instant;
use phonerig_judge::catalogue::Catalogue;
use phonerig_judge::declaration::Declaration;
use phonerig_judge::finding::Finding;
use phonerig_judge::happening::{Command, Happening};
use phonerig_judge::player::{self, Player, Setup};
use phonerig_judge::scenario::{Preamble, Scenario};
use phonerig_judge::verdict::Verdict;
use std::time::Duration;

/// Everything that a verdict depends on besides what happens.
#[derive(Clone, Copy, Debug)]
pub struct Script<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The ways to where it starts.
    pub preambles: &'a [Preamble],
    /// What the device says of itself.
    pub declaration: &'a Declaration,
    /// How binding requirements are.
    pub catalogue: &'a Catalogue,
    /// Where chance begins.
    pub seed: u64,
    /// How far the bench's times may be off.
    pub slack: Duration,
}

/// Plays a scenario on a bench to its end.
///
/// Trouble of the bench makes it `broken`.
///
/// # Errors
/// Where the scenario cannot be begun.
pub fn drive(
    script: &Script<'_>,
    addresses: &Addresses,
    bench: &mut impl Bench,
) -> Result<Played, Trouble> {
    let known = player::Addresses {
        dut: addresses.dut,
        dut_own: addresses.dut_own,
        parties: addresses.parties.iter().map(|(name, at)| (name.clone(), at.ip())).collect(),
    };
    let player = Player::new(&Setup {
        scenario: script.scenario,
        preambles: script.preambles,
        declaration: script.declaration,
        catalogue: script.catalogue,
        seed: script.seed,
        addresses: &known,
        slack: script.slack,
    });
    let mut observed = Observed::new(player, addresses, script.declaration, script.slack);
    if let Err(trouble) = play(&mut observed, bench) {
        observed.broken = Some(trouble.to_string());
    }
    Ok(conclude(observed, bench.now()))
}

/// Puts together what player and rules found.
fn conclude(mut observed: Observed<Player>, end: Instant) -> Played {
    let virtual_time = end.since(Instant::ZERO);
    if let Some(trouble) = observed.broken {
        let transcript = observed.story.finish();
        return Played { virtual_time, transcript, ..Played::broken(trouble) };
    }
    observed.rules.advance(end);
    observed.rules.finish();
    let ending = observed.player.outcome();
    let mut findings = ending.findings;
    findings.extend(observed.rules.drain().into_iter().filter(|f| f.verdict != Verdict::Pass));
    findings.sort_by_key(|finding| (finding.packet, finding.line));
    let normalised = observed.normaliser.finish(&findings);
    Played {
        board: None,
        verdict: verdict(ending.verdict, &findings),
        reason: ending.reason,
        findings,
        virtual_time,
        transcript: observed.story.finish(),
        normalised,
    }
}

fn verdict(script: Verdict, findings: &[Finding]) -> Verdict {
    findings.iter().map(|finding| finding.verdict).fold(script, Verdict::max)
}

impl Plays for Player {
    fn handle_input(&mut self, happening: Happening) {
        Self::handle_input(self, &happening);
    }

    fn handle_timeout(&mut self, now: Instant) {
        Self::handle_timeout(self, now);
    }

    fn poll_command(&mut self) -> Option<Command> {
        Self::poll_command(self)
    }

    fn poll_timeout(&self) -> Option<Instant> {
        Self::poll_timeout(self)
    }

    fn is_done(&self) -> bool {
        Self::is_done(self)
    }
}
