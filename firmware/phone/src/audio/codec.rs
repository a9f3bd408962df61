//! G.711 and plain linear samples, frame by frame.

use iax2_wire::Format;

use super::{Adpcm, FRAME_SAMPLES};
use crate::capacity::{EXTRA_CODECS, SPOKEN};
use crate::policy::MediaHabits;

/// Twenty milliseconds of 16-bit samples.
pub(crate) type Samples = [i16; FRAME_SAMPLES];

/// A codec that the phone speaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Codec {
    /// G.711 mu-law.
    Ulaw,
    /// G.711 A-law.
    Alaw,
    /// 16-bit linear, big endian as deployed stacks send it (the RFC's table says little endian).
    Linear,
    /// IMA ADPCM.
    Adpcm,
    /// IMA ADPCM with the halves of its octets swapped.
    SwappedAdpcm,
}

impl Codec {
    pub(crate) const fn of(format: Format, habits: &MediaHabits) -> Option<Self> {
        match format {
            Format::ULAW => Some(Self::Ulaw),
            Format::ALAW => Some(Self::Alaw),
            Format::SLINEAR if EXTRA_CODECS => Some(Self::Linear),
            Format::ADPCM if EXTRA_CODECS && habits.adpcm_swapped => Some(Self::SwappedAdpcm),
            Format::ADPCM if EXTRA_CODECS => Some(Self::Adpcm),
            _ => None,
        }
    }

    /// Writes a frame into `octets`; gives how many it took.
    pub(crate) fn encode(
        self,
        state: &mut Adpcm,
        samples: &Samples,
        octets: &mut [u8; SPOKEN],
    ) -> usize {
        match self {
            Self::Ulaw => {
                octets.iter_mut().zip(samples).map(|(to, &from)| *to = ulaw(from)).count()
            }
            Self::Alaw => {
                octets.iter_mut().zip(samples).map(|(to, &from)| *to = alaw(from)).count()
            }
            Self::Linear => {
                let pairs = octets.chunks_exact_mut(2).zip(samples);
                2 * pairs.map(|(to, from)| to.copy_from_slice(&from.to_be_bytes())).count()
            }
            Self::Adpcm => {
                let pairs = octets.iter_mut().zip(samples.chunks_exact(2));
                pairs.map(|(to, from)| *to = state.encode(from[0], from[1])).count()
            }
            Self::SwappedAdpcm => {
                let len = Self::Adpcm.encode(state, samples, octets);
                octets[..len].iter_mut().map(|octet| *octet = octet.rotate_left(4)).count()
            }
        }
    }

    /// Reads as many samples as fit; gives how many.
    pub(crate) fn decode(self, state: &mut Adpcm, octets: &[u8], samples: &mut Samples) -> usize {
        match self {
            Self::Ulaw => {
                samples.iter_mut().zip(octets).map(|(to, &from)| *to = from_ulaw(from)).count()
            }
            Self::Alaw => {
                samples.iter_mut().zip(octets).map(|(to, &from)| *to = from_alaw(from)).count()
            }
            Self::Linear => {
                let pairs = samples.iter_mut().zip(octets.chunks_exact(2));
                pairs.map(|(to, from)| *to = i16::from_be_bytes([from[0], from[1]])).count()
            }
            Self::Adpcm => {
                let pairs = samples.chunks_exact_mut(2).zip(octets);
                2 * pairs.map(|(to, &from)| to.copy_from_slice(&state.decode(from))).count()
            }
            Self::SwappedAdpcm => {
                let pairs = samples.chunks_exact_mut(2).zip(octets);
                let swapped = pairs.map(|(to, from)| (to, from.rotate_left(4)));
                2 * swapped.map(|(to, from)| to.copy_from_slice(&state.decode(from))).count()
            }
        }
    }
}

