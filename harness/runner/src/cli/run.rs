//! `phonerig run`.

use super::bench::{BenchArgs, Boards};
use super::error::CliError;
use super::output::stdout;
use super::selection::Selection;
use crate::bench::qemu::Slot;
use crate::exit::Exit;
use crate::mutant::Mutant;
use crate::rack::entry::Entry;
use crate::rack::fleet::{Fleet, quarantined};
use crate::report::event::{ReportError, Reporter, RunEvent, RunInfo};
use crate::report::evidence::{BOARDS, Evidence, clear};
use crate::report::html::HtmlPage;
use crate::report::human::Human;
use crate::report::junit::JunitFile;
use crate::report::outcome::Outcome;
use crate::report::progress::Progress;
use crate::report::results::{ResultsFile, write_json};
use crate::suite::case::Case;
use crate::suite::expect::Expectations;
use crate::suite::load::Suite;
use crate::suite::play::{Played, Stage, Trouble, play_all};
use crate::suite::rehearsal::{arrange, rehearse};
use crate::suite::unplayed::unplayed;
use crate::suite::{qemu, sim};
use phonerig_judge::network::Span;
use phonerig_judge::verdict::Verdict;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

const EXAMPLES: &str = "\
Examples:
  phonerig run
  phonerig run iax2/nat --level must --out runs/nat
  phonerig run \"*hangup*\" --seed 7 --junit hangup.xml
  phonerig run scenarios/iax2/nat
  phonerig run --filter \"needs:trunk and not title:*flood*\" --shard 1/2
  phonerig run iax2/nat --rerun runs/nat   # exits with 4: everything passed there";

