//! Media with a short header: mini frames and meta video frames (RFC 5456 8.1.2, 8.1.3.1).

use super::{fill, head};
use crate::error::WireError;
use crate::number::{CallNumber, MiniTimestamp, VideoTimestamp};
use crate::view::{MINI_HEADER, MiniView, VIDEO_HEADER, VideoView};

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

impl<'a> Mini<'a> {
    pub(super) fn parse(octets: &'a [u8]) -> Self {
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

impl<'a> Video<'a> {
    pub(super) fn parse(octets: &'a [u8]) -> Self {
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
