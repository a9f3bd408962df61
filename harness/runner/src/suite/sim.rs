//! Plays scenarios of a suite on the sim, against the reference phone or one of its mutants.

use super::case::Case;
use super::drive::{Script, drive};
use super::head::Head;
use super::load::Suite;
use super::play::{Played, Trouble};
use crate::bench::sim::{Reference, configure};
use crate::bench::{Bench as _, Device, Jumping, Pace, Rig};
use crate::mutant::{Mutant, Mutated, Scout};
use crate::net::topology::{Plan, Topology};
use crate::record::{Note, Recording, Tap, Topic, Uncaptured};
use iax2_wire::time::Instant;
use phonerig_judge::verdict::Verdict;
use phonerig_phone::{Config, Policy};
use std::path::Path;
use std::time::Duration;

/// The name of this bench.
pub const NAME: &str = "sim";

/// What it can do beyond a device, in the words of bench files.
pub const OFFERS: [&str; 1] = ["power"];

/// Why a scenario cannot be played here; nothing where it can.
pub fn lacks(case: &Case) -> Option<String> {
    let wish = case.scenario.wishes().find(|wish| !OFFERS.contains(wish))?;
    Some(format!("the bench {NAME} has no `{wish}`"))
}

/// Plays a scenario against the reference phone, or a mutant of it, and records it into a file.
///
/// # Errors
/// The rig's own trouble.
pub fn play(
    suite: &Suite,
    case: &Case,
    seed: u64,
    fault: Option<&Mutant>,
    capture: &Path,
) -> Result<Played, Trouble> {
    let nats = case.scenario.nat.iter().map(|nat| nat.name.as_str());
    let mut recording = Recording::create(capture, nats)?;
    head(suite, case, seed, NAME, Duration::ZERO).write(&mut recording)?;
    let played = match fault {
        None => healthy(suite, case, seed, &mut recording),
        Some(mutant) => faulty(suite, case, seed, mutant, &mut recording),
    };
    recording.finish()?;
    played
}

fn healthy(suite: &Suite, case: &Case, seed: u64, tap: &mut dyn Tap) -> Result<Played, Trouble> {
    let phone = |config| Reference::new(config, seed);
    let parts = (phone, Jumping::default());
    let (played, _) = record(suite, case, seed, Policy::default(), parts, tap)?;
    Ok(played)
}

fn faulty(
    suite: &Suite,
    case: &Case,
    seed: u64,
    mutant: &Mutant,
    tap: &mut dyn Tap,
) -> Result<Played, Trouble> {
    let mut policy = Policy::default();
    mutant.bend(&mut policy);
    let phone = |config| Mutated::new(Reference::new(config, seed), mutant);
    let (played, _) = record(suite, case, seed, policy, (phone, Jumping::default()), tap)?;
    Ok(played)
}

/// Plays a scenario against the phone without a fault and keeps no evidence; tells for each of these mutants
/// whether it can make a difference at all.
///
/// # Errors
/// The rig's own trouble.
pub fn scout(
    suite: &Suite,
    case: &Case,
    seed: u64,
    mutants: &[Mutant],
) -> Result<(Played, Vec<bool>), Trouble> {
    let watched = |config| Scout::new(Reference::new(config, seed), mutants);
    let nowhere = &mut Uncaptured::default();
    let (played, scout) =
        record(suite, case, seed, Policy::default(), (watched, Jumping::default()), nowhere)?;
    let met = scout.map_or_else(|| vec![false; mutants.len()], |scout| scout.met().to_vec());
    Ok((played, met))
}

/// Plays a scenario against a mutant, and keeps no evidence.
///
/// # Errors
/// The rig's own trouble.
pub fn try_out(suite: &Suite, case: &Case, seed: u64, mutant: &Mutant) -> Result<Played, Trouble> {
    faulty(suite, case, seed, mutant, &mut Uncaptured::default())
}

/// Plays a scenario against a device, and hands it back; none was needed where the scenario does not apply.
pub(super) fn record<D: Device, P: Pace<D>>(
    suite: &Suite,
    case: &Case,
    seed: u64,
    policy: Policy,
    (device, pace): (impl FnOnce(Config) -> D, P),
    tap: &mut dyn Tap,
) -> Result<(Played, Option<D>), Trouble> {
    if let Some(reason) = &case.unsupported {
        return Ok((Played::unsupported(reason), None));
    }
    let played = attempt(suite, case, seed, policy, (device, pace), tap);
    if let Err(trouble) = &played {
        // What never began judges to the same reason again.
        tap.note(Instant::ZERO, &Note::new(Topic::Broken, trouble.to_string()))?;
    }
    played
}

fn attempt<D: Device, P: Pace<D>>(
    suite: &Suite,
    case: &Case,
    seed: u64,
    policy: Policy,
    (device, pace): (impl FnOnce(Config) -> D, P),
    tap: &mut dyn Tap,
) -> Result<(Played, Option<D>), Trouble> {
    let net = Topology::new(&Plan {
        seed,
        scenario: &case.id,
        plays: &case.scenario.plays,
        nats: &case.scenario.nat,
        links: &case.scenario.link,
    })?;
    let addresses = net.addresses();
    let device = device(configure(&suite.declaration, &addresses, policy)?);
    let script = script(suite, case, seed, pace.slack());
    let mut rig = Rig::new(device, pace, net, tap)?;
    let played = drive(&script, &addresses, &mut rig)?;
    let end = rig.now();
    let device = rig.into_device();
    let last = match (&played.verdict, &played.reason) {
        (Verdict::Broken, Some(trouble)) => Note::new(Topic::Broken, trouble.as_str()),
        _ => Note::new(Topic::End, ""),
    };
    tap.note(end, &last)?;
    Ok((played, Some(device)))
}

fn script<'a>(suite: &'a Suite, case: &'a Case, seed: u64, slack: Duration) -> Script<'a> {
    Script {
        scenario: &case.scenario,
        preambles: &suite.preambles,
        declaration: &suite.declaration,
        catalogue: &suite.catalogue,
        seed,
        slack,
    }
}

/// What stands at the beginning of a capture.
pub(super) fn head(suite: &Suite, case: &Case, seed: u64, bench: &str, slack: Duration) -> Head {
    let preambles = suite.preambles.iter();
    Head {
        versions: suite.versions(),
        bench: bench.to_owned(),
        board: None,
        slack,
        seed,
        declaration: suite.declaration_text.clone(),
        preambles: preambles.map(|one| (one.file.clone(), one.text.clone())).collect(),
        unsupported: case.unsupported.clone(),
        id: case.id.clone(),
        scenario: case.scenario.text.clone(),
    }
}
