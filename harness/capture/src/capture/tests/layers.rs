//! From the link's header to the datagram.

use hex_literal::hex;

use super::{DATAGRAM, SEEN, ethernet, listing, pcap};

#[test]
fn link_headers_are_stripped() {
    let sll = hex!("0000 0001 0006 000000000000 0000 0800");
    let sll2 = hex!("0800 0000 00000002 0001 00 06 0000000000000000");
    let vlan = hex!("0064 0800");
    let qinq = hex!("0064 8100 0065 0800");
    let cases: [(u32, Vec<u8>); 11] = [
        (1, ethernet([0x08, 0x00], &DATAGRAM)),
        (1, ethernet([0x81, 0x00], &[&vlan[..], &DATAGRAM].concat())),
        (1, ethernet([0x88, 0xa8], &[&qinq[..], &DATAGRAM].concat())),
        (113, [&sll[..], &DATAGRAM].concat()),
        (276, [&sll2[..], &DATAGRAM].concat()),
        (0, [&hex!("02000000")[..], &DATAGRAM].concat()),
        (0, [&hex!("00000002")[..], &DATAGRAM].concat()),
        (108, [&hex!("00000002")[..], &DATAGRAM].concat()),
        (101, DATAGRAM.to_vec()),
        (228, DATAGRAM.to_vec()),
        (12, DATAGRAM.to_vec()),
    ];
    for (link, packet) in cases {
        assert_eq!(listing(&pcap(link, &[&packet])), [format!("1 1000002us if0 {SEEN}")], "{link}");
    }
}

#[test]
fn ipv6_datagrams_are_read_with_and_without_extensions() {
    let addresses = hex!("20010db8000000000000000000000001 20010db8000000000000000000000002");
    let udp = hex!("11d9 9c40 000b 0000 aabbcc");
    let plain = [&hex!("60000000 000b 11 40")[..], &addresses, &udp].concat();
    let options = hex!("11 00 0104 00000000");
    let extended = [&hex!("60000000 0013 00 40")[..], &addresses, &options, &udp].concat();
    for packet in [plain, extended] {
        assert_eq!(
            listing(&pcap(229, &[&packet])),
            ["1 1000002us if0 [2001:db8::1]:4569>[2001:db8::2]:40000 [aa, bb, cc]"]
        );
    }
}

#[test]
fn an_ipv4_header_with_options_is_read() {
    let packet = hex!(
        "46 00 0023 0001 0000 40 11 0000 0a000001 0a000002 01010100"
        "11d9 9c40 000b 0000 aabbcc"
    );
    assert_eq!(listing(&pcap(101, &[&packet])), [format!("1 1000002us if0 {SEEN}")]);
}

#[test]
fn the_padding_of_a_short_ethernet_frame_is_no_payload() {
    let padded = [&ethernet([0x08, 0x00], &DATAGRAM)[..], &[0; 15]].concat();
    assert_eq!(listing(&pcap(1, &[&padded])), [format!("1 1000002us if0 {SEEN}")]);
}

#[test]
fn fragments_are_joined_in_any_order_and_count_where_they_are_complete() {
    let first = hex!("45 00 001c 0007 2000 40 11 0000 0a000001 0a000002 11d9 9c40 000b 0000");
    let last = hex!("45 00 0017 0007 0001 40 11 0000 0a000001 0a000002 aabbcc");
    let seen = format!("2 1000002us if0 {SEEN}");
    for packets in [[&first[..], &last[..]], [&last[..], &first[..]]] {
        assert_eq!(listing(&pcap(101, &packets)), ["1 1000002us if0 other", &seen]);
    }
}

#[test]
fn fragments_that_never_complete_take_bounded_room() {
    let mut first = hex!("45 00 001c 0007 2000 40 11 0000 0a000001 0a000002 11d9 9c40 000b 0000");
    let mut last = hex!("45 00 0017 0007 0001 40 11 0000 0a000001 0a000002 aabbcc");
    let mut packets = Vec::new();
    for number in 0..65u16 {
        first[4..6].copy_from_slice(&number.to_be_bytes());
        packets.push(first);
    }
    let mut packets: Vec<&[u8]> = packets.iter().map(|packet| &packet[..]).collect();
    last[4..6].copy_from_slice(&[0, 0]);
    let forgotten = last;
    last[4..6].copy_from_slice(&[0, 1]);
    packets.extend([&forgotten[..], &last[..]]);
    let lines = listing(&pcap(101, &packets));
    assert_eq!(lines[65], "66 1000002us if0 other", "the oldest was given up");
    assert_eq!(lines[66], "67 1000002us if0 other", "which made room for one");
}

#[test]
fn fragments_of_ipv6_are_joined() {
    let addresses = hex!("20010db8000000000000000000000001 20010db8000000000000000000000002");
    let first = [
        &hex!("60000000 0010 2c 40")[..],
        &addresses,
        &hex!("11 00 0001 00000007 11d9 9c40 000b 0000"),
    ];
    let last = [&hex!("60000000 000b 2c 40")[..], &addresses, &hex!("11 00 0008 00000007 aabbcc")];
    let lines = listing(&pcap(229, &[&first.concat(), &last.concat()]));
    assert_eq!(lines[1], "2 1000002us if0 [2001:db8::1]:4569>[2001:db8::2]:40000 [aa, bb, cc]");
}

#[test]
fn what_is_not_udp_is_counted_and_passed_over() {
    let mut tcp = DATAGRAM;
    tcp[9] = 6;
    let arp = ethernet([0x08, 0x06], &[0; 28]);
    let lines = listing(&pcap(1, &[&ethernet([0x08, 0x00], &tcp), &arp]));
    assert_eq!(lines, ["1 1000002us if0 other", "2 1000002us if0 other"]);
}

#[test]
fn notes_for_syslog_are_text_and_other_exported_packets_are_not() {
    let note = [&hex!("000c 0008 7379736c6f670000 0000 0000")[..], b"+2s link cut"].concat();
    let unpadded = [&hex!("000c 0006 7379736c6f67 0000 0000")[..], b"x"].concat();
    let http = [&hex!("000c 0004 68747470 0000 0000")[..], b"GET"].concat();
    assert_eq!(
        listing(&pcap(252, &[&note, &unpadded, &http])),
        ["1 1000002us if0 note +2s link cut", "2 1000002us if0 note x", "3 1000002us if0 other"]
    );
}
