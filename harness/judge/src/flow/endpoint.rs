//! Addresses as numbers, so that the look-up for each packet is short.

use core::hash::{Hash, Hasher};
use core::net::{IpAddr, Ipv6Addr, SocketAddr};

/// An address and port.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Endpoint {
    /// The IPv6 address, or the IPv4 address as IPv6 writes it.
    address: u128,
    port: u16,
}

/// Two hosts seldom differ in the upper half of their address alone, so that one word tells most of them apart.
impl Hash for Endpoint {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [upper, lower] = [(self.address >> 64) as u64, self.address as u64];
        state.write_u64(lower ^ upper.rotate_left(32) ^ u64::from(self.port) << 48);
    }
}

impl Endpoint {
    /// The host, whatever the port.
    pub(crate) const fn host(self) -> Self {
        Self { port: 0, ..self }
    }

    /// The address that it stands for.
    pub(crate) const fn address(self) -> SocketAddr {
        let address = Ipv6Addr::from_bits(self.address);
        match address.to_ipv4_mapped() {
            Some(v4) => SocketAddr::new(IpAddr::V4(v4), self.port),
            None => SocketAddr::new(IpAddr::V6(address), self.port),
        }
    }
}

impl From<SocketAddr> for Endpoint {
    fn from(at: SocketAddr) -> Self {
        let address = match at.ip() {
            IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
            IpAddr::V6(v6) => v6.to_bits(),
        };
        Self { address, port: at.port() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(text: &str) -> Endpoint {
        Endpoint::from(text.parse::<SocketAddr>().expect("an address"))
    }

    #[test]
    fn two_ports_of_one_host_have_one_host() {
        for host in ["10.0.0.1", "[fe80::1]"] {
            let [one, other] = [4569, 5000].map(|port| endpoint(&format!("{host}:{port}")));
            assert_ne!(one, other);
            assert_eq!(one.host(), other.host());
        }
    }

    #[test]
    fn an_address_comes_back() {
        for text in ["127.0.0.1:4569", "255.255.255.255:65535", "[::1]:4569", "[fe80::1]:5000"] {
            assert_eq!(endpoint(text).address().to_string(), text);
        }
    }
}
