//! The Stellaris Ethernet controller, data sheet chapter 16: two FIFOs, each entered and left by one register.

use crate::register::registers;
use smoltcp::phy::{self, Device, DeviceCapabilities, Medium};
use smoltcp::time::Instant;
use static_cell::ConstStaticCell;

registers! {
    INTERRUPTS = 0x4004_8000;
    INTERRUPT_MASK = 0x4004_8004;
    RECEIVE_CONTROL = 0x4004_8008;
    TRANSMIT_CONTROL = 0x4004_800c;
    DATA = 0x4004_8010;
    ADDRESS_LOW = 0x4004_8014;
    ADDRESS_HIGH = 0x4004_8018;
    PACKETS = 0x4004_8034;
    TRANSMIT = 0x4004_8038;
}

const RECEIVER_ON: u32 = 1;
const RESET_FIFO: u32 = 1 << 4;
const TRANSMITTER_ON_PADDED_WITH_CRC_DUPLEX: u32 = 0b1_0111;
const BEGIN: u32 = 1;
const RECEIVED: u32 = 1;

/// The longest Ethernet frame, without its check sum.
const LONGEST: usize = 1514;
/// What stands around a frame in the receiver: its length, and its check sum.
const AROUND: usize = 6;
/// The header of Ethernet, which the length of a frame to be sent leaves out.
const HEADER: usize = 14;

/// A frame, and two octets before it as the FIFO has them.
type Frame = heapless::Vec<u8, { LONGEST + AROUND + 2 }>;

/// The frame that is taken and the one that is given: too large for the stack.
pub(crate) struct Frames {
    taken: Frame,
    given: [u8; LONGEST],
}

/// There is one controller.
pub(crate) static FRAMES: ConstStaticCell<Frames> =
    ConstStaticCell::new(Frames { taken: Frame::new(), given: [0; LONGEST] });

/// The controller.
pub(crate) struct Ethernet {
    frames: &'static mut Frames,
}

impl Ethernet {
    /// Switches it on under a MAC address.
    pub(crate) fn start(frames: &'static mut Frames, mac: [u8; 6]) -> Self {
        ADDRESS_LOW.write(u32::from_le_bytes([mac[0], mac[1], mac[2], mac[3]]));
        ADDRESS_HIGH.write(u32::from_le_bytes([mac[4], mac[5], 0, 0]));
        RECEIVE_CONTROL.write(RESET_FIFO);
        TRANSMIT_CONTROL.write(TRANSMITTER_ON_PADDED_WITH_CRC_DUPLEX);
        INTERRUPT_MASK.write(RECEIVED);
        RECEIVE_CONTROL.write(RECEIVER_ON);
        Self { frames }
    }

    /// Takes the next frame out of the FIFO; `None` where there is none, or one that cannot be.
    fn take(&mut self) -> Option<()> {
        // Before it is looked for: a frame that comes meanwhile is told anew.
        INTERRUPTS.write(RECEIVED);
        if PACKETS.read() == 0 {
            return None;
        }
        let frame = &mut self.frames.taken;
        frame.clear();
        let first = DATA.read().to_le_bytes();
        let length = usize::from(u16::from_le_bytes([first[0], first[1]]));
        // The check sum is read out of the FIFO too, and left behind.
        let words = length.div_ceil(4).saturating_sub(1);
        frame.extend_from_slice(&first[2..]).ok()?;
        for _ in 0..words {
            let word = DATA.read().to_le_bytes();
            // A frame that is too long is read to its end and dropped.
            let _ = frame.extend_from_slice(&word);
        }
        let useful = length.checked_sub(AROUND)?;
        if useful > LONGEST {
            return None;
        }
        frame.truncate(useful);
        Some(())
    }
}

/// Hands a frame to the transmitter once the last one has left.
fn give(frame: &[u8]) {
    while TRANSMIT.read() & BEGIN != 0 {}
    let length = frame.len().saturating_sub(HEADER).to_le_bytes();
    let mut octets = [length[0], length[1]].into_iter().chain(frame.iter().copied());
    while let Some(first) = octets.next() {
        let mut next = || octets.next().unwrap_or(0);
        DATA.write(u32::from_le_bytes([first, next(), next(), next()]));
    }
    TRANSMIT.write(BEGIN);
}

impl Device for Ethernet {
    type RxToken<'a> = Received<'a>;
    type TxToken<'a> = Transmitter<'a>;

    fn receive(&mut self, _: Instant) -> Option<(Received<'_>, Transmitter<'_>)> {
        self.take()?;
        let Frames { taken, given } = self.frames;
        Some((Received(taken), Transmitter(given)))
    }

    fn transmit(&mut self, _: Instant) -> Option<Transmitter<'_>> {
        Some(Transmitter(&mut self.frames.given))
    }

    fn capabilities(&self) -> DeviceCapabilities {
        let mut capabilities = DeviceCapabilities::default();
        capabilities.max_transmission_unit = LONGEST;
        capabilities.max_burst_size = Some(1);
        capabilities.medium = Medium::Ethernet;
        capabilities
    }
}

/// A frame that came.
pub(crate) struct Received<'a>(&'a [u8]);

impl phy::RxToken for Received<'_> {
    fn consume<R, F: FnOnce(&[u8]) -> R>(self, take: F) -> R {
        take(self.0)
    }
}

/// The right to send a frame.
pub(crate) struct Transmitter<'a>(&'a mut [u8; LONGEST]);

impl phy::TxToken for Transmitter<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, length: usize, fill: F) -> R {
        let frame = &mut self.0[..length];
        let filled = fill(frame);
        give(frame);
        filled
    }
}
