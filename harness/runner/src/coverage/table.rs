//! The table of requirements, and its totals.

use super::reasons::Reasons;
use phonerig_judge::catalogue::{Catalogue, Requirement};
use phonerig_judge::finding::RequirementId;
use phonerig_judge::rules::{RuleInfo, rules};
use phonerig_judge::verdict::Level;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The share of the phone's distinct musts that must be proven, in per cent.
const BAR_PER_CENT: usize = 90;

/// What claims to verify a requirement.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Claims {
    /// Ids of scenarios.
    pub scenarios: Vec<String>,
    /// Names of always-on rules.
    pub rules: Vec<String>,
}

/// A mutant that breaks the requirement and a scenario that fails citing it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Proof {
    /// The mutant.
    pub mutant: String,
    /// The scenario in which it shows.
    pub scenario: String,
}

/// One requirement.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Entry {
    /// Its id.
    pub requirement: RequirementId,
    /// How binding it is.
    pub level: Level,
    /// Whether it counts for the bar: distinct, `must`, on a phone, seen from outside.
    pub counts: bool,
    /// What claims to verify it.
    pub claimed: Claims,
    /// What proves it.
    pub proven: Vec<Proof>,
    /// Why it is not proven.
    pub reason: Option<String>,
    /// The entries that it repeats, and is reported with.
    pub same_as: Vec<RequirementId>,
}

/// How many there are of what, among those that count for the bar.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Totals {
    /// All of them.
    pub requirements: usize,
    /// Those that a scenario or rule claims.
    pub claimed: usize,
    /// Those that are proven.
    pub proven: usize,
    /// Those that are not proven and have a reason.
    pub reasoned: usize,
    /// Those that are neither proven nor excused.
    pub open: usize,
    /// Proven of all, in per cent, rounded down.
    pub per_cent: usize,
}

/// How many cases from the field there are, and what became of them.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct FieldTotals {
    /// All `R-` and `I-` cases.
    pub cases: usize,
    /// Those that a scenario plays.
    pub played: usize,
    /// Those among them that a mutant breaks and a scenario fails citing: the others can fail for other reasons alone.
    pub proven: usize,
    /// Those that no scenario plays, for a reason.
    pub reasoned: usize,
    /// Those that are neither played nor excused.
    pub open: usize,
}

/// Which always-on rules were seen to fire.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct RuleTotals {
    /// All rules.
    pub rules: usize,
    /// Those that fired for a mutant or in a recording.
    pub fired: usize,
    /// Those that nothing can set off here, each with a reason.
    pub reasoned: usize,
    /// The names of the others.
    pub silent: Vec<String>,
}

/// The whole table.
#[derive(Clone, Debug, Serialize)]
pub struct Coverage {
    /// The totals of the RFC's requirements.
    pub totals: Totals,
    /// The totals of the cases from the field.
    pub field: FieldTotals,
    /// The totals of the always-on rules.
    pub rules: RuleTotals,
    /// Requirements that scenarios name and the catalogue does not know.
    pub unknown: Vec<RequirementId>,
    /// Patterns of unproven.toml that excuse nothing.
    pub unused_reasons: Vec<String>,
    /// The requirements, in order of id.
    pub requirements: Vec<Entry>,
}

/// Everything that the table is made of.
#[derive(Clone, Debug)]
pub struct Sources<'a> {
    /// The requirements.
    pub catalogue: &'a Catalogue,
    /// What claims what.
    pub claims: BTreeMap<RequirementId, Claims>,
    /// What is proven by which mutant and scenario.
    pub proofs: BTreeMap<RequirementId, Vec<(String, String)>>,
    /// What always-on rules cited against mutants or in recordings.
    pub ruled: BTreeSet<RequirementId>,
    /// Why some are not proven.
    pub reasons: &'a Reasons,
}

impl Coverage {
    /// The table of these sources.
    pub fn new(sources: &Sources<'_>) -> Self {
        let requirements: Vec<Entry> =
            sources.catalogue.iter().map(|requirement| entry(requirement, sources)).collect();
        let excused = requirements.iter().filter(|entry| entry.may_be_excused());
        let excusable: BTreeSet<RequirementId> = excused
            .map(|entry| entry.requirement.clone())
            .chain(silent(&sources.ruled).map(RequirementId::from))
            .collect();
        let unknown = sources.claims.keys().filter(|id| sources.catalogue.get(id).is_none());
        let unused = sources.reasons.unused(&excusable);
        Self {
            totals: Totals::of(&requirements),
            field: FieldTotals::of(&requirements),
            rules: RuleTotals::of(sources),
            unknown: unknown.cloned().collect(),
            unused_reasons: unused.into_iter().map(str::to_owned).collect(),
            requirements,
        }
    }

    /// Whether nothing is open, unknown or excused in vain, and the bar is met.
    pub fn is_whole(&self) -> bool {
        self.totals.open == 0
            && self.field.open == 0
            && self.rules.silent.is_empty()
            && self.totals.meets_the_bar()
            && self.unknown.is_empty()
            && self.unused_reasons.is_empty()
    }
}

fn entry(requirement: &Requirement, sources: &Sources<'_>) -> Entry {
    let id = &requirement.id;
    let proofs = sources.proofs.get(id).map_or(&[][..], Vec::as_slice);
    let proven: Vec<Proof> = proofs
        .iter()
        .map(|(mutant, scenario)| Proof { mutant: mutant.clone(), scenario: scenario.clone() })
        .collect();
    let mut entry = Entry {
        requirement: id.clone(),
        level: requirement.level(),
        counts: counts(requirement),
        claimed: sources.claims.get(id).cloned().unwrap_or_default(),
        reason: None,
        proven,
        same_as: requirement.same_as.clone(),
    };
    if entry.may_be_excused() {
        entry.reason = sources.reasons.of(id).map(str::to_owned);
    }
    entry
}

