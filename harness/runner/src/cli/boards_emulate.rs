//! `phonerig boards emulate`.

use super::error::CliError;
use super::output::{json, table};
use crate::exit::Exit;
use phonerig_board::emulator::EmulatedBoard;
use phonerig_board::probe::{Chip, EMULATED_CHIP, Image, Probe};
use serde::Serialize;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// How often it is looked whether the emulator lives.
const LOOK: Duration = Duration::from_millis(100);

/// Keep an emulated board powered until Ctrl-C, for the other commands and for a probe-rs of your own.
///
/// It is TI's EK-LM3S6965 in QEMU. It shows what to give to --probe and --serial, and where Ethernet frames go and come from:
/// each UDP datagram is one. What is flashed is forgotten when it ends.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Flash this ELF file at first [default: its flash is blank].
    #[arg(long, value_name = "IMAGE")]
    image: Option<PathBuf>,

    /// Let its debug probe listen on this TCP port [default: any that is free].
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    probe_port: u16,

    /// Let its Ethernet cable end at this UDP port [default: any that is free].
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    ethernet_port: u16,

    /// Write where it is to this file too, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Where the board is.
#[derive(Serialize)]
struct Whereabouts {
    probe: String,
    chip: &'static str,
    serial: String,
    /// Where frames for the board go.
    ethernet: SocketAddr,
    /// Where frames of the board come to.
    peer: SocketAddr,
    emulator: u32,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, CliError> {
        let mut signals = Signals::new([SIGINT, SIGTERM])?;
        let image = self.image.as_deref().map(Image::read).transpose()?;
        let mut board = EmulatedBoard::with_ports(self.probe_port, self.ethernet_port)?;
        let peer = board.give_away_ethernet()?;
        board.power_on()?;
        if let Some(image) = image {
            let selector = board.probe_selector().parse().map_err(CliError::Setup)?;
            Probe::attach("emulated", &selector, &Chip::emulated())?.flash(&image, |_| {})?;
        }
        let whereabouts = Whereabouts {
            probe: board.probe_selector(),
            chip: EMULATED_CHIP,
            serial: board.serial_port()?,
            ethernet: board.ethernet_address()?,
            peer,
            emulator: board.process_id()?,
        };
        table(&whereabouts.rows())?;
        json(self.json.as_deref(), &whereabouts)?;
        while signals.pending().next().is_none() {
            if let Some(trouble) = board.trouble() {
                return Err(trouble.into());
            }
            std::thread::sleep(LOOK);
        }
        Ok(Exit::Success)
    }
}

impl Whereabouts {
    fn rows(&self) -> Vec<Vec<String>> {
        let rows = [
            ("--probe", self.probe.clone()),
            ("--chip", self.chip.to_owned()),
            ("--serial", self.serial.clone()),
            ("ethernet", format!("send to UDP {}, from {}", self.ethernet, self.peer)),
        ];
        rows.into_iter().map(|(key, value)| vec![key.to_owned(), value]).collect()
    }
}
