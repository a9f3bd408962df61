//! `phonerig mutants`.

use super::error::CliError;
use super::output::{json, stdout, table};
use super::selection::Selection;
use crate::exit::Exit;
use crate::matrix::fill::{Trial, fill};
use crate::matrix::table::{Matrix, MatrixJson, Scope};
use crate::suite::load::Suite;
use crate::suite::sim;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

const EXAMPLES: &str = "\
Examples:
  phonerig mutants iax2/hangup --mutant hangup-once
  phonerig mutants --json kills.json";

/// Prove that each scenario can fail: play named faults of the reference phone and say what finds them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    selection: Selection,

    /// Play these mutants alone [default: all].
    #[arg(long = "mutant", value_name = "NAME")]
    mutants: Vec<String>,

    /// Write the matrix to this file too, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// Seed everything random with this number.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let suite = self.selection.load()?;
        let began = Instant::now();
        let scope = Scope {
            some_scenarios: self.selection.is_narrow(),
            some_mutants: !self.mutants.is_empty(),
        };
        let matrix = matrix(&suite, &self.mutants, self.seed)?.within(scope);
        let found = matrix.to_json();
        json(self.json.as_deref(), &found)?;
        print(&matrix, &found)?;
        let (mutants, scenarios) = (matrix.mutants().len(), matrix.scenarios().len());
        let seconds = began.elapsed().as_secs_f64();
        writeln!(stdout(), "{mutants} mutants, {scenarios} scenarios, {seconds:.1} s")?;
        Ok(Exit::found(found.is_lacking()))
    }
}

/// Plays the matrix of all mutants, or of those with these names.
pub(super) fn matrix(suite: &Suite, names: &[String], seed: u64) -> Result<Matrix, CliError> {
    let mut mutants = suite.mutants()?;
    let unknown = names.iter().find(|name| !mutants.iter().any(|mutant| mutant.name == **name));
    if let Some(unknown) = unknown {
        return Err(CliError::Nothing(format!("no mutant is called `{unknown}`")));
    }
    mutants.retain(|mutant| names.is_empty() || names.contains(&mutant.name));
    let trial = Trial {
        sound: &|case| sim::scout(suite, case, seed, &mutants),
        faulty: &|case, mutant| sim::try_out(suite, case, seed, mutant),
    };
    Ok(fill(suite, &mutants, trial))
}

fn print(matrix: &Matrix, found: &MatrixJson) -> Result<(), CliError> {
    let rows: Vec<Vec<String>> = matrix
        .mutants()
        .iter()
        .map(|mutant| {
            let killers = found.mutants.get(&mutant.name).map_or(&[][..], Vec::as_slice);
            vec![mutant.name.clone(), killers.len().to_string(), killers.join(" ")]
        })
        .collect();
    table(&rows)?;
    let mut out = stdout();
    let mut list = |what: &str, names: &[String]| -> std::io::Result<()> {
        names.iter().try_for_each(|name| writeln!(out, "{what}: {name}"))
    };
    list("gap, nothing kills it", &found.gaps)?;
    list("blanket, it fails over a quarter of the scenarios", &found.blankets)?;
    list("suspect, it kills nothing", &found.suspects)?;
    let twins: Vec<String> = found.twins.iter().map(|ids| ids.join(" = ")).collect();
    list("twins, same requirements and same row", &twins)?;
    let hidden: Vec<String> =
        found.hidden.iter().map(|(mutant, id)| format!("{mutant} in {id}")).collect();
    list("hidden, the snapshot does not show the kill", &hidden)?;
    Ok(())
}
