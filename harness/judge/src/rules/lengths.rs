//! RFC 5456 8.7: how long a voice payload can be, with the table's slips put right (reading 43).

use iax2_wire::Format;

/// Whether whole frames of this codec can make a payload of this length; `true` where the codec's frames vary.
pub(crate) fn fits(format: Format, octets: usize) -> bool {
    match format {
        Format::ULAW | Format::ALAW | Format::ADPCM | Format::G722 => octets > 0,
        Format::SLINEAR | Format::SLINEAR16 => octets > 0 && octets.is_multiple_of(2),
        Format::GSM => octets > 0 && (octets.is_multiple_of(33) || octets.is_multiple_of(65)),
        // Ten octets for each 10 ms, and two for comfort noise at the end.
        Format::G729 => octets > 0 && matches!(octets % 10, 0 | 2),
        Format::ILBC => octets > 0 && (octets.is_multiple_of(50) || octets.is_multiple_of(38)),
        Format::G723 => g723(octets),
        _ => true,
    }
}

/// Frames of 4, 20 and 24 octets in any order.
fn g723(octets: usize) -> bool {
    octets > 0 && octets.is_multiple_of(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_frames_fit_and_broken_ones_do_not() {
        for (format, good, bad) in [
            (Format::ULAW, 160, 0),
            (Format::SLINEAR, 320, 319),
            (Format::GSM, 33, 34),
            (Format::GSM, 65, 160),
            (Format::G729, 20, 25),
            (Format::G729, 12, 7),
            (Format::ILBC, 50, 49),
            (Format::ILBC, 38, 39),
            (Format::G723, 24, 23),
        ] {
            assert!(fits(format, good), "{format} {good}");
            assert!(!fits(format, bad), "{format} {bad}");
        }
    }
}
