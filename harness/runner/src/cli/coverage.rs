//! `phonerig coverage`.

use super::error::CliError;
use super::mutants::matrix;
use super::output::{json, stdout, table};
use crate::coverage::reasons::{FILES, Reasons};
use crate::coverage::table::{Claims, Coverage, Entry, RuleTotals, Sources};
use crate::exit::Exit;
use crate::matrix::table::MatrixJson;
use crate::suite::library::Library;
use crate::suite::load::{Meant, Suite};
use phonerig_judge::finding::RequirementId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  phonerig mutants --json kills.json
  phonerig judge captures --json findings.json   # exits with 100
  phonerig coverage --matrix kills.json --findings findings.json
  phonerig coverage --matrix kills.json --findings findings.json --open";

/// Show per requirement what claims it, what proves it, or why nothing does.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// List those alone that are neither proven nor excused.
    #[arg(long)]
    open: bool,

    /// Take the kill matrix from this file, as `phonerig mutants --json` wrote it [default: play all mutants].
    #[arg(long, value_name = "FILE")]
    matrix: Option<PathBuf>,

    /// Count rules as firing that these findings cite, as `phonerig judge --json` wrote them.
    #[arg(long, value_name = "FILE")]
    findings: Vec<PathBuf>,

    /// Read scenarios from this folder instead of those that the binary carries.
    #[arg(long, value_name = "DIR")]
    scenarios: Option<PathBuf>,

    /// Write the table to this file too, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// Seed everything random with this number.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let library = match &self.scenarios {
            Some(folder) => Library::from_folder(folder)?,
            None => Library::embedded(),
        };
        let suite = Suite::load(library, &Meant::default())?;
        let reasons = reasons(&suite.library)?;
        let MatrixJson { proofs, mut ruled, .. } = self.matrix(&suite)?;
        for file in &self.findings {
            ruled.extend(cited(file)?);
        }
        let coverage = Coverage::new(&Sources {
            catalogue: &suite.catalogue,
            claims: claims(&suite),
            proofs,
            ruled,
            reasons: &reasons,
        });
        json(self.json.as_deref(), &coverage)?;
        self.print(&coverage)?;
        Ok(Exit::found(!coverage.is_whole()))
    }

    fn matrix(&self, suite: &Suite) -> Result<MatrixJson, CliError> {
        match &self.matrix {
            Some(file) => read(file),
            None => Ok(matrix(suite, &[], self.seed)?.to_json()),
        }
    }

    fn print(&self, coverage: &Coverage) -> Result<(), CliError> {
        let shown = |entry: &&Entry| !self.open || entry.is_open();
        table(&coverage.requirements.iter().filter(shown).map(cells).collect::<Vec<_>>())?;
        let mut out = stdout();
        for id in &coverage.unknown {
            writeln!(out, "unknown requirement: {id}")?;
        }
        for pattern in &coverage.unused_reasons {
            writeln!(out, "reason that excuses nothing: {pattern}")?;
        }
        for rule in &coverage.rules.silent {
            writeln!(out, "rule that nothing sets off: {rule}")?;
        }
        let RuleTotals { rules, fired, reasoned, .. } = &coverage.rules;
        writeln!(
            out,
            "always-on rules: {rules}, {fired} set off by a mutant or a finding, {reasoned} with a reason for none"
        )?;
        let field = &coverage.field;
        writeln!(
            out,
            "field: {} cases, {} played, {} of them proven, {} with a reason for none, {} open",
            field.cases, field.played, field.proven, field.reasoned, field.open
        )?;
        let totals = &coverage.totals;
        writeln!(
            out,
            "a phone's distinct musts: {}, {} claimed, {} proven ({} %), {} with a reason for none, {} open",
            totals.requirements,
            totals.claimed,
            totals.proven,
            totals.per_cent,
            totals.reasoned,
            totals.open
        )?;
        Ok(())
    }
}

fn read<T: DeserializeOwned>(file: &Path) -> Result<T, CliError> {
    let text = std::fs::read_to_string(file).map_err(|cause| CliError::file(file, cause))?;
    let told = |cause| CliError::Setup(format!("{}: {cause}", file.display()));
    serde_json::from_str(&text).map_err(told)
}

/// What the findings in a file cite.
fn cited(file: &Path) -> Result<Vec<RequirementId>, CliError> {
    #[derive(Deserialize)]
    struct File {
        findings: Vec<Finding>,
    }
    #[derive(Deserialize)]
    struct Finding {
        requirement: Option<RequirementId>,
    }
    let File { findings } = read(file)?;
    Ok(findings.into_iter().filter_map(|finding| finding.requirement).collect())
}

fn reasons(library: &Library) -> Result<Reasons, CliError> {
    let files = FILES.iter().filter_map(|name| Some((*name, library.get(name)?)));
    Reasons::parse(files).map_err(|cause| CliError::Setup(cause.to_string()))
}

/// What scenarios and rules say that they verify.
fn claims(suite: &Suite) -> BTreeMap<RequirementId, Claims> {
    let mut claims: BTreeMap<RequirementId, Claims> = BTreeMap::new();
    for case in &suite.cases {
        for id in &case.scenario.requires {
            claims.entry(id.clone()).or_default().scenarios.push(case.id.clone());
        }
    }
    for rule in phonerig_judge::rules::rules() {
        for id in rule.requirements {
            claims.entry((*id).into()).or_default().rules.push(rule.name.to_owned());
        }
    }
    claims
}

fn cells(entry: &Entry) -> Vec<String> {
    let proof = match (entry.proven.first(), &entry.reason) {
        (Some(proof), _) => {
            let more = entry.proven.len() - 1;
            format!("proven by {} in {} (+{more})", proof.mutant, proof.scenario)
        }
        (None, Some(reason)) => reason.clone(),
        (None, None) if entry.is_open() => "OPEN".to_owned(),
        (None, None) => String::new(),
    };
    let claims = entry.claimed.scenarios.len() + entry.claimed.rules.len();
    let mark = if entry.counts { "counts" } else { "" };
    let id = entry.requirement.to_string();
    vec![id, entry.level.to_string(), mark.to_owned(), format!("{claims} claims"), proof]
}
