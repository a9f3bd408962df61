//! What each scenario leaves in its own folder, written as it ends.

use super::event::{ReportError, Reporter, RunEvent};
use super::outcome::{Ended, Outcome, TranscriptRow};
use super::results::{write_json, write_whole};
use crate::record::{RecordError, annotate};
use phonerig_judge::finding::Finding;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

/// The normalised transcript, as snapshots hold it.
pub const NORMALISED: &str = "normalised.txt";

/// What each board of a run went through.
pub const BOARDS: &str = "boards.json";

/// The file names that a run leaves; only these are ever removed from a folder that is used again.
pub const FILE_NAMES: [&str; 9] = [
    "capture.pcapng",
    "commented.pcapng",
    "transcript.txt",
    NORMALISED,
    BOARDS,
    "result.json",
    "results.json",
    "junit.xml",
    "index.html",
];

/// Writes `transcript.txt`, `normalised.txt`, `result.json` and, where something was found, `commented.pcapng` of each scenario.
#[derive(Debug, Default)]
pub struct Evidence {
    out: PathBuf,
}

impl Reporter for Evidence {
    fn hear(&mut self, event: &RunEvent) -> Result<(), ReportError> {
        match event {
            RunEvent::Started(info) => self.out.clone_from(&info.out),
            RunEvent::AttemptFinished(ended) | RunEvent::ScenarioFinished(ended) => {
                leave(&self.out, ended)?;
            }
            RunEvent::ScenarioStarted { .. } | RunEvent::Finished { .. } => {}
        }
        Ok(())
    }
}

fn leave(out: &Path, ended: &Ended) -> Result<(), ReportError> {
    let Some(capture) = &ended.outcome.capture else { return Ok(()) };
    let folder = out.join(Path::new(capture).parent().unwrap_or(Path::new("")));
    std::fs::create_dir_all(&folder)
        .map_err(|cause| ReportError::File { path: folder.clone(), cause })?;
    write_whole(&folder.join("transcript.txt"), &transcript_text(&ended.transcript))?;
    write_whole(&folder.join(NORMALISED), &format!("{}\n", ended.normalised.trim_end()))?;
    write_json(&folder.join("result.json"), &ended.outcome)?;
    comment(&folder, &ended.outcome)
}

/// Copies the capture with requirement and verdict on the packets that broke something; there is no copy where none did.
fn comment(folder: &Path, outcome: &Outcome) -> Result<(), ReportError> {
    let mut comments: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for finding in &outcome.findings {
        if let Some(packet) = finding.packet {
            comments.entry(packet).or_default().push(words(finding));
        }
    }
    if comments.is_empty() {
        return Ok(());
    }
    let (raw, copy) = (folder.join("capture.pcapng"), folder.join("commented.pcapng"));
    let from = File::open(&raw).map_err(|cause| ReportError::File { path: raw, cause })?;
    let to =
        File::create(&copy).map_err(|cause| ReportError::File { path: copy.clone(), cause })?;
    match annotate(BufReader::new(from), BufWriter::new(to), &comments) {
        Ok(_) => Ok(()),
        Err(RecordError::Io(cause)) => Err(ReportError::File { path: copy, cause }),
        Err(error) => Err(ReportError::Form { what: "commented.pcapng", cause: error.to_string() }),
    }
}

/// A finding as a packet's comment: verdict, requirement, who, and what is wrong.
fn words(finding: &Finding) -> String {
    let id = finding.requirement.as_ref().map_or("the script", |id| id.as_str());
    let line = finding.line.map_or_else(String::new, |line| format!(" (line {line})"));
    format!("{} {id} {}: {}{line}", finding.verdict, finding.party, finding.words)
}

/// The transcript as text: time since the beginning, packet number, the row in the notation.
pub fn transcript_text(rows: &[TranscriptRow]) -> String {
    let mut text = String::new();
    for row in rows {
        let packet = row.packet.map_or_else(String::new, |number| format!("#{number}"));
        let seconds = row.at.as_secs_f64();
        writeln!(text, "{seconds:>12.6} {packet:>7}  {}", row.text).expect("a String takes it");
    }
    text
}

/// Removes what an earlier run left in a folder, and nothing else.
///
/// # Errors
/// Fails where the folder cannot be read or a file cannot be removed.
pub fn clear(folder: &Path) -> Result<(), ReportError> {
    let wrap = |cause| ReportError::File { path: folder.to_owned(), cause };
    if !folder.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder).map_err(wrap)? {
        let entry = entry.map_err(wrap)?;
        let path = entry.path();
        if entry.file_type().map_err(wrap)?.is_dir() {
            clear(&path)?;
            // A folder that still holds something is not ours to remove.
            let _ = std::fs::remove_dir(&path);
        } else if FILE_NAMES.iter().any(|name| path.ends_with(name)) {
            std::fs::remove_file(&path).map_err(wrap)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_used_folder_is_cleared_of_a_runs_files_only() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let deep = folder.path().join("iax2/7/hangup");
        std::fs::create_dir_all(&deep).expect("created");
        for name in ["capture.pcapng", "mine.txt"] {
            std::fs::write(deep.join(name), "x").expect("written");
        }
        clear(folder.path()).expect("cleared");
        assert!(!deep.join("capture.pcapng").exists());
        assert!(deep.join("mine.txt").exists());
    }
}
