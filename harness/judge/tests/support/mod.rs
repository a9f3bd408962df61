//! A capture reader for tests: classic pcap, microseconds, little-endian, Ethernet, IPv4, UDP.

use core::net::{Ipv4Addr, SocketAddr};
use iax2_wire::time::Instant;
use phonerig_judge::finding::Finding;
use phonerig_judge::rules::{Observation, Options, WireJudge};

/// The findings of a capture in captures/.
pub(crate) fn judged(name: &str, options: Options) -> Vec<Finding> {
    let path = format!("{}/../../captures/{name}.pcap", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read(&path).expect("the capture is part of the project");
    let mut judge = WireJudge::new(options);
    let mut findings = Vec::new();
    let (mut rest, mut packet) = (&file[24..], 0);
    while let Some((record, tail)) = rest.split_at_checked(16) {
        let word = |at: usize| u32::from_le_bytes(record[at..at + 4].try_into().expect("four"));
        let (frame, tail) = tail.split_at(word(8) as usize);
        rest = tail;
        packet += 1;
        let at = Instant::from_micros(u64::from(word(0)) * 1_000_000 + u64::from(word(4)));
        if let Some((src, dst, octets)) = datagram(frame) {
            judge.observe(Observation { packet, at, src, dst, octets });
            findings.extend(judge.drain());
        }
    }
    judge.finish();
    findings.extend(judge.drain());
    findings
}

fn datagram(frame: &[u8]) -> Option<(SocketAddr, SocketAddr, &[u8])> {
    let ip = frame.get(14..)?;
    let header = usize::from(ip[0] & 0x0f) * 4;
    if ip[9] != 17 {
        return None;
    }
    let udp = &ip[header..];
    let address = |at: usize, port: usize| {
        let octets: [u8; 4] = ip[at..at + 4].try_into().expect("four");
        let port = u16::from_be_bytes([udp[port], udp[port + 1]]);
        SocketAddr::from((Ipv4Addr::from(octets), port))
    };
    let length = usize::from(u16::from_be_bytes([udp[4], udp[5]]));
    Some((address(12, 0), address(16, 2), &udp[8..length]))
}
