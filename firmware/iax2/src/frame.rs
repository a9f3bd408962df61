//! Frames as they are meant: what cannot be said here cannot be sent (RFC 5456 8.1 to 8.5).

use crate::code::{ControlCode, FrameType, HtmlCode, IaxCode, Subclass};
use crate::error::{Layer, WireError};
use crate::format::Format;
use crate::ie::Ies;
use crate::number::{CallNumber, MiniTimestamp, SeqNo, Timestamp, VideoTimestamp};
use crate::view::{
    FULL_HEADER, FullView, Kind, MINI_HEADER, MiniView, TRUNK_HEADER, TrunkEntries, TrunkView,
    VIDEO_HEADER, VideoView, classify,
};

/// A datagram's meaning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Frame<'a> {
    /// A full frame (8.1.1).
    Full(Full<'a>),
    /// A mini frame (8.1.2).
    Mini(Mini<'a>),
    /// A meta video frame (8.1.3.1).
    Video(Video<'a>),
    /// A meta trunk frame (8.1.3.2).
    Trunk(Trunk<'a>),
}

/// A full frame: header and body (8.1.1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Full<'a> {
    /// The sender's call number.
    pub source: CallNumber,
    /// The receiver's call number, [`CallNumber::NONE`] where not known yet.
    pub dest: CallNumber,
    /// The R bit.
    pub retry: bool,
    /// Milliseconds since the call's first transmission, or the echo of another frame's.
    pub timestamp: Timestamp,
    /// This frame's number.
    pub oseqno: SeqNo,
    /// The number expected next from the other end.
    pub iseqno: SeqNo,
    /// What the frame says.
    pub body: Body<'a>,
}

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

/// A mini frame (8.1.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mini<'a> {
    /// The sender's call number, never zero.
    pub source: CallNumber,
    /// The low 16 bits of the call's time-stamp.
    pub timestamp: MiniTimestamp,
    /// The audio.
    pub data: &'a [u8],
}

/// A meta video frame (8.1.3.1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Video<'a> {
    /// The sender's call number.
    pub source: CallNumber,
    /// The end-of-picture mark.
    pub mark: bool,
    /// The low 15 bits of the call's time-stamp.
    pub timestamp: VideoTimestamp,
    /// The video.
    pub data: &'a [u8],
}

/// A meta trunk frame (8.1.3.2); its entries are walked by [`Trunk::entries`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trunk<'a> {
    /// The command data octet; bit 0: entries carry time-stamps.
    pub command_data: u8,
    /// When the frame was sent, on a clock of the sender's own.
    pub timestamp: Timestamp,
    /// The entries as octets.
    pub data: &'a [u8],
}

impl<'a> Frame<'a> {
    /// Reads a datagram.
    ///
    /// # Errors
    /// The header is cut, a subclass names no format, or the meta command is not a trunk. Broken element chains and trunk
    /// entries are found when they are walked.
    pub fn parse(octets: &'a [u8]) -> Result<Self, WireError> {
        match classify(octets)? {
            Kind::Full => Full::parse(octets).map(Self::Full),
            Kind::Mini => Ok(Self::Mini(Mini::parse(octets))),
            Kind::Video => Ok(Self::Video(Video::parse(octets))),
            Kind::Trunk => Ok(Self::Trunk(Trunk::parse(octets))),
            Kind::OtherMeta => Err(WireError {
                at: Layer::MetaHeader,
                offset: 2,
                need: 1,
                have: usize::from(octets.get(2).copied().unwrap_or(0)),
            }),
        }
    }

    /// Writes the frame and returns its length in octets.
    ///
    /// # Errors
    /// The buffer is too short, or a format is not exactly one.
    pub fn emit(&self, out: &mut [u8]) -> Result<usize, WireError> {
        match self {
            Self::Full(full) => full.emit(out),
            Self::Mini(mini) => mini.emit(out),
            Self::Video(video) => video.emit(out),
            Self::Trunk(trunk) => trunk.emit(out),
        }
    }
}

impl<'a> Full<'a> {
    /// Reads a full frame.
    ///
    /// # Errors
    /// The header is cut, or a media subclass names no single format.
    pub fn parse(octets: &'a [u8]) -> Result<Self, WireError> {
        let view = FullView::new_checked(octets)?;
        let data = octets.get(FULL_HEADER..).unwrap_or(&[]);
        Ok(Self {
            source: CallNumber::from_low_bits(view.source_call()),
            dest: CallNumber::from_low_bits(view.dest_call()),
            retry: view.retry(),
            timestamp: Timestamp(view.timestamp()),
            oseqno: SeqNo(view.oseqno()),
            iseqno: SeqNo(view.iseqno()),
            body: Body::parse(FrameType(view.frame_type()), Subclass(view.subclass()), data)?,
        })
    }