impl Entry {
    /// Whether it is one of the cases that were seen in the field.
    fn is_from_the_field(&self) -> bool {
        let id = self.requirement.as_str();
        id.starts_with("R-") || id.starts_with("I-")
    }

    /// Whether it is wanted, and neither there nor excused.
    pub fn is_open(&self) -> bool {
        (self.counts || self.is_from_the_field()) && self.may_be_excused() && self.reason.is_none()
    }

    /// A requirement is excused from proof, a case from the field from being played.
    fn may_be_excused(&self) -> bool {
        if self.is_from_the_field() {
            self.claimed.scenarios.is_empty()
        } else {
            self.proven.is_empty()
        }
    }
}

/// Whether it is one of the RFC's distinct musts that a phone can be held to from outside.
fn counts(requirement: &Requirement) -> bool {
    requirement.falls_on_a_phone()
        && requirement.is_distinct()
        && requirement.level() == Level::Must
        && requirement.id.as_str().starts_with("IAX2")
}

impl Totals {
    fn of(entries: &[Entry]) -> Self {
        let counted: Vec<&Entry> = entries.iter().filter(|entry| entry.counts).collect();
        let count = |what: fn(&Entry) -> bool| counted.iter().filter(|e| what(e)).count();
        let requirements = counted.len();
        let proven = count(|e| !e.proven.is_empty());
        Self {
            requirements,
            claimed: count(|e| !e.claimed.scenarios.is_empty() || !e.claimed.rules.is_empty()),
            proven,
            reasoned: count(|e| e.proven.is_empty() && e.reason.is_some()),
            open: count(|e| e.proven.is_empty() && e.reason.is_none()),
            per_cent: proven * 100 / requirements.max(1),
        }
    }

    /// Whether as much is proven as the project asks of itself.
    pub const fn meets_the_bar(&self) -> bool {
        self.proven * 100 >= self.requirements * BAR_PER_CENT
    }
}

impl RuleTotals {
    fn of(sources: &Sources<'_>) -> Self {
        let rules = rules().count();
        let fired = rules - silent(&sources.ruled).count();
        let unexcused = |name: &&str| sources.reasons.of(&(*name).into()).is_none();
        let silent: Vec<String> =
            silent(&sources.ruled).filter(unexcused).map(str::to_owned).collect();
        Self { rules, fired, reasoned: rules - fired - silent.len(), silent }
    }
}

/// The rules whose requirements nothing cited.
fn silent(ruled: &BTreeSet<RequirementId>) -> impl Iterator<Item = &'static str> {
    let fires = |rule: &RuleInfo| rule.requirements.iter().any(|id| ruled.contains(&(*id).into()));
    rules().filter(move |rule| !fires(rule)).map(|rule| rule.name)
}

impl FieldTotals {
    fn of(entries: &[Entry]) -> Self {
        let cases: Vec<&Entry> = entries.iter().filter(|entry| entry.is_from_the_field()).collect();
        let count = |what: fn(&Entry) -> bool| cases.iter().filter(|e| what(e)).count();
        Self {
            cases: cases.len(),
            played: count(|e| !e.claimed.scenarios.is_empty()),
            proven: count(|e| !e.claimed.scenarios.is_empty() && !e.proven.is_empty()),
            reasoned: count(|e| e.may_be_excused() && e.reason.is_some()),
            open: count(|e| e.may_be_excused() && e.reason.is_none()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CATALOGUE: &str = include_str!("../../../../scenarios/catalogue.toml");

    fn coverage(reasons: &str, proofs: &[&str]) -> Coverage {
        let catalogue = Catalogue::parse([("c", CATALOGUE)]).expect("the project's own");
        let reasons = Reasons::parse([("r", reasons)]).expect("well formed");
        let proof = vec![("m".to_owned(), "s".to_owned())];
        Coverage::new(&Sources {
            catalogue: &catalogue,
            claims: BTreeMap::from([("NONE-1".into(), Claims::default())]),
            proofs: proofs.iter().map(|id| ((*id).into(), proof.clone())).collect(),
            ruled: BTreeSet::from(["IAX2-7-03".into()]),
            reasons: &reasons,
        })
    }

    #[test]
    fn three_hundred_and_twenty_count() {
        assert_eq!(coverage("", &[]).totals.requirements, 320);
    }

    #[test]
    fn a_proven_requirement_needs_no_reason() {
        let reasons = "'IAX2-7-03' = 'x'";
        let coverage = coverage(reasons, &["IAX2-7-03"]);
        assert_eq!((coverage.totals.proven, coverage.totals.reasoned), (1, 0));
        assert_eq!(coverage.unused_reasons, ["IAX2-7-03"]);
    }

    #[test]
    fn a_reason_for_a_group_excuses_all_of_it() {
        let reasons = "'IAX2*' = 'x'";
        let totals = coverage(reasons, &[]).totals;
        assert!(totals.reasoned > 300);
        assert!(!totals.meets_the_bar());
    }

    #[test]
    fn a_rule_that_cites_nothing_is_silent() {
        let RuleTotals { rules, fired, silent, .. } = coverage("", &[]).rules;
        assert_eq!(fired + silent.len(), rules);
        assert!((1..rules).contains(&fired), "{fired} of {rules}");
        let excused = coverage(&format!("{} = 'x'", silent[0]), &[]);
        assert_eq!(excused.rules.reasoned, 1);
        assert_eq!(excused.unused_reasons, [""; 0]);
    }

    #[test]
    fn a_requirement_that_no_catalogue_knows_is_told() {
        assert_eq!(coverage("", &[]).unknown, ["NONE-1".into()]);
    }
}
