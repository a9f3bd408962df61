//! The project's recordings, and other protocols that look alike.

use std::path::{Path, PathBuf};

use hex_literal::hex;
use iax2_wire::time::Instant;
use proptest::prelude::*;

use super::{Copies, Datagram, Flows, Recognised};
use crate::capture::{Kind, Reader};

const A: &str = "10.0.0.1:5000";
const B: &str = "10.0.0.2:6000";

fn datagram<'a>(packet: u64, src: &str, dst: &str, payload: &'a [u8]) -> Datagram<'a> {
    Datagram {
        packet,
        at: Instant::from_millis(packet * 20),
        interface: 0,
        src: src.parse().expect("an address"),
        dst: dst.parse().expect("an address"),
        payload,
        missing: 0,
    }
}

/// The packets that counted as IAX2, in the order in which they came out.
fn recognised(flows: &mut Flows, datagrams: &[(&str, &str, &[u8])]) -> Vec<u64> {
    let mut packets = Vec::new();
    for (number, (src, dst, payload)) in (1..).zip(datagrams) {
        match flows.see(&datagram(number, src, dst, payload)) {
            Recognised::Iax2 => packets.push(number),
            Recognised::Released(held) => {
                packets.extend(held.iter().map(|held| held.datagram().packet));
            }
            Recognised::No => {}
        }
    }
    packets
}

fn in_recording(path: &Path, port: Option<u16>) -> (usize, usize) {
    let mut reader = Reader::open(path).expect("a capture");
    let mut flows = Flows::new(port);
    let (mut datagrams, mut iax2) = (0, 0);
    while let Some(item) = reader.next_item().expect("readable") {
        if let Kind::Udp { src, dst, payload, missing } = item.kind {
            datagrams += 1;
            let (packet, at, interface) = (item.packet, item.at, item.interface);
            let datagram = Datagram { packet, at, interface, src, dst, payload, missing };
            iax2 += match flows.see(&datagram) {
                Recognised::Iax2 => 1,
                Recognised::Released(held) => held.len(),
                Recognised::No => 0,
            };
        }
    }
    (datagrams, iax2)
}

fn recording(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../captures").join(name)
}

#[test]
fn every_datagram_of_the_iax2_recordings_counts() {
    for name in [
        "asterisk-call-md5-dtmf.pcap",
        "asterisk-encrypted-call.pcap",
        "asterisk-loss-12-percent.pcap",
        "asterisk-native-transfer.pcap",
        "asterisk-peer-killed.pcap",
        "asterisk-register.pcap",
        "asterisk-trunk-plain.pcap",
        "asterisk-trunk-timestamps.pcap",
        "iaxmodem-register-call-150s.pcap",
    ] {
        let (datagrams, iax2) = in_recording(&recording(name), None);
        assert_eq!(datagrams, iax2, "{name}");
    }
}

#[test]
fn sip_and_its_rtp_yield_none() {
    for name in ["sip-register-digest.pcap", "sipp-asterisk-call-dtmf.pcap"] {
        let (datagrams, iax2) = in_recording(&recording(name), None);
        assert!(datagrams >= 4, "{name}");
        assert_eq!(iax2, 0, "{name}");
    }
}

#[test]
fn a_forced_port_counts_whatever_it_carries() {
    let (_, iax2) = in_recording(&recording("sip-register-digest.pcap"), Some(5060));
    assert_eq!(iax2, 4);
}

/// RTP's version bits are F = 1, its payload type and sequence number stand where call numbers do.
/// With an SSRC of `00 01 06 02` the rest reads as OSeqno 0, ISeqno 1, PING.
#[test]
fn rtp_whose_ssrc_reads_as_a_frame_yields_none() {
    for ssrc in [hex!("00010602"), hex!("05060204"), hex!("0a0a0604"), hex!("00000135")] {
        let mut packets = Vec::new();
        for sequence in 0..20_000u32 {
            let mut packet = hex!("8008 0000 00000000 00000000").to_vec();
            packet[2..4].copy_from_slice(&(sequence as u16).to_be_bytes());
            packet[4..8].copy_from_slice(&(sequence * 160).to_be_bytes());
            packet[8..12].copy_from_slice(&ssrc);
            packets.push(packet);
        }
        let both_ways: Vec<_> =
            packets.iter().flat_map(|packet| [(A, B, &packet[..]), (B, A, &packet[..])]).collect();
        let packets = recognised(&mut Flows::new(None), &both_ways);
        assert_eq!(packets.first(), None, "{ssrc:02x?}");
    }
}

#[test]
fn an_rtp_packet_seen_twice_on_two_interfaces_yields_none() {
    let packet = hex!("8008 0000 00000000 00010604");
    assert_eq!(recognised(&mut Flows::new(None), &[(A, B, &packet), (A, B, &packet)]), [0u64; 0]);
}

