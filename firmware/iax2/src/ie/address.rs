//! APPARENT ADDR: a Linux socket address as it lies in memory (RFC 5456 8.6.17).

use crate::error::{Layer, WireError};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// An address as the other end sees it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct ApparentAddr(pub SocketAddr);

/// What systems call IPv4 in a socket address.
const INET: &[u8] = &[2];
/// What Linux, Windows, the BSDs and Darwin call IPv6 in a socket address.
const INET6: &[u8] = &[10, 23, 24, 28, 30];

impl ApparentAddr {
    /// Reads 16 octets (IPv4) or 28 octets (IPv6). The family stands in the order of a little-endian host; network order and
    /// what other systems call IPv6 are understood too. Flow information and scope are left out.
    ///
    /// # Errors
    /// Any other length, or a family that does not go with it.
    pub fn parse(data: &[u8]) -> Result<Self, WireError> {
        let bad = WireError { at: Layer::IeData, offset: 0, need: 16, have: data.len() };
        let [first, second, high, low, ..] = *data else { return Err(bad) };
        let is = |families: &[u8]| families.contains(&first) || families.contains(&second);
        let ip = match data.len() {
            16 if is(INET) => IpAddr::V4(Ipv4Addr::from(array::<4>(data, 4).ok_or(bad)?)),
            28 if is(INET6) => IpAddr::V6(Ipv6Addr::from(array::<16>(data, 8).ok_or(bad)?)),
            16 | 28 => {
                let family = u16::from_le_bytes([first, second]);
                return Err(WireError { at: Layer::AddressFamily, have: family.into(), ..bad });
            }
            _ => return Err(bad),
        };
        Ok(Self(SocketAddr::new(ip, u16::from_be_bytes([high, low]))))
    }

    /// Writes the element's data and returns its length: 16 or 28 octets, zeros behind them.
    pub fn emit(self, out: &mut [u8; 28]) -> usize {
        let [high, low] = self.0.port().to_be_bytes();
        *out = [0; 28];
        let (head, tail) = out.split_at_mut(4);
        match self.0.ip() {
            IpAddr::V4(ip) => {
                head.copy_from_slice(&[2, 0, high, low]);
                tail.iter_mut().zip(ip.octets()).for_each(|(to, from)| *to = from);
                16
            }
            IpAddr::V6(ip) => {
                head.copy_from_slice(&[10, 0, high, low]);
                tail.iter_mut().skip(4).zip(ip.octets()).for_each(|(to, from)| *to = from);
                28
            }
        }
    }
}

fn array<const N: usize>(data: &[u8], at: usize) -> Option<[u8; N]> {
    data.get(at..)?.get(..N)?.try_into().ok()
}
