//! What a full frame says: its type, its subclass and its data (RFC 5456 8.2 to 8.5).

use crate::code::{ControlCode, FrameType, HtmlCode, IaxCode, Subclass};
use crate::error::{Layer, WireError};
use crate::format::Format;
use crate::ie::Ies;

/// What a full frame says (8.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Body<'a> {
    /// A digit; the end of one where begins are sent too.
    Dtmf(u8),
    /// The begin of a digit (frame type 12, as deployed).
    DtmfBegin(u8),
    /// Audio of one format.
    Voice(Format, &'a [u8]),
    /// Video of one format; `mark` is bit 6 of the subclass, an end of picture as deployed.
    Video {
        /// The format.
        format: Format,
        /// The end-of-picture mark.
        mark: bool,
        /// The payload.
        data: &'a [u8],
    },
    /// A control message and its data.
    Control(ControlCode, &'a [u8]),
    /// A null frame; it must never be sent (8.2.5).
    Null,
    /// An IAX message and its elements.
    Iax(IaxCode, Ies<'a>),
    /// UTF-8 text.
    Text(&'a [u8]),
    /// A whole image.
    Image(Format, &'a [u8]),
    /// An HTML message and its data.
    Html(HtmlCode, &'a [u8]),
    /// Comfort noise of a level in -dBov.
    Cng(u8),
    /// Any other frame type.
    Other {
        /// The type.
        frame_type: FrameType,
        /// The subclass octet as it stands.
        subclass: Subclass,
        /// The data.
        data: &'a [u8],
    },
}

impl<'a> Body<'a> {
    /// Reads what follows a full frame's sequence numbers.
    ///
    /// # Errors
    /// A media subclass names no single format.
    pub fn parse(kind: FrameType, subclass: Subclass, data: &'a [u8]) -> Result<Self, WireError> {
        Ok(match kind {
            FrameType::DTMF => Self::Dtmf(subclass.0),
            FrameType::DTMF_BEGIN => Self::DtmfBegin(subclass.0),
            FrameType::VOICE => Self::Voice(single_format(subclass)?, data),
            FrameType::VIDEO => {
                let mark = subclass.0 & 0xc0 == 0xc0;
                let bare = if mark { Subclass(subclass.0 & !0x40) } else { subclass };
                Self::Video { format: single_format(bare)?, mark, data }
            }
            FrameType::CONTROL => Self::Control(ControlCode(subclass.0), data),
            FrameType::NULL => Self::Null,
            FrameType::IAX => Self::Iax(IaxCode(subclass.0), Ies::new(data)),
            FrameType::TEXT => Self::Text(data),
            FrameType::IMAGE => Self::Image(single_format(subclass)?, data),
            FrameType::HTML => Self::Html(HtmlCode(subclass.0), data),
            FrameType::CNG => Self::Cng(subclass.0),
            frame_type => Self::Other { frame_type, subclass, data },
        })
    }

    /// The frame type, the subclass octet and the data that say this.
    ///
    /// # Errors
    /// A format is not exactly one.
    pub fn parts(&self) -> Result<(FrameType, Subclass, &'a [u8]), WireError> {
        Ok(match *self {
            Self::Dtmf(digit) => (FrameType::DTMF, Subclass(digit), &[]),
            Self::DtmfBegin(digit) => (FrameType::DTMF_BEGIN, Subclass(digit), &[]),
            Self::Voice(format, data) => (FrameType::VOICE, format_octet(format)?, data),
            Self::Video { format, mark, data } => {
                (FrameType::VIDEO, video_octet(format, mark)?, data)
            }
            Self::Control(code, data) => (FrameType::CONTROL, Subclass(code.0), data),
            Self::Null => (FrameType::NULL, Subclass(0), &[]),
            Self::Iax(code, ies) => (FrameType::IAX, Subclass(code.0), ies.octets()),
            Self::Text(data) => (FrameType::TEXT, Subclass(0), data),
            Self::Image(format, data) => (FrameType::IMAGE, format_octet(format)?, data),
            Self::Html(code, data) => (FrameType::HTML, Subclass(code.0), data),
            Self::Cng(level) => (FrameType::CNG, Subclass(level), &[]),
            Self::Other { frame_type, subclass, data } => (frame_type, subclass, data),
        })
    }

    /// Whether the frame takes a sequence number (RFC 5456 7): all but ACK, INVAL, VNAK, TXCNT, TXACC.
    pub const fn is_counted(&self) -> bool {
        !matches!(
            self,
            Self::Iax(
                IaxCode::ACK | IaxCode::INVAL | IaxCode::VNAK | IaxCode::TXCNT | IaxCode::TXACC,
                _
            )
        )
    }
}

fn single_format(subclass: Subclass) -> Result<Format, WireError> {
    let error = WireError { at: Layer::Subclass, offset: 11, need: 1, have: subclass.0.into() };
    let format = Format(subclass.value().ok_or(error)?);
    format.single().map(|_| format).ok_or(error)
}

fn format_octet(format: Format) -> Result<Subclass, WireError> {
    let have = usize::try_from(format.0).unwrap_or(usize::MAX);
    let error = WireError { at: Layer::Subclass, offset: 11, need: 1, have };
    Subclass::from_format(format).ok_or(error)
}

/// The mark is told from a codec's bit only in the coding by powers, so a marked picture always uses that.
fn video_octet(format: Format, mark: bool) -> Result<Subclass, WireError> {
    let plain = format_octet(format)?;
    let bit = format.single().and_then(|bit| u8::try_from(bit).ok());
    Ok(bit.filter(|_| mark).map_or(plain, |bit| Subclass(0xc0 | bit)))
}
