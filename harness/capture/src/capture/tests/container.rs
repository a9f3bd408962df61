//! Both formats, both byte orders, every clock.

use hex_literal::hex;

use super::super::Reader;
use super::{DATAGRAM, SEEN, listing, pcap};

/// A pcapng writer for tests, in either byte order.
struct Blocks {
    big: bool,
    file: Vec<u8>,
}

impl Blocks {
    fn new(big: bool) -> Self {
        let mut blocks = Self { big, file: Vec::new() };
        let body = [&blocks.n32(0x1a2b_3c4d)[..], &blocks.n16(1), &blocks.n16(0), &[0xff; 8]];
        blocks.block(0x0a0d_0d0a, &body.concat());
        blocks
    }

    fn n16(&self, number: u16) -> [u8; 2] {
        if self.big { number.to_be_bytes() } else { number.to_le_bytes() }
    }

    fn n32(&self, number: u32) -> [u8; 4] {
        if self.big { number.to_be_bytes() } else { number.to_le_bytes() }
    }

    fn block(&mut self, kind: u32, body: &[u8]) {
        let padding = body.len().next_multiple_of(4) - body.len();
        let length = self.n32((body.len() + padding + 12) as u32);
        let parts = [&self.n32(kind)[..], &length, body, &[0; 3][..padding], &length];
        self.file.extend(parts.concat());
    }

    /// An interface with options given as code and value.
    fn interface(&mut self, link: u16, options: &[(u16, &[u8])]) {
        let mut body = [&self.n16(link)[..], &[0; 6]].concat();
        for (code, value) in options {
            body.extend(self.n16(*code));
            body.extend(self.n16(value.len() as u16));
            body.extend(*value);
            body.resize(body.len().next_multiple_of(4), 0);
        }
        body.extend([0; 4]);
        self.block(1, &body);
    }

    fn packet(&mut self, interface: u32, time: u64, octets: &[u8]) {
        let length = self.n32(octets.len() as u32);
        let (high, low) = (self.n32((time >> 32) as u32), self.n32(time as u32));
        let fixed = [self.n32(interface), high, low, length, length].concat();
        self.block(6, &[&fixed[..], octets].concat());
    }
}

#[test]
fn pcap_is_read_in_microseconds_and_nanoseconds_of_either_byte_order() {
    let little = |magic: [u8; 4], fraction: u32| {
        let mut file = pcap(101, &[&DATAGRAM]);
        file[..4].copy_from_slice(&magic);
        file[28..32].copy_from_slice(&fraction.to_le_bytes());
        file
    };
    let big = |magic: [u8; 4], fraction: u32| {
        let mut file =
            [&magic[..], &hex!("0002 0004 00000000 00000000 00040000 00000065")].concat();
        file.extend(
            [&hex!("00000001")[..], &fraction.to_be_bytes(), &hex!("0000001f 0000001f")].concat(),
        );
        file.extend(DATAGRAM);
        file
    };
    for file in [
        little(hex!("d4c3b2a1"), 123_456),
        little(hex!("4d3cb2a1"), 123_456_789),
        big(hex!("a1b2c3d4"), 123_456),
        big(hex!("a1b23c4d"), 123_456_789),
    ] {
        assert_eq!(listing(&file), [format!("1 1123456us if0 {SEEN}")]);
    }
}

#[test]
fn pcapng_interfaces_keep_their_own_resolution_and_offset() {
    for big in [false, true] {
        let mut blocks = Blocks::new(big);
        blocks.interface(101, &[]);
        blocks.interface(101, &[(9, &[9])]);
        blocks.interface(101, &[(9, &[3])]);
        blocks.interface(101, &[(9, &[0x80 | 10])]);
        let hour = 3600u64;
        let offset = if big { hour.to_be_bytes() } else { hour.to_le_bytes() };
        blocks.interface(101, &[(9, &[6]), (14, &offset)]);
        blocks.packet(0, 1_123_456, &DATAGRAM);
        blocks.packet(1, 1_123_456_789, &DATAGRAM);
        blocks.packet(2, 1_123, &DATAGRAM);
        blocks.packet(3, 1024 + 512, &DATAGRAM);
        blocks.packet(4, 1, &DATAGRAM);
        assert_eq!(
            listing(&blocks.file),
            [
                format!("1 1123456us if0 {SEEN}"),
                format!("2 1123456us if1 {SEEN}"),
                format!("3 1123000us if2 {SEEN}"),
                format!("4 1500000us if3 {SEEN}"),
                format!("5 3600000001us if4 {SEEN}"),
            ]
        );
    }
}

