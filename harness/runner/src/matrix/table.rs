//! The matrix itself, and what it says of scenarios and mutants.

use phonerig_judge::finding::RequirementId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A mutant that fails more than one scenario in so many is a blanket, and counts for none.
const BLANKET_ONE_IN: usize = 4;

/// What one mutant did to one scenario.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Cell {
    /// The requirements named by the scenario on which the body failed (or warned, for a SHOULD): these make a kill.
    pub killed_on: BTreeSet<RequirementId>,
    /// All requirements that a scenario or rule cited against the mutant and not against the phone without the fault.
    pub cited: BTreeSet<RequirementId>,
    /// Those among them that an always-on rule cited.
    pub ruled: BTreeSet<RequirementId>,
    /// Whether the scenario failed, for whatever reason.
    pub failed: bool,
    /// Whether the normalised transcript differs from that of the phone without the fault.
    pub changed: bool,
}

/// What is known of a mutant.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct MutantRow {
    /// Its name.
    pub name: String,
    /// The requirements that it breaks, as its file says.
    pub breaks: BTreeSet<RequirementId>,
}

/// What is known of a scenario.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ScenarioRow {
    /// Its id.
    pub id: String,
    /// What it verifies.
    pub requirements: BTreeSet<RequirementId>,
}

/// What a matrix was asked for: what a part says of the whole is not said.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Scope {
    /// Some scenarios alone: which mutants are blankets, or live, cannot be told.
    pub some_scenarios: bool,
    /// Some mutants alone: which scenarios are suspect, or twins, cannot be told. Each of these was asked for, and is to die.
    pub some_mutants: bool,
}

/// All mutants against all scenarios that apply.
#[derive(Clone, Debug, Default)]
pub struct Matrix {
    scope: Scope,
    mutants: Vec<MutantRow>,
    scenarios: Vec<ScenarioRow>,
    cells: BTreeMap<(String, String), Cell>,
}

/// The matrix as `--json` writes it, and `coverage --matrix` reads it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct MatrixJson {
    /// For each mutant the scenarios that kill it.
    pub mutants: BTreeMap<String, Vec<String>>,
    /// For each scenario the mutants that it kills.
    pub scenarios: BTreeMap<String, Vec<String>>,
    /// Mutants that fail too many scenarios to prove anything.
    pub blankets: Vec<String>,
    /// Scenarios that kill nothing.
    pub suspects: Vec<String>,
    /// Mutants that nothing kills.
    pub gaps: Vec<String>,
    /// Scenarios with the same requirements and the same row.
    pub twins: Vec<Vec<String>>,
    /// Kills that the normalised transcript does not show, as mutant and scenario.
    pub hidden: Vec<(String, String)>,
    /// For each mutant the requirements that it is said to break and that nothing cited against it.
    pub unseen: BTreeMap<String, Vec<RequirementId>>,
    /// For each mutant the requirements that were cited against it and that it is not said to break.
    pub besides: BTreeMap<String, Vec<RequirementId>>,
    /// What each requirement is proven by, as mutant and scenario.
    pub proofs: BTreeMap<RequirementId, Vec<(String, String)>>,
    /// The requirements that always-on rules cited against any mutant.
    pub ruled: BTreeSet<RequirementId>,
}

impl Matrix {
    /// An empty matrix of these mutants and scenarios.
    pub fn new(mutants: Vec<MutantRow>, scenarios: Vec<ScenarioRow>) -> Self {
        Self { scope: Scope::default(), mutants, scenarios, cells: BTreeMap::new() }
    }

    /// The same, for a part of the mutants or scenarios.
    #[must_use]
    pub fn within(self, scope: Scope) -> Self {
        Self { scope, ..self }
    }

    /// Fills in what a mutant did to a scenario.
    pub fn set(&mut self, mutant: &str, scenario: &str, cell: Cell) {
        self.cells.insert((mutant.to_owned(), scenario.to_owned()), cell);
    }

    /// The mutants, in the order in which they are defined.
    pub fn mutants(&self) -> &[MutantRow] {
        &self.mutants
    }

    /// The scenarios, in order of id.
    pub fn scenarios(&self) -> &[ScenarioRow] {
        &self.scenarios
    }

    fn cell(&self, mutant: &str, scenario: &str) -> Option<&Cell> {
        self.cells.get(&(mutant.to_owned(), scenario.to_owned()))
    }

    /// Whether a mutant fails so many scenarios that its kills say nothing.
    pub fn is_blanket(&self, mutant: &str) -> bool {
        if self.scope.some_scenarios {
            return false;
        }
        let failed = self
            .scenarios
            .iter()
            .filter(|s| self.cell(mutant, &s.id).is_some_and(|cell| cell.failed));
        failed.count() * BLANKET_ONE_IN > self.scenarios.len()
    }

