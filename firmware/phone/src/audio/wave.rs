//! Sine and cosine by table: computed by the compiler, so that no board needs an FPU.

use core::f64::consts::TAU;

use super::RATE;

/// Frequencies are told apart in steps of this many Hz.
pub(super) const STEP: u16 = 10;
/// Fraction bits of [`COSINES`].
pub(super) const COSINE_BITS: u32 = 20;

const COSINE_COUNT: usize = 400;
const SINE_COUNT: usize = 256;

/// `cos(2 pi f / 8000)` for f = 0, 10, 20 .. 3990 Hz, as a fraction of 2^20; it falls from one entry to the next.
pub(super) static COSINES: [i32; COSINE_COUNT] = cosines();

/// One period of a sine of amplitude 32767, and its first value again.
static SINES: [i16; SINE_COUNT + 1] = sines();

/// A sine of amplitude 32767 at `phase`, whose 32 bits are one period.
pub(super) fn sine(phase: u32) -> i32 {
    let index = usize::try_from(phase >> 24).expect("eight bits fit an index");
    let fraction = i32::try_from((phase >> 8) & 0xffff).expect("sixteen bits fit");
    let (here, next) = (i32::from(SINES[index]), i32::from(SINES[index + 1]));
    here + (((next - here) * fraction) >> 16)
}

/// By how much the phase of a tone advances from sample to sample.
pub(super) fn phase_step(hz: u16) -> u32 {
    let step = (u64::from(hz) << 32) / u64::from(RATE);
    u32::try_from(step).unwrap_or(u32::MAX)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "constants")]
const fn cosines() -> [i32; COSINE_COUNT] {
    let mut table = [0; COSINE_COUNT];
    let mut index = 0;
    while index < COSINE_COUNT {
        let angle = TAU * (index * STEP as usize) as f64 / RATE as f64;
        table[index] = (cosine(angle) * (1 << COSINE_BITS) as f64) as i32;
        index += 1;
    }
    table
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "constants")]
const fn sines() -> [i16; SINE_COUNT + 1] {
    let mut table = [0; SINE_COUNT + 1];
    let mut index = 0;
    while index <= SINE_COUNT {
        let angle = TAU * index as f64 / SINE_COUNT as f64 - TAU / 4.0;
        table[index] = (cosine(angle) * 32767.0) as i16;
        index += 1;
    }
    table
}

/// Taylor's series, good to 1e-9 between -pi/2 and 3 pi/2.
const fn cosine(angle: f64) -> f64 {
    let (mut term, mut sum, mut order) = (1.0, 1.0, 0.0);
    while order < 36.0 {
        term = -term * angle * angle / ((order + 1.0) * (order + 2.0));
        sum += term;
        order += 2.0;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cosine_table_is_right_where_it_is_known() {
        assert_eq!(COSINES[0], 1 << 20);
        assert!(COSINES[200].abs() < 2, "2000 Hz is a quarter of the rate");
        assert_eq!(COSINES[100], 741_455, "1000 Hz: the root of one half");
    }

    #[test]
    fn the_sine_starts_at_zero_and_peaks_after_a_quarter() {
        assert_eq!(sine(0), 0);
        assert!(sine(1 << 30) >= 32766);
        assert!(sine(3 << 30) <= -32766);
    }
}