#[test]
fn sections_may_change_the_byte_order_and_number_their_interfaces_on() {
    let mut first = Blocks::new(false);
    first.interface(101, &[]);
    first.packet(0, 1, &DATAGRAM);
    let mut second = Blocks::new(true);
    second.interface(101, &[]);
    second.packet(0, 2, &DATAGRAM);
    let file = [first.file, second.file].concat();
    assert_eq!(listing(&file), [format!("1 1us if0 {SEEN}"), format!("2 2us if1 {SEEN}")]);
}

#[test]
fn an_interface_has_its_name() {
    let mut blocks = Blocks::new(false);
    blocks.interface(101, &[(2, b"dut")]);
    blocks.packet(0, 1, &DATAGRAM);
    let mut reader = Reader::new("x".into(), &blocks.file[..]).expect("a capture");
    reader.next_item().expect("readable").expect("a packet");
    let interface = reader.interface(0).expect("described");
    assert_eq!((&interface.name[..], interface.link), ("dut", 101));
    assert_eq!(reader.interface(1), None);
}

#[test]
fn every_kind_of_packet_block_counts_and_other_blocks_do_not() {
    let mut blocks = Blocks::new(false);
    blocks.interface(101, &[]);
    blocks.block(4, &[0; 4]);
    blocks.block(3, &[&blocks.n32(31)[..], &DATAGRAM].concat());
    let fixed = [&blocks.n16(0)[..], &blocks.n16(7), &[0; 4], &blocks.n32(5)].concat();
    let lengths = [blocks.n32(31), blocks.n32(31)].concat();
    blocks.block(2, &[&fixed[..], &lengths, &DATAGRAM].concat());
    blocks.block(0x0bad, &[0; 8]);
    blocks.block(0x7777, &[0; 8]);
    blocks.packet(0, 6, &DATAGRAM);
    assert_eq!(
        listing(&blocks.file),
        [
            format!("1 0us if0 {SEEN}"),
            format!("2 5us if0 {SEEN}"),
            "3 0us if0 other".into(),
            format!("4 6us if0 {SEEN}"),
        ]
    );
}

#[test]
fn a_packet_of_an_undescribed_interface_is_named_and_the_next_one_read() {
    let mut blocks = Blocks::new(false);
    blocks.interface(101, &[]);
    blocks.packet(3, 1, &DATAGRAM);
    blocks.packet(0, 2, &DATAGRAM);
    let lines = listing(&blocks.file);
    assert!(lines[0].contains("damaged: interface 3 is not described"), "{lines:?}");
    assert_eq!(lines[1], format!("2 2us if0 {SEEN}"));
}

#[test]
fn a_block_that_contradicts_itself_ends_the_reading_with_its_place() {
    let mut blocks = Blocks::new(false);
    blocks.interface(101, &[]);
    let at = blocks.file.len();
    blocks.packet(0, 1, &DATAGRAM);
    let end = blocks.file.len();
    blocks.file[end - 4] ^= 1;
    let lines = listing(&blocks.file);
    assert!(lines[0].starts_with(&format!("x.pcap: packet 1 at offset {at}: ")), "{lines:?}");
}

#[test]
fn a_cut_block_is_named() {
    let mut blocks = Blocks::new(false);
    blocks.interface(101, &[]);
    blocks.packet(0, 1, &DATAGRAM);
    let lines = listing(&blocks.file[..blocks.file.len() - 5]);
    assert_eq!(
        lines,
        ["1 0us if0 damaged: the capture is cut here: the record needs 64 octets, 59 are there"]
    );
}
