//! The debug port, and behind it one access port to memory (ADIv5): an AHB-AP as a Cortex-M3 has it.

use super::remote::Access;
use crate::target::{Memory, TargetError};

/// The debug port's identity: ARM's SW-DP of a Cortex-M3, version 1.
const DPIDR: u32 = 0x2ba0_1477;
/// The access port's identity: ARM's AHB-AP. Every other port reads 0, which is: not there.
const IDR: u32 = 0x2477_0011;
/// Where the ROM table of a Cortex-M3 is.
const BASE: u32 = 0xe00f_f003;
/// CSW: the port is enabled, and its accesses are those of a privileged debugger.
const CSW: u32 = 0x2300_0040;
/// CSW's size and increment, the two fields that count here.
const CSW_WRITABLE: u32 = 0x0000_0037;
/// CTRL/STAT: the two requests for power, whose answers stand one bit above.
const POWER: u32 = 0x5000_0000;
/// CTRL/STAT: an access went wrong.
const STICKY_ERROR: u32 = 1 << 5;
/// ABORT: forgets that one did.
const CLEAR_STICKY_ERROR: u32 = 1 << 2;

/// What a debugger's end of the wire remembers. Each connection has one of its own.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct DebugPort {
    control: u32,
    select: u32,
    csw: u32,
    tar: u32,
    read_buffer: u32,
    failed: bool,
}

impl Default for DebugPort {
    fn default() -> Self {
        Self { control: 0, select: 0, csw: CSW, tar: 0, read_buffer: 0, failed: false }
    }
}

impl DebugPort {
    /// Reads a register. An error of the target's is also kept, as a sticky one.
    pub(super) fn read(
        &mut self,
        access: Access,
        memory: &mut impl Memory,
    ) -> Result<u32, TargetError> {
        match access {
            Access::Dp(address) => Ok(self.read_dp(address)),
            Access::Ap(0, address) => {
                let value = self.read_ap(address, memory);
                self.failed |= value.is_err();
                value
            }
            Access::Ap(..) => Ok(0),
        }
    }

    /// Writes a register. An error of the target's is also kept, as a sticky one.
    pub(super) fn write(
        &mut self,
        access: Access,
        value: u32,
        memory: &mut impl Memory,
    ) -> Result<(), TargetError> {
        match access {
            Access::Dp(address) => {
                self.write_dp(address, value);
                Ok(())
            }
            Access::Ap(0, address) => {
                let written = self.write_ap(address, value, memory);
                self.failed |= written.is_err();
                written
            }
            Access::Ap(..) => Ok(()),
        }
    }

    /// Reads a register as the wire has it: an access port's value comes with the next read.
    pub(super) fn read_posted(
        &mut self,
        ap: bool,
        address: u8,
        memory: &mut impl Memory,
    ) -> Result<u32, TargetError> {
        if !ap {
            return Ok(self.read_dp(address));
        }
        let value = self.read(self.selected(address), memory)?;
        Ok(std::mem::replace(&mut self.read_buffer, value))
    }

    /// The register that a short address on the wire means.
    pub(super) const fn selected(&self, address: u8) -> Access {
        let [low, _, _, ap] = self.select.to_le_bytes();
        Access::Ap(ap, (low & 0xf0) | (address & 0xc))
    }

    fn read_dp(&self, address: u8) -> u32 {
        let bank = self.select & 0xf;
        match address & 0xc {
            0x0 => DPIDR,
            0x4 if bank == 0 => {
                let failed = if self.failed { STICKY_ERROR } else { 0 };
                self.control | (self.control & POWER) << 1 | failed
            }
            0xc => self.read_buffer,
            _ => 0,
        }
    }

    const fn write_dp(&mut self, address: u8, value: u32) {
        match address & 0xc {
            0x0 => self.failed &= value & CLEAR_STICKY_ERROR == 0,
            0x4 if self.select & 0xf == 0 => self.control = value & !(POWER << 1 | STICKY_ERROR),
            0x8 => self.select = value,
            _ => {}
        }
    }

    fn read_ap(&mut self, address: u8, memory: &mut impl Memory) -> Result<u32, TargetError> {
        match address {
            0x00 => Ok(self.csw),
            0x04 => Ok(self.tar),
            0x0c => {
                let (place, size) = self.next_transfer();
                let mut octets = [0; 4];
                let lane = (place & 3) as usize;
                memory.read(place, &mut octets[lane..lane + size])?;
                Ok(u32::from_le_bytes(octets))
            }
            0x10 | 0x14 | 0x18 | 0x1c => {
                let mut octets = [0; 4];
                memory.read(self.banked(address), &mut octets)?;
                Ok(u32::from_le_bytes(octets))
            }
            0xf8 => Ok(BASE),
            0xfc => Ok(IDR),
            _ => Ok(0),
        }
    }

