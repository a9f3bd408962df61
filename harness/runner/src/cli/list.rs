//! `phonerig list`.

use super::error::CliError;
use super::output::{json, table};
use super::selection::Selection;
use crate::exit::Exit;
use crate::suite::case::Case;
use phonerig_judge::finding::RequirementId;
use phonerig_judge::verdict::Level;
use serde::Serialize;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  phonerig list
  phonerig list \"*hangup*\" --level must
  phonerig list iax2/nat --json list.json
  phonerig list --filter \"level:must and (needs:trunk or plays:bob)\"";

/// List scenarios, what they verify, and whether the device supports them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    selection: Selection,

    /// Write the list to this file too, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    title: &'a str,
    level: Level,
    requirements: &'a [RequirementId],
    needs: Vec<&'a str>,
    unsupported: Option<&'a str>,
}

impl<'a> From<&'a Case> for Row<'a> {
    fn from(case: &'a Case) -> Self {
        Self {
            id: &case.id,
            title: &case.scenario.title,
            level: case.level,
            requirements: &case.scenario.requires,
            needs: case.scenario.all_needs().collect(),
            unsupported: case.unsupported.as_deref(),
        }
    }
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let suite = self.selection.load()?;
        let rows: Vec<Row<'_>> = suite.cases.iter().map(Row::from).collect();
        json(self.json.as_deref(), &rows)?;
        table(&rows.iter().map(cells).collect::<Vec<_>>())?;
        Ok(if rows.is_empty() { Exit::Nothing } else { Exit::Success })
    }
}

fn cells(row: &Row<'_>) -> Vec<String> {
    let requirements: Vec<&str> = row.requirements.iter().map(RequirementId::as_str).collect();
    let support = row.unsupported.map_or("", |_| "unsupported");
    vec![
        row.id.to_owned(),
        row.level.to_string(),
        support.to_owned(),
        requirements.join(" "),
        row.title.to_owned(),
    ]
}