/// ITU-T G.711, mu-law: sign, exponent, mantissa, all inverted.
fn ulaw(sample: i16) -> u8 {
    const BIAS: u16 = 132;
    let sign = if sample < 0 { 0x80 } else { 0 };
    let magnitude = sample.unsigned_abs().min(32_635) + BIAS;
    let exponent = magnitude.ilog2() - 7;
    let mantissa = (magnitude >> (exponent + 3)) & 0x0f;
    !(sign | low_octet(exponent << 4) | low_octet(u32::from(mantissa)))
}

fn from_ulaw(octet: u8) -> i16 {
    let code = !octet;
    let magnitude = (((i32::from(code & 0x0f) << 3) + 132) << ((code >> 4) & 7)) - 132;
    let signed = if code & 0x80 == 0 { magnitude } else { -magnitude };
    i16::try_from(signed).unwrap_or(i16::MAX)
}

/// ITU-T G.711, A-law: sign, exponent, mantissa, every other bit inverted.
fn alaw(sample: i16) -> u8 {
    let sign = if sample < 0 { 0 } else { 0x80 };
    // One's complement of negative values: their decision steps lie one lower.
    let magnitude = if sample < 0 { !sample } else { sample }.unsigned_abs() >> 4;
    let exponent = if magnitude < 32 { magnitude >> 4 } else { low_exponent(magnitude) };
    let mantissa = (magnitude >> exponent.saturating_sub(1)) & 0x0f;
    (sign | low_octet(u32::from(exponent << 4)) | low_octet(u32::from(mantissa))) ^ 0x55
}

fn low_exponent(magnitude: u16) -> u16 {
    u16::try_from(magnitude.ilog2()).unwrap_or(0) - 3
}

fn from_alaw(octet: u8) -> i16 {
    let code = octet ^ 0x55;
    let mantissa = i32::from(code & 0x0f) * 16 + 8;
    let exponent = (code >> 4) & 7;
    let magnitude = if exponent == 0 { mantissa } else { (mantissa + 256) << (exponent - 1) };
    let signed = if code & 0x80 == 0 { -magnitude } else { magnitude };
    i16::try_from(signed).unwrap_or(i16::MAX)
}

fn low_octet(value: u32) -> u8 {
    u8::try_from(value & 0xff).expect("eight bits are an octet")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mu_law_octets_are_those_of_g711() {
        assert_eq!([ulaw(0), ulaw(-1), ulaw(32_767), ulaw(-32_768)], [0xff, 0x7f, 0x80, 0x00]);
        assert_eq!([ulaw(1000), ulaw(-1000)], [0xce, 0x4e]);
        assert_eq!([from_ulaw(0xff), from_ulaw(0x80), from_ulaw(0x00)], [0, 32_124, -32_124]);
    }

    #[test]
    fn a_law_octets_are_those_of_g711() {
        assert_eq!([alaw(0), alaw(-1), alaw(32_767), alaw(-32_768)], [0xd5, 0x55, 0xaa, 0x2a]);
        assert_eq!([alaw(1000), alaw(-1000)], [0xfa, 0x7a]);
        assert_eq!([from_alaw(0xd5), from_alaw(0xaa), from_alaw(0x2a)], [8, 32_256, -32_256]);
    }

    #[test]
    fn every_octet_survives_decoding_and_encoding() {
        for octet in 0..=255u8 {
            assert_eq!(alaw(from_alaw(octet)), octet);
            let again = ulaw(from_ulaw(octet));
            assert!(again == octet || octet == 0x7f, "{octet:#x}: minus zero is zero");
        }
    }

    #[test]
    fn linear_samples_are_big_endian() {
        let mut samples = [0; FRAME_SAMPLES];
        assert_eq!(
            Codec::Linear.decode(&mut Adpcm::default(), &[0x12, 0x34, 0xff, 0xfe], &mut samples),
            2
        );
        assert_eq!(samples[..2], [0x1234, -2]);
    }

    #[test]
    fn a_payload_beyond_one_frame_is_cut() {
        let mut samples = [0; FRAME_SAMPLES];
        assert_eq!(
            Codec::Ulaw.decode(&mut Adpcm::default(), &[0xff; 4000], &mut samples),
            FRAME_SAMPLES
        );
    }
}
