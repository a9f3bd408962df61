//! A connection to a board's probe.

use super::attach::attach;
use super::chip::Chip;
use super::error::ProbeError;
use super::image::Image;
use super::selector::Selector;
use probe_rs::flashing::{DownloadOptions, FlashProgress, ProgressEvent};
use probe_rs::rtt::Rtt;
use probe_rs::{Core, CoreStatus, MemoryInterface, RegisterValue, Session};
use std::time::{Duration, Instant};

/// How long a core may take to halt.
const HALT: Duration = Duration::from_millis(500);
/// The firmware fills its stack with this word before it uses it.
const PAINT: u32 = 0xcccc_cccc;
/// Where the painted stack ends and where it starts, downwards, as symbols of the image.
const STACK: [&str; 2] = ["_stack_end", "_stack_start"];
/// A board at the end of a probe, attached. When it goes, the core runs on.
pub struct Probe {
    board: String,
    session: Session,
}

/// What flashing did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct FlashReport {
    /// How many octets were written and read back.
    pub octets: usize,
    /// How long that took.
    pub took: Duration,
}

/// What a probe tells of a board.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Info {
    /// The chip.
    pub chip: String,
    /// The core.
    pub core: String,
    /// What the core was doing.
    pub state: String,
    /// Its registers by name. The core is halted for a moment to read them, if it is not halted already.
    pub registers: Vec<(String, u32)>,
}

impl Probe {
    /// Attaches to a board; its core goes on with what it does. The name is for messages.
    ///
    /// It is done on a thread of its own, named [`ATTACHING`](super::ATTACHING): probe-rs waits for ever for a probe that says nothing, and
    /// panics where one goes away in the middle.
    ///
    /// # Errors
    /// Where the chip is unknown, the probe is not there, or the board does not answer.
    pub fn attach(board: &str, selector: &Selector, chip: &Chip) -> Result<Self, ProbeError> {
        let session = attach(board, selector, chip)?;
        Ok(Self { board: board.to_owned(), session })
    }

    /// The board's name.
    pub fn board(&self) -> &str {
        &self.board
    }

    /// Writes an image to flash, reads it back, and starts it. `progress` is called with how many octets are done.
    ///
    /// # Errors
    /// Where it cannot be written, or reads back differently.
    pub fn flash(
        &mut self,
        image: &Image,
        mut progress: impl FnMut(u64),
    ) -> Result<FlashReport, ProbeError> {
        let began = Instant::now();
        // A core that runs what is being replaced may do anything.
        self.reset_and_halt()?;
        let mut loader = self.session.target().flash_loader();
        for segment in image.segments() {
            let added = loader.add_data(segment.address.into(), &segment.octets);
            added.map_err(|cause| ProbeError::new(&self.board, "take the image", &cause))?;
        }
        let mut options = DownloadOptions::default();
        options.verify = true;
        let mut done = 0;
        options.progress = FlashProgress::new(move |event| {
            if let ProgressEvent::Progress { size, .. } = event {
                done += size;
                progress(done);
            }
        });
        let written = loader.commit(&mut self.session, options);
        written.map_err(|cause| ProbeError::new(&self.board, "be flashed", &cause))?;
        self.reset()?;
        Ok(FlashReport { octets: image.size(), took: began.elapsed() })
    }

    /// Whether flash holds exactly this image.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn holds(&mut self, image: &Image) -> Result<bool, ProbeError> {
        for segment in image.segments() {
            let mut octets = vec![0; segment.octets.len()];
            self.read(segment.address, &mut octets)?;
            if octets != segment.octets {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Resets the board; it runs from its first instruction.
    ///
    /// # Errors
    /// Where it does not.
    pub fn reset(&mut self) -> Result<(), ProbeError> {
        self.with("be reset", |core| core.reset())
    }

    /// Resets the board and halts it at its first instruction.
    ///
    /// # Errors
    /// Where it does not.
    pub fn reset_and_halt(&mut self) -> Result<(), ProbeError> {
        self.with("be reset and halted", |core| core.reset_and_halt(HALT).map(|_| ()))
    }

    /// Halts the core. It runs on when this value goes, unless [`Probe::leave`] is called.
    ///
    /// # Errors
    /// Where it does not.
    pub fn halt(&mut self) -> Result<(), ProbeError> {
        self.with("be halted", |core| core.halt(HALT).map(|_| ()))
    }

    /// Lets a halted core run; nothing where it runs.
    ///
    /// # Errors
    /// Where it does not.
    pub fn run(&mut self) -> Result<(), ProbeError> {
        self.with("run", |core| if core.core_halted()? { core.run() } else { Ok(()) })
    }

    /// Lets a halted core do one instruction; gives where it stands then.
    ///
    /// # Errors
    /// Where it does not.
    pub fn step(&mut self) -> Result<u32, ProbeError> {
        self.with("step", |core| core.step().map(|info| info.pc as u32))
    }

    /// Sets a breakpoint.
    ///
    /// # Errors
    /// Where there is none left.
    pub fn set_breakpoint(&mut self, address: u32) -> Result<(), ProbeError> {
        self.with("take a breakpoint", |core| core.set_hw_breakpoint(address.into()))
    }

    /// Waits until the core halts, at a breakpoint for one; gives where it stands then.
    ///
    /// # Errors
    /// Where it does not in time.
    pub fn wait_for_halt(&mut self, limit: Duration) -> Result<u32, ProbeError> {
        self.with("halt by itself", |core| {
            core.wait_for_core_halted(limit)?;
            let counter = core.program_counter();
            core.read_core_reg(counter)
        })
    }

    /// Whether the core is halted.
    ///
    /// # Errors
    /// Where it does not say.
    pub fn is_halted(&mut self) -> Result<bool, ProbeError> {
        self.with("tell its state", |core| core.core_halted())
    }

    /// Reads memory, while the core runs or not.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn read(&mut self, address: u32, octets: &mut [u8]) -> Result<(), ProbeError> {
        self.with("read memory", |core| core.read(address.into(), octets))
    }

    /// Reads a word of memory or of a device, while the core runs or not.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn read_word(&mut self, address: u32) -> Result<u32, ProbeError> {
        self.with("read memory", |core| core.read_word_32(address.into()))
    }