    /// Writes the frame and returns its length in octets.
    ///
    /// # Errors
    /// The buffer is too short, or a format is not exactly one.
    pub fn emit(&self, out: &mut [u8]) -> Result<usize, WireError> {
        let (frame_type, subclass, data) = self.body.parts()?;
        let length = fill(out, FULL_HEADER, data)?;
        let mut view = FullView::new_unchecked(out);
        view.set_full_bit(true);
        view.set_source_call(self.source.get());
        view.set_retry(self.retry);
        view.set_dest_call(self.dest.get());
        view.set_timestamp(self.timestamp.0);
        view.set_oseqno(self.oseqno.0);
        view.set_iseqno(self.iseqno.0);
        view.set_frame_type(frame_type.0);
        view.set_subclass(subclass.0);
        Ok(length)
    }
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

/// Puts `data` behind a header of `header` octets and returns the whole length.
fn fill(out: &mut [u8], header: usize, data: &[u8]) -> Result<usize, WireError> {
    let have = out.len();
    let need = header.saturating_add(data.len());
    let short = WireError { at: Layer::Output, offset: 0, need, have };
    let place = out.get_mut(header..need).ok_or(short)?;
    place.copy_from_slice(data);
    Ok(need)
}

fn head(out: &mut [u8], octets: &[u8]) {
    if let Some(place) = out.get_mut(..octets.len()) {
        place.copy_from_slice(octets);
    }
}

impl<'a> Mini<'a> {
    fn parse(octets: &'a [u8]) -> Self {
        let view = MiniView::new_unchecked(octets);
        Self {
            source: CallNumber::from_low_bits(view.source_call()),
            timestamp: MiniTimestamp(view.timestamp()),
            data: octets.get(MINI_HEADER..).unwrap_or(&[]),
        }
    }

    /// Writes the frame and returns its length in octets.
    ///
    /// # Errors
    /// The buffer is too short.
    pub fn emit(&self, out: &mut [u8]) -> Result<usize, WireError> {
        let length = fill(out, MINI_HEADER, self.data)?;
        head(out, &self.source.get().to_be_bytes());
        head(out.get_mut(2..).unwrap_or_default(), &self.timestamp.0.to_be_bytes());
        Ok(length)
    }
}

impl<'a> Video<'a> {
    fn parse(octets: &'a [u8]) -> Self {
        let view = VideoView::new_unchecked(octets);
        Self {
            source: CallNumber::from_low_bits(view.source_call()),
            mark: view.mark(),
            timestamp: VideoTimestamp::from_low_bits(view.timestamp()),
            data: octets.get(VIDEO_HEADER..).unwrap_or(&[]),
        }
    }

    /// Writes the frame and returns its length in octets.
    ///
    /// # Errors
    /// The buffer is too short.
    pub fn emit(&self, out: &mut [u8]) -> Result<usize, WireError> {
        let length = fill(out, VIDEO_HEADER, self.data)?;
        let [call_high, call_low] = self.source.get().to_be_bytes();
        let [high, low] = self.timestamp.get().to_be_bytes();
        let mark = if self.mark { 0x80 } else { 0 };
        head(out, &[0, 0, 0x80 | call_high, call_low, mark | high, low]);
        Ok(length)
    }
}

impl<'a> Trunk<'a> {
    fn parse(octets: &'a [u8]) -> Self {
        let view = TrunkView::new_unchecked(octets);
        Self {
            command_data: view.command_data(),
            timestamp: Timestamp(view.timestamp()),
            data: octets.get(TRUNK_HEADER..).unwrap_or(&[]),
        }
    }

    /// Whether entries carry time-stamps of their own.
    pub const fn stamped(&self) -> bool {
        self.command_data & 1 != 0
    }

    /// The entries, in order.
    pub const fn entries(&self) -> TrunkEntries<'a> {
        TrunkEntries::new(self.data, self.stamped())
    }

    /// Writes the frame and returns its length in octets.
    ///
    /// # Errors
    /// The buffer is too short.
    pub fn emit(&self, out: &mut [u8]) -> Result<usize, WireError> {
        let length = fill(out, TRUNK_HEADER, self.data)?;
        let [a, b, c, d] = self.timestamp.0.to_be_bytes();
        head(out, &[0, 0, 1, self.command_data, a, b, c, d]);
        Ok(length)
    }

    /// Appends one entry to `out` at `at` and returns the new end.
    ///
    /// # Errors
    /// The buffer is too short, or the media longer than 65535 octets.
    pub fn push_entry(
        out: &mut [u8],
        at: usize,
        call: CallNumber,
        timestamp: Option<MiniTimestamp>,
        media: &[u8],
    ) -> Result<usize, WireError> {
        let header = if timestamp.is_some() { 6 } else { 4 };
        let have = out.len();
        let need = at.saturating_add(header).saturating_add(media.len());
        let short = WireError { at: Layer::Output, offset: at, need, have };
        let length = u16::try_from(media.len()).map_err(|_| short)?.to_be_bytes();
        let place = out.get_mut(at..need).ok_or(short)?;
        let call = call.get().to_be_bytes();
        match timestamp {
            Some(stamp) => {
                let [a, b] = stamp.0.to_be_bytes();
                head(place, &[length[0], length[1], call[0], call[1], a, b]);
            }
            None => head(place, &[call[0], call[1], length[0], length[1]]),
        }
        place.get_mut(header..).unwrap_or_default().copy_from_slice(media);
        Ok(need)
    }
}
