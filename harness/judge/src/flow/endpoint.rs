//! Addresses as one machine word, so that the look-up for each packet is short.

use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use rustc_hash::FxHashMap;

/// An address and port, as a number that stands for it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Endpoint(u64);

/// Marks a number that indexes the table of IPv6 addresses.
const IPV6: u64 = 1 << 63;
/// Marks an IPv4 address, so that no endpoint is zero.
const IPV4: u64 = 1 << 62;

impl Endpoint {
    /// The host, whatever the port; an IPv6 address stands for itself with its port.
    pub(crate) const fn host(self) -> Self {
        if self.0 & IPV6 != 0 { self } else { Self(self.0 & !0xffff) }
    }
}

/// The IPv6 addresses seen so far.
#[derive(Debug, Default)]
pub(crate) struct Endpoints {
    numbers: FxHashMap<SocketAddr, u64>,
    addresses: Vec<SocketAddr>,
}

impl Endpoints {
    /// The number of an address.
    pub(crate) fn of(&mut self, address: SocketAddr) -> Endpoint {
        match address {
            SocketAddr::V4(v4) => {
                Endpoint(IPV4 | u64::from(v4.ip().to_bits()) << 16 | u64::from(v4.port()))
            }
            SocketAddr::V6(_) => self.of_v6(address),
        }
    }

    fn of_v6(&mut self, address: SocketAddr) -> Endpoint {
        let next = self.addresses.len() as u64;
        let number = *self.numbers.entry(address).or_insert_with(|| {
            self.addresses.push(address);
            next
        });
        Endpoint(IPV6 | number)
    }

    /// The address that a number stands for.
    pub(crate) fn address(&self, endpoint: Endpoint) -> Option<SocketAddr> {
        if endpoint.0 & IPV6 != 0 {
            return self.addresses.get((endpoint.0 & !IPV6) as usize).copied();
        }
        let bits = (endpoint.0 >> 16) as u32;
        (endpoint.0 & IPV4 != 0)
            .then(|| SocketAddr::new(IpAddr::V4(Ipv4Addr::from_bits(bits)), endpoint.0 as u16))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ports_of_one_host_have_one_host() {
        let mut endpoints = Endpoints::default();
        let [one, other] = ["10.0.0.1:4569", "10.0.0.1:5000"]
            .map(|text| endpoints.of(text.parse().expect("an address")));
        assert_ne!(one, other);
        assert_eq!(one.host(), other.host());
    }

    #[test]
    fn an_address_comes_back_from_its_number() {
        let mut endpoints = Endpoints::default();
        for text in ["127.0.0.1:4569", "255.255.255.255:65535", "[::1]:4569", "[fe80::1]:5000"] {
            let address: SocketAddr = text.parse().expect("an address");
            let number = endpoints.of(address);
            assert_eq!(endpoints.of(address), number);
            assert_eq!(endpoints.address(number), Some(address));
        }
    }
}
