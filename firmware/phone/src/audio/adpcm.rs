//! IMA ADPCM: four bits a sample, the earlier one in the high half of its octet, as deployed stacks send it.

/// What a coder and a decoder have in common after the same octets.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Adpcm {
    predicted: i32,
    index: usize,
}

const STEPS: [i32; 89] = [
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66,
    73, 80, 88, 97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449,
    494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272,
    2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493,
    10_442, 11_487, 12_635, 13_899, 15_289, 16_818, 18_500, 20_350, 22_385, 24_623, 27_086, 29_794,
    32_767,
];

/// How the step changes with the size of a code.
const CHANGES: [isize; 8] = [-1, -1, -1, -1, 2, 4, 6, 8];

impl Adpcm {
    /// Two samples as an octet.
    pub(super) fn encode(&mut self, earlier: i16, later: i16) -> u8 {
        let high = self.encode_one(earlier) << 4;
        high | self.encode_one(later)
    }

    /// The two samples of an octet.
    pub(super) fn decode(&mut self, octet: u8) -> [i16; 2] {
        [self.decode_one(octet >> 4), self.decode_one(octet & 0x0f)]
    }

    fn encode_one(&mut self, sample: i16) -> u8 {
        let difference = i32::from(sample) - self.predicted;
        let (mut rest, mut step) = (difference.abs(), STEPS[self.index]);
        let mut code = if difference < 0 { 8 } else { 0 };
        for bit in [4, 2, 1] {
            if rest >= step {
                code |= bit;
                rest -= step;
            }
            step >>= 1;
        }
        self.decode_one(code);
        code
    }

    fn decode_one(&mut self, code: u8) -> i16 {
        let step = STEPS[self.index];
        let mut difference = step >> 3;
        for (bit, share) in [(4, step), (2, step >> 1), (1, step >> 2)] {
            if code & bit != 0 {
                difference += share;
            }
        }
        let signed = if code & 8 == 0 { difference } else { -difference };
        self.predicted = (self.predicted + signed).clamp(i16::MIN.into(), i16::MAX.into());
        let change = CHANGES[usize::from(code & 7)];
        self.index = self.index.saturating_add_signed(change).min(STEPS.len() - 1);
        i16::try_from(self.predicted).expect("clamped to sixteen bits")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earlier_sample_is_in_the_high_half() {
        // From rest: 7 needs code 4 (step 7: 7 + 7/8 = 7), then 0 falls back by code 8 | .. at the next step.
        let mut coder = Adpcm::default();
        assert_eq!(coder.encode(7, 7) >> 4, 4);
        assert_eq!(Adpcm::default().decode(0x40)[0], 7);
    }

    #[test]
    fn a_decoder_follows_its_coder() {
        let (mut coder, mut decoder) = (Adpcm::default(), Adpcm::default());
        for value in (0..16_000).step_by(200) {
            let octet = coder.encode(value, value);
            let [_, back] = decoder.decode(octet);
            assert!(value < 2000 || back.abs_diff(value) < 1000, "{value} came back as {back}");
        }
    }
}
