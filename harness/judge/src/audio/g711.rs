//! ITU-T G.711: mu-law and A-law, by segments, as 16-bit samples.

/// The sample of each mu-law code.
pub(super) const ULAW: [i16; 256] = {
    let mut samples = [0; 256];
    let mut code = 0;
    while code < 256 {
        samples[code] = ulaw_sample(code as u8);
        code += 1;
    }
    samples
};

/// The sample of each A-law code.
pub(super) const ALAW: [i16; 256] = {
    let mut samples = [0; 256];
    let mut code = 0;
    while code < 256 {
        samples[code] = alaw_sample(code as u8);
        code += 1;
    }
    samples
};

/// What mu-law adds before it finds the segment, so that each segment starts at a power of two.
const ULAW_BIAS: i32 = 0x84;

/// The mu-law code of a sample.
pub(super) fn ulaw(sample: i16) -> u8 {
    let sign: u8 = if sample < 0 { 0x00 } else { 0x80 };
    let magnitude = (i32::from(sample).abs() + ULAW_BIAS).min(0x7fff);
    let segment = 24 - magnitude.leading_zeros();
    let step = (magnitude >> (segment + 3)) & 0x0f;
    // The line carries the code inverted, all but the sign, so that silence has many ones.
    sign | (!((segment << 4) as u8 | step as u8) & 0x7f)
}

const fn ulaw_sample(code: u8) -> i16 {
    let segment = (!code >> 4) & 0x07;
    let step = !code & 0x0f;
    let magnitude = ((((step as i32) << 3) + ULAW_BIAS) << segment) - ULAW_BIAS;
    if code & 0x80 == 0 { -magnitude as i16 } else { magnitude as i16 }
}

/// The A-law code of a sample.
pub(super) fn alaw(sample: i16) -> u8 {
    let sign: u8 = if sample < 0 { 0x00 } else { 0x80 };
    // One's complement for negative samples, so that both halves have the same steps.
    let magnitude = i32::from(if sample < 0 { !sample } else { sample });
    let segment = (24_u32.saturating_sub(magnitude.leading_zeros())).min(7);
    let step = (magnitude >> segment.max(1)) >> 3 & 0x0f;
    (sign | (segment << 4) as u8 | step as u8) ^ 0x55
}

const fn alaw_sample(code: u8) -> i16 {
    let code = code ^ 0x55;
    let segment = (code >> 4) & 0x07;
    let step = (code & 0x0f) as i32;
    let magnitude =
        if segment == 0 { (step << 4) + 8 } else { ((step << 4) + 0x108) << (segment - 1) };
    if code & 0x80 == 0 { -magnitude as i16 } else { magnitude as i16 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mu_law_has_the_values_of_g711() {
        assert_eq!([ulaw(0), ulaw(32767), ulaw(-32768), ulaw(1000)], [0xff, 0x80, 0x00, 0xce]);
        assert_eq!([ULAW[0xff], ULAW[0x7f], ULAW[0x80], ULAW[0x00]], [0, 0, 32124, -32124]);
    }

    #[test]
    fn a_law_has_the_values_of_g711() {
        assert_eq!([alaw(0), alaw(-1), alaw(32767), alaw(-32768)], [0xd5, 0x55, 0xaa, 0x2a]);
        assert_eq!([ALAW[0xd5], ALAW[0x55], ALAW[0xaa], ALAW[0x2a]], [8, -8, 32256, -32256]);
    }

    #[test]
    fn each_code_comes_back_from_its_sample() {
        for code in 0..=255_u8 {
            // Mu-law has two zeros; only the positive one is made.
            let expected = if code == 0x7f { 0xff } else { code };
            assert_eq!(ulaw(ULAW[usize::from(code)]), expected);
            assert_eq!(
                alaw(ALAW[usize::from(code)]),
                code,
                "{code:#04x} {}",
                ALAW[usize::from(code)]
            );
        }
    }
}
