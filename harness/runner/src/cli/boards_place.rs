//! Which board a command is for: one of a bench file, or one that the command line describes.

use super::error::CliError;
use crate::rack::entry::{Entry, Kind};
use crate::rack::file::BenchFile;
use crate::rack::lock::{self, Lock};
use phonerig_board::probe::{Chip, EMULATED_CHIP, Image, Probe, Selector};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The speed of a serial port that nobody names.
const SPEED: u32 = 115_200;

/// The options that every command for one board has.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Which board")]
pub(super) struct Place {
    /// Take a board of this bench file; it is locked meanwhile.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["probe", "chip", "serial", "speed"])]
    bench: Option<PathBuf>,

    /// Take this board of the bench file [default: the only one].
    #[arg(long, value_name = "NAME", requires = "bench")]
    board: Option<String>,

    /// Take the board at this debug probe: `VID:PID`, `VID:PID:SERIAL`, or `1d50:6018:HOST:PORT` over TCP.
    #[arg(long, value_name = "SELECTOR")]
    probe: Option<Selector>,

    /// What chip is on it, by its name at probe-rs [default: that of an emulated board].
    #[arg(long, value_name = "NAME")]
    chip: Option<Chip>,

    /// Its console is at this serial port.
    #[arg(long, value_name = "PORT")]
    serial: Option<String>,

    /// How fast that is, in bits a second [default: 115200].
    #[arg(long, value_name = "BITS", requires = "serial")]
    speed: Option<u32>,
}

/// A board that was found.
pub(super) struct Found {
    /// What messages call it.
    pub(super) name: String,
    probe: Option<Selector>,
    chip: Chip,
    serial: Option<(String, u32)>,
    image: Option<PathBuf>,
    /// Nobody else has it meanwhile.
    _lock: Option<Lock>,
}

impl Place {
    pub(super) fn find(self) -> Result<Found, CliError> {
        match self.bench {
            Some(path) => of_bench(&path, self.board.as_deref()),
            None => Ok(Found {
                name: self.probe.as_ref().map_or("here".to_owned(), ToString::to_string),
                probe: self.probe,
                chip: self.chip.unwrap_or_else(Chip::emulated),
                serial: self.serial.map(|port| (port, self.speed.unwrap_or(SPEED))),
                image: None,
                _lock: None,
            }),
        }
    }
}

fn of_bench(path: &Path, name: Option<&str>) -> Result<Found, CliError> {
    let file = BenchFile::read(path)?;
    let entry = choose(&file, name)?;
    if entry.kind == Kind::Qemu {
        return Err(CliError::Setup(format!(
            "board {}: it is there only while a run or `phonerig boards emulate` runs it; the latter says what to give to --probe",
            entry.name
        )));
    }
    let chip = entry.chip.as_deref().unwrap_or(EMULATED_CHIP).parse();
    let wrong = |cause: String| CliError::Setup(format!("board {}: {cause}", entry.name));
    let probe = entry.probe.as_ref().map(|probe| probe.to_string().parse()).transpose();
    Ok(Found {
        name: entry.name.to_string(),
        probe: probe.map_err(wrong)?,
        chip: chip.map_err(wrong)?,
        serial: entry.serial.as_ref().map(|serial| (serial.port.clone(), serial.speed)),
        image: entry.image.clone(),
        _lock: Some(Lock::take(&lock::folder(), entry, path, Duration::ZERO)?),
    })
}

fn choose<'f>(file: &'f BenchFile, name: Option<&str>) -> Result<&'f Entry, CliError> {
    let names = || file.boards.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>();
    let found = match name {
        Some(name) => file.boards.iter().find(|entry| entry.name.as_str() == name),
        None => Some(&file.boards).filter(|boards| boards.len() == 1).and_then(|one| one.first()),
    };
    found.ok_or_else(|| {
        let place = file.path.display();
        CliError::Nothing(format!(
            "{place} has the boards {}: --board names one",
            names().join(", ")
        ))
    })
}

impl Found {
    /// Attaches to its debug probe.
    pub(super) fn attach(&self) -> Result<Probe, CliError> {
        let need = || {
            CliError::Setup(format!(
                "board {}: nobody says where its probe is; --probe does",
                self.name
            ))
        };
        let selector = self.probe.as_ref().ok_or_else(need)?;
        Ok(Probe::attach(&self.name, selector, &self.chip)?)
    }

    /// Whether the bench file names an image.
    pub(super) const fn has_image(&self) -> bool {
        self.image.is_some()
    }

    /// The image that the command line names, or the bench file.
    pub(super) fn image(&self, named: Option<&Path>) -> Result<Image, CliError> {
        let need = || {
            CliError::Setup(format!("board {}: nobody says what its image is; name it", self.name))
        };
        let path = named.or(self.image.as_deref()).ok_or_else(need)?;
        Ok(Image::read(path)?)
    }

    /// Opens its serial port, which wakes up after every `patience` even if nothing comes.
    pub(super) fn open_serial(
        &self,
        patience: Duration,
    ) -> Result<Box<dyn serialport::SerialPort>, CliError> {
        let need = || {
            CliError::Setup(format!(
                "board {}: nobody says where its console is; --serial does",
                self.name
            ))
        };
        let (port, speed) = self.serial.as_ref().ok_or_else(need)?;
        serialport::new(port, *speed).timeout(patience).open().map_err(|cause| {
            CliError::Setup(format!(
                "board {}: the serial port {port} does not open: {cause}",
                self.name
            ))
        })
    }
}
