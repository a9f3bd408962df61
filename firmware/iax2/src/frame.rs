//! Frames as they are meant: what cannot be said here cannot be sent (RFC 5456 8.1 to 8.5).

mod body;
mod full;
mod media;
mod trunk;

pub use body::Body;
pub use full::Full;
pub use media::{Mini, Video};
pub use trunk::Trunk;

use crate::error::{Layer, WireError};
use crate::view::{Kind, classify};

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
                at: Layer::MetaCommand,
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
