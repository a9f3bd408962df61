//! Plays every mutant through every scenario that applies.

use super::cell::cell;
use super::table::{Cell, Matrix, ScenarioRow};
use crate::mutant::Mutant;
use crate::suite::case::Case;
use crate::suite::load::Suite;
use crate::suite::play::{Played, Trouble};
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Plays a scenario against the phone, or against a mutant, and keeps no evidence.
pub type TryOut<'a> = dyn Fn(&Case, Option<&Mutant>) -> Result<Played, Trouble> + Sync + 'a;

/// Fills the matrix of these mutants over the scenarios of a suite that the device supports.
pub fn fill(suite: &Suite, mutants: &[Mutant], try_out: &TryOut<'_>) -> Matrix {
    let cases: Vec<&Case> = suite.cases.iter().filter(|case| case.unsupported.is_none()).collect();
    let rows: Vec<Vec<Option<Cell>>> =
        cases.par_iter().map(|case| row(suite, case, mutants, try_out)).collect();
    let scenarios = cases.iter().map(|case| ScenarioRow {
        id: case.id.clone(),
        requirements: case.scenario.requires.iter().cloned().collect(),
    });
    let mut matrix =
        Matrix::new(mutants.iter().map(|m| m.name.clone()).collect(), scenarios.collect());
    for (case, row) in cases.iter().zip(rows) {
        for (mutant, cell) in mutants.iter().zip(row) {
            if let Some(cell) = cell {
                matrix.set(&mutant.name, &case.id, cell);
            }
        }
    }
    matrix
}

/// The cells of one scenario; none where it could not be played.
fn row(suite: &Suite, case: &Case, mutants: &[Mutant], try_out: &TryOut<'_>) -> Vec<Option<Cell>> {
    let Some(sound) = attempt(case, None, try_out) else { return vec![None; mutants.len()] };
    let one = |mutant: &Mutant| {
        let faulty = attempt(case, Some(mutant), try_out)?;
        Some(cell(&case.scenario.requires, &sound, &faulty, &suite.catalogue))
    };
    mutants.par_iter().map(one).collect()
}

/// Trouble of the rig proves nothing about anybody.
fn attempt(case: &Case, mutant: Option<&Mutant>, try_out: &TryOut<'_>) -> Option<Played> {
    catch_unwind(AssertUnwindSafe(|| try_out(case, mutant))).ok()?.ok()
}
