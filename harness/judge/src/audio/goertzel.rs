//! A bank of Goertzel filters, eight at once so that the compiler turns each step into vector code.

use core::f32::consts::TAU;

/// Filters that run side by side.
pub(super) const LANES: usize = 8;

/// Eight numbers, one a filter.
pub(super) type Lanes = [f32; LANES];

/// Eight complex amplitudes, one a filter.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spectrum {
    pub(super) re: Lanes,
    pub(super) im: Lanes,
}

/// Eight frequencies to look for, in blocks of `length` samples.
#[derive(Clone, Debug)]
pub(super) struct Bank {
    double_cosine: Lanes,
    cosine: Lanes,
    sine: Lanes,
    /// What one block turns each frequency back by.
    back: Spectrum,
}

impl Bank {
    /// Filters at these frequencies, in Hz.
    pub(super) fn new(hertz: Lanes, length: usize) -> Self {
        let angle = hertz.map(|each| TAU * each / super::RATE as f32);
        let block = angle.map(|each| each * length as f32);
        Self {
            double_cosine: angle.map(|each| 2.0 * each.cos()),
            cosine: angle.map(f32::cos),
            sine: angle.map(f32::sin),
            back: Spectrum { re: block.map(f32::cos), im: block.map(|each| -each.sin()) },
        }
    }

    /// The amplitude of each frequency in one block; phases are those at its last sample.
    pub(super) fn run(&self, block: &[f32]) -> Spectrum {
        let mut last = [0.0_f32; LANES];
        let mut before = [0.0_f32; LANES];
        for &sample in block {
            let mut next = [0.0_f32; LANES];
            for lane in 0..LANES {
                next[lane] = (sample - before[lane]) + self.double_cosine[lane] * last[lane];
            }
            before = last;
            last = next;
        }
        Spectrum {
            re: core::array::from_fn(|lane| last[lane] - before[lane] * self.cosine[lane]),
            im: core::array::from_fn(|lane| before[lane] * self.sine[lane]),
        }
    }

    /// The squared magnitude of each frequency over two blocks in a row, phases counted in.
    pub(super) fn joined_power(&self, first: &Spectrum, second: &Spectrum) -> Lanes {
        core::array::from_fn(|lane| {
            let (re, im) = self.turned_back(second, lane);
            (first.re[lane] + re).powi(2) + (first.im[lane] + im).powi(2)
        })
    }

    /// How far the sound's frequency lies from the filter's, in Hz, from the phase that two blocks
    /// in a row gained; right while that is less than half a turn a block.
    pub(super) fn offset(
        &self,
        first: &Spectrum,
        second: &Spectrum,
        lane: usize,
        length: usize,
    ) -> f32 {
        let (re, im) = self.turned_back(second, lane);
        let real = re * first.re[lane] + im * first.im[lane];
        let imaginary = im * first.re[lane] - re * first.im[lane];
        imaginary.atan2(real) / TAU * super::RATE as f32 / length as f32
    }

    fn turned_back(&self, block: &Spectrum, lane: usize) -> (f32, f32) {
        let (re, im) = (block.re[lane], block.im[lane]);
        let (c, s) = (self.back.re[lane], self.back.im[lane]);
        (re * c - im * s, re * s + im * c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERTZ: Lanes = [697.0, 770.0, 852.0, 941.0, 1209.0, 1336.0, 1477.0, 1633.0];

    fn sine(hertz: f32, from: usize, length: usize) -> Vec<f32> {
        (from..from + length)
            .map(|n| (TAU * hertz * n as f32 / super::super::RATE as f32 + 0.7).sin())
            .collect()
    }

    #[test]
    fn a_sine_has_half_its_length_as_amplitude() {
        let bank = Bank::new(HERTZ, 80);
        let (first, second) = (sine(1209.0, 0, 80), sine(1209.0, 80, 80));
        let power = bank.joined_power(&bank.run(&first), &bank.run(&second));
        assert!((power[4].sqrt() - 80.0).abs() < 2.0, "{}", power[4].sqrt());
        assert!(power[0].sqrt() < 12.0, "{}", power[0].sqrt());
    }

    #[test]
    fn the_phase_tells_how_far_off_a_frequency_is() {
        let bank = Bank::new(HERTZ, 80);
        for off in [-40.0, -20.0, -1.0, 0.0, 10.0, 24.5, 40.0] {
            let hertz = 1633.0 + off;
            let (first, second) = (sine(hertz, 0, 80), sine(hertz, 80, 80));
            let found = bank.offset(&bank.run(&first), &bank.run(&second), 7, 80);
            assert!((found - off).abs() < 1.5, "{off} taken for {found}");
        }
    }
}
