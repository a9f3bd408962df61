//! Which frames an order means, in the words of the notation: `HANGUP`, `ctl RINGING`, `DTMF "3"`, `mini`, `any`.
//!
//! The header is read at its fixed places (RFC 5456 section 8.1): a link looks at frames, and never follows a call. Frames of
//! an encrypted call show their call numbers alone, so only `any` and `full` fit them.

use iax2_wire::{ControlCode, FrameType, IaxCode};

/// Octets of a full frame's header.
const HEADER: usize = 12;

/// Frames that fit a description.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Pattern {
    shape: Shape,
    /// The R bit asked for; either where absent.
    retry: Option<bool>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Shape {
    /// Whatever there is.
    Any,
    /// A full frame of a type, and of a subclass where one is named.
    Full { frame_type: Option<u8>, subclass: Option<u8> },
    /// A mini frame.
    Mini,
    /// A meta frame: trunk or video.
    Meta,
}

impl Pattern {
    /// Reads the words of a description.
    ///
    /// # Errors
    ///
    /// The word that is wrong, and what would have been right.
    pub fn from_words(words: &[&str]) -> Result<Self, (String, &'static str)> {
        let (words, retry) = match words {
            [words @ .., "retry"] => (words, Some(true)),
            [words @ .., "!retry"] => (words, Some(false)),
            _ => (words, None),
        };
        match shape(words) {
            Some(shape) => Ok(Self { shape, retry }),
            None => Err((words.join(" "), NEED)),
        }
    }

    /// Whether a datagram's payload is such a frame.
    pub fn fits(&self, octets: &[u8]) -> bool {
        let fits = match self.shape {
            Shape::Any => true,
            Shape::Full { frame_type, subclass } => full(octets).is_some_and(|header| {
                frame_type.is_none_or(|wanted| header[10] == wanted)
                    && subclass.is_none_or(|wanted| header[11] == wanted)
            }),
            Shape::Mini => octets.len() >= 4 && octets[0] & 0x80 == 0 && octets[..2] != [0, 0],
            Shape::Meta => octets.len() >= 4 && octets[..2] == [0, 0],
        };
        fits && self.retry.is_none_or(|wanted| full(octets).is_some_and(|h| retry(h) == wanted))
    }
}

const NEED: &str = "frames are named as in the notation: `HANGUP`, `ctl RINGING`, `DTMF \"3\"`, `VOICE`, `mini`, `meta`, `full`, `any`";

fn full(octets: &[u8]) -> Option<&[u8]> {
    octets.get(..HEADER).filter(|header| header[0] & 0x80 != 0)
}

fn retry(header: &[u8]) -> bool {
    header[2] & 0x80 != 0
}

fn shape(words: &[&str]) -> Option<Shape> {
    let of = |frame_type: FrameType, subclass| {
        Some(Shape::Full { frame_type: Some(frame_type.0), subclass })
    };
    match words {
        ["any"] => Some(Shape::Any),
        ["full"] => Some(Shape::Full { frame_type: None, subclass: None }),
        ["mini" | "MINI"] => Some(Shape::Mini),
        ["meta" | "TRUNK"] => Some(Shape::Meta),
        ["ctl", name] => of(FrameType::CONTROL, Some(ControlCode::from_name(name)?.0)),
        ["DTMF", digit] => of(FrameType::DTMF, Some(quoted(digit)?)),
        ["DTMF-BEGIN"] => of(FrameType::DTMF_BEGIN, None),
        ["DTMF-BEGIN", digit] => of(FrameType::DTMF_BEGIN, Some(quoted(digit)?)),
        [name] => named(name),
        _ => None,
    }
}

/// A lone name: an IAX message, else a control message, else a frame type.
fn named(name: &str) -> Option<Shape> {
    let (frame_type, subclass) = if let Some(code) = IaxCode::from_name(name) {
        (FrameType::IAX, Some(code.0))
    } else if let Some(code) = ControlCode::from_name(name) {
        (FrameType::CONTROL, Some(code.0))
    } else {
        (FrameType::from_name(name)?, None)
    };
    Some(Shape::Full { frame_type: Some(frame_type.0), subclass })
}

fn quoted(word: &str) -> Option<u8> {
    match word.strip_prefix('"')?.strip_suffix('"')?.as_bytes() {
        [digit] => Some(*digit),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    const HANGUP: [u8; 12] = hex!("8001 0002 00000010 03 04 06 05");
    const HANGUP_AGAIN: [u8; 12] = hex!("8001 8002 00000010 03 04 06 05");
    const CONTROL_HANGUP: [u8; 12] = hex!("8001 0002 00000010 03 04 04 01");
    const DIGIT_3: [u8; 12] = hex!("8001 0002 00000010 03 04 01 33");
    const MINI: [u8; 5] = hex!("0001 0010 ff");
    const TRUNK: [u8; 8] = hex!("0000 01 00 00000000");

    fn fits(words: &str, octets: &[u8]) -> bool {
        let words: Vec<&str> = words.split(' ').collect();
        Pattern::from_words(&words).expect("valid").fits(octets)
    }

    #[test]
    fn iax_and_control_messages_of_one_name_are_told_apart() {
        assert!(fits("HANGUP", &HANGUP) && !fits("HANGUP", &CONTROL_HANGUP));
        assert!(fits("ctl HANGUP", &CONTROL_HANGUP) && !fits("ctl HANGUP", &HANGUP));
    }

    #[test]
    fn a_digit_is_chosen_by_its_character() {
        assert!(fits("DTMF \"3\"", &DIGIT_3) && !fits("DTMF \"4\"", &DIGIT_3));
        assert!(fits("DTMF", &DIGIT_3));
        assert!(!fits("DTMF-BEGIN \"3\"", &DIGIT_3));
    }

    #[test]
    fn the_r_bit_can_be_asked_for() {
        assert!(fits("HANGUP retry", &HANGUP_AGAIN) && !fits("HANGUP retry", &HANGUP));
        assert!(fits("HANGUP !retry", &HANGUP) && !fits("HANGUP !retry", &HANGUP_AGAIN));
    }

    #[test]
    fn kinds_of_frames_are_told_apart() {
        assert!(fits("full", &HANGUP) && !fits("full", &MINI) && !fits("full", &TRUNK));
        assert!(fits("mini", &MINI) && !fits("mini", &HANGUP) && !fits("mini", &TRUNK));
        assert!(fits("meta", &TRUNK) && !fits("meta", &MINI));
        assert!(fits("any", &[]) && !fits("full", &HANGUP[..11]) && !fits("mini", &[]));
    }

    #[test]
    fn an_unknown_name_is_named() {
        let (word, _) = Pattern::from_words(&["HANGPU"]).expect_err("misspelt");
        assert_eq!(word, "HANGPU");
        assert!(Pattern::from_words(&["DTMF", "\"33\""]).is_err());
        assert!(Pattern::from_words(&[]).is_err());
    }
}
