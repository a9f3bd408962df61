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

#[cfg(test)]
mod tests {
    use super::super::remote::Reader;
    use super::*;
    use crate::target::Register;
    use proptest::prelude::*;

    /// A core that takes everything.
    #[derive(Debug, Default)]
    struct Patient {
        halted: bool,
    }

    impl Memory for Patient {
        fn read(&mut self, address: u32, octets: &mut [u8]) -> Result<(), TargetError> {
            octets.fill(address.to_le_bytes()[0]);
            Ok(())
        }

        fn write(&mut self, _: u32, _: &[u8]) -> Result<(), TargetError> {
            Ok(())
        }
    }

    impl Core for Patient {
        fn is_halted(&mut self) -> Result<bool, TargetError> {
            Ok(self.halted)
        }

        fn halt(&mut self) -> Result<(), TargetError> {
            self.halted = true;
            Ok(())
        }

        fn resume(&mut self) -> Result<(), TargetError> {
            self.halted = false;
            Ok(())
        }

        fn step(&mut self) -> Result<(), TargetError> {
            Ok(())
        }

        fn reset(&mut self) -> Result<(), TargetError> {
            Ok(())
        }

        fn read_register(&mut self, _: Register) -> Result<u32, TargetError> {
            Ok(0)
        }

        fn write_register(&mut self, _: Register, _: u32) -> Result<(), TargetError> {
            Ok(())
        }

        fn set_breakpoint(&mut self, _: u32, _: bool) -> Result<(), TargetError> {
            Ok(())
        }
    }

    fn answers(octets: &[u8]) -> Vec<Reply> {
        let (mut reader, mut session) = (Reader::default(), Session::default());
        let mut core = CoreDebug::new(Patient::default());
        reader.push(octets);
        let requests = std::iter::from_fn(|| reader.next_request());
        requests.map(|request| session.handle(request, &mut core)).collect()
    }

    /// Octets that begin like requests.
    fn requests() -> impl Strategy<Value = Vec<u8>> {
        let kinds =
            ["GA", "HC", "GZ", "SS", "So", "SO", "Si", "SI", "Ad", "Aa", "AA", "AR", "Am", "AM"];
        let one = (prop::sample::select(kinds.to_vec()), "[0-9a-f]{0,40}");
        let text = one.prop_map(|(kind, digits)| format!("!{kind}{digits}#").into_bytes());
        prop::collection::vec(text, 0..20).prop_map(|requests| requests.concat())
    }

    proptest! {
        #[test]
        fn any_octets_are_taken(octets in prop::collection::vec(any::<u8>(), 0..300)) {
            answers(&octets);
        }

        #[test]
        fn whatever_looks_like_a_request_is_answered(octets in requests()) {
            let ends = octets.iter().filter(|octet| **octet == b'#').count();
            prop_assert_eq!(answers(&octets).len(), ends);
        }
    }

    #[test]
    fn memory_is_read_through_the_first_access_port_only() {
        assert_eq!(answers(b"!Am0000230000002000001000000002#"), [Reply::Octets(vec![16, 16])]);
        assert_eq!(answers(b"!Am0001230000002000001000000002#"), [Reply::Error]);
    }

    #[test]
    fn the_core_is_halted_through_memory() {
        let halt = b"!AM0000230000020 2e000edf00000000403005fa0#";
        let halt: Vec<u8> = halt.iter().copied().filter(|octet| *octet != b' ').collect();
        let mut asked = halt;
        asked.extend(b"!Am000023000002e000edf000000004#");
        assert_eq!(answers(&asked), [Reply::Done, Reply::Octets(vec![3, 0, 3, 2])]);
    }

    #[test]
    fn parity_goes_out_with_the_bits_and_is_checked_coming_in() {
        // A line reset, two zeros, and the debug port's identity.
        let replies = answers(b"!SS#!So20ffffffff#!So20ffffffff#!So0a294#!Si03#!SI20#");
        assert_eq!(replies[4..], [Reply::Number(1), Reply::Number(0x2ba0_1477)]);
    }
}
