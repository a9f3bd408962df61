//! What the phone's microphone hears: silence, or a tone that the user whistles.

use core::time::Duration;

use iax2_wire::time::Instant;

use super::Samples;
use super::wave::{phase_step, sine};

/// Peak of a tone: 12 dB below full scale.
const AMPLITUDE: i32 = 8191;

/// A microphone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mouth {
    muted: bool,
    voices: [Voice; 2],
    until: Option<Instant>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Voice {
    step: u32,
    phase: u32,
}

impl Mouth {
    pub(crate) fn whistle(&mut self, now: Instant, tones: [u16; 2], lasting: Option<Duration>) {
        self.muted = false;
        self.voices = tones.map(|hz| Voice { step: phase_step(hz), phase: 0 });
        self.until = lasting.map(|lasting| now + lasting);
    }

    pub(crate) fn be_quiet(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn mute(&mut self) {
        *self = Self { muted: true, ..Self::default() };
    }

    pub(crate) const fn is_muted(&self) -> bool {
        self.muted
    }

    /// The next 20 ms.
    pub(crate) fn speak(&mut self, now: Instant, samples: &mut Samples) {
        if self.until.is_some_and(|until| now >= until) {
            self.be_quiet();
        }
        for sample in samples.iter_mut() {
            let sum: i32 = self.voices.iter_mut().map(Voice::next).sum();
            *sample = i16::try_from(sum).unwrap_or(i16::MAX);
        }
    }
}

impl Voice {
    fn next(&mut self) -> i32 {
        if self.step == 0 {
            return 0;
        }
        let value = (sine(self.phase) * AMPLITUDE) >> 15;
        self.phase = self.phase.wrapping_add(self.step);
        value
    }
}
