//! Plays every mutant through every scenario that applies.

use super::cell::cell;
use super::table::{Cell, Matrix, MutantRow, ScenarioRow};
use crate::mutant::Mutant;
use crate::suite::case::Case;
use crate::suite::load::Suite;
use crate::suite::play::{Played, Trouble};
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What playing without a fault gives: what happened, and which mutants can make a difference.
pub type Sound = (Played, Vec<bool>);

/// How the matrix is filled; nothing of it leaves evidence.
#[derive(Clone, Copy)]
pub struct Trial<'a> {
    /// Plays a scenario against the phone without a fault.
    pub sound: &'a (dyn Fn(&Case) -> Result<Sound, Trouble> + Sync),
    /// Plays a scenario against a mutant.
    pub faulty: &'a (dyn Fn(&Case, &Mutant) -> Result<Played, Trouble> + Sync),
}

/// Fills the matrix of these mutants over the scenarios of a suite that the device supports.
pub fn fill(suite: &Suite, mutants: &[Mutant], trial: Trial<'_>) -> Matrix {
    let cases: Vec<&Case> = suite.cases.iter().filter(|case| case.unsupported.is_none()).collect();
    let rows: Vec<Vec<Option<Cell>>> =
        cases.par_iter().map(|case| row(suite, case, mutants, trial)).collect();
    let scenarios = cases.iter().map(|case| ScenarioRow {
        id: case.id.clone(),
        requirements: case.scenario.requires.iter().cloned().collect(),
    });
    let named = mutants.iter().map(|mutant| MutantRow {
        name: mutant.name.clone(),
        breaks: mutant.breaks.iter().cloned().collect(),
    });
    let mut matrix = Matrix::new(named.collect(), scenarios.collect());
    for (case, row) in cases.iter().zip(rows) {
        for (mutant, cell) in mutants.iter().zip(row) {
            if let Some(cell) = cell {
                matrix.set(&mutant.name, &case.id, cell);
            }
        }
    }
    matrix
}

/// The cells of one scenario; none where it could not be played. A mutant whose frames never come up does nothing.
fn row(suite: &Suite, case: &Case, mutants: &[Mutant], trial: Trial<'_>) -> Vec<Option<Cell>> {
    let Some((sound, met)) = attempt(|| (trial.sound)(case)) else {
        return vec![None; mutants.len()];
    };
    let one = |(mutant, met): (&Mutant, &bool)| {
        if !met {
            return Some(Cell::default());
        }
        let faulty = attempt(|| (trial.faulty)(case, mutant))?;
        Some(cell(&case.scenario.requires, &sound, &faulty, &suite.catalogue))
    };
    mutants.par_iter().zip(&met).map(one).collect()
}

/// Trouble of the rig proves nothing about anybody.
fn attempt<T>(play: impl FnOnce() -> Result<T, Trouble>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(play)).ok()?.ok()
}
