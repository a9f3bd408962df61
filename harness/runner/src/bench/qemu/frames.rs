//! The switch that the board's Ethernet port is plugged into: everybody else's address is at the rig.

use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use etherparse::{
    ArpHardwareId, ArpOperation, ArpPacket, EtherType, NetSlice, PacketBuilder, SlicedPacket,
    TransportSlice,
};

/// The MAC address of everybody but the board.
const RIG: [u8; 6] = [0x02, 0, 0, 0, 0, 1];
/// The time to live of the rig's packets.
const HOPS: u8 = 64;

/// What a frame of the board's is.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Frame {
    /// A datagram.
    Udp { src: SocketAddr, dst: SocketAddr, octets: Vec<u8> },
    /// It asks for a MAC address; this is the answer.
    Asks(Vec<u8>),
    /// Anything else.
    Other,
}

/// Reads a frame of the board's.
pub(super) fn read(frame: &[u8]) -> Frame {
    let Ok(packet) = SlicedPacket::from_ethernet(frame) else { return Frame::Other };
    match (&packet.net, &packet.transport) {
        (Some(NetSlice::Ipv4(ip)), Some(TransportSlice::Udp(udp))) => {
            let header = ip.header();
            let at = |address: Ipv4Addr, port| SocketAddr::new(IpAddr::V4(address), port);
            Frame::Udp {
                src: at(header.source_addr(), udp.source_port()),
                dst: at(header.destination_addr(), udp.destination_port()),
                octets: udp.payload().to_vec(),
            }
        }
        (Some(NetSlice::Arp(arp)), _) => answer(&arp.to_packet()).map_or(Frame::Other, Frame::Asks),
        _ => Frame::Other,
    }
}

/// The answer to a question for an address that is not the asker's own.
fn answer(arp: &ArpPacket) -> Option<Vec<u8>> {
    let (asker, wanted) = (arp.sender_protocol_addr(), arp.target_protocol_addr());
    if arp.operation != ArpOperation::REQUEST || asker == wanted {
        return None;
    }
    let mac = arp.sender_hw_addr().try_into().ok()?;
    let arp = ArpPacket::new(
        arp.hw_addr_type,
        arp.proto_addr_type,
        ArpOperation::REPLY,
        &RIG,
        wanted,
        arp.sender_hw_addr(),
        asker,
    )
    .ok()?;
    let builder = PacketBuilder::ethernet2(RIG, mac).arp(arp);
    let mut frame = Vec::new();
    builder.write(&mut frame).ok()?;
    Some(frame)
}

/// The question for the board's MAC address, which whoever is about to send to it for the first time has to put.
pub(super) fn question(asker: Ipv4Addr, wanted: Ipv4Addr) -> Option<Vec<u8>> {
    let arp = ArpPacket::new(
        ArpHardwareId::ETHERNET,
        EtherType::IPV4,
        ArpOperation::REQUEST,
        &RIG,
        &asker.octets(),
        &[0; 6],
        &wanted.octets(),
    )
    .ok()?;
    let mut frame = Vec::new();
    PacketBuilder::ethernet2(RIG, [0xff; 6]).arp(arp).write(&mut frame).ok()?;
    Some(frame)
}

/// The frame of a datagram to the board; `None` for IPv6, which the simulated network does not speak.
pub(super) fn datagram(
    mac: [u8; 6],
    src: SocketAddr,
    dst: SocketAddr,
    octets: &[u8],
) -> Option<Vec<u8>> {
    let (IpAddr::V4(from), IpAddr::V4(to)) = (src.ip(), dst.ip()) else { return None };
    let builder = PacketBuilder::ethernet2(RIG, mac)
        .ipv4(from.octets(), to.octets(), HOPS)
        .udp(src.port(), dst.port());
    let mut frame = Vec::with_capacity(builder.size(octets.len()));
    builder.write(&mut frame, octets).ok()?;
    Some(frame)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    #[test]
    fn whoever_sends_first_asks_for_the_boards_address() {
        let question = question([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        let octets = hex!(
            "ffffffffffff 020000000001 0806 0001 0800 06 04 0001"
            "020000000001 0a000001 000000000000 0a000002"
        );
        assert_eq!(question.as_deref(), Some(&octets[..]));
    }

    #[test]
    fn a_question_is_answered_for_every_address_but_the_askers() {
        let question = hex!(
            "ffffffffffff 021a58320001 0806 0001 0800 06 04 0001"
            "021a58320001 0a000002 ffffffffffff 0a000001"
        );
        let answer = hex!(
            "021a58320001 020000000001 0806 0001 0800 06 04 0002"
            "020000000001 0a000001 021a58320001 0a000002"
        );
        assert_eq!(read(&question), Frame::Asks(answer.to_vec()));
        let mut own = question;
        own[41] = 2;
        assert_eq!(read(&own), Frame::Other);
    }

    #[test]
    fn a_datagram_comes_out_of_its_frame() {
        let [src, dst] = ["10.0.0.1:4569", "10.0.0.2:4569"].map(|at| at.parse().expect("literal"));
        let frame = datagram(hex!("021a58320001"), src, dst, b"x").expect("IPv4");
        assert_eq!(read(&frame), Frame::Udp { src, dst, octets: b"x".to_vec() });
    }
}
