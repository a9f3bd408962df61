//! The place of an emulated board in a rack.

use super::emulator::{Emulator, Given};
use crate::rack::recovery::Recover;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long a boot may take.
const BOOT: Duration = Duration::from_secs(5);

/// The place of an emulated board between scenarios. It has no power then: every scenario begins with a cold boot of its own,
/// so that to reset it is to boot it once on trial.
#[derive(Default)]
pub struct Slot {
    image: PathBuf,
    on_trial: Option<Emulator>,
}

impl Slot {
    /// A place for a board that boots from this image.
    pub const fn new(image: PathBuf) -> Self {
        Self { image, on_trial: None }
    }
}

impl Recover for Slot {
    fn reset(&mut self) -> Result<(), String> {
        self.power_cycle()
    }

    fn power_cycle(&mut self) -> Result<(), String> {
        self.on_trial = None;
        self.on_trial = Some(Emulator::boot(&self.image)?);
        Ok(())
    }

    fn verify_boot(&mut self) -> Result<(), String> {
        let mut emulator = self.on_trial.take().ok_or("it was not switched on")?;
        let deadline = Instant::now() + BOOT;
        loop {
            match emulator.next(Some(deadline)) {
                Some(Given::Line(line)) if line.contains("console=1") => return Ok(()),
                Some(Given::Line(_) | Given::Frame(_)) => {}
                Some(Given::Gone(what)) => return Err(format!("{what} is gone while it boots")),
                None => return Err(format!("no console within {} s of its boot", BOOT.as_secs())),
            }
        }
    }
}
