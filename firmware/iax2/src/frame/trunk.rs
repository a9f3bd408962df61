//! Several calls' media in one datagram: meta trunk frames (RFC 5456 8.1.3.2).

use super::{fill, head};
use crate::error::{Layer, WireError};
use crate::number::{CallNumber, MiniTimestamp, Timestamp};
use crate::view::{TRUNK_HEADER, TrunkEntries, TrunkView};

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

impl<'a> Trunk<'a> {
    pub(super) fn parse(octets: &'a [u8]) -> Self {
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
