//! Which frames an order to a link, or the fault of a mutant, means.
//!
//! The header is read at its fixed places (RFC 5456 section 8.1): a link looks at frames, and never follows a call. Frames of
//! an encrypted call show their call numbers alone, so only orders that name no message fit them.

use iax2_wire::{FrameType, Subclass};
use phonerig_judge::notation::ast::HeaderField;
use phonerig_judge::notation::message::Message;

/// Octets of a full frame's header.
const HEADER: usize = 12;

/// A message and numbers of the header; any frame fits where nothing is said.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Pattern {
    /// The message; any where absent.
    pub message: Option<Message>,
    /// Numbers that the header must have.
    pub header: Vec<(HeaderField, u64)>,
}

impl Pattern {
    /// Whether a datagram's payload is such a frame.
    pub fn fits(&self, octets: &[u8]) -> bool {
        let message = self.message.as_ref().is_none_or(|message| is(message, octets));
        message && self.header.iter().all(|(field, wanted)| number(*field, octets) == Some(*wanted))
    }
}

fn is(message: &Message, octets: &[u8]) -> bool {
    match message {
        Message::Any | Message::Raw(_) => true,
        Message::Mini => begins(octets, |call| call != 0 && call & 0x8000 == 0),
        Message::MetaVideo => begins(octets, |call| call == 0) && octets[2] & 0x80 != 0,
        Message::Trunk(_) => begins(octets, |call| call == 0) && octets[2] & 0x80 == 0,
        _ => full(octets).is_some_and(|header| is_full(message, header)),
    }
}

fn begins(octets: &[u8], call: impl Fn(u16) -> bool) -> bool {
    octets.len() >= 4 && call(u16::from_be_bytes([octets[0], octets[1]]))
}

fn is_full(message: &Message, header: &[u8]) -> bool {
    let (frame_type, subclass) = (FrameType(header[10]), header[11]);
    let digit = |wanted: Option<u8>| wanted.is_none_or(|digit| digit == subclass);
    let format =
        |mask: Option<u64>| mask.is_none_or(|mask| Subclass(subclass).value() == Some(mask));
    match *message {
        Message::Iax(code) => frame_type == FrameType::IAX && subclass == code,
        Message::Control(code) => frame_type == FrameType::CONTROL && subclass == code,
        Message::Dtmf(wanted) => frame_type == FrameType::DTMF && digit(wanted),
        Message::DtmfBegin(wanted) => frame_type == FrameType::DTMF_BEGIN && digit(wanted),
        Message::Voice(mask) => frame_type == FrameType::VOICE && format(mask),
        Message::Video(mask) => frame_type == FrameType::VIDEO && format(mask),
        Message::Image(mask) => frame_type == FrameType::IMAGE && format(mask),
        Message::Text(_) => frame_type == FrameType::TEXT,
        Message::Html(code, _) => frame_type == FrameType::HTML && subclass == code,
        Message::Cng(level) => frame_type == FrameType::CNG && digit(level),
        Message::Null => frame_type == FrameType::NULL,
        Message::Frame(wanted, code) => frame_type.0 == wanted && subclass == code,
        Message::Any | Message::Raw(_) | Message::Mini | Message::MetaVideo | Message::Trunk(_) => {
            false
        }
    }
}

fn full(octets: &[u8]) -> Option<&[u8]> {
    octets.get(..HEADER).filter(|header| header[0] & 0x80 != 0)
}

/// A number of the full frame's header.
fn number(field: HeaderField, octets: &[u8]) -> Option<u64> {
    let header = full(octets)?;
    let call = |at: usize| u64::from(u16::from_be_bytes([header[at], header[at + 1]]) & 0x7fff);
    Some(match field {
        HeaderField::Src => call(0),
        HeaderField::Dst => call(2),
        HeaderField::Ts => header[4..8].iter().fold(0, |sum, octet| sum << 8 | u64::from(*octet)),
        HeaderField::Oseq => u64::from(header[8]),
        HeaderField::Iseq => u64::from(header[9]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;
    use phonerig_judge::notation::ast::{LinkOrder, LinkVerb};

    const HANGUP: [u8; 12] = hex!("8001 8002 00000010 03 04 06 05");
    const CONTROL_HANGUP: [u8; 12] = hex!("8001 0002 00000010 03 04 04 01");
    const DIGIT_3: [u8; 12] = hex!("8001 0002 00000010 03 04 01 33");
    const VOICE_ULAW: [u8; 13] = hex!("8001 0002 00000010 03 04 02 04 ff");
    const MINI: [u8; 5] = hex!("0001 0010 ff");
    const TRUNK: [u8; 8] = hex!("0000 01 00 00000000");
    const VIDEO: [u8; 8] = hex!("0000 8001 0010 00 00");

    fn fits(words: &str, octets: &[u8]) -> bool {
        let order: LinkOrder = format!("drops dut->pbx {words}").parse().expect("valid");
        let LinkVerb::Treats { message, header, .. } = order.verb else {
            panic!("an order about frames")
        };
        Pattern { message, header }.fits(octets)
    }

    #[test]
    fn iax_and_control_messages_of_one_name_are_told_apart() {
        assert!(fits("HANGUP", &HANGUP) && !fits("HANGUP", &CONTROL_HANGUP));
        assert!(fits("ctl HANGUP", &CONTROL_HANGUP) && !fits("ctl HANGUP", &HANGUP));
    }

    #[test]
    fn a_digit_is_chosen_by_its_character() {
        assert!(fits("DTMF \"3\"", &DIGIT_3) && !fits("DTMF \"4\"", &DIGIT_3));
        assert!(fits("DTMF", &DIGIT_3) && !fits("DTMF-BEGIN \"3\"", &DIGIT_3));
    }

    #[test]
    fn a_voice_frame_is_chosen_by_its_format() {
        assert!(fits("VOICE", &VOICE_ULAW) && fits("VOICE ulaw", &VOICE_ULAW));
        assert!(!fits("VOICE alaw", &VOICE_ULAW));
    }

    #[test]
    fn numbers_of_the_header_narrow_the_choice() {
        assert!(fits("HANGUP oseq=3 iseq=4 src=1 dst=2 ts=16", &HANGUP));
        assert!(!fits("HANGUP oseq=4", &HANGUP));
        assert!(!fits("MINI oseq=3", &MINI));
    }

    #[test]
    fn kinds_of_frames_are_told_apart() {
        assert!(fits("MINI", &MINI) && !fits("MINI", &HANGUP) && !fits("MINI", &TRUNK));
        assert!(fits("TRUNK a", &TRUNK) && !fits("TRUNK a", &MINI) && !fits("TRUNK a", &VIDEO));
        assert!(fits("META-VIDEO", &VIDEO) && !fits("META-VIDEO", &TRUNK));
        assert!(fits("", &HANGUP) && fits("", &[]));
        assert!(!fits("HANGUP", &HANGUP[..11]) && !fits("MINI", &[]));
    }
}
