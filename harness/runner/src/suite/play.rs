//! Plays scenarios side by side, and tells reports of it in one thread.

use super::case::Case;
use crate::report::attempt::{capture, set_aside, settle};
use crate::report::event::{ReportError, RunEvent};
use crate::report::outcome::{Ended, Outcome, TranscriptRow};
use phonerig_judge::finding::Finding;
use phonerig_judge::verdict::Verdict;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

/// Plays one scenario against one device, from power-on until it is idle, and records it into a file.
///
/// An error is the rig's own trouble, and never the device's fault.
pub type PlayOne<'a> = dyn Fn(&Case, &Path) -> Result<Played, Trouble> + Sync + 'a;

/// The rig's own trouble.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// What a bench hands back of one scenario.
#[derive(Clone, Debug)]
pub struct Played {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it was not judged.
    pub reason: Option<String>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// The board, on a bench that has boards.
    pub board: Option<String>,
    /// How long the bench's clock ran.
    pub virtual_time: Duration,
    /// What happened.
    pub transcript: Vec<TranscriptRow>,
    /// What happened, normalised for snapshots.
    pub normalised: String,
}

impl Default for Played {
    fn default() -> Self {
        Self {
            verdict: Verdict::Pass,
            reason: None,
            findings: Vec::new(),
            board: None,
            virtual_time: Duration::ZERO,
            transcript: Vec::new(),
            normalised: String::new(),
        }
    }
}

impl Played {
    /// A scenario that the device need not be held to.
    pub fn unsupported(reason: &str) -> Self {
        let reason = Some(reason.to_owned());
        Self { verdict: Verdict::Unsupported, reason, ..Self::default() }
    }

    /// A scenario that the rig itself could not play or judge.
    pub fn broken(reason: String) -> Self {
        Self { verdict: Verdict::Broken, reason: Some(reason), ..Self::default() }
    }
}

/// Where results go and how they are compared.
pub struct Stage<'a> {
    /// Plays one scenario.
    pub play: &'a PlayOne<'a>,
    /// Whether an attempt of this number, counted from 1, that ended so is followed by another.
    pub again: &'a (dyn Fn(&Outcome, u32) -> bool + Sync),
    /// How many scenarios are played at a time.
    pub workers: usize,
    /// The run folder.
    pub out: PathBuf,
    /// Whether what was played differs from its snapshot; `None` where there is none.
    pub compare: &'a (dyn Fn(&Case, &Played) -> Option<bool> + Sync),
}

/// Plays all cases in their order, as many at a time as there are workers, and tells `tell` in the calling thread.
///
/// # Errors
/// Fails where `tell` does; scenarios that are being played then still come to their end.
pub fn play_all(
    cases: &[Case],
    stage: &Stage<'_>,
    tell: &mut dyn FnMut(RunEvent) -> Result<(), ReportError>,
) -> Result<Vec<Outcome>, ReportError> {
    let (sender, receiver) = channel();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..stage.workers.clamp(1, cases.len().max(1)) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    play_one(case, stage, &sender);
                }
            });
        }
        drop(sender);
        let mut outcomes = Vec::new();
        for event in receiver {
            if let RunEvent::ScenarioFinished(ended) = &event {
                outcomes.push(ended.outcome.clone());
            }
            tell(event)?;
        }
        Ok(outcomes)
    })
}

fn play_one(case: &Case, stage: &Stage<'_>, events: &Sender<RunEvent>) {
    // A receiver that is gone means that reports cannot be written; that error is told there.
    let _ = events.send(RunEvent::ScenarioStarted { id: case.id.clone() });
    let mut earlier = Vec::new();
    let last = loop {
        let ended = ended(case, stage);
        let number = u32::try_from(earlier.len() + 1).unwrap_or(u32::MAX);
        if !(stage.again)(&ended.outcome, number) {
            break ended;
        }
        match set_aside(&stage.out, ended.clone(), number) {
            Ok(ended) => {
                let _ = events.send(RunEvent::AttemptFinished(Arc::new(ended.clone())));
                earlier.push(ended);
            }
            Err(cause) => break not_tried_again(ended, &cause),
        }
    };
    let _ = events.send(RunEvent::ScenarioFinished(Arc::new(settle(earlier, last))));
}

/// Another try would destroy the evidence of this one.
fn not_tried_again(mut ended: Ended, cause: &std::io::Error) -> Ended {
    let words = format!("not tried again, its evidence cannot be set aside: {cause}");
    let reason = ended.outcome.reason.take();
    ended.outcome.reason =
        Some(reason.map_or(words.clone(), |reason| format!("{reason}; {words}")));
    ended
}

fn ended(case: &Case, stage: &Stage<'_>) -> Ended {
    let started = Instant::now();
    let played = played(case, stage);
    let took = started.elapsed();
    let changed = (stage.compare)(case, &played);
    Ended {
        outcome: outcome(case, &played, changed),
        transcript: played.transcript,
        normalised: played.normalised,
        took,
    }
}

/// Plays it; what goes wrong on our side becomes `broken`, so that the other scenarios are not lost.
fn played(case: &Case, stage: &Stage<'_>) -> Played {
    let folder = stage.out.join(&case.id);
    let capture = folder.join("capture.pcapng");
    let result = catch_unwind(AssertUnwindSafe(|| {
        std::fs::create_dir_all(&folder)
            .map_err(|cause| format!("cannot create {}: {cause}", folder.display()))?;
        (stage.play)(case, &capture)
    }));
    match result {
        Ok(Ok(played)) => played,
        Ok(Err(trouble)) => Played::broken(trouble.to_string()),
        Err(_) => Played::broken("a bug of phonerig's own: see the panic above".to_owned()),
    }
}

