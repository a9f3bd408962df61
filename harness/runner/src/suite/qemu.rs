//! Plays scenarios of a suite against the firmware on an emulated board.

use super::case::Case;
use super::head::Head;
use super::load::Suite;
use super::play::{Played, Trouble};
use super::sim::{head, record};
use crate::bench::Pace;
use crate::bench::qemu::{Board, Slot, Walking};
use crate::mutant::{Mutant, Mutated};
use crate::rack::entry::Entry;
use crate::record::Recording;
use phonerig_phone::{Config, Policy};
use std::path::Path;

/// The name of this bench.
pub const NAME: &str = "qemu";

/// Plays a scenario against a board of a bench file, or a mutant of it, and records it into a file.
///
/// # Errors
/// The rig's own trouble.
pub fn play(
    suite: &Suite,
    case: &Case,
    seed: u64,
    (entry, slot): (&Entry, &mut Slot),
    fault: Option<&Mutant>,
    capture: &Path,
) -> Result<Played, Trouble> {
    let nats = case.scenario.nat.iter().map(|nat| nat.name.as_str());
    let mut recording = Recording::create(capture, nats)?;
    let pace = Walking::new(entry.slack);
    let board = Some(entry.name.to_string());
    let slack = Pace::<Board<'_>>::slack(&pace);
    let head = Head { board, ..head(suite, case, seed, NAME, slack) };
    head.write(&mut recording)?;
    let (policy, none) = (Policy::default(), Mutant::none());
    let fault = fault.unwrap_or(&none);
    let board = once(|config| Mutated::new(set_up(slot, &config, seed), fault));
    let played = record(suite, case, seed, policy, (board, pace), &mut recording);
    recording.finish()?;
    played.map(|(played, _)| played)
}

/// A board that a scenario is about to begin on, under the address that others know it by.
fn set_up<'s>(slot: &'s mut Slot, config: &Config, seed: u64) -> Board<'s> {
    let own = config.own_addresses.last().copied();
    let own = own.unwrap_or_else(|| ([192, 0, 2, 10], 4569).into());
    Board::new(slot, config, own, seed)
}

/// Says that a closure is called once, so that it may hand on what it borrows.
const fn once<D, F: FnOnce(Config) -> D>(make: F) -> F {
    make
}
