//! Judges a run's own capture again, without its device.

use super::case::Case;
use super::drive::{Script, drive};
use super::head::Head;
use super::load::read;
use super::play::{Played, Trouble};
use crate::bench::replay::Replay;
use crate::capture::{Kind, Reader};
use crate::net::topology::{Plan, Topology};
use crate::record::{Note, Topic};
use phonerig_judge::catalogue::Catalogue;
use phonerig_judge::declaration::Declaration;
use phonerig_judge::notation::diagnostic::Diagnostic;
use phonerig_judge::scenario::Preamble;
use phonerig_judge::verdict::Verdict;
use std::io::Read;
use std::path::Path;

/// A capture of ours, judged again.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// What stands at its beginning.
    pub head: Head,
    /// The scenario, as the capture has it.
    pub case: Case,
    /// The device's name.
    pub dut: String,
    /// What came of it.
    pub played: Played,
}

/// Judges a capture again; `None` where it is not one of ours.
///
/// # Errors
/// Where the capture cannot be read, or is not that of the scenario in it.
pub fn replay(path: &Path, catalogue: &Catalogue) -> Result<Option<Replayed>, Trouble> {
    let mut reader = Reader::open(path)?;
    let Some(head) = Head::read(&mut reader)? else { return Ok(None) };
    let place = path.display().to_string();
    let declaration =
        Declaration::parse(&format!("{place}: declaration"), &head.declaration).map_err(words)?;
    let preambles = preambles(&head)?;
    let scenario = read(&head.id, &head.scenario, catalogue).map_err(words)?;
    let mut case = Case::new(&head.id, scenario, catalogue, &declaration);
    // The bench may have lacked something: only the capture knows.
    case.unsupported = head.unsupported.clone().or(case.unsupported);
    let played = match (&case.unsupported, unplayed(&mut reader)?) {
        (Some(reason), _) => Played::unsupported(reason),
        (None, Some(reason)) => Played::broken(reason),
        (None, None) => judge(path, &head, &case, &declaration, &preambles, catalogue)?,
    };
    let played = Played { board: head.board.clone(), ..played };
    let dut = declaration.name;
    Ok(Some(Replayed { head, case, dut, played }))
}

/// Why a scenario never began, where that is all that the capture has to say.
fn unplayed<R: Read>(reader: &mut Reader<R>) -> Result<Option<String>, Trouble> {
    let Some(item) = reader.next_item()? else { return Ok(None) };
    let Kind::Note(text) = item.kind else { return Ok(None) };
    let note = text.parse::<Note>().ok().filter(|note| note.topic == Topic::Broken);
    Ok(note.map(|note| note.text))
}

fn judge(
    path: &Path,
    head: &Head,
    case: &Case,
    declaration: &Declaration,
    preambles: &[Preamble],
    catalogue: &Catalogue,
) -> Result<Played, Trouble> {
    let addresses = Topology::new(&Plan {
        seed: head.seed,
        scenario: &head.id,
        plays: &case.scenario.plays,
        nats: &case.scenario.nat,
        links: &case.scenario.link,
    })?
    .addresses();
    let script = Script {
        scenario: &case.scenario,
        preambles,
        declaration,
        catalogue,
        seed: head.seed,
        slack: head.slack,
    };
    let mut bench = Replay::new(Reader::open(path)?, head.slack, &addresses)?;
    let played = drive(&script, &addresses, &mut bench)?;
    if played.verdict == Verdict::Broken {
        return Ok(played);
    }
    Ok(bench.finish().map_or_else(|trouble| Played::broken(trouble.to_string()), |()| played))
}

fn preambles(head: &Head) -> Result<Vec<Preamble>, Trouble> {
    let read = |(path, text): &(String, String)| Preamble::parse(path, text).map_err(words);
    head.preambles.iter().map(read).collect()
}

fn words(mistakes: Vec<Diagnostic>) -> Trouble {
    let mistakes: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    mistakes.join("\n").into()
}
