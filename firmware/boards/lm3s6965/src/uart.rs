//! UART0, data sheet chapter 12 (a PL011): 115,200 baud, 8 bits, no parity.

use crate::register::registers;

registers! {
    DATA = 0x4000_c000;
    FLAGS = 0x4000_c018;
    DIVISOR = 0x4000_c024;
    FRACTION = 0x4000_c028;
    LINE = 0x4000_c02c;
    CONTROL = 0x4000_c030;
    INTERRUPT_MASK = 0x4000_c038;
}

const NOTHING_RECEIVED: u32 = 1 << 4;
const TRANSMITTER_FULL: u32 = 1 << 5;
const WORDS_OF_8_WITH_FIFO: u32 = 0b11 << 5 | 1 << 4;
/// A FIFO that fills, and one that has held something for a while.
const RECEIVED: u32 = 1 << 6 | 1 << 4;
const ENABLED: u32 = 1 << 9 | 1 << 8 | 1;

/// Sets it up: 50 MHz / (16 x 115,200) is 27 and 8/64.
pub(crate) fn start() {
    DIVISOR.write(27);
    FRACTION.write(8);
    LINE.write(WORDS_OF_8_WITH_FIFO);
    INTERRUPT_MASK.write(RECEIVED);
    CONTROL.write(ENABLED);
}

/// The next octet, if one has come.
pub(crate) fn receive() -> Option<u8> {
    (FLAGS.read() & NOTHING_RECEIVED == 0).then(|| DATA.read().to_le_bytes()[0])
}

/// Writes text, and waits for the line where it is slower.
pub(crate) fn send(text: &str) {
    for octet in text.bytes() {
        while FLAGS.read() & TRANSMITTER_FULL != 0 {}
        DATA.write(octet.into());
    }
}
