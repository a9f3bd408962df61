//! What a full frame says, in two octets.

use iax2_wire::{ControlCode, Format, FrameType, HtmlCode, IaxCode, Subclass};

/// A full frame's type and subclass.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Message {
    pub(crate) kind: FrameType,
    pub(crate) code: u8,
}

impl Message {
    pub(crate) const fn new(kind: u8, code: u8) -> Self {
        Self { kind: FrameType(kind), code }
    }

    /// Whether it is this IAX message.
    pub(crate) fn is(self, code: IaxCode) -> bool {
        self.kind == FrameType::IAX && self.code == code.0
    }

    /// Whether it is one of these IAX messages.
    pub(crate) fn is_any(self, codes: &[IaxCode]) -> bool {
        codes.iter().any(|&code| self.is(code))
    }

    /// Whether it is this control message.
    pub(crate) fn is_control(self, code: ControlCode) -> bool {
        self.kind == FrameType::CONTROL && self.code == code.0
    }

    /// The IAX message, where it is one.
    pub(crate) fn iax(self) -> Option<IaxCode> {
        (self.kind == FrameType::IAX).then_some(IaxCode(self.code))
    }

    /// Whether it takes a sequence number (RFC 5456 7).
    pub(crate) fn is_counted(self) -> bool {
        const UNCOUNTED: [IaxCode; 5] =
            [IaxCode::ACK, IaxCode::INVAL, IaxCode::VNAK, IaxCode::TXCNT, IaxCode::TXACC];
        !self.is_any(&UNCOUNTED)
    }

    /// Whether its time-stamp is an echo, or means nothing.
    pub(crate) fn has_foreign_timestamp(self) -> bool {
        !self.is_counted() || self.is_any(&[IaxCode::PONG, IaxCode::LAGRP, IaxCode::CALLTOKEN])
    }

    /// Whether it ends the leg.
    pub(crate) fn is_terminal(self) -> bool {
        self.is_any(&[IaxCode::HANGUP, IaxCode::REJECT, IaxCode::INVAL])
    }

    /// The format that a media frame names, if it names one; the mark of video frames is left out.
    pub(crate) fn format(self) -> Option<Format> {
        let octet = if self.kind == FrameType::VIDEO && self.code & 0xc0 == 0xc0 {
            self.code & !0x40
        } else {
            self.code
        };
        Subclass(octet).value().map(Format)
    }
}

/// The name that the RFC gives it, such as `ACCEPT` or `voice frame (ulaw)`.
impl core::fmt::Display for Message {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let format = || self.format().unwrap_or_default();
        match self.kind {
            FrameType::IAX => write!(f, "{}", IaxCode(self.code)),
            FrameType::CONTROL if self.is_control(ControlCode::HANGUP) => {
                f.write_str("control HANGUP")
            }
            FrameType::CONTROL => match ControlCode(self.code).name() {
                Some(name) => f.write_str(name),
                None => write!(f, "control 0x{:02x}", self.code),
            },
            FrameType::DTMF | FrameType::DTMF_BEGIN => {
                write!(f, "{} \"{}\"", self.kind, self.code.escape_ascii())
            }
            FrameType::VOICE => write!(f, "voice frame ({})", format()),
            FrameType::VIDEO => write!(f, "video frame ({})", format()),
            FrameType::IMAGE => write!(f, "image ({})", format()),
            FrameType::HTML => write!(f, "HTML {}", HtmlCode(self.code)),
            other => write!(f, "{other} frame"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_messages_take_no_sequence_number() {
        let uncounted = (0..=255).filter(|&code| !Message::new(6, code).is_counted());
        assert_eq!(uncounted.collect::<Vec<_>>(), [0x04, 0x0a, 0x12, 0x17, 0x18]);
        assert!(Message::new(4, 0x04).is_counted());
    }

    #[test]
    fn a_message_has_the_name_of_the_rfc() {
        let names = [(6, 7), (4, 4), (4, 1), (4, 0x22), (1, b'5'), (2, 4), (2, 0x88), (0x0d, 1)];
        let names = names.map(|(kind, code)| Message::new(kind, code).to_string());
        assert_eq!(
            names,
            [
                "ACCEPT",
                "ANSWER",
                "control HANGUP",
                "control 0x22",
                "DTMF \"5\"",
                "voice frame (ulaw)",
                "voice frame (g729)",
                "0x0d frame",
            ]
        );
    }
}
