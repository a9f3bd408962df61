//! Plays scenarios of a suite on the sim, against the reference phone or one of its mutants.

use super::case::Case;
use super::drive::{Script, drive};
use super::head::Head;
use super::load::Suite;
use super::play::{Played, Trouble};
use crate::bench::Bench as _;
use crate::bench::sim::{Reference, Sim, configure};
use crate::mutant::{Mutant, Mutated};
use crate::net::topology::{Plan, Topology};
use crate::record::{Note, Recording, Tap, Topic, Uncaptured};
use phonerig_judge::verdict::Verdict;
use phonerig_phone::Policy;
use std::path::Path;
use std::time::Duration;

/// The name of this bench.
pub const NAME: &str = "sim";

/// Plays a scenario and records it into a file.
///
/// # Errors
/// The rig's own trouble.
pub fn play(suite: &Suite, case: &Case, seed: u64, capture: &Path) -> Result<Played, Trouble> {
    let nats = case.scenario.nat.iter().map(|nat| nat.name.as_str());
    let mut recording = Recording::create(capture, nats)?;
    let played = record(suite, case, seed, &Mutant::none(), &mut recording);
    recording.finish()?;
    played
}

/// Plays a scenario against the phone or a mutant, and keeps no evidence.
///
/// # Errors
/// The rig's own trouble.
pub fn try_out(
    suite: &Suite,
    case: &Case,
    seed: u64,
    mutant: Option<&Mutant>,
) -> Result<Played, Trouble> {
    let none = Mutant::none();
    record(suite, case, seed, mutant.unwrap_or(&none), &mut Uncaptured::default())
}

fn record(
    suite: &Suite,
    case: &Case,
    seed: u64,
    mutant: &Mutant,
    tap: &mut dyn Tap,
) -> Result<Played, Trouble> {
    let script = Script {
        scenario: &case.scenario,
        preambles: &suite.preambles,
        declaration: &suite.declaration,
        catalogue: &suite.catalogue,
        seed,
        slack: Duration::ZERO,
    };
    head(suite, case, seed).write(tap)?;
    if let Some(reason) = &case.unsupported {
        return Ok(Played::unsupported(reason));
    }
    let net = Topology::new(&Plan {
        seed,
        scenario: &case.id,
        plays: &case.scenario.plays,
        nats: &case.scenario.nat,
        links: &case.scenario.link,
    })?;
    let addresses = net.addresses();
    let mut policy = Policy::default();
    mutant.bend(&mut policy);
    let config = configure(&suite.declaration, &addresses, policy)?;
    let device = Mutated::new(Reference::new(config, seed), mutant);
    let mut sim = Sim::new(device, net, tap);
    let played = drive(&script, &addresses, &mut sim)?;
    let end = sim.now();
    let last = match (&played.verdict, &played.reason) {
        (Verdict::Broken, Some(trouble)) => Note::new(Topic::Broken, trouble.as_str()),
        _ => Note::new(Topic::End, ""),
    };
    tap.note(end, &last)?;
    Ok(played)
}

fn head(suite: &Suite, case: &Case, seed: u64) -> Head {
    let preambles = suite.preambles.iter();
    Head {
        versions: suite.versions(),
        bench: NAME.to_owned(),
        slack: Duration::ZERO,
        seed,
        declaration: suite.declaration_text.clone(),
        preambles: preambles.map(|one| (one.file.clone(), one.text.clone())).collect(),
        id: case.id.clone(),
        scenario: case.scenario.text.clone(),
    }
}
