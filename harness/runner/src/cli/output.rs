//! Tables, for people and as JSON.

use super::error::CliError;
use crate::report::results::write_json;
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// Standard output, with colours only where somebody sees them.
pub(super) fn stdout() -> impl Write {
    anstream::stdout().lock()
}

/// Writes a table as JSON to the file that `--json` names, if it names one.
pub(super) fn json(path: Option<&Path>, value: &impl Serialize) -> Result<(), CliError> {
    path.map_or(Ok(()), |path| Ok(write_json(path, value)?))
}

/// Writes rows with columns as wide as their widest cell; the last column is left as it is.
pub(super) fn table(rows: &[Vec<String>]) -> Result<(), CliError> {
    let mut out = stdout();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}
