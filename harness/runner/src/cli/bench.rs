//! The arguments that say where devices run.

use super::error::CliError;
use crate::rack::entry::{Entry, Kind};
use crate::rack::file::BenchFile;
use crate::suite::select::glob_means;
use crate::suite::{qemu, sim};
use clap::Args;
use core::convert::Infallible;
use core::str::FromStr;
use phonerig_judge::network::Span;
use std::path::{Path, PathBuf};

/// Where devices run, and on how many of them a run plays.
#[derive(Args, Debug)]
pub(super) struct BenchArgs {
    /// Play on this bench: `sim`, the reference phone in this process, in virtual time; `qemu`, firmware on emulated boards, on
    /// the wall's clock; or the boards of a bench file.
    #[arg(long, value_name = "sim|qemu|FILE", default_value = sim::NAME)]
    bench: BenchArg,

    /// Boot this firmware on the emulated boards (`ci/board` builds it).
    #[arg(long, value_name = "ELF", required_if_eq("bench", "qemu"))]
    image: Option<PathBuf>,

    /// So many emulated boards play at a time with `--bench qemu` [default: 8].
    #[arg(long, value_name = "N", default_value_t = 8, hide_default_value = true, value_parser = clap::value_parser!(u32).range(1..=64))]
    boards: u32,

    /// Play on the boards of the bench file that have these names, such as `desk-*` [default: all].
    #[arg(long, value_name = "PATTERN", default_value = "*", hide_default_value = true)]
    on: String,

    /// Wait so long for each board that somebody else uses, such as `10m` [default: do not wait].
    #[arg(long, value_name = "SPAN", default_value = "0s", hide_default_value = true)]
    wait: Span,
}

/// A bench, as the command line names it.
#[derive(Clone, Debug)]
enum BenchArg {
    Sim,
    Qemu,
    File(PathBuf),
}

impl FromStr for BenchArg {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            sim::NAME => Self::Sim,
            qemu::NAME => Self::Qemu,
            path => Self::File(path.into()),
        })
    }
}

/// The boards of a run.
pub(super) struct Boards {
    /// Those that are played on.
    pub(super) bench: BenchFile,
    /// Whether others may know of them, so that they are locked.
    pub(super) are_shared: bool,
}

impl BenchArgs {
    /// What reports call the bench.
    pub(super) const fn name(&self) -> &'static str {
        match self.bench {
            BenchArg::Sim => sim::NAME,
            BenchArg::Qemu | BenchArg::File(_) => qemu::NAME,
        }
    }

    /// Whether it runs in virtual time.
    pub(super) const fn is_sim(&self) -> bool {
        matches!(self.bench, BenchArg::Sim)
    }

    /// How long a board is waited for.
    pub(super) const fn wait(&self) -> std::time::Duration {
        self.wait.0
    }

    /// The boards that it is played on; none for the sim.
    pub(super) fn boards(&self) -> Result<Option<Boards>, CliError> {
        match (&self.bench, &self.image) {
            (BenchArg::Sim, _) => Ok(None),
            (BenchArg::File(path), _) => self.of_file(path).map(Some),
            (BenchArg::Qemu, Some(image)) => {
                let bench = BenchFile::emulated(image, self.boards);
                Ok(Some(Boards { bench, are_shared: false }))
            }
            (BenchArg::Qemu, None) => Err(CliError::Setup("`--bench qemu` needs an image".into())),
        }
    }

    fn of_file(&self, path: &Path) -> Result<Boards, CliError> {
        let mut bench = BenchFile::read(path)?;
        bench.boards.retain(|board| glob_means(&self.on, board.name.as_str()));
        let Some(first) = bench.boards.first() else {
            let (place, on) = (path.display(), &self.on);
            return Err(CliError::Nothing(format!("{place}: no board is called `{on}`")));
        };
        let told = |wrong: String| CliError::Setup(format!("{}:{wrong}", path.display()));
        if let Some(other) = bench.boards.iter().find(|board| !is_equal(board, first)) {
            let words = format!(
                "{}: {} is another device than {}: choose with `--on`",
                other.line, other.name, first.name
            );
            return Err(told(words));
        }
        if first.kind == Kind::Board {
            let words = format!(
                "{}: {}: this version has no network adapter for boards on a table yet",
                first.line, first.name
            );
            return Err(told(words));
        }
        Ok(Boards { bench, are_shared: true })
    }
}

/// Whether two boards are the same to a scenario.
fn is_equal(one: &Entry, other: &Entry) -> bool {
    (one.kind, &one.declaration) == (other.kind, &other.declaration)
}