    fn write_ap(
        &mut self,
        address: u8,
        value: u32,
        memory: &mut impl Memory,
    ) -> Result<(), TargetError> {
        match address {
            0x00 => self.csw = CSW | (value & CSW_WRITABLE),
            0x04 => self.tar = value,
            0x0c => {
                let (place, size) = self.next_transfer();
                let lane = (place & 3) as usize;
                return memory.write(place, &value.to_le_bytes()[lane..lane + size]);
            }
            0x10 | 0x14 | 0x18 | 0x1c => {
                return memory.write(self.banked(address), &value.to_le_bytes());
            }
            _ => {}
        }
        Ok(())
    }

    const fn banked(&self, address: u8) -> u32 {
        (self.tar & !0xf) | (address & 0xc) as u32
    }

    /// Where DRW reads or writes and how many octets; counts on where CSW says so.
    fn next_transfer(&mut self) -> (u32, usize) {
        let size: u8 = match self.csw & 0x7 {
            0 => 1,
            1 => 2,
            _ => 4,
        };
        let place = self.tar & !(u32::from(size) - 1);
        if self.csw & 0x30 == 0x10 {
            self.tar = self.tar.wrapping_add(u32::from(size));
        }
        (place, usize::from(size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Memory in which each octet is its address's lowest one.
    struct Ramp(Vec<(u32, Vec<u8>)>);

    impl Memory for Ramp {
        fn read(&mut self, address: u32, octets: &mut [u8]) -> Result<(), TargetError> {
            let ramp = (address..).map(|address| address.to_le_bytes()[0]);
            octets.iter_mut().zip(ramp).for_each(|(octet, value)| *octet = value);
            Ok(())
        }

        fn write(&mut self, address: u32, octets: &[u8]) -> Result<(), TargetError> {
            self.0.push((address, octets.to_vec()));
            Ok(())
        }
    }

    #[test]
    fn only_the_first_access_port_is_there() {
        let (mut port, mut ramp) = (DebugPort::default(), Ramp(Vec::new()));
        assert_eq!(port.read(Access::Ap(0, 0xfc), &mut ramp), Ok(IDR));
        assert_eq!(port.read(Access::Ap(1, 0xfc), &mut ramp), Ok(0));
    }

    #[test]
    fn power_that_is_asked_for_is_there() {
        let (mut port, mut ramp) = (DebugPort::default(), Ramp(Vec::new()));
        port.write(Access::Dp(4), 0x5000_0000, &mut ramp).expect("no memory is asked");
        assert_eq!(port.read(Access::Dp(4), &mut ramp), Ok(0xf000_0000));
    }

    #[test]
    fn a_data_register_counts_on_where_it_is_told_to() {
        let (mut port, mut ramp) = (DebugPort::default(), Ramp(Vec::new()));
        port.write(Access::Ap(0, 0), 0x12, &mut ramp).expect("no memory is asked");
        port.write(Access::Ap(0, 4), 0x2000_0010, &mut ramp).expect("no memory is asked");
        assert_eq!(port.read(Access::Ap(0, 0xc), &mut ramp), Ok(0x1312_1110));
        port.write(Access::Ap(0, 0xc), 1, &mut ramp).expect("memory takes it");
        assert_eq!(ramp.0, [(0x2000_0014, vec![1, 0, 0, 0])]);
    }

    #[test]
    fn an_octet_stands_in_its_lane() {
        let (mut port, mut ramp) = (DebugPort::default(), Ramp(Vec::new()));
        port.write(Access::Ap(0, 4), 0x2000_0012, &mut ramp).expect("no memory is asked");
        assert_eq!(port.read(Access::Ap(0, 0xc), &mut ramp), Ok(0x0012_0000));
    }

    #[test]
    fn on_the_wire_a_value_comes_one_read_late() {
        let (mut port, mut ramp) = (DebugPort::default(), Ramp(Vec::new()));
        port.write(Access::Dp(8), 0xf0, &mut ramp).expect("no memory is asked");
        assert_eq!(port.read_posted(true, 0xc, &mut ramp), Ok(0));
        assert_eq!(port.read_posted(false, 0xc, &mut ramp), Ok(IDR));
    }
}
