//! Frames of an encrypted call (RFC 5456 7.4): opened, or not taken at all.

use core::net::SocketAddr;

use iax2_wire::{CallNumber, FullView};

use super::state::Call;
use crate::context::Context;

impl Call {
    /// Whether a short frame with that number from that address is this call's audio.
    pub(crate) fn hears_from(
        &self,
        cx: &Context<'_>,
        from: SocketAddr,
        source: CallNumber,
    ) -> bool {
        let address_fits = self.leg.peer == from || !cx.policy().delivery.checks_source;
        let own = self.leg.remote == source && source != CallNumber::NONE && address_fits;
        self.is_live() && (own || self.path.hears_from(from, source))
    }

    /// The full frame in clear: as it came, or decrypted into `opened`.
    pub(crate) fn open_full<'o>(
        &self,
        cx: &Context<'_>,
        octets: &'o [u8],
        opened: &'o mut [u8],
    ) -> Option<&'o [u8]> {
        if !self.leg.cipher.is_on() {
            return Some(octets);
        }
        let sense = |clear: &[u8]| self.makes_sense(cx, clear);
        match self.leg.cipher.open(octets, opened, sense) {
            Some(len) => Some(&opened[..len]),
            None => Some(octets).filter(|_| cx.policy().calls.takes_clear_frames),
        }
    }

    /// A wrong key, or no encryption at all, gives noise; there is nothing else to know it by.
    fn makes_sense(&self, cx: &Context<'_>, clear: &[u8]) -> bool {
        let Ok(view) = FullView::new_checked(clear) else { return false };
        (0x01..=0x0c).contains(&view.frame_type())
            && self.leg.clock.is_near(cx.now, view.timestamp())
    }

    /// The Mini Frame in clear: as it came, or decrypted into `opened`.
    pub(crate) fn open_mini<'o>(&self, octets: &'o [u8], opened: &'o mut [u8]) -> Option<&'o [u8]> {
        if !self.leg.cipher.is_on() {
            return Some(octets);
        }
        let len = self.leg.cipher.open(octets, opened, |clear| clear.len() > 4)?;
        Some(&opened[..len])
    }
}
