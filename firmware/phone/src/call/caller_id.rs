//! Who calls, as far as he lets it be known (RFC 5456 8.6.2, 8.6.4, 8.6.29).

use iax2_wire::{IeCode, Ies};

use crate::text::{self, Line, Number};

/// The caller's name and number; empty where withheld or not given.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallerId {
    pub(crate) name: Line,
    pub(crate) number: Number,
}

/// Bits of CALLINGPRES that forbid to show the caller: 0x20 prohibited, 0x40 not available.
const WITHHELD: u8 = 0x60;

impl CallerId {
    pub(crate) fn read(ies: Ies<'_>) -> Self {
        let presentation = ies.octet(IeCode::CALLINGPRES).unwrap_or(0);
        if presentation & WITHHELD != 0 {
            return Self::default();
        }
        Self {
            name: text::read(ies.find(IeCode::CALLING_NAME).unwrap_or_default()),
            number: text::read(ies.find(IeCode::CALLING_NUMBER).unwrap_or_default()),
        }
    }
}
