//! An information element in a JSON row.

use std::net::SocketAddr;

use iax2_wire::ie::{ApparentAddr, RawIe};
use phonerig_judge::notation::fields::{IeKey, Kind};
use serde::Serialize;

/// One element as it stands, with its value where the data are what RFC 5456 8.6 says.
#[derive(Debug, Serialize)]
pub(super) struct Element {
    /// The element's number.
    ie: u8,
    /// Its name in scripts.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'static str>,
    /// Numbers as numbers, text as text, an address as `10.0.0.1:4569`.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    /// The data in hex.
    data: String,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Value {
    Number(u64),
    Text(String),
    Address(SocketAddr),
}

impl From<RawIe<'_>> for Element {
    fn from(raw: RawIe<'_>) -> Self {
        let key = IeKey(raw.code.0);
        let name = key.info().map(|info| info.name);
        Self { ie: raw.code.0, name, value: value(key.kind(), raw.data), data: hex(raw.data) }
    }
}

fn value(kind: Kind, data: &[u8]) -> Option<Value> {
    match kind {
        Kind::Text => std::str::from_utf8(data).ok().map(|text| Value::Text(text.to_owned())),
        Kind::Number(size) | Kind::Mask(size, _) | Kind::Format(size) => sized(size, data),
        Kind::DateTime => sized(4, data),
        Kind::Wide(_) => match data {
            [0, mask @ ..] => sized(8, mask),
            _ => None,
        },
        Kind::Address => ApparentAddr::parse(data).ok().map(|address| Value::Address(address.0)),
        Kind::Presence | Kind::Octets => None,
    }
}

fn sized(size: u8, data: &[u8]) -> Option<Value> {
    let right = data.len() == usize::from(size);
    right.then(|| Value::Number(data.iter().fold(0, |sum, octet| sum << 8 | u64::from(*octet))))
}

/// Octets as hex digits.
pub(super) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
