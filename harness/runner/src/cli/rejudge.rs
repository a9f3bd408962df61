//! Judges a run's own captures again, and writes the run's reports anew.

use super::error::CliError;
use crate::capture::Reader;
use crate::exit::Exit;
use crate::report::attempt::{capture, settle, tell_apart};
use crate::report::event::{Reporter, RunEvent, RunInfo};
use crate::report::evidence::Evidence;
use crate::report::html::HtmlPage;
use crate::report::human::Human;
use crate::report::junit::JunitFile;
use crate::report::outcome::Ended;
use crate::report::results::ResultsFile;
use crate::suite::head::Head;
use crate::suite::library::Library;
use crate::suite::load::changed;
use crate::suite::play::outcome;
use crate::suite::replay::{Replayed, replay};
use phonerig_judge::catalogue::Catalogue;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// What of a run is judged again.
#[derive(Debug)]
pub(super) enum Own {
    /// A whole run.
    Run {
        /// Its folder.
        folder: PathBuf,
        /// The captures below it, in order of path.
        captures: Vec<PathBuf>,
    },
    /// One scenario's capture.
    Capture(PathBuf),
}

/// The captures that a run left below a folder, in order of path.
pub(super) fn captures_below(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let wrap = |cause| CliError::file(folder, cause);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(wrap)? {
        let path = entry.map_err(wrap)?.path();
        if path.is_dir() {
            found.extend(captures_below(&path)?);
        } else if path.ends_with("capture.pcapng") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a file is the capture of a run.
pub(super) fn is_own(path: &Path) -> bool {
    let head = Reader::open(path).and_then(|mut reader| Head::read(&mut reader));
    matches!(head, Ok(Some(_)))
}

/// Judges it again, and reports as a run does.
pub(super) fn judge(own: &Own, allow_flaky: bool) -> Result<Exit, CliError> {
    let began = Instant::now();
    let library = Library::embedded();
    let catalogue = Arc::new(library.catalogue()?);
    let (folder, captures) = match own {
        Own::Run { folder, captures } => (Some(folder.as_path()), captures.as_slice()),
        Own::Capture(path) => (None, std::slice::from_ref(path)),
    };
    let replayed: Vec<(Replayed, Ended)> = captures
        .par_iter()
        .map(|path| one(path, &catalogue, &library))
        .collect::<Result<_, _>>()?;
    let first = replayed.first().map(|(first, _)| first.clone());
    let attempts = replayed.into_iter().map(|(_, ended)| ended);
    let scenarios = scenarios(captures.iter().map(PathBuf::as_path).zip(attempts));
    let mut reporters = reporters(folder, &catalogue);
    let mut tell = |event: RunEvent| reporters.iter_mut().try_for_each(|r| r.hear(&event));
    if let Some(first) = first {
        tell(RunEvent::Started(info(&first, folder.unwrap_or(Path::new("")), &scenarios)))?;
    }
    let mut verdicts = Vec::new();
    for (earlier, last) in scenarios {
        for attempt in &earlier {
            tell(RunEvent::AttemptFinished(Arc::new(attempt.clone())))?;
        }
        let ended = settle(earlier, last);
        verdicts.push(ended.outcome.counts_as(allow_flaky));
        tell(RunEvent::ScenarioFinished(Arc::new(ended)))?;
    }
    tell(RunEvent::Finished { wall: began.elapsed() })?;
    Ok(Exit::of(verdicts))
}

/// Puts the attempts at each scenario together, by where their captures stand: the earlier ones in order, and the last one.
fn scenarios<'p>(attempts: impl Iterator<Item = (&'p Path, Ended)>) -> Vec<(Vec<Ended>, Ended)> {
    let mut folders: BTreeMap<PathBuf, BTreeMap<u32, Ended>> = BTreeMap::new();
    for (path, mut ended) in attempts {
        let (folder, number) = tell_apart(path.parent().unwrap_or(Path::new("")));
        ended.outcome.capture = Some(capture(&ended.outcome.id, number));
        // The one that counts stands in the scenario's own folder, and comes last.
        folders.entry(folder).or_default().insert(number.unwrap_or(u32::MAX), ended);
    }
    let in_order = folders.into_values().filter_map(|mut attempts| {
        let (_, last) = attempts.pop_last()?;
        Some((attempts.into_values().collect(), last))
    });
    in_order.collect()
}

fn one(
    path: &Path,
    catalogue: &Catalogue,
    library: &Library,
) -> Result<(Replayed, Ended), CliError> {
    let began = Instant::now();
    let replayed = replay(path, catalogue)
        .map_err(|trouble| CliError::file(path, trouble))?
        .ok_or_else(|| CliError::file(path, "no run of phonerig's stands in it"))?;
    let changed = changed(library, &replayed.case.id, &replayed.dut, &replayed.played);
    let ended = Ended {
        outcome: outcome(&replayed.case, &replayed.played, changed),
        transcript: replayed.played.transcript.clone(),
        normalised: replayed.played.normalised.clone(),
        took: began.elapsed(),
    };
    Ok((replayed, ended))
}

fn info(replayed: &Replayed, folder: &Path, scenarios: &[(Vec<Ended>, Ended)]) -> RunInfo {
    RunInfo {
        bench: replayed.head.bench.clone(),
        seed: replayed.head.seed,
        dut: replayed.dut.clone(),
        versions: replayed.head.versions.clone(),
        ids: scenarios.iter().map(|(_, last)| last.outcome.id.clone()).collect(),
        out: folder.to_owned(),
    }
}

fn reporters(folder: Option<&Path>, catalogue: &Arc<Catalogue>) -> Vec<Box<dyn Reporter>> {
    let mut reporters: Vec<Box<dyn Reporter>> = Vec::new();
    if folder.is_some() {
        reporters.push(Box::new(Evidence::default()));
        reporters.push(Box::new(ResultsFile::default()));
        reporters.push(Box::new(JunitFile::new(None)));
        reporters.push(Box::new(HtmlPage::new(Arc::clone(catalogue))));
    }
    reporters.push(Box::new(Human::new(anstream::stdout(), Arc::clone(catalogue))));
    reporters
}
