//! A message's elements while they are put together.

use iax2_wire::{CauseCode, Ie, IeWriter};

use crate::capacity::FRAME;
use crate::config::Config;

const ROOM: usize = FRAME - iax2_wire::view::FULL_HEADER;

/// A chain of elements. What does not fit is left out; the bounds of the configuration make that impossible in practice.
#[derive(Debug)]
pub(crate) struct Elements<const N: usize = ROOM> {
    octets: [u8; N],
    len: usize,
}

/// Room for the elements of a message whose elements are few, of fixed length or of our own words.
pub(crate) type FewElements = Elements<96>;

impl<const N: usize> Elements<N> {
    pub(crate) const fn new() -> Self {
        Self { octets: [0; N], len: 0 }
    }

    pub(crate) fn push(&mut self, element: Ie<'_>) -> &mut Self {
        self.len = put(&mut self.octets, self.len, element);
        self
    }

    /// Adds an element of text unless the text is empty.
    pub(crate) fn push_text<'t>(
        &mut self,
        text: &'t str,
        element: impl FnOnce(&'t str) -> Ie<'t>,
    ) -> &mut Self {
        if text.is_empty() { self } else { self.push(element(text)) }
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.octets[..self.len]
    }
}

impl FewElements {
    /// Why something ends (8.6.21, 8.6.33).
    pub(crate) fn cause(config: &Config, code: CauseCode) -> Self {
        let mut elements = Self::new();
        if config.policy().calls.gives_cause {
            elements.push(Ie::Cause(code.name().unwrap_or("unknown"))).push(Ie::CauseCode(code));
        }
        elements
    }
}

/// Writes an element behind the first `len` octets; gives how many there are then.
fn put(octets: &mut [u8], len: usize, element: Ie<'_>) -> usize {
    let mut writer = IeWriter::new(&mut octets[len..]);
    if writer.push(element).is_ok() { len + writer.len() } else { len }
}