#[test]
fn rtcp_yields_none() {
    let mut report = hex!("80c8 0006 00010602 00010602 00000000 00000000 00000000 00000000");
    let mut flows = Flows::new(None);
    for second in 0..2000u32 {
        report[8..12].copy_from_slice(&(0xe900_0000 + second * 5).to_be_bytes());
        assert_eq!(recognised(&mut flows, &[(A, B, &report), (B, A, &report)]), [0u64; 0]);
    }
}

#[test]
fn dns_yields_none() {
    let mut query = hex!("8001 0100 0001 0000 0000 0000 03777777 076578616d706c65 00 0001 0001");
    let mut flows = Flows::new(None);
    for id in 0x8000..0x8400u16 {
        query[..2].copy_from_slice(&id.to_be_bytes());
        query[2..4].copy_from_slice(&hex!("0120"));
        let question = query;
        query[2..4].copy_from_slice(&hex!("8180"));
        let found =
            recognised(&mut flows, &[(A, "10.0.0.2:53", &question), ("10.0.0.2:53", A, &query)]);
        assert_eq!(found, [0u64; 0]);
    }
}

#[test]
fn a_poke_and_its_pong_make_a_flow_on_any_port() {
    let poke = hex!("8005 0000 00000000 00 00 06 1e");
    let pong = hex!("8001 0005 00000000 00 01 06 03");
    assert_eq!(recognised(&mut Flows::new(None), &[(A, B, &poke), (B, A, &pong)]), [1, 2]);
}

#[test]
fn voice_before_the_first_full_frames_is_held_and_released_in_order() {
    let mini = hex!("0005 0780 5555");
    let ping = hex!("8005 0009 00000780 05 06 06 02");
    let pong = hex!("8009 0005 00000780 06 06 06 03");
    let seen = [(A, B, &mini[..]), (B, A, &mini[..]), (A, B, &ping[..]), (B, A, &pong[..])];
    assert_eq!(recognised(&mut Flows::new(None), &seen), [1, 2, 3, 4]);
}

#[test]
fn a_flow_is_recognised_late_too() {
    let mini = hex!("0005 0780 5555");
    let ping = hex!("8005 0009 00000780 05 06 06 02");
    let pong = hex!("8009 0005 00000780 06 06 06 03");
    let mut seen = vec![(A, B, &mini[..]); 1000];
    seen.extend([(A, B, &ping[..]), (A, B, &mini[..]), (B, A, &pong[..]), (A, B, &mini[..])]);
    assert_eq!(recognised(&mut Flows::new(None), &seen), [1001, 1003, 1004]);
}

#[test]
fn what_is_recognised_stays_so_on_a_second_reading() {
    let mini = hex!("0005 0780 5555");
    let ping = hex!("8005 0009 00000780 05 06 06 02");
    let pong = hex!("8009 0005 00000780 06 06 06 03");
    let seen = [(A, B, &mini[..]), (A, B, &ping[..]), (B, A, &pong[..])];
    let mut flows = Flows::new(None);
    recognised(&mut flows, &seen);
    flows.rewind();
    assert_eq!(flows.see(&datagram(1, A, B, &mini)), Recognised::Iax2);
}

#[test]
fn many_flows_take_bounded_room() {
    let mut flows = Flows::new(None);
    let ping = hex!("8005 0009 00000780 05 06 06 02");
    let pong = hex!("8009 0005 00000780 06 06 06 03");
    recognised(&mut flows, &[(A, B, &ping), (B, A, &pong)]);
    for port in 1..=60_000u16 {
        let dns = [0x11; 200];
        flows.see(&datagram(1, &format!("10.0.0.9:{port}"), "10.0.0.2:53", &dns));
    }
    assert!((1..=super::flows::MAX_HELD).contains(&flows.held()));
}

#[test]
fn a_copy_on_another_interface_is_no_repeat() {
    let ping = hex!("8005 0009 00000780 05 06 06 02");
    let seen = |interface, millis| Datagram {
        interface,
        at: Instant::from_millis(millis),
        ..datagram(1, A, B, &ping)
    };
    let mut copies = Copies::default();
    let expected = [
        (seen(1, 0), false),
        (seen(0, 1), true),
        (seen(1, 2), false),
        (seen(1, 3), false),
        (seen(0, 20), false),
    ];
    for (datagram, is_copy) in expected {
        assert_eq!(copies.is_copy(&datagram), is_copy, "{datagram:?}");
    }
}

proptest! {
    #[test]
    fn noise_yields_none(payloads in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..60)) {
        let mut flows = Flows::new(None);
        for (number, payload) in (1..).zip(&payloads) {
            let (src, dst) = if number % 2 == 0 { (A, B) } else { (B, A) };
            prop_assert_eq!(flows.see(&datagram(number, src, dst, payload)), Recognised::No);
        }
    }
}
