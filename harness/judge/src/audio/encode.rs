//! Samples to payloads.

use super::g711::{alaw, ulaw};
use iax2_wire::Format;

/// Appends the payload of `samples` in a voice format to `payload`; `false` where the format is not encoded.
///
/// The formats are those of [`decode`](super::decode()).
pub fn encode(format: Format, samples: &[i16], payload: &mut Vec<u8>) -> bool {
    if format == Format::ULAW {
        payload.extend(samples.iter().map(|&sample| ulaw(sample)));
    } else if format == Format::ALAW {
        payload.extend(samples.iter().map(|&sample| alaw(sample)));
    } else if format == Format::SLINEAR {
        payload.extend(samples.iter().flat_map(|sample| sample.to_be_bytes()));
    } else {
        return false;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::decode;
    use super::*;

    #[test]
    fn linear_is_big_endian() {
        let mut payload = Vec::new();
        assert!(encode(Format::SLINEAR, &[0x1234, -2], &mut payload));
        assert_eq!(payload, [0x12, 0x34, 0xff, 0xfe]);
    }

    #[test]
    fn what_is_not_known_is_neither_made_nor_read() {
        assert!(!encode(Format::GSM, &[0; 160], &mut Vec::new()));
        assert!(!decode(Format::GSM, &[0; 33], &mut Vec::new()));
    }

    #[test]
    fn companding_keeps_a_sample_within_its_step() {
        for format in [Format::ULAW, Format::ALAW] {
            for sample in
                (-32768_i32..32768).step_by(37).filter_map(|each| i16::try_from(each).ok())
            {
                let (mut payload, mut back) = (Vec::new(), Vec::new());
                encode(format, &[sample], &mut payload);
                decode(format, &payload, &mut back);
                let error = (i32::from(sample) - i32::from(back[0])).abs();
                assert!(
                    error <= i32::from(sample).abs() / 16 + 16,
                    "{sample} came back as {}",
                    back[0]
                );
            }
        }
    }
}
