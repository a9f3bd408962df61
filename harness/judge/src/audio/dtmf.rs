//! DTMF in sound, by the limits of ITU-T Q.24: what must be taken for a digit, and what must not.
//!
//! Sound is cut into blocks of 10 ms; every two blocks in a row are one window. A window is a digit's
//! where one low and one high frequency hold most of its energy, near enough in level to each other,
//! and where the phase shows that both are within 2.1 % of their names. Windows that follow each other
//! add up, each by how much of it the digit fills, so that 23 ms never reach what 40 ms always do.

use super::goertzel::{Bank, LANES, Lanes, Spectrum};
use super::tone::FULL_SCALE_POWER;

/// Samples in a block: 10 ms.
const BLOCK: usize = 80;
/// Samples in a window: two blocks.
const WINDOW: f32 = 2.0 * BLOCK as f32;
/// The frequencies of ITU-T Q.23, low group first, in Hz.
const HERTZ: Lanes = [697.0, 770.0, 852.0, 941.0, 1209.0, 1336.0, 1477.0, 1633.0];
/// The keys, row by row.
const KEYS: [[u8; 4]; 4] = [*b"123A", *b"456B", *b"789C", *b"*0#D"];

/// The weakest frequency that counts: -32 dBm0. Q.24 has -25 accepted and, at its mildest, -55 rejected.
const WEAKEST: f32 = FULL_SCALE_POWER * 3.07e-4;
/// The high frequency may be stronger by 5 dB (Q.24: up to 4 dB is accepted).
const FORWARD_TWIST: f32 = 3.16;
/// The low frequency may be stronger by 9 dB (Q.24: up to 8 dB is accepted).
const REVERSE_TWIST: f32 = 7.94;
/// How far off a frequency may be, as a share of it (Q.24: 1.5 % is accepted, 3.5 % rejected).
const FREQUENCY_TOLERANCE: f32 = 0.021;
/// The share of a window's energy that the two frequencies must hold.
const PURITY: f32 = 0.90;
/// The same for a window that the digit fills only in part.
const PARTIAL_PURITY: f32 = 0.30;
/// Windows that must add up; each sample counts in two: 33 ms (Q.24: 40 ms is accepted, 23 ms rejected).
const LENGTH: f32 = 3.3;
/// Windows that may be unclear before a digit is certain: where it begins and ends, it fills them in part.
const EDGES: u8 = 3;
/// How much weaker one clear window may be than another: 2 dB. A key is steady, a voice is not.
const STEADY: f32 = 0.8;
/// Blocks without the digit after which the next is a new one: 20 ms.
const PAUSE: u8 = 2;

/// A digit that was found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Digit {
    /// The key in ASCII: `0`..`9`, `A`..`D`, `*`, `#`.
    pub key: u8,
}

/// Finds DTMF in a stream of 8 kHz samples; each digit is told once, when it has lasted long enough.
#[derive(Clone, Debug)]
pub struct DtmfDetector {
    bank: Bank,
    block: [f32; BLOCK],
    filled: usize,
    last: (Spectrum, f32),
    run: Option<Run>,
}

/// A digit that is being heard.
#[derive(Clone, Copy, Debug)]
struct Run {
    key: u8,
    amplitudes: f32,
    strongest: f32,
    weakest_clear: f32,
    clear: u8,
    unclear: u8,
    absent: u8,
    told: bool,
}

/// What one window holds.
struct Window {
    key: u8,
    amplitude: f32,
    clear: bool,
}

impl Default for DtmfDetector {
    fn default() -> Self {
        Self {
            bank: Bank::new(HERTZ, BLOCK),
            block: [0.0; BLOCK],
            filled: 0,
            last: (Spectrum::default(), 0.0),
            run: None,
        }
    }
}

impl DtmfDetector {
    /// Takes the next samples and returns the last digit that became certain in them.
    pub fn push(&mut self, mut samples: &[i16]) -> Option<Digit> {
        let mut found = None;
        while !samples.is_empty() {
            let room = &mut self.block[self.filled..];
            let (now, later) = samples.split_at(room.len().min(samples.len()));
            for (to, &sample) in room.iter_mut().zip(now) {
                *to = f32::from(sample);
            }
            self.filled += now.len();
            samples = later;
            if self.filled == BLOCK {
                self.filled = 0;
                found = self.block_is_full().or(found);
            }
        }
        found
    }

