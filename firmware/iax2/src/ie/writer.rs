//! Writes a chain of elements into a buffer.

use super::{Ie, Ies};
use crate::code::IeCode;
use crate::error::{Layer, WireError};

/// A chain being written.
#[derive(Debug)]
pub struct IeWriter<'b> {
    out: &'b mut [u8],
    length: usize,
}

impl<'b> IeWriter<'b> {
    /// An empty chain in that buffer.
    pub const fn new(out: &'b mut [u8]) -> Self {
        Self { out, length: 0 }
    }

    /// Appends an element.
    ///
    /// # Errors
    /// The buffer is full, or the data is longer than 255 octets.
    pub fn push(&mut self, element: Ie<'_>) -> Result<&mut Self, WireError> {
        let mut scratch = [0; 28];
        let (code, data) = element.parts(&mut scratch);
        self.push_raw(code, data)
    }

    /// Appends an element of any number and data.
    ///
    /// # Errors
    /// The buffer is full, or the data is longer than 255 octets.
    pub fn push_raw(&mut self, code: IeCode, data: &[u8]) -> Result<&mut Self, WireError> {
        let need = self.length.saturating_add(2).saturating_add(data.len());
        let have = self.out.len();
        let short = WireError { at: Layer::Output, offset: self.length, need, have };
        let length = u8::try_from(data.len()).map_err(|_| short)?;
        let place = self.out.get_mut(self.length..need).ok_or(short)?;
        if let [first, second, rest @ ..] = place {
            (*first, *second) = (code.0, length);
            rest.copy_from_slice(data);
        }
        self.length = need;
        Ok(self)
    }

    /// The chain so far, for a frame's body.
    pub fn ies(&self) -> Ies<'_> {
        Ies::new(self.out.get(..self.length).unwrap_or(&[]))
    }

    /// Its length in octets.
    pub const fn len(&self) -> usize {
        self.length
    }

    /// Whether nothing was written yet.
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Ends the writing and keeps the chain.
    pub fn finish(self) -> Ies<'b> {
        Ies::new(self.out.get(..self.length).unwrap_or(&[]))
    }
}
