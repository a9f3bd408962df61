//! Payloads to samples.

use super::g711::{ALAW, ULAW};
use iax2_wire::Format;

/// Appends the samples of a voice payload to `samples`; `false` where the format is not decoded.
///
/// Decoded are G.711 mu-law and A-law, and 16-bit linear, big-endian as deployed stacks send it
/// (RFC 5456 8.7 has it little-endian; reading 43).
pub fn decode(format: Format, payload: &[u8], samples: &mut Vec<i16>) -> bool {
    if format == Format::ULAW {
        samples.extend(payload.iter().map(|&code| ULAW[usize::from(code)]));
    } else if format == Format::ALAW {
        samples.extend(payload.iter().map(|&code| ALAW[usize::from(code)]));
    } else if format == Format::SLINEAR {
        samples.extend(payload.chunks_exact(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]])));
    } else {
        return false;
    }
    true
}
