//! A board's log, read over RTT while the core runs, line by line.

use super::connection::Probe;
use super::error::ProbeError;
use super::image::Image;
use super::rtt::{Dictionary, lines};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often the log is looked at: several boards share a host's cores with what looks at them, and a KiB of buffer lasts for
/// longer at any rate that people can read. The core runs on meanwhile.
const LOOK: Duration = Duration::from_millis(50);
/// How many octets are read at once.
const CHUNK: usize = 1024;

/// A probe that its log shares with whoever resets the board.
pub type SharedProbe = Arc<Mutex<Probe>>;

/// A line of the log.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LogLine {
    /// When this host read it, at most 50 ms after the board wrote it unless the probe was busy.
    pub at: Instant,
    /// `trace`, `debug`, `info`, `warn`, `error` or `println`; `lost` for what could not be decoded.
    pub level: String,
    /// What it says; the board's own time stands before it where the firmware gives one.
    pub text: String,
}

/// What a log gives.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum LogEvent {
    /// A line.
    Line(LogLine),
    /// The probe is gone; nothing more comes.
    Gone(ProbeError),
}

/// A thread that reads a board's log; it ends with its value.
#[derive(Debug)]
pub struct Log {
    end: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Log {
    /// Reads the log of a board that runs an image, and gives line by line, from a thread of its own.
    ///
    /// A reset of the board does not end it.
    ///
    /// # Errors
    /// Where the image says nothing of a log.
    pub fn follow(
        probe: SharedProbe,
        image: &Image,
        give: impl FnMut(LogEvent) + Send + 'static,
    ) -> Result<Self, ProbeError> {
        let dictionary = Dictionary::read(image).map_err(|cause| ProbeError {
            board: lock(&probe).board().to_owned(),
            need: "give its log",
            cause,
        })?;
        let end = Arc::<AtomicBool>::default();
        let ended = Arc::clone(&end);
        let thread = std::thread::spawn(move || follow(&probe, &dictionary, &ended, give));
        Ok(Self { end, thread: Some(thread) })
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.end.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // Its panic has been told where it happened.
            let _ = thread.join();
        }
    }
}

fn follow(
    probe: &SharedProbe,
    dictionary: &Dictionary,
    ended: &AtomicBool,
    mut give: impl FnMut(LogEvent),
) {
    let mut decoder = dictionary.table.new_stream_decoder();
    let can_recover = dictionary.table.encoding().can_recover();
    let (mut octets, mut found) = ([0; CHUNK], None);
    while !ended.load(Ordering::Relaxed) {
        let read = lock(probe).read_log(dictionary.control_block, &mut found, &mut octets);
        let length = match read {
            Ok(length) => length,
            Err(error) => return give(LogEvent::Gone(error)),
        };
        let at = Instant::now();
        decoder.received(&octets[..length]);
        for (level, text) in lines(decoder.as_mut(), can_recover) {
            give(LogEvent::Line(LogLine { at, level, text }));
        }
        if length < CHUNK {
            std::thread::sleep(LOOK);
        }
    }
}

fn lock(probe: &SharedProbe) -> std::sync::MutexGuard<'_, Probe> {
    probe.lock().unwrap_or_else(PoisonError::into_inner)
}
