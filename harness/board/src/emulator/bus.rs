//! QEMU's qtest port: reads and writes the memory bus, devices included, without halting the core.
//!
//! The gdb port would stop the whole machine for each access, and its clock with it: the phone would lose time.

use super::lines::Lines;
use crate::target::TargetError;
use std::os::unix::net::UnixStream;

/// The memory bus.
#[derive(Debug)]
pub(super) struct Bus(Lines);

impl Bus {
    pub(super) fn new(stream: UnixStream) -> Result<Self, TargetError> {
        Lines::new("qtest", stream).map(Self)
    }

    pub(super) fn read(&mut self, address: u32, octets: &mut [u8]) -> Result<(), TargetError> {
        if octets.is_empty() {
            return Ok(());
        }
        let question = format!("read {address:#x} {:#x}", octets.len());
        let answer = self.ask(&question)?;
        let hex = answer.strip_prefix("OK 0x").filter(|hex| hex.len() == 2 * octets.len());
        let fill = |hex: &str| {
            for (octet, digits) in octets.iter_mut().zip(hex.as_bytes().chunks(2)) {
                *octet = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
            }
            Some(())
        };
        hex.and_then(fill).ok_or(TargetError::Strange { question, answer })
    }

    pub(super) fn write(&mut self, address: u32, octets: &[u8]) -> Result<(), TargetError> {
        if octets.is_empty() {
            return Ok(());
        }
        let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
        let question = format!("write {address:#x} {:#x} 0x{hex}", octets.len());
        let answer = self.ask(&question)?;
        if answer == "OK" { Ok(()) } else { Err(TargetError::Strange { question, answer }) }
    }

    fn ask(&mut self, question: &str) -> Result<String, TargetError> {
        self.0.send(question)?;
        self.0.next()
    }
}
