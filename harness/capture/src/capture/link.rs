//! From the link's header to the IP packet behind it.

use super::error::Damage;

/// What stands behind a link header.
pub(super) enum Behind<'a> {
    Ip(&'a [u8]),
    /// An exported PDU (link type 252).
    Exported(&'a [u8]),
    /// ARP and other company.
    Other,
}

const IPV4: u16 = 0x0800;
const IPV6: u16 = 0x86dd;

/// Strips the header of link type `link` (numbers of tcpdump.org's registry) and VLAN tags.
pub(super) fn strip(link: u32, octets: &[u8]) -> Result<Behind<'_>, Damage> {
    match link {
        1 => ethertype(octets, 12, 14),
        113 => ethertype(octets, 14, 16),
        276 => ethertype(octets, 0, 20),
        0 | 108 => loopback(octets),
        12 | 14 | 101 | 228 | 229 => Ok(Behind::Ip(octets)),
        252 => Ok(Behind::Exported(octets)),
        _ => Err(Damage::UnknownLink(link)),
    }
}

/// A header of `length` octets with the EtherType at `at`, then any number of VLAN tags.
fn ethertype(octets: &[u8], at: usize, length: usize) -> Result<Behind<'_>, Damage> {
    let short = |need| Damage::ShortLink { need, have: octets.len() };
    let field = octets.get(at..at + 2).ok_or(short(length))?;
    let mut kind = u16::from_be_bytes([field[0], field[1]]);
    let mut rest = octets.get(length..).ok_or(short(length))?;
    // 802.1Q, 802.1ad (QinQ) and the number that stood for it before.
    while matches!(kind, 0x8100 | 0x88a8 | 0x9100) {
        let [_, _, high, low, behind @ ..] = rest else {
            return Err(short(octets.len() - rest.len() + 4));
        };
        kind = u16::from_be_bytes([*high, *low]);
        rest = behind;
    }
    Ok(if matches!(kind, IPV4 | IPV6) { Behind::Ip(rest) } else { Behind::Other })
}

/// An address family in four octets, in the byte order of whoever captured.
fn loopback(octets: &[u8]) -> Result<Behind<'_>, Damage> {
    let [a, b, c, d, rest @ ..] = octets else {
        return Err(Damage::ShortLink { need: 4, have: octets.len() });
    };
    let family = match u32::from_be_bytes([*a, *b, *c, *d]) {
        swapped if swapped > 0xffff => swapped.swap_bytes(),
        family => family,
    };
    // IPv6 is 10 on Linux, 24 on NetBSD and OpenBSD, 28 on FreeBSD, 30 on macOS.
    Ok(if matches!(family, 2 | 10 | 24 | 28 | 30) { Behind::Ip(rest) } else { Behind::Other })
}
