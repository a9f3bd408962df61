//! What is in a board's flash, whether it has power or not.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The flash of an LM3S6965: 256 KiB.
pub const FLASH_SIZE: usize = 256 * 1024;
/// What erased flash reads as.
pub(super) const ERASED: u8 = 0xff;

/// Flash from address 0 on; its clones are the same one.
#[derive(Clone, Debug)]
pub(super) struct Flash(Arc<Mutex<Vec<u8>>>);

impl Flash {
    /// As it leaves the factory.
    pub(super) fn erased() -> Self {
        Self(Arc::new(Mutex::new(vec![ERASED; FLASH_SIZE])))
    }

    pub(super) fn content(&self) -> Vec<u8> {
        self.lock().clone()
    }

    /// A core that starts from erased flash has no stack and no first instruction.
    pub(super) fn is_bootable(&self) -> bool {
        self.lock()[..8].iter().any(|octet| *octet != ERASED)
    }

    /// Puts octets there; what is beyond the end is nowhere.
    pub(super) fn program(&self, address: u32, octets: &[u8]) {
        let mut content = self.lock();
        let from = (address as usize).min(FLASH_SIZE);
        let length = octets.len().min(FLASH_SIZE - from);
        content[from..from + length].copy_from_slice(&octets[..length]);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beyond_the_end_is_nowhere() {
        let flash = Flash::erased();
        flash.program(FLASH_SIZE as u32 - 1, &[1, 2]);
        flash.program(u32::MAX, &[3]);
        assert_eq!(flash.content().last(), Some(&1));
        assert!(!flash.is_bootable());
        flash.program(4, &[0x41]);
        assert!(flash.is_bootable());
    }
}
