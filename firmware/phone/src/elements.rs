//! A message's elements while they are put together.

use iax2_wire::{CauseCode, Ie, IeWriter};

use crate::capacity::FRAME;
use crate::config::Config;

const ROOM: usize = FRAME - iax2_wire::view::FULL_HEADER;

/// A chain of elements. What does not fit is left out; the bounds of the configuration make that impossible in practice.
#[derive(Debug)]
pub(crate) struct Elements {
    octets: [u8; ROOM],
    len: usize,
}

impl Elements {
    pub(crate) const fn new() -> Self {
        Self { octets: [0; ROOM], len: 0 }
    }

    pub(crate) fn push(&mut self, element: Ie<'_>) -> &mut Self {
        let mut writer = IeWriter::new(&mut self.octets[self.len..]);
        if writer.push(element).is_ok() {
            self.len += writer.len();
        }
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

    /// Why something ends (8.6.21, 8.6.33).
    pub(crate) fn cause(config: &Config, code: CauseCode) -> Self {
        let mut elements = Self::new();
        if config.policy().calls.gives_cause {
            elements.push(Ie::Cause(code.name().unwrap_or("unknown"))).push(Ie::CauseCode(code));
        }
        elements
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.octets[..self.len]
    }
}
