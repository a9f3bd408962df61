//! The place of an emulated board in a rack: flashed once through its probe, and reset through it before every scenario.

use super::ports::{ALWAYS, Given, Serial, What, hear_ethernet, of_log, open_serial};
use crate::rack::recovery::Recover;
use phonerig_board::emulator::EmulatedBoard;
use phonerig_board::probe::{Chip, Image, Log, Probe, Selector, SharedProbe};
use std::io::Write as _;
use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a boot may take until the greeting.
const BOOT: Duration = Duration::from_secs(5);
/// After how long nothing more comes from a board that stands still.
const SILENCE: Duration = Duration::from_millis(20);

/// The place of an emulated board; the board is in it from the first boot on.
pub struct Slot {
    name: String,
    image: PathBuf,
    placed: Option<Placed>,
    /// The deepest that the stack was at any reset, in octets; 0 where the image is not painted.
    stack: u32,
}

/// A board in its place, with power or without.
struct Placed {
    board: EmulatedBoard,
    ethernet: UdpSocket,
    give: Sender<Given>,
    given: Receiver<Given>,
    /// How often it was switched on.
    life: u32,
    lines: Option<Lines>,
    /// The thread that hears the Ethernet port lives as long.
    _alive: Arc<()>,
}

/// The lines to a board that has power.
struct Lines {
    // The log goes before its probe does.
    _log: Option<Log>,
    probe: SharedProbe,
    serial: Serial,
    image: Image,
}

impl Slot {
    /// A place for a board of this name that runs this image.
    pub fn new(name: &str, image: PathBuf) -> Self {
        Self { name: name.to_owned(), image, placed: None, stack: 0 }
    }

    /// Brings the board to its first line, freshly reset; gives its greeting.
    ///
    /// # Errors
    /// What of it does not start.
    pub(super) fn start(&mut self) -> Result<String, String> {
        if self.lines().is_err() {
            self.switch_on()?;
        }
        self.reset_it()?;
        self.greeting()
    }

    /// Takes its power away.
    pub(super) fn switch_off(&mut self) {
        if let Some(placed) = &mut self.placed {
            // That its lines go now is no trouble.
            placed.life += 1;
            placed.lines = None;
            placed.board.power_off();
        }
    }

    /// The next thing that it gives, until a moment; nothing comes of a board without power.
    pub(super) fn next(&mut self, until: Option<Instant>) -> Option<What> {
        let placed = self.placed.as_ref()?;
        loop {
            let given = match until {
                None => placed.given.recv().ok()?,
                Some(until) => {
                    let left = until.saturating_duration_since(Instant::now());
                    placed.given.recv_timeout(left).ok()?
                }
            };
            // What an earlier life left behind is nothing that the board gives now.
            if [ALWAYS, placed.life].contains(&given.life) {
                return Some(given.what);
            }
        }
    }

    /// Sends an Ethernet frame; one that the board does not take is lost.
    pub(super) fn send(&self, frame: &[u8]) {
        if let Some(placed) = &self.placed {
            let _ = placed.ethernet.send(frame);
        }
    }

    /// Types a line at the console.
    ///
    /// # Errors
    /// Where there is no power, or the serial port is gone.
    pub(super) fn say(&mut self, line: &str) -> Result<(), String> {
        let typed = self.lines()?.serial.write_all(format!("{line}\n").as_bytes());
        typed.map_err(|cause| format!("the serial port takes nothing: {cause}"))
    }

    fn lines(&mut self) -> Result<&mut Lines, String> {
        let lines = self.placed.as_mut().and_then(|placed| placed.lines.as_mut());
        lines.ok_or_else(|| "it has no power".to_owned())
    }

    fn switch_on(&mut self) -> Result<(), String> {
        let placed = match &mut self.placed {
            Some(placed) => placed,
            none => none.insert(Placed::new()?),
        };
        placed.switch_on(&self.name, &self.image)
    }

