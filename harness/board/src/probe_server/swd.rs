//! Serial Wire Debug, bit by bit: connecting still speaks it, whatever the probe offers above.
//!
//! On this level there are no turnaround bits: the probe clocks them itself. A request is eight bits, an answer three
//! bits of acknowledgement; data is 32 bits and a parity bit, lowest bit first.

use super::debug_port::DebugPort;
use crate::target::Memory;
use std::collections::VecDeque;

/// A line reset is at least this many ones.
const LINE_RESET: u32 = 50;
/// Acknowledgements, the first bit lowest.
const OK: u32 = 0b001;
const FAULT: u32 = 0b100;
/// Bits of a request.
const REQUEST: u32 = 8;
/// Bits of data and its parity.
const DATA: u32 = 33;

/// A request that was understood.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Header {
    ap: bool,
    reads: bool,
    address: u8,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Phase {
    /// Out of step: only a line reset helps.
    Lost,
    /// The line is being reset; a zero ends that.
    Reset,
    /// Zeros may come, then a request.
    Idle,
    /// Bits of a request.
    Request { bits: u8, count: u32 },
    /// Bits of data to be written.
    Data { header: Header, bits: u64, count: u32 },
}

/// The target's end of the wire.
#[derive(Debug)]
pub(super) struct Wire {
    phase: Phase,
    /// Ones in a row.
    ones: u32,
    /// What the target has to say.
    answer: VecDeque<bool>,
}

impl Default for Wire {
    fn default() -> Self {
        Self { phase: Phase::Lost, ones: 0, answer: VecDeque::new() }
    }
}

impl Wire {
    /// Takes bits from the host, the first one lowest.
    pub(super) fn take(
        &mut self,
        bits: u64,
        count: u32,
        port: &mut DebugPort,
        memory: &mut impl Memory,
    ) {
        // Who speaks does not listen: what was not heard is lost.
        self.answer.clear();
        for bit in (0..count).map(|place| bits >> place & 1 == 1) {
            self.ones = if bit { self.ones + 1 } else { 0 };
            self.phase =
                if self.ones >= LINE_RESET { Phase::Reset } else { self.next(bit, port, memory) };
        }
    }

    /// Gives bits to the host, the first one lowest. A line that nobody drives is high.
    pub(super) fn give(&mut self, count: u32) -> u64 {
        (0..count).fold(0, |bits, place| {
            bits | u64::from(self.answer.pop_front().unwrap_or(true)) << place
        })
    }

    fn next(&mut self, bit: bool, port: &mut DebugPort, memory: &mut impl Memory) -> Phase {
        match self.phase {
            Phase::Lost => Phase::Lost,
            Phase::Idle if bit => Phase::Request { bits: 1, count: 1 },
            Phase::Idle | Phase::Reset => Phase::Idle,
            Phase::Request { bits, count } => {
                let bits = bits | u8::from(bit) << count;
                if count + 1 < REQUEST {
                    return Phase::Request { bits, count: count + 1 };
                }
                Header::read(bits).map_or(Phase::Lost, |header| self.answer(header, port, memory))
            }
            Phase::Data { header, bits, count } => {
                let bits = bits | u64::from(bit) << count;
                if count + 1 < DATA {
                    return Phase::Data { header, bits, count: count + 1 };
                }
                write(header, bits, port, memory);
                Phase::Idle
            }
        }
    }

    fn answer(&mut self, header: Header, port: &mut DebugPort, memory: &mut impl Memory) -> Phase {
        if !header.reads {
            self.say(u64::from(OK), 3);
            return Phase::Data { header, bits: 0, count: 0 };
        }
        match port.read_posted(header.ap, header.address, memory) {
            Ok(value) => {
                self.say(u64::from(OK), 3);
                self.say(with_parity(value), DATA);
            }
            Err(_) => self.say(u64::from(FAULT), 3),
        }
        Phase::Idle
    }

    fn say(&mut self, bits: u64, count: u32) {
        self.answer.extend((0..count).map(|place| bits >> place & 1 == 1));
    }
}

