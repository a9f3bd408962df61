//! `iax:` addresses (RFC 5456 section 5).

use core::fmt;
#[cfg(not(feature = "small"))]
use core::net::IpAddr as HostAddress;
// A board has no IPv6, and no room to read its addresses.
#[cfg(feature = "small")]
use core::net::Ipv4Addr as HostAddress;
use core::net::SocketAddr;

use crate::text::{self, Line, Number};

/// The port of IAX where a URI names none.
const DEFAULT_PORT: u16 = 4569;

/// `iax:[username@]host[:port][/number[?context]]`, decoded. Two are equal as 5.2 says: by case only in the user's name.
#[derive(Clone, Debug)]
pub struct Uri {
    /// User name; empty if none is given.
    pub user: Number,
    /// Host as written, without brackets.
    pub host: Line,
    /// UDP port; 4569 if none is given.
    pub port: u16,
    /// Number or name of the resource; empty if none is given.
    pub number: Number,
    /// Context; empty if none is given.
    pub context: Number,
}

/// A text is no `iax:` URI.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum UriError {
    /// It does not start with `iax:`.
    Scheme,
    /// No host, or a bracket without its like.
    Host,
    /// The port is no number up to 65535.
    Port,
    /// `%` without two hex digits after it.
    Encoding,
}

impl fmt::Display for UriError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scheme => "an IAX URI starts with `iax:`",
            Self::Host => {
                "after `iax:` and a user name a host is needed, an IPv6 address in brackets"
            }
            Self::Port => "after `:` a port up to 65535 is needed",
            Self::Encoding => "after `%` two hex digits are needed",
        })
    }
}

impl core::error::Error for UriError {}

impl Uri {
    /// Reads a URI.
    ///
    /// # Errors
    /// Says which part is wrong.
    pub fn parse(text: &str) -> Result<Self, UriError> {
        let rest = without_scheme(text).ok_or(UriError::Scheme)?;
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, place) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (host, port) = split_port(place)?;
        let (number, context) = path.split_once('?').unwrap_or((path, ""));
        Ok(Self {
            user: decode(user)?,
            host: text::cut(host),
            port,
            number: decode(number)?,
            context: decode(context)?,
        })
    }

    /// Whether a text is meant as a URI.
    pub(crate) fn is_meant(text: &str) -> bool {
        without_scheme(text).is_some()
    }

    /// The address, where the host is one; names take a resolver that the phone has not.
    pub fn address(&self) -> Option<SocketAddr> {
        let ip = self.host.parse::<HostAddress>();
        ip.ok().map(|ip| SocketAddr::from((ip, self.port)))
    }
}

impl PartialEq for Uri {
    fn eq(&self, other: &Self) -> bool {
        self.user == other.user
            && self.port == other.port
            && self.host.eq_ignore_ascii_case(&other.host)
            && self.number.eq_ignore_ascii_case(&other.number)
            && self.context.eq_ignore_ascii_case(&other.context)
    }
}

impl Eq for Uri {}

fn without_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_at_checked(4)?;
    scheme.eq_ignore_ascii_case("iax:").then_some(rest)
}

fn split_port(place: &str) -> Result<(&str, u16), UriError> {
    let (host, after) = match place.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(']').ok_or(UriError::Host)?,
        None => place.find(':').map_or((place, ""), |colon| place.split_at(colon)),
    };
    let port = match after.strip_prefix(':') {
        Some(digits) => digits.parse().map_err(|_| UriError::Port)?,
        None if after.is_empty() => DEFAULT_PORT,
        None => return Err(UriError::Host),
    };
    if host.is_empty() { Err(UriError::Host) } else { Ok((host, port)) }
}

/// The text that percent-encoding stands for (RFC 3986 2.1).
fn decode(encoded: &str) -> Result<Number, UriError> {
    let mut octets: heapless::Vec<u8, { crate::capacity::NUMBER }> = heapless::Vec::new();
    let mut rest = encoded.bytes();
    while let Some(octet) = rest.next() {
        let plain = if octet == b'%' { hex(&mut rest)? } else { octet };
        if octets.push(plain).is_err() {
            break;
        }
    }
    Ok(text::read(&octets))
}

fn hex(rest: &mut impl Iterator<Item = u8>) -> Result<u8, UriError> {
    let mut digit = || char::from(rest.next()?).to_digit(16);
    let value = digit().zip(digit()).map(|(high, low)| high * 16 + low);
    value.and_then(|value| u8::try_from(value).ok()).ok_or(UriError::Encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(text: &str) -> Uri {
        Uri::parse(text).expect("a URI")
    }

    #[test]
    fn the_examples_of_5_1_are_read() {
        let full = uri("iax:johnQ@192.0.2.4:4570/alice?friends");
        assert_eq!((&*full.user, &*full.host, full.port), ("johnQ", "192.0.2.4", 4570));
        assert_eq!((&*full.number, &*full.context), ("alice", "friends"));
        let short = uri("iax:example.com/12022561414");
        assert_eq!((&*short.user, short.port, &*short.context), ("", 4569, ""));
        assert_eq!(short.address(), None);
        let six = uri("iax:[2001:db8::1]:4569/alice?friends");
        assert_eq!(six.address(), "[2001:db8::1]:4569".parse().ok());
    }

    #[test]
    fn percent_encoding_is_undone() {
        assert_eq!(&*uri("iax:192.0.2.4/al%69ce%20b").number, "alice b");
        assert_eq!(Uri::parse("iax:192.0.2.4/%4").expect_err("cut"), UriError::Encoding);
    }

    #[test]
    fn the_sets_of_5_2_compare_as_they_should() {
        for same in ["iax:AtLaNtA.com/ALicE", "iax:atlanta.com:4569/alice"] {
            assert_eq!(uri("iax:atlanta.com/alice"), uri(same));
        }
        assert_eq!(uri("iax:alice@atlanta.com/alice"), uri("iax:alice@AtLaNtA.com:4569/ALicE"));
        assert_ne!(uri("iax:ALICE@atlanta.com/alice"), uri("iax:alice@atlanta.com/alice"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = [
            ("sip:a", UriError::Scheme),
            ("iax:", UriError::Host),
            ("iax:[::1/x", UriError::Host),
            ("iax:a:99999/x", UriError::Port),
        ];
        for (text, error) in wrong {
            assert_eq!(Uri::parse(text).expect_err(text), error);
        }
    }
}