    /// Writes a word of memory or to a device, while the core runs or not.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write_word(&mut self, address: u32, word: u32) -> Result<(), ProbeError> {
        self.with("write memory", |core| core.write_word_32(address.into(), word))
    }

    /// What the probe tells of the board.
    ///
    /// # Errors
    /// Where it does not answer.
    pub fn info(&mut self) -> Result<Info, ProbeError> {
        let chip = self.session.target().name.clone();
        self.with("tell of itself", |core| {
            let status = core.status()?;
            if !status.is_halted() {
                core.halt(HALT)?;
            }
            let registers = registers(core)?;
            if !status.is_halted() {
                core.run()?;
            }
            let kind = format!("{:?}", core.core_type());
            Ok(Info { chip, core: kind, state: state(status), registers })
        })
    }

    /// The deepest that the stack has been since reset, in octets; `None` where the image does not say which words its firmware paints.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn stack_peak(&mut self, image: &Image) -> Result<Option<u32>, ProbeError> {
        let [Some(low), Some(top)] = STACK.map(|name| image.symbol(name)) else { return Ok(None) };
        let mut octets = vec![0; top.saturating_sub(low) as usize];
        self.read(low, &mut octets)?;
        let painted = octets.chunks(4).take_while(|word| **word == PAINT.to_le_bytes());
        Ok(Some(octets.len() as u32 - 4 * painted.count() as u32))
    }

    /// Ends the connection and leaves the core as it is; a halted one stays halted.
    pub fn leave(self) {
        // Dropping a session lets the core run. The connection closes with the process.
        std::mem::forget(self.session);
    }

    /// Reads what the firmware has written to RTT's first channel. `found` keeps where that is, from one look to the next;
    /// nothing comes until the firmware has set it up.
    pub(super) fn read_log(
        &mut self,
        control_block: u32,
        found: &mut Option<Rtt>,
        octets: &mut [u8],
    ) -> Result<usize, ProbeError> {
        self.with("give its log", |core| {
            let read = read_channel(core, control_block, found, octets);
            match read {
                Ok(length) => Ok(length),
                Err(probe_rs::rtt::Error::Probe(cause)) => Err(cause),
                // In the middle of a reset there is nothing, or half of it.
                Err(_) => {
                    *found = None;
                    Ok(0)
                }
            }
        })
    }

    fn with<T>(
        &mut self,
        need: &'static str,
        act: impl FnOnce(&mut Core<'_>) -> Result<T, probe_rs::Error>,
    ) -> Result<T, ProbeError> {
        let done = self.session.core(0).and_then(|mut core| act(&mut core));
        done.map_err(|cause| ProbeError::new(&self.board, need, &cause))
    }
}

fn read_channel(
    core: &mut Core<'_>,
    control_block: u32,
    found: &mut Option<Rtt>,
    octets: &mut [u8],
) -> Result<usize, probe_rs::rtt::Error> {
    let rtt = match found {
        Some(rtt) => rtt,
        None => found.insert(Rtt::attach_at(core, control_block.into())?),
    };
    rtt.up_channel(0).map_or(Ok(0), |channel| channel.read(core, octets))
}

fn registers(core: &mut Core<'_>) -> Result<Vec<(String, u32)>, probe_rs::Error> {
    let wanted = [
        ("pc", core.program_counter()),
        ("sp", core.stack_pointer()),
        ("lr", core.return_address()),
    ];
    let read = |(name, register): (&str, &probe_rs::CoreRegister)| {
        let value: RegisterValue = core.read_core_reg(register)?;
        Ok((name.to_owned(), value.try_into()?))
    };
    wanted.into_iter().map(read).collect()
}

fn state(status: CoreStatus) -> String {
    match status {
        CoreStatus::Running => "running".to_owned(),
        CoreStatus::Sleeping => "sleeping".to_owned(),
        CoreStatus::LockedUp => "locked up".to_owned(),
        CoreStatus::Halted(reason) => format!("halted ({reason:?})"),
        CoreStatus::Unknown => "unknown".to_owned(),
    }
}
