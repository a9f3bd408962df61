//! An image of a few instructions, written as an ELF file octet by octet.

use phonerig_board::probe::Image;
use std::path::Path;

/// Where the program counts, in RAM.
pub(crate) const COUNTER: u32 = 0x2000_0100;
/// The program's first instruction.
pub(crate) const START: u32 = 0x40;
/// The instruction that counts.
pub(crate) const COUNTS: u32 = 0x42;

/// `MOVS R0, #n; loop: ADDS R0, #1; LDR R1, =COUNTER; STR R0, [R1]; B loop`: counts from a number on.
pub(crate) fn counting_from(number: u8) -> Image {
    let code = [0x2000 | u16::from(number), 0x3001, 0x4901, 0x6008, 0xe7fb, 0xbf00];
    image(&code, 0)
}

/// `WFI; B .-2`: waits for an interrupt that never comes.
pub(crate) fn waiting() -> Image {
    image(&[0xbf30, 0xe7fd, 0xbf00, 0xbf00, 0xbf00, 0xbf00], 0)
}

/// `UDF #0`, again as the handler of what it sets off: the core locks up.
pub(crate) fn locking_up() -> Image {
    image(&[0xde00; 6], 0)
}

/// Counts from 0 on, with as much beside it as makes an image of this size.
pub(crate) fn of_size(size: usize) -> Image {
    image(&[0x2000, 0x3001, 0x4901, 0x6008, 0xe7fb, 0xbf00], size)
}

fn image(code: &[u16], size: usize) -> Image {
    let mut flash = Vec::new();
    // The first stack pointer, then every vector: the program's first instruction, in Thumb state.
    flash.extend(0x2001_0000_u32.to_le_bytes());
    flash.extend((1..16).flat_map(|_| (START | 1).to_le_bytes()));
    flash.extend(code.iter().flat_map(|word| word.to_le_bytes()));
    flash.extend(COUNTER.to_le_bytes());
    let filler = flash.len()..size;
    flash.extend(filler.map(|place| (place * 31 % 251) as u8));
    Image::parse(Path::new("test.elf"), elf(&flash)).expect("this is an ELF file")
}

/// One segment at address 0, behind a header of 52 octets and a program header of 32.
fn elf(flash: &[u8]) -> Vec<u8> {
    let halves = |values: &[u16]| values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<_>>();
    let words = |values: &[u32]| values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<_>>();
    let mut elf = b"\x7fELF\x01\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    elf.extend(halves(&[2, 40]));
    elf.extend(words(&[1, START | 1, 52, 0, 0x0500_0000]));
    elf.extend(halves(&[52, 32, 1, 40, 0, 0]));
    let length = flash.len() as u32;
    elf.extend(words(&[1, 84, 0, 0, length, length, 5, 4]));
    elf.extend(flash);
    elf
}