impl Header {
    /// Start, port, direction, two bits of the address, parity, stop, park.
    const fn read(bits: u8) -> Option<Self> {
        let parity = (bits >> 1 & 0xf).count_ones() & 1 == (bits >> 5 & 1) as u32;
        if bits & 0xc1 != 0x81 || !parity {
            return None;
        }
        let address = bits >> 1 & 0xc;
        Some(Self { ap: bits & 2 != 0, reads: bits & 4 != 0, address })
    }
}

/// A word with wrong parity is not written; the host learns of it as of any other fault, from the debug port.
fn write(header: Header, bits: u64, port: &mut DebugPort, memory: &mut impl Memory) {
    let value = bits as u32;
    if with_parity(value) != bits {
        return;
    }
    let access = if header.ap {
        port.selected(header.address)
    } else {
        super::remote::Access::Dp(header.address)
    };
    // The port keeps what went wrong.
    let _ = port.write(access, value, memory);
}

/// A word as 33 bits.
pub(super) const fn with_parity(value: u32) -> u64 {
    value as u64 | ((value.count_ones() & 1) as u64) << 32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::TargetError;

    struct Nothing;

    impl Memory for Nothing {
        fn read(&mut self, _: u32, _: &mut [u8]) -> Result<(), TargetError> {
            Err(TargetError::NoPower)
        }

        fn write(&mut self, _: u32, _: &[u8]) -> Result<(), TargetError> {
            Err(TargetError::NoPower)
        }
    }

    const ONES: u64 = 0x0007_ffff_ffff_ffff;
    const READ_DPIDR: u64 = 0xa5;
    const READ_CTRL: u64 = 0x8d;
    const WRITE_CTRL: u64 = 0xa9;
    const READ_DRW: u64 = 0x9f;

    fn connected() -> (Wire, DebugPort) {
        let (mut wire, mut port) = (Wire::default(), DebugPort::default());
        wire.take(ONES, 54, &mut port, &mut Nothing);
        (wire, port)
    }

    #[test]
    fn without_a_line_reset_nobody_answers() {
        let (mut wire, mut port) = (Wire::default(), DebugPort::default());
        wire.take(READ_DPIDR, 8, &mut port, &mut Nothing);
        assert_eq!(wire.give(3), 0b111);
    }

    #[test]
    fn the_debug_port_tells_who_it_is() {
        let (mut wire, mut port) = connected();
        wire.take(READ_DPIDR, 8, &mut port, &mut Nothing);
        assert_eq!(wire.give(3), 0b001);
        assert_eq!(wire.give(33), 0x2ba0_1477, "an even number of ones has a parity bit of 0");
    }

    #[test]
    fn a_request_may_come_inside_a_longer_write() {
        let (mut wire, mut port) = connected();
        wire.take(0xe79e, 16, &mut port, &mut Nothing);
        wire.take(ONES, 51, &mut port, &mut Nothing);
        wire.take(READ_DPIDR << 3, 11, &mut port, &mut Nothing);
        assert_eq!(wire.give(36) & 0b111, 0b001);
    }

    #[test]
    fn a_word_is_written_where_its_parity_is_right() {
        let (mut wire, mut port) = connected();
        wire.take(WRITE_CTRL, 8, &mut port, &mut Nothing);
        assert_eq!(wire.give(3), 0b001);
        wire.take(0x1000_0000 | 1 << 32, 33, &mut port, &mut Nothing);
        wire.take(WRITE_CTRL << 2, 10, &mut port, &mut Nothing);
        wire.take(0x5000_0000 | 1 << 32, 33, &mut port, &mut Nothing);
        wire.take(READ_CTRL, 8, &mut port, &mut Nothing);
        assert_eq!(wire.give(36) >> 3, with_parity(0x3000_0000));
    }

    #[test]
    fn a_target_without_power_is_a_fault() {
        let (mut wire, mut port) = connected();
        wire.take(READ_DRW, 8, &mut port, &mut Nothing);
        assert_eq!(wire.give(3), 0b100);
    }
}
