//! What the phone's user hears: a tone and its frequency, some other sound, or nothing.

use core::time::Duration;

use iax2_wire::time::Instant;

use super::FRAME_TIME;
use super::wave::{COSINE_BITS, COSINES, STEP};

/// No audio for longer than this is silence.
const GAP: Duration = Duration::from_millis(61);
/// Mean square below which a frame is silence: about -50 dB of full scale.
const FLOOR: i64 = 100 * 100;
/// A sound is believed after this many like frames.
const LIKE_FRAMES: u8 = 2;

/// What comes out of the loudspeaker.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Heard {
    /// Nothing.
    #[default]
    Silence,
    /// A tone of so many Hz.
    Tone(u16),
    /// Something else.
    Sound,
}

/// A listener, who tells when what he hears changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ear {
    heard: Heard,
    candidate: Heard,
    like: u8,
    sound_until: Instant,
}

impl Ear {
    /// Listens to what is played at `now`; tells a change.
    pub(crate) fn listen(&mut self, now: Instant, frame: Heard) -> Option<Heard> {
        if frame == Heard::Silence {
            return self.handle_timeout(now);
        }
        self.sound_until = now + FRAME_TIME;
        self.like = if alike(frame, self.candidate) { self.like.saturating_add(1) } else { 1 };
        if self.like == 1 {
            self.candidate = frame;
        }
        let changed = self.like >= LIKE_FRAMES && !alike(self.candidate, self.heard);
        changed.then(|| self.turn(self.candidate))
    }

    /// When silence will be noticed if nothing more is played.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        (self.heard != Heard::Silence).then(|| self.sound_until + GAP)
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) -> Option<Heard> {
        let silent = self.poll_timeout().is_some_and(|deadline| now >= deadline);
        silent.then(|| {
            self.like = 0;
            self.turn(Heard::Silence)
        })
    }

    fn turn(&mut self, heard: Heard) -> Heard {
        self.heard = heard;
        heard
    }
}

/// Two tones within one step are one tone.
fn alike(a: Heard, b: Heard) -> bool {
    match (a, b) {
        (Heard::Tone(a), Heard::Tone(b)) => a.abs_diff(b) <= STEP,
        _ => a == b,
    }
}

/// What a frame sounds like.
pub(crate) fn analyse(samples: &[i16]) -> Heard {
    let energy: i64 = samples.iter().map(|&sample| square(sample)).sum();
    let count = i64::try_from(samples.len()).unwrap_or(i64::MAX);
    if count < 8 || energy < FLOOR * count {
        return Heard::Silence;
    }
    let index = frequency(samples);
    let share = goertzel(samples, i64::from(COSINES[index]));
    // A pure tone has all its energy in one bin: energy * count / 2.
    let pure = i128::from(share) * 5 >= i128::from(energy) * i128::from(count) * 2;
    let hz = u16::try_from(index).unwrap_or(0).saturating_mul(STEP);
    if pure { Heard::Tone(hz) } else { Heard::Sound }
}

/// Index into [`COSINES`] of the one sine that fits best: for it, `x[n-1] + x[n+1] = 2 cos(w) x[n]`.
fn frequency(samples: &[i16]) -> usize {
    let (mut product, mut energy) = (0i64, 1i64);
    for window in samples.windows(3) {
        let neighbours = i64::from(window[0]) + i64::from(window[2]);
        product += i64::from(window[1]) * neighbours;
        energy += 2 * square(window[1]);
    }
    let cosine = (product << COSINE_BITS) / energy;
    let above = COSINES.partition_point(|&entry| i64::from(entry) > cosine);
    let nearest = |index: &usize| (i64::from(COSINES[*index]) - cosine).abs();
    let last = COSINES.len() - 1;
    [above.saturating_sub(1), above.min(last)].into_iter().min_by_key(nearest).unwrap_or(last)
}

/// Squared magnitude of the one bin whose cosine is given.
fn goertzel(samples: &[i16], cosine: i64) -> i64 {
    let (mut before, mut last) = (0i64, 0i64);
    for &sample in samples {
        let next = i64::from(sample) + ((2 * cosine * last) >> COSINE_BITS) - before;
        before = last;
        last = next;
    }
    last * last + before * before - ((2 * cosine * last) >> COSINE_BITS) * before
}

fn square(sample: i16) -> i64 {
    i64::from(sample) * i64::from(sample)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{FRAME_SAMPLES, Mouth};

    fn frame_of(tones: [u16; 2]) -> [i16; FRAME_SAMPLES] {
        let mut mouth = Mouth::default();
        mouth.whistle(Instant::ZERO, tones, None);
        let mut samples = [0; FRAME_SAMPLES];
        mouth.speak(Instant::ZERO, &mut samples);
        samples
    }

    fn at(millis: u64) -> Instant {
        Instant::from_millis(millis)
    }

    #[test]
    fn a_tone_is_recognised_over_the_telephone_band() {
        for hz in (300..3400).step_by(10) {
            assert_eq!(analyse(&frame_of([hz, 0])), Heard::Tone(hz));
        }
    }

    #[test]
    fn two_tones_are_a_sound_but_no_tone() {
        assert_eq!(analyse(&frame_of([770, 1336])), Heard::Sound);
    }

    #[test]
    fn a_sound_is_believed_at_the_second_frame() {
        let mut ear = Ear::default();
        assert_eq!(ear.listen(at(0), Heard::Tone(1000)), None);
        assert_eq!(ear.listen(at(20), Heard::Tone(1000)), Some(Heard::Tone(1000)));
        assert_eq!(ear.listen(at(40), Heard::Tone(1000)), None);
    }

    #[test]
    fn silence_is_noticed_after_sixty_milliseconds() {
        let mut ear = Ear::default();
        ear.listen(at(0), Heard::Tone(440));
        ear.listen(at(20), Heard::Tone(440));
        assert_eq!(ear.handle_timeout(at(100)), None);
        assert_eq!(ear.listen(at(100), Heard::Tone(440)), None, "60 ms were missing");
        assert_eq!(ear.poll_timeout(), Some(at(181)));
        assert_eq!(ear.handle_timeout(at(181)), Some(Heard::Silence));
        assert_eq!(ear.poll_timeout(), None);
    }
}
