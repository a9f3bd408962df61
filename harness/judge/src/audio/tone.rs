//! Whether a given tone is heard, and how loud a sound is.

use super::goertzel::{Bank, LANES, Lanes, Spectrum};

/// The mean square of a full-scale sine, which is +3.17 dBm0 (ITU-T G.711).
pub(super) const FULL_SCALE_POWER: f32 = 32768.0 * 32768.0 / 2.0;
const FULL_SCALE_DBM0: f32 = 3.17;

/// Samples in a block: 20 ms.
const BLOCK: usize = 160;
/// Weaker than this is silence: -50 dBm0.
const SILENCE_DBM0: f32 = -50.0;
/// The share of a block's energy that a tone holds.
const PURITY: f32 = 0.75;

/// The level of a sound in dBm0; negative infinity for digital silence.
pub fn power_dbm0(samples: &[i16]) -> f32 {
    let sum = samples.iter().map(|&each| f32::from(each) * f32::from(each)).sum::<f32>();
    level(sum / samples.len().max(1) as f32)
}

/// A mean square in dBm0.
fn level(power: f32) -> f32 {
    10.0 * (power / FULL_SCALE_POWER).log10() + FULL_SCALE_DBM0
}

/// What 20 ms of sound are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sound {
    /// Less than -50 dBm0.
    Silence,
    /// One of the tones listened for, in Hz, with three quarters of the energy or more.
    Tone(u16),
    /// Anything else.
    Other,
}

/// Listens for up to eight tones in a stream of 8 kHz samples, in steps of 20 ms.
#[derive(Clone, Debug)]
pub struct ToneDetector {
    bank: Bank,
    hertz: Vec<u16>,
    block: [f32; BLOCK],
    filled: usize,
}

impl ToneDetector {
    /// Listens for these frequencies, in Hz; those after the eighth are not listened for.
    ///
    /// Tones closer than 50 Hz to each other are not told apart.
    pub fn new(hertz: &[u16]) -> Self {
        let mut lanes: Lanes = [0.0; LANES];
        for (lane, &each) in lanes.iter_mut().zip(hertz) {
            *lane = f32::from(each);
        }
        let hertz = hertz.iter().copied().take(LANES).collect();
        Self { bank: Bank::new(lanes, BLOCK), hertz, block: [0.0; BLOCK], filled: 0 }
    }

    /// Takes the next samples and appends what each full 20 ms of them are to `heard`.
    pub fn push(&mut self, samples: &[i16], heard: &mut Vec<Sound>) {
        for &sample in samples {
            self.block[self.filled] = f32::from(sample);
            self.filled += 1;
            if self.filled == BLOCK {
                self.filled = 0;
                heard.push(self.sound());
            }
        }
    }

    fn sound(&self) -> Sound {
        let energy = self.block.iter().map(|sample| sample * sample).sum::<f32>();
        let mean = energy / BLOCK as f32;
        if level(mean) < SILENCE_DBM0 {
            return Sound::Silence;
        }
        let spectrum = self.bank.run(&self.block);
        self.hertz
            .iter()
            .enumerate()
            .find(|(lane, _)| tone_power(&spectrum, *lane) >= PURITY * mean)
            .map_or(Sound::Other, |(_, &hertz)| Sound::Tone(hertz))
    }
}

fn tone_power(spectrum: &Spectrum, lane: usize) -> f32 {
    let squared = spectrum.re[lane].powi(2) + spectrum.im[lane].powi(2);
    squared * 2.0 / (BLOCK * BLOCK) as f32
}
