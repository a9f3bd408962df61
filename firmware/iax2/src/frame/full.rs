//! Full frames: reliable, numbered, with a header of twelve octets (RFC 5456 8.1.1).

use super::{Body, fill};
use crate::code::{FrameType, Subclass};
use crate::error::WireError;
use crate::number::{CallNumber, SeqNo, Timestamp};
use crate::view::{FULL_HEADER, FullView};

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
