//! `phonerig boards flash`, `reset`, `halt`, `run` and `info`: what a debug probe does at once.

use super::boards_place::Place;
use super::error::CliError;
use super::output::{json, stdout, table};
use crate::exit::Exit;
use indicatif::{ProgressBar, ProgressStyle};
use phonerig_board::probe::{FlashReport, Image, Probe};
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// Write an image to a board's flash, read it back, and start it.
#[derive(Debug, clap::Args)]
pub(super) struct Flash {
    /// Flash this ELF file [default: the bench file's image].
    #[arg(value_name = "IMAGE")]
    image: Option<PathBuf>,

    /// Flash it even where the board holds it already.
    #[arg(long)]
    again: bool,

    #[command(flatten)]
    place: Place,
}

impl Flash {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let found = self.place.find()?;
        let image = found.image(self.image.as_deref())?;
        let mut probe = found.attach()?;
        if !self.again && probe.holds(&image)? {
            writeln!(stdout(), "{}: holds image {} already", found.name, image.id())?;
            return Ok(Exit::Success);
        }
        let FlashReport { octets, took } = flash(&mut probe, &image)?;
        writeln!(
            stdout(),
            "{}: image {} flashed and verified, {octets} octets in {} ms",
            found.name,
            image.id(),
            took.as_millis()
        )?;
        Ok(Exit::Success)
    }
}

/// Flashes with a bar, where somebody sees it.
fn flash(probe: &mut Probe, image: &Image) -> Result<FlashReport, CliError> {
    let bar = ProgressBar::new(image.size() as u64);
    bar.set_style(
        ProgressStyle::with_template("flashing {bar:40} {bytes}/{total_bytes}")
            .expect("a literal with known keys"),
    );
    bar.tick();
    let report = probe.flash(image, |octets| bar.set_position(octets));
    bar.finish_and_clear();
    Ok(report?)
}

/// Reset a board; it starts anew.
#[derive(Debug, clap::Args)]
pub(super) struct Reset {
    /// Halt the core at its first instruction, and leave it there.
    #[arg(long)]
    halt: bool,

    #[command(flatten)]
    place: Place,
}

impl Reset {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let mut probe = self.place.find()?.attach()?;
        if self.halt {
            probe.reset_and_halt()?;
            probe.leave();
        } else {
            probe.reset()?;
        }
        Ok(Exit::Success)
    }
}

/// Halt a board's core, and leave it so.
#[derive(Debug, clap::Args)]
pub(super) struct Halt {
    #[command(flatten)]
    place: Place,
}

impl Halt {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let mut probe = self.place.find()?.attach()?;
        probe.halt()?;
        probe.leave();
        Ok(Exit::Success)
    }
}

/// Let a halted board's core run on.
#[derive(Debug, clap::Args)]
pub(super) struct Run {
    #[command(flatten)]
    place: Place,
}

impl Run {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        self.place.find()?.attach()?.run()?;
        Ok(Exit::Success)
    }
}

/// Show a board's chip, what its core does, and what is in its flash.
///
/// A running core is halted for a moment to read its registers.
#[derive(Debug, clap::Args)]
pub(super) struct Info {
    /// Compare flash with this ELF file, and measure the stack that its firmware used [default: the bench file's image].
    #[arg(value_name = "IMAGE")]
    image: Option<PathBuf>,

    /// Write it to this file too, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    #[command(flatten)]
    place: Place,
}

/// What is known of a board.
#[derive(Serialize)]
struct Known {
    board: String,
    chip: String,
    core: String,
    state: String,
    registers: Vec<(String, u32)>,
    /// The image, and whether flash holds it; `None` where nobody named one.
    image: Option<(String, bool)>,
    /// The deepest that the stack has been since reset, in octets, where the image says how to tell.
    stack_peak: Option<u32>,
}

impl Info {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let found = self.place.find()?;
        let image = match &self.image {
            None if !found.has_image() => None,
            named => Some(found.image(named.as_deref())?),
        };
        let mut probe = found.attach()?;
        let known = Known::ask(&found.name, &mut probe, image.as_ref())?;
        if probe.is_halted()? {
            // Who halted it wants it so.
            probe.leave();
        }
        json(self.json.as_deref(), &known)?;
        table(&known.rows())?;
        Ok(Exit::Success)
    }
}

impl Known {
    fn ask(board: &str, probe: &mut Probe, image: Option<&Image>) -> Result<Self, CliError> {
        let info = probe.info()?;
        let held = image.map(|image| probe.holds(image).map(|held| (image, held))).transpose()?;
        let stack_peak = match held {
            Some((image, true)) => probe.stack_peak(image)?,
            _ => None,
        };
        Ok(Self {
            board: board.to_owned(),
            chip: info.chip,
            core: info.core,
            state: info.state,
            registers: info.registers,
            image: held.map(|(image, held)| (image.id().to_string(), held)),
            stack_peak,
        })
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let mut rows: Vec<(&str, String)> = vec![
            ("board", self.board.clone()),
            ("chip", self.chip.clone()),
            ("core", self.core.clone()),
            ("state", self.state.clone()),
        ];
        let registers = self.registers.iter();
        rows.extend(registers.map(|(name, value)| (name.as_str(), format!("{value:#010x}"))));
        if let Some((id, held)) = &self.image {
            let held = if *held { "in flash" } else { "not what is in flash" };
            rows.push(("image", format!("{id} ({held})")));
        }
        rows.extend(self.stack_peak.map(|peak| ("stack", format!("{peak} octets at most"))));
        rows.into_iter().map(|(key, value)| vec![key.to_owned(), value]).collect()
    }
}
