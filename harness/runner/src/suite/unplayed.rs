//! The capture of a scenario that was not played at all: it says why, so that the run judges to the same results again.

use super::case::Case;
use super::load::Suite;
use super::play::Trouble;
use super::sim::head;
use crate::record::{Note, Recording, Tap as _, Topic};
use iax2_wire::time::Instant;
use std::path::Path;
use std::time::Duration;

/// Writes the capture of a scenario that never began, unless there is one; `broken` says why where that is nobody's wish.
///
/// # Errors
/// Where it cannot be written.
pub fn unplayed(
    suite: &Suite,
    case: &Case,
    (seed, bench): (u64, &str),
    capture: &Path,
    broken: Option<&str>,
) -> Result<(), Trouble> {
    if capture.exists() {
        return Ok(());
    }
    let mut recording = Recording::create(capture, std::iter::empty())?;
    head(suite, case, seed, bench, Duration::ZERO).write(&mut recording)?;
    if let Some(why) = broken {
        recording.note(Instant::ZERO, &Note::new(Topic::Broken, why))?;
    }
    recording.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::library::Library;
    use crate::suite::load::Meant;
    use crate::suite::replay::replay;
    use phonerig_judge::verdict::Verdict;

    fn suite() -> Suite {
        let patterns = vec!["iax2/hangup".to_owned()];
        let meant = Meant { patterns, ..Meant::default() };
        Suite::load(Library::embedded(), &meant).expect("the project's own")
    }

    #[test]
    fn a_scenario_that_never_began_judges_to_its_reason_again() {
        let suite = suite();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("capture.pcapng");
        let why = "every board that could play it is in quarantine: desk (it says nothing)";
        unplayed(&suite, &suite.cases[0], (1, "qemu"), &path, Some(why)).expect("written");
        let played = replay(&path, &suite.catalogue).expect("readable").expect("ours").played;
        assert_eq!((played.verdict, played.reason.as_deref()), (Verdict::Broken, Some(why)));
    }

    #[test]
    fn what_the_bench_does_not_offer_judges_to_unsupported_again() {
        let suite = suite();
        let mut case = suite.cases[0].clone();
        case.unsupported = Some("no board of the bench has `lte`: desk lack it".to_owned());
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("capture.pcapng");
        unplayed(&suite, &case, (1, "qemu"), &path, None).expect("written");
        let replayed = replay(&path, &suite.catalogue).expect("readable").expect("ours");
        assert_eq!(replayed.played.verdict, Verdict::Unsupported);
        assert_eq!(replayed.played.reason, case.unsupported);
        assert_eq!(replayed.head.bench, "qemu");
    }
}