    /// Hears 20 ms of silence or more, of whatever length.
    pub fn silence(&mut self) {
        self.filled = 0;
        self.last = (Spectrum::default(), 0.0);
        self.run = None;
    }

    fn block_is_full(&mut self) -> Option<Digit> {
        let energy = self.block.iter().map(|sample| sample * sample).sum::<f32>();
        // Most blocks of a call are silence: they need no filter.
        let spectrum = if energy < WEAKEST * BLOCK as f32 {
            Spectrum::default()
        } else {
            self.bank.run(&self.block)
        };
        let (first, first_energy) = core::mem::replace(&mut self.last, (spectrum, energy));
        let window = self.window(&first, &spectrum, (first_energy + energy) / WINDOW);
        self.follow(window)
    }

    /// Which digit a window holds, given its mean power.
    fn window(&self, first: &Spectrum, second: &Spectrum, mean_power: f32) -> Option<Window> {
        let power =
            self.bank.joined_power(first, second).map(|each| each * 2.0 / (WINDOW * WINDOW));
        let (low, high) = (strongest(&power, 0), strongest(&power, 4));
        let pair = power[low] + power[high];
        if pair < PARTIAL_PURITY * mean_power || pair < WEAKEST {
            return None;
        }
        let off = |lane| self.bank.offset(first, second, lane, BLOCK);
        let (low_off, high_off) = (off(low), off(high));
        let low_power = power[low] / kept(low_off);
        let high_power = power[high] / kept(high_off);
        let in_tune = low_off.abs() <= FREQUENCY_TOLERANCE * HERTZ[low]
            && high_off.abs() <= FREQUENCY_TOLERANCE * HERTZ[high];
        let balanced =
            high_power <= low_power * FORWARD_TWIST && low_power <= high_power * REVERSE_TWIST;
        let clear = in_tune
            && balanced
            && low_power.min(high_power) >= WEAKEST
            && low_power + high_power >= PURITY * mean_power;
        Some(Window { key: KEYS[low][high - 4], amplitude: pair.sqrt(), clear })
    }

    fn follow(&mut self, window: Option<Window>) -> Option<Digit> {
        let Some(window) = window else {
            self.miss();
            return None;
        };
        match &mut self.run {
            Some(run) if run.key == window.key => run.add(&window),
            _ => {
                self.miss();
                if self.run.is_none() {
                    self.run = Some(Run::new(&window));
                }
                None
            }
        }
    }

    fn miss(&mut self) {
        if let Some(run) = &mut self.run {
            run.absent += 1;
            if run.absent >= PAUSE || !run.told {
                self.run = None;
            }
        }
    }
}

impl Run {
    fn new(window: &Window) -> Self {
        Self {
            key: window.key,
            amplitudes: window.amplitude,
            strongest: window.amplitude,
            weakest_clear: if window.clear { window.amplitude } else { f32::INFINITY },
            clear: u8::from(window.clear),
            unclear: u8::from(!window.clear),
            absent: 0,
            told: false,
        }
    }

    fn add(&mut self, window: &Window) -> Option<Digit> {
        self.absent = 0;
        self.amplitudes += window.amplitude;
        self.strongest = self.strongest.max(window.amplitude);
        if window.clear {
            self.weakest_clear = self.weakest_clear.min(window.amplitude);
        }
        self.clear = self.clear.saturating_add(u8::from(window.clear));
        self.unclear = self.unclear.saturating_add(u8::from(!window.clear));
        let doubtful =
            self.clear < 2 || self.unclear > EDGES || self.weakest_clear < STEADY * self.strongest;
        if self.told || doubtful || self.amplitudes < LENGTH * self.strongest {
            return None;
        }
        self.told = true;
        Some(Digit { key: self.key })
    }
}

/// The strongest of the four frequencies from `from` on.
fn strongest(power: &Lanes, from: usize) -> usize {
    (from..(from + 4).min(LANES)).fold(
        from,
        |best, lane| {
            if power[lane] > power[best] { lane } else { best }
        },
    )
}

/// The share of a sine's power that a window's filter keeps when it is `off` Hz away.
fn kept(off: f32) -> f32 {
    let angle = core::f32::consts::PI * off * WINDOW / super::RATE as f32;
    if angle.abs() < 1e-3 { 1.0 } else { (angle.sin() / angle).powi(2).max(0.2) }
}
