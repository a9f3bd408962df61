//! Merely reads a pcap file with pcap-file and etherparse: what the benchmark (`ci/bench`)
//! compares the judge with.

use std::fs::File;

use etherparse::{SlicedPacket, TransportSlice};
use pcap_file::pcap::PcapReader;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: reading CAPTURE.pcap")?;
    let mut reader = PcapReader::new(File::open(path)?)?;
    let (mut packets, mut octets) = (0u64, 0usize);
    while let Some(packet) = reader.next_raw_packet() {
        let packet = packet?;
        let sliced = SlicedPacket::from_ethernet(&packet.data)?;
        if let Some(TransportSlice::Udp(udp)) = sliced.transport {
            octets += udp.payload().len();
        }
        packets += 1;
    }
    println!("{packets} packets, {octets} octets of UDP payload");
    Ok(())
}
