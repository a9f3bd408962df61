//! IMA ADPCM (RFC 5456 8.7: one octet holds two samples), and voice formats whose octets depend on those before.
//!
//! The RFC does not say which half of an octet comes first; deployed stacks send the earlier sample in the high one.

use super::{decode, encode};
use iax2_wire::Format;

/// Step sizes of the IMA's recommended practices (1992), table 2.
const STEPS: [i32; 89] = [
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66,
    73, 80, 88, 97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449,
    494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272,
    2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493,
    10_442, 11_487, 12_635, 13_899, 15_289, 16_818, 18_500, 20_350, 22_385, 24_623, 27_086, 29_794,
    32_767,
];

/// What both ends of a stream know after the same octets.
#[derive(Clone, Copy, Debug, Default)]
struct Predictor {
    sample: i32,
    index: i32,
}

impl Predictor {
    fn step(self) -> i32 {
        usize::try_from(self.index).map_or(STEPS[0], |index| STEPS[index.min(88)])
    }

    /// Follows a code of four bits: a sign and three of magnitude.
    fn follow(&mut self, code: u8) -> i16 {
        let (step, magnitude) = (self.step(), i32::from(code & 7));
        // The standard truncates each share of the step by itself.
        let share = |bit: i32, share: i32| if magnitude & bit == 0 { 0 } else { share };
        let difference = (step >> 3) + share(4, step) + share(2, step >> 1) + share(1, step >> 2);
        let signed = if code & 8 == 0 { difference } else { -difference };
        self.sample = (self.sample + signed).clamp(i16::MIN.into(), i16::MAX.into());
        let change = if magnitude < 4 { -1 } else { 2 * (magnitude - 3) };
        self.index = (self.index + change).clamp(0, 88);
        i16::try_from(self.sample).unwrap_or(0)
    }

    /// The code that comes nearest to a sample from below.
    fn code_of(self, sample: i16) -> u8 {
        let difference = i32::from(sample) - self.sample;
        let magnitude = (difference.abs() * 4 / self.step()).min(7);
        u8::try_from(magnitude).unwrap_or(7) | if difference < 0 { 8 } else { 0 }
    }
}

/// A stream of payloads, to be made into samples.
#[derive(Clone, Debug, Default)]
pub struct Decoder(Predictor);

impl Decoder {
    /// As [`decode()`], and ADPCM.
    pub fn decode(&mut self, format: Format, payload: &[u8], samples: &mut Vec<i16>) -> bool {
        if format != Format::ADPCM {
            return decode(format, payload, samples);
        }
        for octet in payload {
            samples.extend([octet >> 4, octet & 0x0f].map(|code| self.0.follow(code)));
        }
        true
    }
}

/// A stream of samples, to be made into payloads.
#[derive(Clone, Debug, Default)]
pub struct Encoder(Predictor);

impl Encoder {
    /// As [`encode()`], and ADPCM.
    pub fn encode(&mut self, format: Format, samples: &[i16], payload: &mut Vec<u8>) -> bool {
        if format != Format::ADPCM {
            return encode(format, samples, payload);
        }
        for pair in samples.chunks(2) {
            let octet = pair.iter().fold(0, |octet, sample| {
                let code = self.0.code_of(*sample);
                self.0.follow(code);
                octet << 4 | code
            });
            payload.push(octet);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Sound, ToneDetector, Tones};
    use super::*;

    #[test]
    fn the_earlier_sample_is_in_the_high_half() {
        let mut samples = Vec::new();
        assert!(Decoder::default().decode(Format::ADPCM, &[0x40], &mut samples));
        assert_eq!(samples, [7, 8], "7 + 7 / 8, then 9 / 8 at the next step but one");
        let mut payload = Vec::new();
        assert!(Encoder::default().encode(Format::ADPCM, &[7, 8], &mut payload));
        assert_eq!(payload, [0x40]);
    }

    #[test]
    fn a_tone_survives_and_its_halves_must_not_be_swapped() {
        let (mut samples, mut payload) = ([0; 1600], Vec::new());
        Tones::one(1000.0, -10.0).fill(&mut samples);
        assert!(Encoder::default().encode(Format::ADPCM, &samples, &mut payload));
        assert_eq!(payload.len(), 800);
        assert_eq!(heard(&payload), Some(Sound::Tone(1000)));
        let swapped: Vec<u8> = payload.iter().map(|octet| octet.rotate_left(4)).collect();
        assert_ne!(heard(&swapped), Some(Sound::Tone(1000)));
    }

    fn heard(payload: &[u8]) -> Option<Sound> {
        let (mut samples, mut sounds) = (Vec::new(), Vec::new());
        Decoder::default().decode(Format::ADPCM, payload, &mut samples);
        ToneDetector::new(&[1000]).push(&samples, &mut sounds);
        sounds.last().copied()
    }
}