/// What is reported of a scenario that was played.
pub fn outcome(case: &Case, played: &Played, changed: Option<bool>) -> Outcome {
    Outcome {
        id: case.id.clone(),
        title: case.scenario.title.clone(),
        verdict: played.verdict,
        level: case.level,
        requirements: case.scenario.requires.clone(),
        virtual_ms: u64::try_from(played.virtual_time.as_millis()).unwrap_or(u64::MAX),
        wall_ms: 0,
        board: played.board.clone(),
        capture: Some(capture(&case.id, None)),
        changed,
        attempts: u32::from(played.verdict != Verdict::Unsupported),
        reason: played.reason.clone(),
        findings: played.findings.clone(),
        flaky: false,
        earlier: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonerig_judge::scenario::Scenario;
    use phonerig_judge::verdict::Level;

    fn play(case: &Case, _: &Path) -> Result<Played, Trouble> {
        match case.id.as_str() {
            "iax2/broken" => Err("the rack is on fire".into()),
            _ => Ok(Played { normalised: case.id.clone(), ..Played::default() }),
        }
    }

    fn case(id: &str) -> Case {
        let text = "title = 'x'\nrequires = ['R-01']\nstart = 'cold'\nscript = '''\n+1s user hangs up\n'''";
        Case {
            id: id.to_owned(),
            scenario: Scenario::parse("x.toml", text).expect("well formed"),
            level: Level::Must,
            unsupported: None,
        }
    }

    fn outcomes(cases: &[Case], play: &PlayOne<'_>) -> Vec<Outcome> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let compare = |case: &Case, played: &Played| Some(case.id != played.normalised);
        let again = |last: &Outcome, attempt| attempt < 3 && last.verdict.may_change();
        let stage = Stage {
            play,
            again: &again,
            workers: 2,
            out: folder.path().to_owned(),
            compare: &compare,
        };
        let mut outcomes = Vec::new();
        let told = play_all(cases, &stage, &mut |event| {
            if let RunEvent::ScenarioFinished(ended) = event {
                outcomes.push(ended.outcome.clone());
            }
            Ok(())
        });
        told.expect("the listener takes everything");
        outcomes.sort_by(|a, b| a.id.cmp(&b.id));
        outcomes
    }

    #[test]
    fn trouble_of_the_rig_is_broken_and_the_others_are_played() {
        let outcomes = outcomes(&[case("iax2/broken"), case("iax2/fine")], &play);
        assert_eq!(outcomes[0].verdict, Verdict::Broken);
        assert_eq!(outcomes[0].reason.as_deref(), Some("the rack is on fire"));
        assert_eq!(outcomes[1].verdict, Verdict::Pass);
        assert_eq!(outcomes[1].changed, Some(false));
    }

    /// Plays a scenario that passes at this attempt, and leaves a capture of each.
    fn passes_at(attempt: u32) -> impl Fn(&Case, &Path) -> Result<Played, Trouble> + Sync {
        let attempts = std::sync::atomic::AtomicU32::new(0);
        move |_, capture| {
            let now = 1 + attempts.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            std::fs::write(capture, now.to_string())?;
            let verdict = if now < attempt { Verdict::Fail } else { Verdict::Pass };
            Ok(Played { verdict, ..Played::default() })
        }
    }

    #[test]
    fn what_passes_when_tried_again_is_flaky_and_its_fail_is_kept() {
        let outcome = outcomes(&[case("iax2/one")], &passes_at(3)).remove(0);
        assert_eq!((outcome.verdict, outcome.attempts, outcome.flaky), (Verdict::Pass, 3, true));
        let captures = outcome.earlier.iter().filter_map(|attempt| attempt.capture.as_deref());
        let expected = ["iax2/one/attempt-1/capture.pcapng", "iax2/one/attempt-2/capture.pcapng"];
        assert_eq!(captures.collect::<Vec<_>>(), expected);
        assert_eq!(outcome.counts_as(false), Verdict::Fail);
        assert_eq!(outcome.counts_as(true), Verdict::Pass);
    }

    #[test]
    fn what_never_passes_is_not_flaky_and_has_its_attempts() {
        let outcome = outcomes(&[case("iax2/one")], &passes_at(9)).remove(0);
        assert_eq!((outcome.verdict, outcome.attempts, outcome.flaky), (Verdict::Fail, 3, false));
        assert_eq!(outcome.counts_as(true), Verdict::Fail);
    }

    #[test]
    fn what_passes_at_once_is_not_tried_again() {
        let outcome = outcomes(&[case("iax2/one")], &passes_at(1)).remove(0);
        assert_eq!((outcome.attempts, outcome.flaky), (1, false));
        assert!(outcome.earlier.is_empty());
    }

    #[test]
    fn a_rig_in_trouble_before_a_pass_is_no_fail() {
        let mut outcome = outcomes(&[case("iax2/one")], &passes_at(2)).remove(0);
        outcome.earlier[0].verdict = Verdict::Broken;
        assert_eq!(outcome.counts_as(false), Verdict::Pass);
    }
}
