//! The debug registers of an ARMv7-M core, made of what its emulator can do.

use crate::target::{Core, Memory, Register, TargetError};
use std::collections::BTreeSet;

const DFSR: u32 = 0xe000_ed30;
const AIRCR: u32 = 0xe000_ed0c;
const DHCSR: u32 = 0xe000_edf0;
const DCRSR: u32 = 0xe000_edf4;
const DCRDR: u32 = 0xe000_edf8;
const DEMCR: u32 = 0xe000_edfc;
const FP_CTRL: u32 = 0xe000_2000;
const FP_REMAP: u32 = 0xe000_2004;
const FP_COMP0: u32 = 0xe000_2008;
/// Breakpoints of a Cortex-M3.
const COMPARATORS: usize = 6;

/// FP_CTRL of a Cortex-M3: six comparators for instructions, two for literals.
const FPB: u32 = 0x260;
const FPB_ENABLE: u32 = 1;
const FPB_KEY: u32 = 2;

const DEBUG_ENABLED: u32 = 1 << 0;
const HALT: u32 = 1 << 1;
const STEP: u32 = 1 << 2;
const CONTROL: u32 = 0xf;
const REGISTER_READY: u32 = 1 << 16;
const HALTED: u32 = 1 << 17;
const RETIRED: u32 = 1 << 24;
const WAS_RESET: u32 = 1 << 25;
const DEBUG_KEY: u32 = 0xa05f;

const RESET_KEY: u32 = 0x05fa;
const RESET_REQUESTS: u32 = 0b101;
const CATCH_RESET: u32 = 1;

/// DFSR's reasons.
const BY_DEBUGGER: u32 = 1 << 0;
const BY_BREAKPOINT: u32 = 1 << 1;
const BY_CATCH: u32 = 1 << 3;

/// A core with its debug registers. QEMU has none of its own.
#[derive(Debug)]
pub struct CoreDebug<C> {
    core: C,
    control: u32,
    data: u32,
    monitor: u32,
    fault: u32,
    was_reset: bool,
    was_running: bool,
    enabled: bool,
    comparators: [u32; COMPARATORS],
    breakpoints: BTreeSet<u32>,
}

impl<C: Core> CoreDebug<C> {
    /// A core that no debugger has touched yet.
    pub const fn new(core: C) -> Self {
        Self {
            core,
            control: 0,
            data: 0,
            monitor: 0,
            fault: 0,
            was_reset: true,
            was_running: true,
            enabled: false,
            comparators: [0; COMPARATORS],
            breakpoints: BTreeSet::new(),
        }
    }

    /// The core itself.
    pub const fn core_mut(&mut self) -> &mut C {
        &mut self.core
    }

    /// The core itself.
    pub const fn core(&self) -> &C {
        &self.core
    }

    /// Holds the chip in reset, or lets it go: the probe's reset line.
    ///
    /// # Errors
    /// Where the target is gone.
    pub fn reset_line(&mut self, held: bool) -> Result<(), TargetError> {
        if held {
            self.core.halt()?;
            self.was_running = false;
            return Ok(());
        }
        self.reset()
    }

    fn read_register(&mut self, address: u32) -> Result<Option<u32>, TargetError> {
        Ok(Some(match address {
            DHCSR => self.status()?,
            DCRSR => 0,
            DCRDR => self.data,
            DEMCR => self.monitor,
            DFSR => {
                self.notice()?;
                self.fault
            }
            FP_CTRL => FPB | u32::from(self.enabled),
            FP_REMAP => 0,
            _ => return Ok(comparator(address).map(|index| self.comparators[index])),
        }))
    }

    fn write_register(&mut self, address: u32, value: u32) -> Result<bool, TargetError> {
        match address {
            DHCSR if value >> 16 == DEBUG_KEY => self.control(value & CONTROL)?,
            DCRSR => self.transfer(value)?,
            DCRDR => self.data = value,
            DEMCR => self.monitor = value,
            DFSR => {
                self.notice()?;
                self.fault &= !value;
            }
            AIRCR if value >> 16 == RESET_KEY && value & RESET_REQUESTS != 0 => self.reset()?,
            FP_CTRL if value & FPB_KEY != 0 => {
                self.enabled = value & FPB_ENABLE != 0;
                self.set_breakpoints()?;
            }
            DHCSR | FP_CTRL | FP_REMAP => {}
            _ => match comparator(address) {
                Some(index) => {
                    self.comparators[index] = value;
                    self.set_breakpoints()?;
                }
                None => return Ok(false),
            },
        }
        Ok(true)
    }

    fn status(&mut self) -> Result<u32, TargetError> {
        let halted = self.notice()?;
        let was_reset = std::mem::take(&mut self.was_reset);
        let state = if halted { HALTED | HALT } else { RETIRED };
        let reset = if was_reset { WAS_RESET } else { 0 };
        Ok(self.control | state | reset | REGISTER_READY)
    }

    /// Looks whether the core has come to a breakpoint.
    fn notice(&mut self) -> Result<bool, TargetError> {
        let halted = self.core.is_halted()?;
        if halted && self.was_running {
            self.fault |= BY_BREAKPOINT;
        }
        self.was_running = !halted;
        Ok(halted)
    }

