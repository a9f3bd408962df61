//! Call tokens: proof of an address before anything is kept for it (IAX2 Security 3.2).

use core::fmt::Write;
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;

use heapless::{String, Vec};
use iax2_wire::auth::md5_result;
use iax2_wire::time::Instant;

/// How long a token opens a call.
const LIFE: Duration = Duration::from_secs(10);

/// A token's text: the second in which it was made, `?`, 32 hex digits.
pub(super) type Token = String<56>;

/// The token for an address at a moment.
pub(super) fn make(secret: &[u8; 16], to: SocketAddr, now: Instant) -> Token {
    written(secret, to, now.as_millis() / 1000)
}

/// Whether a token is this phone's own, for this address, and fresh.
pub(super) fn is_fresh(secret: &[u8; 16], from: SocketAddr, now: Instant, given: &[u8]) -> bool {
    let time = given.split(|&octet| octet == b'?').next().unwrap_or_default();
    let second = core::str::from_utf8(time).ok().and_then(|text| text.parse::<u64>().ok());
    second.is_some_and(|second| {
        let made = Instant::from_millis(second.saturating_mul(1000));
        made <= now && now.since(made) <= LIFE && written(secret, from, second).as_bytes() == given
    })
}

fn written(secret: &[u8; 16], address: SocketAddr, second: u64) -> Token {
    let mut bound: Vec<u8, 26> = second.to_be_bytes().into_iter().collect();
    match address.ip() {
        IpAddr::V4(ip) => bound.extend(ip.octets()),
        IpAddr::V6(ip) => bound.extend(ip.octets()),
    }
    bound.extend(address.port().to_be_bytes());
    let digest = md5_result(&bound, secret);
    let digest = core::str::from_utf8(&digest).expect("hex digits are text");
    let mut token = Token::new();
    write!(token, "{second}?{digest}").expect("a time and a digest fit");
    token
}

#[cfg(test)]
mod tests {
    use core::net::Ipv4Addr;

    use super::*;

    fn address(port: u16) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, port))
    }

    fn at(seconds: u64) -> Instant {
        Instant::from_millis(seconds * 1000)
    }

    #[test]
    fn a_token_opens_for_ten_seconds() {
        let token = make(&[7; 16], address(4569), at(100));
        assert!(is_fresh(&[7; 16], address(4569), at(110), token.as_bytes()));
        assert!(!is_fresh(&[7; 16], address(4569), at(111), token.as_bytes()));
    }

    #[test]
    fn a_token_is_bound_to_address_port_and_phone() {
        let token = make(&[7; 16], address(4569), at(100));
        assert!(!is_fresh(&[7; 16], address(4570), at(100), token.as_bytes()));
        assert!(!is_fresh(&[8; 16], address(4569), at(100), token.as_bytes()));
    }

    #[test]
    fn nonsense_is_no_token() {
        for nonsense in [&b"?"[..], b"99999999999999999999?", b"100?00", &[0xff; 255]] {
            assert!(!is_fresh(&[7; 16], address(4569), at(100), nonsense));
        }
    }
}
