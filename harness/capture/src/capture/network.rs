//! From an IP packet to the UDP datagram in it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use etherparse::{IpNumber, LaxIpSlice, UdpSlice};

use super::error::Damage;
use super::fragments::{Fragment, FragmentId};

/// What an IP packet carries.
pub(super) enum Carried<'a> {
    Udp(Datagram<'a>),
    Fragment(Fragment<'a>),
    /// TCP, ICMP and other company.
    Other,
}

/// A UDP datagram; `missing` octets of its payload were not captured.
pub(super) struct Datagram<'a> {
    pub(super) src: SocketAddr,
    pub(super) dst: SocketAddr,
    pub(super) payload: &'a [u8],
    pub(super) missing: usize,
}

/// Opens an IP packet of either version.
pub(super) fn open(octets: &[u8]) -> Result<Carried<'_>, Damage> {
    match plain_v4(octets).or_else(|| plain_v6(octets)) {
        Some(datagram) => Ok(Carried::Udp(datagram)),
        None => with_care(octets),
    }
}

/// The common case, a whole UDP datagram behind an IPv4 header without options; else `None`.
fn plain_v4(octets: &[u8]) -> Option<Datagram<'_>> {
    let header: &[u8; 28] = octets.first_chunk()?;
    let fragment = u16::from_be_bytes([header[6], header[7]]) & 0x3fff;
    if header[0] != 0x45 || header[9] != IpNumber::UDP.0 || fragment != 0 {
        return None;
    }
    let total = usize::from(u16::from_be_bytes([header[2], header[3]]));
    let src = Ipv4Addr::new(header[12], header[13], header[14], header[15]);
    let dst = Ipv4Addr::new(header[16], header[17], header[18], header[19]);
    plain_udp(src.into(), dst.into(), octets.get(20..total)?)
}

/// The same behind an IPv6 header without extensions.
fn plain_v6(octets: &[u8]) -> Option<Datagram<'_>> {
    let header: &[u8; 48] = octets.first_chunk()?;
    if header[0] >> 4 != 6 || header[6] != IpNumber::UDP.0 {
        return None;
    }
    let length = usize::from(u16::from_be_bytes([header[4], header[5]]));
    let (src, dst) = (header[8..].first_chunk::<16>()?, header[24..].first_chunk::<16>()?);
    plain_udp(
        Ipv6Addr::from(*src).into(),
        Ipv6Addr::from(*dst).into(),
        octets.get(40..40 + length)?,
    )
}

fn plain_udp(src: IpAddr, dst: IpAddr, udp: &[u8]) -> Option<Datagram<'_>> {
    let header: &[u8; 8] = udp.first_chunk()?;
    let port = |at: usize| u16::from_be_bytes([header[at], header[at + 1]]);
    Some(Datagram {
        src: SocketAddr::new(src, port(0)),
        dst: SocketAddr::new(dst, port(2)),
        payload: udp.get(8..usize::from(port(4)))?,
        missing: 0,
    })
}

/// Options, extension headers, fragments, and packets that were not captured whole.
fn with_care(octets: &[u8]) -> Result<Carried<'_>, Damage> {
    let (ip, trouble) =
        LaxIpSlice::from_slice(octets).map_err(|error| Damage::Ip(error.to_string()))?;
    if let Some((error, _)) = trouble {
        return Err(Damage::Ip(error.to_string()));
    }
    let payload = ip.payload();
    if payload.ip_number != IpNumber::UDP {
        return Ok(Carried::Other);
    }
    if payload.fragmented {
        // A fragment that was cut would leave a hole that nothing fills.
        let whole = if payload.incomplete { None } else { fragment(&ip) };
        return Ok(whole.map_or(Carried::Other, Carried::Fragment));
    }
    udp(ip.source_addr(), ip.destination_addr(), payload.payload).map(Carried::Udp)
}

/// Opens a UDP datagram that may have been captured in part.
pub(super) fn udp(src: IpAddr, dst: IpAddr, octets: &[u8]) -> Result<Datagram<'_>, Damage> {
    let udp = UdpSlice::from_slice_lax(octets).map_err(Damage::Udp)?;
    let stated = usize::from(udp.length());
    if stated != 0 && stated < 8 {
        return Err(Damage::Udp(
            UdpSlice::from_slice(octets).expect_err("a stated length below 8 is refused"),
        ));
    }
    Ok(Datagram {
        src: SocketAddr::new(src, udp.source_port()),
        dst: SocketAddr::new(dst, udp.destination_port()),
        payload: udp.payload(),
        missing: stated.saturating_sub(octets.len()),
    })
}

fn fragment<'a>(ip: &LaxIpSlice<'a>) -> Option<Fragment<'a>> {
    let (identification, offset, more) = match ip {
        LaxIpSlice::Ipv4(v4) => {
            let header = v4.header();
            let identification = u32::from(header.identification());
            (identification, header.fragments_offset(), header.more_fragments())
        }
        LaxIpSlice::Ipv6(v6) => {
            let header =
                v6.extensions().clone().into_iter().find_map(|extension| match extension {
                    etherparse::Ipv6ExtensionSlice::Fragment(header) => Some(header),
                    _ => None,
                })?;
            (header.identification(), header.fragment_offset(), header.more_fragments())
        }
    };
    let id = FragmentId { src: ip.source_addr(), dst: ip.destination_addr(), identification };
    Some(Fragment { id, offset, more, octets: ip.payload().payload })
}
