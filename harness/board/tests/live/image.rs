//! An image of a few instructions, written as an ELF file octet by octet.

use phonerig_board::probe::Image;
use std::path::Path;

/// Where the program counts, in RAM.
pub(crate) const COUNTER: u32 = 0x2000_0100;
/// The program's first instruction.
pub(crate) const START: u32 = 0x40;
/// Where RTT's control block is, in RAM.
pub(crate) const CONTROL_BLOCK: u32 = 0x2000_0400;
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

/// Symbols with their values and sections: where the log is, how it is encoded, and the one line that it can say, whose number is its address.
const SYMBOLS: [(&str, u32, u16); 4] = [
    ("_SEGGER_RTT", CONTROL_BLOCK, ABSOLUTE),
    ("_defmt_version_ = 4", 0, ABSOLUTE),
    ("_defmt_encoding_ = raw", 0, ABSOLUTE),
    (
        r#"{"package":"t","tag":"defmt_info","data":"here I am","disambiguator":"1","crate_name":"t"}"#,
        1,
        DEFMT,
    ),
];
/// Sections by number.
const ABSOLUTE: u16 = 0xfff1;
const DEFMT: u16 = 1;
const NAMES: &[u8] = b"\0.defmt\0.symtab\0.strtab\0.shstrtab\0";

/// A section, in the words of its header.
struct Section<'a> {
    name: u32,
    kind: u32,
    content: &'a [u8],
    link: u32,
    info: u32,
    entry: u32,
}

/// One segment at address 0, behind a header of 52 octets and a program header of 32; symbols behind it.
fn elf(flash: &[u8]) -> Vec<u8> {
    let mut strings = vec![0];
    let mut symbols = vec![0; 16];
    for (name, value, section) in SYMBOLS {
        symbols.extend(words(&[strings.len() as u32, value, 0]));
        // A global object.
        symbols.extend(halves(&[0x0011, section]));
        strings.extend(name.as_bytes());
        strings.push(0);
    }
    let contents = [
        Section { name: 1, kind: 1, content: &[0; 8], link: 0, info: 0, entry: 0 },
        Section { name: 8, kind: 2, content: &symbols, link: 3, info: 1, entry: 16 },
        Section { name: 16, kind: 3, content: &strings, link: 0, info: 0, entry: 0 },
        Section { name: 24, kind: 3, content: NAMES, link: 0, info: 0, entry: 0 },
    ];
    let (mut body, mut headers) = (flash.to_vec(), vec![0; 40]);
    body.resize(body.len().next_multiple_of(4), 0);
    for Section { name, kind, content, link, info, entry } in contents {
        let place = 84 + body.len() as u32;
        let length = content.len() as u32;
        headers.extend(words(&[name, kind, 0, 0, place, length, link, info, 1, entry]));
        body.extend(content);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    let mut elf = b"\x7fELF\x01\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    elf.extend(halves(&[2, 40]));
    elf.extend(words(&[1, START | 1, 52, 84 + body.len() as u32, 0x0500_0000]));
    elf.extend(halves(&[52, 32, 1, 40, 5, 4]));
    let length = flash.len() as u32;
    elf.extend(words(&[1, 84, 0, 0, length, length, 5, 4]));
    elf.extend(body);
    elf.extend(headers);
    elf
}

fn words(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn halves(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}
