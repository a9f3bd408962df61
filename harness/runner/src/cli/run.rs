//! `phonerig run`.

use super::error::CliError;
use super::output::stdout;
use super::selection::Selection;
use crate::exit::Exit;
use crate::report::event::{ReportError, Reporter, RunEvent, RunInfo};
use crate::report::evidence::{Evidence, clear};
use crate::report::html::HtmlPage;
use crate::report::human::Human;
use crate::report::junit::JunitFile;
use crate::report::outcome::Outcome;
use crate::report::progress::Progress;
use crate::report::results::ResultsFile;
use crate::suite::expect::Expectations;
use crate::suite::load::Suite;
use crate::suite::play::{Stage, play_all};
use crate::suite::rehearsal::{arrange, rehearse};
use crate::suite::{qemu, sim};
use clap::ValueEnum;
use phonerig_judge::network::Span;
use std::io::Write as _;
use std::path::PathBuf;
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

    /// Play on this bench.
    #[arg(long, value_enum, default_value_t = BenchArg::Sim)]
    bench: BenchArg,

    /// Boot this firmware on the emulated board (`ci/board` builds it).
    #[arg(long, value_name = "ELF", required_if_eq("bench", "qemu"))]
    image: Option<PathBuf>,

    /// So many emulated boards play at a time [default: 8].
    #[arg(long, value_name = "N", default_value_t = 8, hide_default_value = true)]
    boards: usize,

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

    /// Take the verdicts in this file as expected: known deviations, each with its reason.
    #[arg(long, value_name = "FILE")]
    expect: Option<PathBuf>,
}

/// Where a device can run.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum BenchArg {
    /// The reference phone in this process, in virtual time.
    Sim,
    /// The phone's firmware on an emulated board, on the wall's clock.
    Qemu,
}

impl BenchArg {
    const fn name(self) -> &'static str {
        match self {
            Self::Sim => sim::NAME,
            Self::Qemu => qemu::NAME,
        }
    }
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let expectations = self.expectations()?;
        let mut suite = self.selection.load()?;
        self.arrange(&mut suite)?;
        if suite.cases.is_empty() {
            return Err(CliError::Nothing("no scenario is in this selection".to_owned()));
        }
        clear(&self.out)?;
        let outcomes = self.play(&suite, &expectations)?;
        let weigh = |outcome: &Outcome| {
            expectations.weigh(&outcome.id, outcome.counts_as(self.allow_flaky))
        };
        Ok(Exit::of(outcomes.iter().map(weigh)))
    }

    fn expectations(&self) -> Result<Expectations, CliError> {
        let Some(path) = &self.expect else { return Ok(Expectations::default()) };
        let text = std::fs::read_to_string(path).map_err(|cause| CliError::file(path, cause))?;
        Expectations::parse(&text).map_err(|cause| CliError::file(path, cause))
    }

    /// Puts the scenarios into the order in which they are played.
    fn arrange(&self, suite: &mut Suite) -> Result<(), CliError> {
        if self.longest.is_none() && matches!(self.bench, BenchArg::Sim) {
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

    fn workers(&self) -> usize {
        match self.bench {
            BenchArg::Sim => rayon::current_num_threads(),
            BenchArg::Qemu => self.boards,
        }
    }

    fn play(&self, suite: &Suite, expectations: &Expectations) -> Result<Vec<Outcome>, CliError> {
        let began = Instant::now();
        let mut reporters = self.reporters(suite);
        let mut tell = |event: RunEvent| -> Result<(), ReportError> {
            reporters.iter_mut().try_for_each(|reporter| reporter.hear(&event))
        };
        std::fs::create_dir_all(&self.out).map_err(|cause| CliError::file(&self.out, cause))?;
        tell(RunEvent::Started(self.info(suite)))?;
        let stage = Stage {
            play: &|case, capture| match (self.bench, &self.image) {
                (BenchArg::Qemu, Some(image)) => qemu::play(suite, case, self.seed, image, capture),
                _ => sim::play(suite, case, self.seed, capture),
            },
            again: &|case, verdict, attempt| {
                attempt <= self.retries && expectations.weigh(&case.id, verdict).may_change()
            },
            workers: self.workers(),
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
            total: suite.cases.len(),
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
