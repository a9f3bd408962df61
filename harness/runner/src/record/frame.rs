//! A datagram as an Ethernet frame, the same octets every time.

use super::recording::RecordError;
use crate::net::datagram::Datagram;
use core::net::{IpAddr, SocketAddr};
use etherparse::PacketBuilder;

/// The usual time to live.
const HOPS: u8 = 64;

/// Ethernet, IP and UDP around a payload, with good checksums.
pub(super) fn ethernet(datagram: &Datagram) -> Result<Vec<u8>, RecordError> {
    let Datagram { src, dst, octets } = datagram;
    let link = PacketBuilder::ethernet2(mac(src.ip()), mac(dst.ip()));
    let ip = match (src, dst) {
        (SocketAddr::V4(src), SocketAddr::V4(dst)) => {
            link.ipv4(src.ip().octets(), dst.ip().octets(), HOPS)
        }
        (SocketAddr::V6(src), SocketAddr::V6(dst)) => {
            link.ipv6(src.ip().octets(), dst.ip().octets(), HOPS)
        }
        _ => return Err(RecordError::Families { src: *src, dst: *dst }),
    };
    let udp = ip.udp(src.port(), dst.port());
    let mut frame = Vec::with_capacity(udp.size(octets.len()));
    udp.write(&mut frame, octets).map_err(|cause| RecordError::Frame(cause.to_string()))?;
    Ok(frame)
}

/// A locally administered address made of the last four octets of the IP address.
fn mac(address: IpAddr) -> [u8; 6] {
    let [a, b, c, d] = match address {
        IpAddr::V4(address) => address.octets(),
        IpAddr::V6(address) => {
            let [.., a, b, c, d] = address.octets();
            [a, b, c, d]
        }
    };
    [0x02, 0x00, a, b, c, d]
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    #[test]
    fn a_frame_has_fixed_addresses_and_good_checksums() {
        let datagram = Datagram {
            src: "192.0.2.10:4569".parse().expect("literal"),
            dst: "198.51.100.1:4569".parse().expect("literal"),
            octets: hex!("8001 0000 00000000 00 00 06 1e").to_vec(),
        };
        let frame = ethernet(&datagram).expect("it fits");
        assert_eq!(
            frame,
            hex!("0200c6336401 0200c000020a 0800"
                 "4500 0028 0000 4000 4011 4e86 c000020a c6336401"
                 "11d9 11d9 0014 69b5"
                 "8001 0000 00000000 00 00 06 1e")
        );
    }

    #[test]
    fn families_do_not_mix() {
        let datagram = Datagram {
            src: "192.0.2.10:4569".parse().expect("literal"),
            dst: "[2001:db8::1]:4569".parse().expect("literal"),
            octets: Vec::new(),
        };
        assert!(matches!(ethernet(&datagram), Err(RecordError::Families { .. })));
    }
}
