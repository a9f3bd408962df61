//! What a fault did to a scenario.

use super::table::Cell;
use crate::suite::play::Played;
use phonerig_judge::catalogue::Catalogue;
use phonerig_judge::finding::{Finding, RequirementId};
use phonerig_judge::verdict::Verdict;
use std::collections::BTreeSet;

/// The cell of a scenario that was played without a fault and with it.
pub fn cell(
    named: &[RequirementId],
    sound: &Played,
    faulty: &Played,
    catalogue: &Catalogue,
) -> Cell {
    let before = cited(&mut sound.findings.iter());
    let new = |findings: &mut dyn Iterator<Item = &Finding>| -> BTreeSet<RequirementId> {
        cited(findings).difference(&before).cloned().collect()
    };
    let ruled = new(&mut faulty.findings.iter().filter(|finding| finding.line.is_none()));
    let cited = new(&mut faulty.findings.iter());
    let killed_on = faulty
        .findings
        .iter()
        .filter(|finding| kills(finding, catalogue))
        .filter_map(|finding| finding.requirement.clone())
        .filter(|id| named.contains(id) && cited.contains(id))
        .collect();
    Cell {
        killed_on,
        cited,
        ruled,
        failed: faulty.verdict == Verdict::Fail,
        changed: sound.normalised != faulty.normalised,
    }
}

/// The requirements that findings cite as broken.
fn cited<'a>(findings: impl Iterator<Item = &'a Finding>) -> BTreeSet<RequirementId> {
    findings
        .filter(|finding| matches!(finding.verdict, Verdict::Fail | Verdict::Warn))
        .filter_map(|finding| finding.requirement.clone())
        .collect()
}

/// A fail kills; a warning does where breaking the requirement is worth no more.
fn kills(finding: &Finding, catalogue: &Catalogue) -> bool {
    let worth = finding.requirement.as_ref().and_then(|id| catalogue.get(id));
    match finding.verdict {
        Verdict::Fail => true,
        Verdict::Warn => worth.is_some_and(|entry| entry.deviation() == Verdict::Warn),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonerig_judge::verdict::Level;

    const CATALOGUE: &str = include_str!("../../../../scenarios/catalogue.toml");
    /// A MUST that may fail, a SHOULD, and another MUST.
    const NAMED: [&str; 2] = ["IAX2-7-03", "IAX2-6.1.4-03"];
    const OTHER: &str = "IAX2-6.2.2-01";

    fn played(findings: &[(&str, Verdict)]) -> Played {
        let findings = findings.iter().map(|(id, verdict)| Finding {
            requirement: Some((*id).into()),
            level: Level::Must,
            verdict: *verdict,
            party: "dut".to_owned(),
            packet: None,
            line: None,
            expected: None,
            got: None,
            words: String::new(),
        });
        let findings: Vec<Finding> = findings.collect();
        let verdict = findings.iter().map(|f| f.verdict).max().unwrap_or(Verdict::Pass);
        Played { verdict, findings, ..Played::default() }
    }

    fn killed_on(sound: &[(&str, Verdict)], faulty: &[(&str, Verdict)]) -> Vec<String> {
        let catalogue = Catalogue::parse([("c", CATALOGUE)]).expect("the project's own");
        let named = NAMED.map(RequirementId::from);
        let cell = cell(&named, &played(sound), &played(faulty), &catalogue);
        cell.killed_on.into_iter().map(|id| id.to_string()).collect()
    }

    #[test]
    fn a_fail_on_a_named_requirement_kills() {
        assert_eq!(killed_on(&[], &[(NAMED[0], Verdict::Fail)]), [NAMED[0]]);
        assert!(killed_on(&[], &[(OTHER, Verdict::Fail)]).is_empty());
    }

    #[test]
    fn a_warning_kills_only_where_it_is_the_worst_that_can_be_said() {
        assert_eq!(killed_on(&[], &[(NAMED[1], Verdict::Warn)]), [NAMED[1]]);
        assert!(killed_on(&[], &[(NAMED[0], Verdict::Warn)]).is_empty());
    }

    #[test]
    fn inconclusive_and_broken_kill_nothing() {
        assert!(killed_on(&[], &[(NAMED[0], Verdict::Inconclusive)]).is_empty());
        assert!(killed_on(&[], &[(NAMED[0], Verdict::Broken)]).is_empty());
    }

    #[test]
    fn what_the_sound_phone_breaks_too_is_no_kill() {
        let broken = [(NAMED[0], Verdict::Fail)];
        assert!(killed_on(&broken, &broken).is_empty());
    }
}