    /// Whether a scenario kills a mutant.
    pub fn kills(&self, mutant: &str, scenario: &str) -> bool {
        !self.is_blanket(mutant)
            && self.cell(mutant, scenario).is_some_and(|cell| !cell.killed_on.is_empty())
    }

    /// The scenarios that kill a mutant.
    pub fn killers<'a>(&'a self, mutant: &'a str) -> impl Iterator<Item = &'a str> {
        let blanket = self.is_blanket(mutant);
        self.scenarios
            .iter()
            .map(|scenario| scenario.id.as_str())
            .filter(move |id| !blanket && self.kills(mutant, id))
    }

    /// What each requirement is proven by, as mutant and scenario: it was cited against a mutant that is said to break it.
    fn proofs(&self) -> BTreeMap<RequirementId, Vec<(String, String)>> {
        let mut proofs: BTreeMap<RequirementId, Vec<(String, String)>> = BTreeMap::new();
        for mutant in self.mutants.iter().filter(|mutant| !self.is_blanket(&mutant.name)) {
            for (scenario, cell) in self.row(&mutant.name) {
                for requirement in cell.cited.intersection(&mutant.breaks) {
                    let proof = (mutant.name.clone(), scenario.to_owned());
                    proofs.entry(requirement.clone()).or_default().push(proof);
                }
            }
        }
        proofs
    }

    /// The requirements that always-on rules cited against any mutant.
    fn ruled(&self) -> BTreeSet<RequirementId> {
        self.cells.values().flat_map(|cell| cell.ruled.iter().cloned()).collect()
    }

    /// The cells of a mutant, by scenario.
    fn row<'a>(&'a self, mutant: &'a str) -> impl Iterator<Item = (&'a str, &'a Cell)> {
        let cell = move |s: &'a ScenarioRow| Some((s.id.as_str(), self.cell(mutant, &s.id)?));
        self.scenarios.iter().filter_map(cell)
    }

    /// Everything that was cited against a mutant.
    fn cited(&self, mutant: &str) -> BTreeSet<RequirementId> {
        self.row(mutant).flat_map(|(_, cell)| cell.cited.iter().cloned()).collect()
    }

    /// The matrix with everything that follows from it.
    pub fn to_json(&self) -> MatrixJson {
        let row = |(key, values): (&str, Vec<&str>)| {
            (key.to_owned(), values.into_iter().map(str::to_owned).collect::<Vec<_>>())
        };
        let names = || self.mutants.iter().map(|mutant| mutant.name.as_str());
        let mutants: BTreeMap<_, _> =
            names().map(|name| row((name, self.killers(name).collect()))).collect();
        let mut scenarios: BTreeMap<String, Vec<String>> =
            self.scenarios.iter().map(|s| (s.id.clone(), Vec::new())).collect();
        for (mutant, killers) in &mutants {
            for killer in killers {
                scenarios.entry(killer.clone()).or_default().push(mutant.clone());
            }
        }
        MatrixJson {
            blankets: names().filter(|name| self.is_blanket(name)).map(str::to_owned).collect(),
            suspects: self.suspects(&scenarios),
            gaps: self.gaps(&mutants),
            twins: self.twins(&scenarios),
            hidden: self.hidden(&mutants),
            unseen: self.differing(|breaks, cited| breaks.difference(cited).cloned().collect()),
            besides: self.differing(|breaks, cited| cited.difference(breaks).cloned().collect()),
            proofs: self.proofs(),
            ruled: self.ruled(),
            mutants,
            scenarios,
        }
    }

    /// What is different between that which mutants are said to break and that which was cited against them.
    fn differing(
        &self,
        difference: fn(&BTreeSet<RequirementId>, &BTreeSet<RequirementId>) -> Vec<RequirementId>,
    ) -> BTreeMap<String, Vec<RequirementId>> {
        let rows = self.mutants.iter().map(|mutant| {
            (mutant.name.clone(), difference(&mutant.breaks, &self.cited(&mutant.name)))
        });
        rows.filter(|(_, ids)| !ids.is_empty()).collect()
    }

    fn suspects(&self, scenarios: &BTreeMap<String, Vec<String>>) -> Vec<String> {
        if self.scope.some_mutants { Vec::new() } else { without_any(scenarios) }
    }

    fn gaps(&self, mutants: &BTreeMap<String, Vec<String>>) -> Vec<String> {
        let Scope { some_scenarios, some_mutants } = self.scope;
        if some_scenarios && !some_mutants { Vec::new() } else { without_any(mutants) }
    }

    fn twins(&self, rows: &BTreeMap<String, Vec<String>>) -> Vec<Vec<String>> {
        if self.scope.some_mutants {
            return Vec::new();
        }
        let mut alike: BTreeMap<(&BTreeSet<RequirementId>, &[String]), Vec<String>> =
            BTreeMap::new();
        for scenario in &self.scenarios {
            let row = rows.get(&scenario.id).map_or(&[][..], Vec::as_slice);
            alike.entry((&scenario.requirements, row)).or_default().push(scenario.id.clone());
        }
        alike.into_values().filter(|ids| ids.len() > 1).collect()
    }

    fn hidden(&self, kills: &BTreeMap<String, Vec<String>>) -> Vec<(String, String)> {
        let pairs = kills.iter().flat_map(|(mutant, ids)| ids.iter().map(move |id| (mutant, id)));
        pairs
            .filter(|(mutant, id)| self.cell(mutant, id).is_some_and(|cell| !cell.changed))
            .map(|(mutant, id)| (mutant.clone(), id.clone()))
            .collect()
    }
}