    /// Reads how deep the stack was, and resets. What the board said before is heard to its end while it stands still, so that
    /// the next greeting is that of this reset.
    fn reset_it(&mut self) -> Result<(), String> {
        let lines = self.lines()?;
        let image = lines.image.clone();
        let probe = Arc::clone(&lines.probe);
        let mut probe = probe.lock().unwrap_or_else(PoisonError::into_inner);
        let peak = probe.stack_peak(&image).map_err(told)?;
        self.stack = self.stack.max(peak.unwrap_or(0));
        probe.reset_and_halt().map_err(told)?;
        while self.next(Some(Instant::now() + SILENCE)).is_some() {}
        probe.run().map_err(told)
    }

    /// The first line after a reset. What came before it is of an earlier life.
    fn greeting(&mut self) -> Result<String, String> {
        let deadline = Instant::now() + BOOT;
        loop {
            match self.next(Some(deadline)) {
                Some(What::Line(line)) if line.contains(" console=1") => return self.checked(line),
                Some(What::Gone(what)) => return Err(format!("{what}, while it boots")),
                Some(_) => {}
                None => return Err(format!("no console within {} s of its reset", BOOT.as_secs())),
            }
        }
    }

    /// Whether the image that greets is the one that was flashed.
    fn checked(&mut self, greeting: String) -> Result<String, String> {
        let lines = self.lines()?;
        let said = greeting.split(' ').find_map(|word| word.strip_prefix("image="));
        let flashed = lines.image.id().to_string();
        match said {
            Some(said) if said != flashed => {
                Err(format!("it says that it runs image {said}, and {flashed} was flashed"))
            }
            _ => Ok(greeting),
        }
    }
}

impl Placed {
    fn new() -> Result<Self, String> {
        let board = EmulatedBoard::new().map_err(told)?;
        let (give, given) = channel();
        let alive = Arc::new(());
        let ethernet = board.ethernet().map_err(told)?;
        hear_ethernet(board.ethernet().map_err(told)?, Arc::downgrade(&alive), give.clone())
            .map_err(told)?;
        Ok(Self { board, ethernet, give, given, life: ALWAYS, lines: None, _alive: alive })
    }

    /// Gives it power, attaches its lines, and flashes it unless it holds the image.
    fn switch_on(&mut self, name: &str, image: &Path) -> Result<(), String> {
        self.life += 1;
        self.board.power_on().map_err(told)?;
        let image = Image::read(image).map_err(told)?;
        let port = self.board.serial_port().map_err(told)?;
        let serial = open_serial(&port, self.life, self.give.clone())?;
        let selector: Selector = self.board.probe_selector().parse().map_err(told)?;
        let mut probe = Probe::attach(name, &selector, &Chip::emulated()).map_err(told)?;
        if !probe.holds(&image).map_err(told)? {
            probe.flash(&image, |_| {}).map_err(told)?;
        }
        let probe = Arc::new(Mutex::new(probe));
        let log = self.follow(&probe, &image);
        self.lines = Some(Lines { _log: log, probe, serial, image });
        Ok(())
    }

    /// Follows the log of an image that has one.
    fn follow(&self, probe: &SharedProbe, image: &Image) -> Option<Log> {
        let (life, give) = (self.life, self.give.clone());
        let give = move |event| {
            // Whoever listened may have gone.
            let _ = give.send(Given { life, what: of_log(event) });
        };
        Log::follow(Arc::clone(probe), image, give).ok()
    }
}

fn told(error: impl core::fmt::Display) -> String {
    error.to_string()
}

impl Recover for Slot {
    fn reset(&mut self) -> Result<(), String> {
        if self.lines().is_err() {
            self.switch_on()?;
        }
        self.reset_it()
    }

    fn power_cycle(&mut self) -> Result<(), String> {
        // Whatever its emulator has come to, a new one takes its place, and is flashed anew.
        self.placed = None;
        self.reset()
    }

    fn verify_boot(&mut self) -> Result<(), String> {
        self.greeting().map(drop)
    }

    fn deepest_stack(&self) -> Option<u32> {
        Some(self.stack).filter(|stack| *stack > 0)
    }
}