    fn control(&mut self, wanted: u32) -> Result<(), TargetError> {
        let halted = self.notice()?;
        if wanted & DEBUG_ENABLED == 0 {
            self.control = 0;
            return if halted { self.resume() } else { Ok(()) };
        }
        self.control = wanted & !HALT;
        match (wanted & HALT != 0, halted) {
            (true, false) => self.halt(BY_DEBUGGER),
            (false, true) if wanted & STEP != 0 => {
                self.core.step()?;
                self.fault |= BY_DEBUGGER;
                Ok(())
            }
            (false, true) => self.resume(),
            (true, true) | (false, false) => Ok(()),
        }
    }

    fn halt(&mut self, reason: u32) -> Result<(), TargetError> {
        self.core.halt()?;
        self.was_running = false;
        self.fault |= reason;
        Ok(())
    }

    fn resume(&mut self) -> Result<(), TargetError> {
        self.core.resume()?;
        // A core with nothing to run stays halted; that is no breakpoint.
        self.was_running = !self.core.is_halted()?;
        Ok(())
    }

    /// Resets the chip, its breakpoints included; the core halts at its first instruction where that is to be caught.
    fn reset(&mut self) -> Result<(), TargetError> {
        let caught = self.control & DEBUG_ENABLED != 0 && self.monitor & CATCH_RESET != 0;
        if caught {
            self.core.halt()?;
        }
        (self.enabled, self.comparators) = (false, [0; COMPARATORS]);
        self.set_breakpoints()?;
        self.core.reset()?;
        self.was_reset = true;
        if caught {
            self.was_running = false;
            self.fault = BY_CATCH;
            return Ok(());
        }
        self.fault = 0;
        self.resume()
    }

    /// Moves a word between DCRDR and a register of the core.
    fn transfer(&mut self, selector: u32) -> Result<(), TargetError> {
        let register = match selector & 0x7f {
            general @ 0..=15 => Register::General(general as u8),
            16 => Register::Xpsr,
            // The main stack is the only one that the emulator shows.
            17 => Register::General(13),
            _ => {
                self.data = 0;
                return Ok(());
            }
        };
        if !self.notice()? {
            return Ok(());
        }
        if selector & 1 << 16 == 0 {
            self.data = self.core.read_register(register)?;
            return Ok(());
        }
        self.core.write_register(register, self.data)
    }

    fn set_breakpoints(&mut self) -> Result<(), TargetError> {
        let wanted: BTreeSet<u32> = if self.enabled {
            self.comparators.iter().flat_map(|value| addresses(*value)).collect()
        } else {
            BTreeSet::new()
        };
        for address in self.breakpoints.difference(&wanted) {
            self.core.set_breakpoint(*address, false)?;
        }
        for address in wanted.difference(&self.breakpoints) {
            self.core.set_breakpoint(*address, true)?;
        }
        self.breakpoints = wanted;
        Ok(())
    }
}

/// Which comparator a register is.
fn comparator(address: u32) -> Option<usize> {
    let index = address.checked_sub(FP_COMP0)? as usize / 4;
    (address.is_multiple_of(4) && index < COMPARATORS).then_some(index)
}

/// Where a comparator of FPB revision 1 breaks: at the lower half of a word, the upper, or both.
fn addresses(comparator: u32) -> impl Iterator<Item = u32> {
    let word = comparator & 0x1fff_fffc;
    let halves = if comparator & 1 == 0 { 0 } else { comparator >> 30 };
    let lower = (halves & 1 != 0).then_some(word);
    lower.into_iter().chain((halves & 2 != 0).then_some(word + 2))
}

impl<C: Core> Memory for CoreDebug<C> {
    fn read(&mut self, address: u32, octets: &mut [u8]) -> Result<(), TargetError> {
        if !touches_debug(address, octets.len()) {
            return self.core.read(address, octets);
        }
        for (index, word) in octets.chunks_mut(4).enumerate() {
            let at = address + 4 * index as u32;
            match self.read_register(at)? {
                Some(value) => word.copy_from_slice(&value.to_le_bytes()[..word.len()]),
                None => self.core.read(at, word)?,
            }
        }
        Ok(())
    }

    fn write(&mut self, address: u32, octets: &[u8]) -> Result<(), TargetError> {
        if !touches_debug(address, octets.len()) {
            return self.core.write(address, octets);
        }
        for (index, word) in octets.chunks(4).enumerate() {
            let at = address + 4 * index as u32;
            let whole = <[u8; 4]>::try_from(word).ok().map(u32::from_le_bytes);
            let taken = whole.map_or(Ok(false), |value| self.write_register(at, value))?;
            if !taken {
                self.core.write(at, word)?;
            }
        }
        Ok(())
    }
}

/// Whether an access is to a page with debug registers, in which words stand at multiples of four.
const fn touches_debug(address: u32, length: usize) -> bool {
    let page = address & !0xfff;
    address.is_multiple_of(4) && length <= 0x1000 && (page == 0xe000_e000 || page == 0xe000_2000)
}

#[cfg(test)]
mod tests;