impl MatrixJson {
    /// Whether a mutant lives, a scenario kills nothing, or something else is not as it should be.
    pub fn is_lacking(&self) -> bool {
        !(self.suspects.is_empty()
            && self.gaps.is_empty()
            && self.twins.is_empty()
            && self.hidden.is_empty())
    }
}

fn without_any(rows: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    rows.iter().filter(|(_, values)| values.is_empty()).map(|(key, _)| key.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(scenarios: usize) -> Matrix {
        let row =
            |n| ScenarioRow { id: format!("s{n}"), requirements: BTreeSet::from(["R-1".into()]) };
        let mutant = |name: &str| MutantRow {
            name: name.to_owned(),
            breaks: BTreeSet::from(["R-1".into()]),
        };
        Matrix::new(vec![mutant("m"), mutant("other")], (0..scenarios).map(row).collect())
    }

    fn kill() -> Cell {
        let cited = BTreeSet::from(["R-1".into()]);
        Cell { killed_on: cited.clone(), cited, failed: true, changed: true, ..Cell::default() }
    }

    #[test]
    fn a_mutant_that_nothing_kills_is_a_gap_and_a_scenario_that_kills_nothing_suspect() {
        let mut matrix = matrix(4);
        matrix.set("m", "s0", kill());
        let json = matrix.to_json();
        assert_eq!(json.gaps, ["other"]);
        assert_eq!(json.suspects, ["s1", "s2", "s3"]);
    }

    #[test]
    fn a_part_says_nothing_of_the_whole() {
        let mut matrix = matrix(4);
        matrix.set("m", "s0", kill());
        matrix.set("m", "s1", kill());
        let part = |some_scenarios, some_mutants| {
            matrix.clone().within(Scope { some_scenarios, some_mutants }).to_json()
        };
        assert_eq!(part(true, false).gaps, [""; 0]);
        assert_eq!(part(true, true).gaps, ["other"]);
        assert_eq!(part(true, false).suspects, ["s2", "s3"]);
        assert_eq!(part(false, true).suspects, [""; 0]);
        assert_eq!(part(false, true).blankets, ["m"]);
        assert_eq!(part(true, true).blankets, [""; 0]);
    }

    #[test]
    fn a_blanket_mutant_counts_for_none() {
        let mut matrix = matrix(4);
        matrix.set("m", "s0", kill());
        matrix.set("m", "s1", Cell { killed_on: BTreeSet::new(), ..kill() });
        let json = matrix.to_json();
        assert_eq!(json.blankets, ["m"]);
        assert!(json.mutants["m"].is_empty());
        assert!(matrix.proofs().is_empty());
    }

    #[test]
    fn a_fail_on_something_that_the_scenario_does_not_name_is_no_kill_but_a_proof() {
        let mut matrix = matrix(4);
        matrix.set("m", "s0", Cell { killed_on: BTreeSet::new(), ..kill() });
        assert!(!matrix.kills("m", "s0"));
        assert!(matrix.proofs().contains_key(&RequirementId::from("R-1")));
    }

    #[test]
    fn what_a_mutant_is_not_said_to_break_is_not_proven_by_it() {
        let mut matrix = matrix(4);
        let cited = BTreeSet::from(["R-2".into()]);
        matrix.set("m", "s0", Cell { cited, ..kill() });
        assert!(matrix.proofs().is_empty());
        let json = matrix.to_json();
        assert_eq!(json.besides["m"], ["R-2".into()]);
        assert_eq!(json.unseen["m"], ["R-1".into()]);
    }

    #[test]
    fn scenarios_with_the_same_requirements_and_row_are_twins() {
        let mut matrix = matrix(4);
        matrix.set("m", "s0", kill());
        assert_eq!(matrix.to_json().twins, [["s1", "s2", "s3"]]);
    }

    #[test]
    fn a_kill_that_the_snapshot_does_not_show_is_hidden() {
        let mut matrix = matrix(4);
        matrix.set("m", "s0", Cell { changed: false, ..kill() });
        assert_eq!(matrix.to_json().hidden, [("m".to_owned(), "s0".to_owned())]);
    }
}
