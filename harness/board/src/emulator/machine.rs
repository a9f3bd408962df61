//! A powered board as a debug probe sees it.

use super::bus::Bus;
use super::error::EmulatorError;
use super::flash::{FLASH_SIZE, Flash};
use super::gdb::Gdb;
use super::process::Process;
use super::qmp::Qmp;
use crate::target::{Core, Memory, Register, TargetError};
use std::net::UdpSocket;

/// gdb's number of the program status register.
const XPSR: u8 = 25;

/// QEMU and its ports. What is in flash belongs to the board and outlives it.
#[derive(Debug)]
pub(super) struct Machine {
    gdb: Gdb,
    qmp: Qmp,
    bus: Bus,
    flash: Flash,
    serial_port: String,
    // The last field: the ports close before the process ends.
    process: Process,
}

impl Machine {
    /// Switches power on: the core runs what is in flash; with nothing there it stands still.
    pub(super) fn power_on(ethernet: &UdpSocket, flash: Flash) -> Result<Self, EmulatorError> {
        let (process, ports) = Process::start(ethernet)?;
        let mut qmp = Qmp::open(ports.qmp)?;
        let serial_port = qmp.serial_port()?;
        let (gdb, bus) = (Gdb::attach(ports.gdb)?, Bus::new(ports.qtest)?);
        let mut machine = Self { gdb, qmp, bus, flash, serial_port, process };
        let content = machine.flash.content();
        machine.gdb.write(0, &content)?;
        machine.reset()?;
        machine.resume()?;
        Ok(machine)
    }

    pub(super) fn serial_port(&self) -> &str {
        &self.serial_port
    }

    pub(super) fn set_link(&mut self, up: bool) -> Result<(), TargetError> {
        self.qmp.set_link(up)
    }

    pub(super) const fn process(&self) -> &Process {
        &self.process
    }

    /// Writes flash: the board's copy, and the machine's.
    fn program(&mut self, address: u32, octets: &[u8]) -> Result<(), TargetError> {
        self.flash.program(address, octets);
        let running = !self.gdb.is_halted()?;
        if running {
            self.gdb.halt()?;
        }
        self.gdb.write(address, octets)?;
        if running { self.gdb.resume() } else { Ok(()) }
    }
}

impl Memory for Machine {
    fn read(&mut self, address: u32, octets: &mut [u8]) -> Result<(), TargetError> {
        self.bus.read(address, octets)
    }

    fn write(&mut self, address: u32, octets: &[u8]) -> Result<(), TargetError> {
        let in_flash = (address as usize) < FLASH_SIZE;
        if in_flash { self.program(address, octets) } else { self.bus.write(address, octets) }
    }
}

impl Core for Machine {
    fn is_halted(&mut self) -> Result<bool, TargetError> {
        self.gdb.is_halted()
    }

    fn halt(&mut self) -> Result<(), TargetError> {
        self.gdb.halt()
    }

    /// A core with nothing to run would lock up at once, and QEMU ends then; a real one waits for a debugger, and so does this.
    fn resume(&mut self) -> Result<(), TargetError> {
        if self.flash.is_bootable() { self.gdb.resume() } else { Ok(()) }
    }

    fn step(&mut self) -> Result<(), TargetError> {
        if self.flash.is_bootable() { self.gdb.step() } else { Ok(()) }
    }

    fn reset(&mut self) -> Result<(), TargetError> {
        self.qmp.reset()
    }

    fn read_register(&mut self, register: Register) -> Result<u32, TargetError> {
        self.gdb.read_register(number(register))
    }

    fn write_register(&mut self, register: Register, value: u32) -> Result<(), TargetError> {
        self.gdb.write_register(number(register), value)
    }

    fn set_breakpoint(&mut self, address: u32, set: bool) -> Result<(), TargetError> {
        let running = !self.gdb.is_halted()?;
        if running {
            self.gdb.halt()?;
        }
        self.gdb.set_breakpoint(address, set)?;
        if running { self.gdb.resume() } else { Ok(()) }
    }
}

const fn number(register: Register) -> u8 {
    match register {
        Register::General(number) => number,
        Register::Xpsr => XPSR,
    }
}
