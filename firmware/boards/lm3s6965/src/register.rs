//! The one place where the chip's registers are touched.

/// A 32-bit register at a fixed address.
#[derive(Clone, Copy)]
pub(crate) struct Register(*mut u32);

impl Register {
    /// The register at an address of the LM3S6965's memory map.
    ///
    /// # Safety
    ///
    /// There is a register of a peripheral at that address, and reading and writing it harms no memory.
    pub(crate) const unsafe fn at(address: usize) -> Self {
        Self(address as *mut u32)
    }

    /// Its value.
    pub(crate) fn read(self) -> u32 {
        // SAFETY: `at` was promised that a register is there.
        unsafe { self.0.read_volatile() }
    }

    /// Sets it.
    pub(crate) fn write(self, value: u32) {
        // SAFETY: `at` was promised that a register is there, and that writing it harms no memory.
        unsafe { self.0.write_volatile(value) }
    }

    /// Sets these bits and leaves the others.
    pub(crate) fn set(self, bits: u32) {
        self.write(self.read() | bits);
    }
}

/// Names registers by their addresses.
macro_rules! registers {
    ($($(#[$doc:meta])* $name:ident = $address:expr;)*) => {
        $($(#[$doc])* const $name: $crate::register::Register =
            // SAFETY: the LM3S6965 data sheet has a peripheral's register there.
            unsafe { $crate::register::Register::at($address) };)*
    };
}
pub(crate) use registers;