/// Play scenarios against a device, report verdicts, and keep the evidence.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    selection: Selection,

    #[command(flatten)]
    bench: BenchArgs,

    /// Leave out what lasts longer than this on the sim, such as `60s`.
    #[arg(long, value_name = "SPAN")]
    longest: Option<Span>,

    /// Write the run folder here; what an earlier run left there is removed.
    #[arg(long, value_name = "DIR", default_value = "runs/latest")]
    out: PathBuf,

    /// Write the JUnit file here [default: junit.xml in the run folder].
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,

    /// Write results.json to this file too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// Seed everything random with this number.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Try again, so many times at most, what fails, is inconclusive or broken. Every attempt is kept and reported.
    #[arg(long, value_name = "N", default_value_t = 0)]
    retries: u32,

    /// End with 0 although scenarios failed and then passed when tried again [default: a fail remains a fail].
    #[arg(long)]
    allow_flaky: bool,

    /// Give the device a fault: the name of a wire mutant. What passes then has missed it.
    #[arg(long, value_name = "NAME")]
    mutant: Option<String>,

    /// Count a transcript that differs from its snapshot as a fail.
    #[arg(long)]
    same: bool,

    /// Take the verdicts in this file as expected: known deviations, each with its reason.
    #[arg(long, value_name = "FILE")]
    expect: Option<PathBuf>,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let expectations = self.expectations()?;
        let boards = self.bench.boards()?;
        let device = boards.as_ref().and_then(|boards| boards.bench.boards.first());
        let device = device.map(|board| board.declaration.as_path());
        let mut suite = self.selection.load_for(device.filter(|path| *path != Path::new("")))?;
        // Nobody's board is taken before it is certain that there is something to play on it.
        is_something(&suite)?;
        let fleet = boards.map(|boards| self.fleet(&boards)).transpose()?;
        hold_to(&mut suite, fleet.as_ref());
        self.arrange(&mut suite)?;
        is_something(&suite)?;
        clear(&self.out)?;
        let fault = self.fault(&suite)?;
        let device = (fleet.as_ref(), fault.as_ref());
        let outcomes = self.play(&suite, device, &expectations)?;
        self.leave(fleet)?;
        let weigh = |outcome: &Outcome| {
            self.weigh(&expectations, outcome, outcome.counts_as(self.allow_flaky))
        };
        Ok(Exit::of(outcomes.iter().map(weigh)))
    }

    /// What an outcome with this verdict counts as, after all that is expected.
    fn weigh(&self, expected: &Expectations, outcome: &Outcome, verdict: Verdict) -> Verdict {
        match self.same {
            true => expected.weigh_same(&outcome.id, verdict, outcome.changed),
            false => expected.weigh(&outcome.id, verdict),
        }
    }

    /// Takes the boards, and finds out which of them are fit for a run.
    fn fleet(&self, boards: &Boards) -> Result<Fleet<Slot>, CliError> {
        let slot =
            |entry: &Entry| Slot::new(entry.name.as_str(), entry.image.clone().unwrap_or_default());
        let fleet = if boards.are_shared {
            Fleet::take(&boards.bench, self.bench.wait(), slot)?
        } else {
            Fleet::of_its_own(&boards.bench, slot)
        };
        for (board, reason) in fleet.check() {
            anstream::eprintln!("{board} is in quarantine before the run: {reason}");
        }
        Ok(fleet)
    }

    /// Gives the boards back, and leaves what each went through in the run folder.
    fn leave(&self, fleet: Option<Fleet<Slot>>) -> Result<(), CliError> {
        let Some(fleet) = fleet else { return Ok(()) };
        let records = fleet.finish();
        for (board, reason) in quarantined(&records) {
            anstream::eprintln!("{board} is in quarantine after the run: {reason}");
        }
        if let Some(deepest) = records.iter().filter_map(|record| record.deepest_stack).max() {
            writeln!(stdout(), "deepest stack of any board: {deepest} octets")?;
        }
        Ok(write_json(&self.out.join(BOARDS), &records)?)
    }

    fn expectations(&self) -> Result<Expectations, CliError> {
        let Some(path) = &self.expect else { return Ok(Expectations::default()) };
        let text = std::fs::read_to_string(path).map_err(|cause| CliError::file(path, cause))?;
        Expectations::parse(&text).map_err(|cause| CliError::file(path, cause))
    }

    /// Puts the scenarios into the order in which they are played.
    fn arrange(&self, suite: &mut Suite) -> Result<(), CliError> {
        if self.longest.is_none() && self.bench.is_sim() {
            return Ok(());
        }
        let lasts = rehearse(suite, self.seed);
        let left_out = arrange(suite, &lasts, self.longest.map(|span| span.0));
        if left_out > 0 {
            let longest = self.longest.unwrap_or_default();
            writeln!(
                stdout(),
                "{left_out} scenarios that last longer than {longest} are left out"
            )?;
        }
        Ok(())
    }

    /// Plays one scenario: on a board of the fleet, or on the sim.
    fn play_one(
        &self,
        suite: &Suite,
        (fleet, fault): (Option<&Fleet<Slot>>, Option<&Mutant>),
        case: &Case,
        capture: &Path,
    ) -> Result<Played, Trouble> {
        let Some(fleet) = fleet else { return sim::play(suite, case, self.seed, fault, capture) };
        let place = (self.seed, self.bench.name());
        if let Some(reason) = &case.unsupported {
            unplayed(suite, case, place, capture, None)?;
            return Ok(Played::unsupported(reason));
        }
        let played = fleet.play(case, |entry, slot| {
            qemu::play(suite, case, self.seed, (entry, slot), fault, capture)
        });
        if let Err(trouble) = &played {
            unplayed(suite, case, place, capture, Some(&trouble.to_string()))?;
        }
        played
    }

    /// The fault that the device is given. One inside the phone is the reference phone's alone.
    fn fault(&self, suite: &Suite) -> Result<Option<Mutant>, CliError> {
        let Some(name) = &self.mutant else { return Ok(None) };
        let known = suite.mutants()?.into_iter().find(|mutant| mutant.name == *name);
        let mutant = known.ok_or_else(|| {
            CliError::Nothing(format!(
                "no mutant is called `{name}`; `phonerig mutants` shows them"
            ))
        })?;
        if !self.bench.is_sim() && mutant.bends_policy() {
            let words =
                format!("`{name}` is a fault inside the phone; boards can be given wire faults");
            return Err(CliError::Setup(words));
        }
        Ok(Some(mutant))
    }

    fn play(
        &self,
        suite: &Suite,
        device: (Option<&Fleet<Slot>>, Option<&Mutant>),
        expectations: &Expectations,
    ) -> Result<Vec<Outcome>, CliError> {
        let began = Instant::now();
        let mut reporters = self.reporters(suite);
        let mut tell = |event: RunEvent| -> Result<(), ReportError> {
            reporters.iter_mut().try_for_each(|reporter| reporter.hear(&event))
        };
        std::fs::create_dir_all(&self.out).map_err(|cause| CliError::file(&self.out, cause))?;
        tell(RunEvent::Started(self.info(suite)))?;
        let stage = Stage {
            play: &|case, capture| self.play_one(suite, device, case, capture),
            again: &|last, attempt| {
                attempt <= self.retries && self.weigh(expectations, last, last.verdict).may_change()
            },
            workers: device.0.map_or_else(rayon::current_num_threads, |fleet| fleet.pool().len()),
            out: self.out.clone(),
            compare: &|case, played| suite.changed(&case.id, played),
        };
        let outcomes = play_all(&suite.cases, &stage, &mut tell)?;
        tell(RunEvent::Finished { wall: began.elapsed() })?;
        if let Some(path) = &self.json {
            let text = std::fs::read(self.out.join("results.json"));
            text.and_then(|text| std::fs::write(path, text))
                .map_err(|cause| CliError::file(path, cause))?;
        }
        Ok(outcomes)
    }

    fn info(&self, suite: &Suite) -> RunInfo {
        RunInfo {
            bench: self.bench.name().to_owned(),
            seed: self.seed,
            dut: suite.declaration.name.clone(),
            versions: suite.versions(),
            ids: suite.cases.iter().map(|case| case.id.clone()).collect(),
            out: self.out.clone(),
        }
    }

    fn reporters(&self, suite: &Suite) -> Vec<Box<dyn Reporter>> {
        let catalogue = || Arc::clone(&suite.catalogue);
        vec![
            Box::new(Progress::default()),
            Box::new(Evidence::default()),
            Box::new(ResultsFile::default()),
            Box::new(JunitFile::new(self.junit.clone())),
            Box::new(HtmlPage::new(catalogue())),
            // The summary stands last, when every file is written.
            Box::new(Human::new(anstream::stdout(), catalogue())),
        ]
    }
}

fn is_something(suite: &Suite) -> Result<(), CliError> {
    if suite.cases.is_empty() {
        return Err(CliError::Nothing("no scenario is in this selection".to_owned()));
    }
    Ok(())
}

/// Marks what the bench cannot offer, so that nobody is held to it.
fn hold_to(suite: &mut Suite, fleet: Option<&Fleet<Slot>>) {
    for case in suite.cases.iter_mut().filter(|case| case.unsupported.is_none()) {
        case.unsupported = fleet.map_or_else(|| sim::lacks(case), |fleet| fleet.lacks(case));
    }
}
