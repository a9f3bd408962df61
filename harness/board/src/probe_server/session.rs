//! One debugger's connection: requests in, answers out.

use super::core_debug::CoreDebug;
use super::debug_port::DebugPort;
use super::remote::{Reply, Request};
use super::swd::{Wire, with_parity};
use crate::target::{Core, Memory, TargetError};

/// Who the probe says it is.
const NAME: &str = "phonerig emulated probe";
/// Version 3 of the high-level protocol has ADIv5 in it.
const VERSION: u32 = 3;
/// The clock's frequency in kHz: there is no clock, and nobody waits for it.
const FREQUENCY: u32 = 4000;

/// What a connection remembers.
#[derive(Debug, Default)]
pub(super) struct Session {
    port: DebugPort,
    wire: Wire,
    held: bool,
}

impl Session {
    /// What a probe answers whose target has no power: it speaks of itself only, and nobody drives the wire.
    pub(super) fn unpowered(request: &Request) -> Reply {
        match request {
            Request::Name => Reply::Text(NAME),
            Request::Version => Reply::Number(VERSION),
            Request::Frequency => Reply::Number(FREQUENCY),
            Request::Accepted | Request::SwdInit | Request::Reset(_) | Request::SwdOut { .. } => {
                Reply::Done
            }
            Request::SwdIn { count, .. } => {
                Reply::Number(u32::MAX.checked_shr(32 - u32::from(*count)).unwrap_or(0))
            }
            Request::Unknown => Reply::Unsupported,
            Request::Malformed => Reply::Parameters,
            Request::ReadRegister(_)
            | Request::WriteRegister(..)
            | Request::ReadMemory { .. }
            | Request::WriteMemory { .. } => Reply::Error,
        }
    }

    /// Does what is asked.
    pub(super) fn handle(&mut self, request: Request, core: &mut CoreDebug<impl Core>) -> Reply {
        match request {
            Request::Name => Reply::Text(NAME),
            Request::Version => Reply::Number(VERSION),
            Request::Frequency => Reply::Number(FREQUENCY),
            Request::Accepted => Reply::Done,
            Request::Reset(held) => done(self.reset(held, core)),
            Request::SwdInit => {
                self.wire = Wire::default();
                Reply::Done
            }
            Request::SwdOut { bits, count, parity } => self.out(bits, count, parity, core),
            Request::SwdIn { count, parity } => self.input(u32::from(count), parity),
            Request::ReadRegister(access) => {
                self.port.read(access, core).map_or(Reply::Error, Reply::Word)
            }
            Request::WriteRegister(access, value) => done(self.port.write(access, value, core)),
            Request::ReadMemory { ap: 0, address, length } => {
                let mut octets = vec![0; length as usize];
                let read = core.read(address, &mut octets);
                read.map_or(Reply::Error, |()| Reply::Octets(octets))
            }
            Request::WriteMemory { ap: 0, address, octets } => done(core.write(address, &octets)),
            Request::ReadMemory { .. } | Request::WriteMemory { .. } => Reply::Error,
            Request::Unknown => Reply::Unsupported,
            Request::Malformed => Reply::Parameters,
        }
    }

    /// Only a line that was held is let go: debuggers let it go when they come, to be sure.
    fn reset(&mut self, held: bool, core: &mut CoreDebug<impl Core>) -> Result<(), TargetError> {
        if held == self.held {
            return Ok(());
        }
        self.held = held;
        core.reset_line(held)
    }

    fn out(&mut self, bits: u32, count: u8, parity: bool, core: &mut impl Memory) -> Reply {
        let count = u32::from(count);
        let mask = u32::MAX.checked_shr(32 - count).unwrap_or(0);
        let word = bits & mask;
        let (bits, count) = if parity {
            (u64::from(word) | with_parity(word) >> 32 << count, count + 1)
        } else {
            (u64::from(word), count)
        };
        self.wire.take(bits, count, &mut self.port, core);
        Reply::Done
    }

    fn input(&mut self, count: u32, parity: bool) -> Reply {
        let word = self.wire.give(count) as u32;
        if parity && with_parity(word) >> 32 != self.wire.give(1) {
            return Reply::Parameters;
        }
        Reply::Number(word)
    }
}

fn done(result: Result<(), TargetError>) -> Reply {
    result.map_or(Reply::Error, |()| Reply::Done)
}
