//! The network that a scenario asks for: NATs in the words of RFC 4787, and links with their impairments.
//!
//! Both are tables of the envelope. They are data: the machines that obey them live in the runner.

use core::time::Duration;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A network address and port translator, RFC 4787. What is not said follows the RFC's own advice.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NatSpec {
    /// The name that script lines call it by.
    pub name: String,
    /// Who sits behind it: parties, `dut`, or the name of another NAT, which puts two in a row.
    pub inside: Vec<String>,
    /// When a mapping is reused for another destination (section 4.1, REQ-1).
    #[serde(default)]
    pub mapping: Dependence,
    /// Whose packets are let in (section 5, REQ-8).
    #[serde(default)]
    pub filtering: Dependence,
    /// How long a mapping lives without a packet that refreshes it (section 4.3, REQ-5).
    #[serde(default = "NatSpec::recommended_timeout")]
    pub timeout: Span,
    /// Which external port a new mapping gets (section 4.2.1, REQ-3).
    #[serde(default)]
    pub port: PortAssignment,
    /// Which direction's packets refresh a mapping (section 4.3, REQ-6).
    #[serde(default)]
    pub refresh: Refresh,
    /// Whether two hosts inside reach each other by their external addresses (section 6, REQ-9).
    #[serde(default = "NatSpec::required_hairpin")]
    pub hairpin: bool,
}

impl NatSpec {
    /// Five minutes, REQ-5c.
    fn recommended_timeout() -> Span {
        Span(Duration::from_secs(300))
    }

    /// REQ-9.
    fn required_hairpin() -> bool {
        true
    }
}

/// What a mapping or a filter depends on, RFC 4787 sections 4.1 and 5.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dependence {
    /// Endpoint-independent: the far end does not matter.
    #[default]
    Endpoint,
    /// Address-dependent: the far end's address matters, its port does not.
    Address,
    /// Address- and port-dependent: both matter.
    AddressAndPort,
}

/// How external ports are chosen, RFC 4787 section 4.2.1.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PortAssignment {
    /// The internal port where it is free, else another; never overloaded (REQ-3).
    #[default]
    Preserve,
    /// A seeded random port of the same range and parity (REQ-3a, REQ-4).
    Random,
}

/// Which packets refresh a mapping, RFC 4787 section 4.3.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refresh {
    /// Those from inside, as REQ-6 demands.
    #[default]
    Outbound,
    /// Those from outside alone; breaks REQ-6.
    Inbound,
    /// Both (REQ-6a).
    Both,
}

/// A link between two parties; the impairments hold in both directions.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LinkSpec {
    /// The two ends.
    pub between: [String; 2],
    /// Time of flight each way.
    #[serde(default = "LinkSpec::usual_delay")]
    pub delay: Span,
    /// Extra time of flight, evenly spread from nothing to this; packets stay in order.
    #[serde(default)]
    pub jitter: Span,
    /// Share of packets that are lost.
    #[serde(default)]
    pub loss: Share,
    /// Share of packets that arrive twice.
    #[serde(default)]
    pub duplicate: Share,
    /// Share of packets that are overtaken by those sent in the next 50 ms.
    #[serde(default)]
    pub reorder: Share,
    /// Share of packets in which one bit of the payload is flipped.
    #[serde(default)]
    pub corrupt: Share,
}

impl LinkSpec {
    /// The link that stands between any two parties unless the scenario says otherwise: 20 ms each way, no loss.
    pub fn usual(one: &str, other: &str) -> Self {
        Self {
            between: [one.to_owned(), other.to_owned()],
            delay: Self::usual_delay(),
            jitter: Span::default(),
            loss: Share::default(),
            duplicate: Share::default(),
            reorder: Share::default(),
            corrupt: Share::default(),
        }
    }

    fn usual_delay() -> Span {
        Span(Duration::from_millis(20))
    }
}

/// A span of time, written with its unit: `500us`, `20ms`, `1.5s`, `2m`.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Span(pub Duration);

impl core::str::FromStr for Span {
    type Err = String;

    /// Reads a number and its unit.
    ///
    /// # Errors
    ///
    /// Says what was read and what would have been right.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is not a span of time; write for example `20ms`, `1.5s` or `2m`");
        let unit_at = text.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(wrong)?;
        let (number, unit) = text.split_at(unit_at);
        let micros = match unit {
            "us" => 1.0,
            "ms" => 1e3,
            "s" => 1e6,
            "m" | "min" => 60e6,
            _ => return Err(wrong()),
        };
        let number: f64 = number.parse().map_err(|_| wrong())?;
        let seconds = (number * micros).round() / 1e6;
        Duration::try_from_secs_f64(seconds).map(Self).map_err(|_| wrong())
    }
}

impl core::fmt::Display for Span {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let micros = self.0.as_micros();
        match micros {
            0 => f.write_str("0s"),
            _ if micros.is_multiple_of(1_000_000) => write!(f, "{}s", micros / 1_000_000),
            _ if micros.is_multiple_of(1000) => write!(f, "{}ms", micros / 1000),
            _ => write!(f, "{micros}us"),
        }
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A share from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Share(f64);

impl Share {
    /// The share, where it lies between 0 and 1.
    pub fn new(share: f64) -> Option<Self> {
        (0.0..=1.0).contains(&share).then_some(Self(share))
    }

    /// The number.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let share = f64::deserialize(deserializer)?;
        Self::new(share).ok_or_else(|| {
            serde::de::Error::custom(format!("{share} is not a share; write a number from 0 to 1"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nat_that_says_nothing_follows_the_rfcs_advice() {
        let nat: NatSpec = toml::from_str("name = \"home\"\ninside = [\"dut\"]").expect("valid");
        assert_eq!(nat.mapping, Dependence::Endpoint, "REQ-1");
        assert_eq!(nat.timeout, Span(Duration::from_secs(300)), "REQ-5c");
        assert_eq!(nat.refresh, Refresh::Outbound, "REQ-6");
        assert!(nat.hairpin, "REQ-9");
    }

    #[test]
    fn words_of_the_envelope_are_read() {
        let text = "name = \"n\"\ninside = [\"dut\"]\nmapping = \"address-and-port\"\nfiltering = \"address\"\n\
                    timeout = \"30s\"\nport = \"random\"\nrefresh = \"both\"\nhairpin = false";
        let nat: NatSpec = toml::from_str(text).expect("valid");
        assert_eq!(nat.mapping, Dependence::AddressAndPort);
        assert_eq!(nat.filtering, Dependence::Address);
        assert_eq!(nat.timeout, Span(Duration::from_secs(30)));
        assert_eq!(nat.port, PortAssignment::Random);
        assert_eq!(nat.refresh, Refresh::Both);
        assert!(!nat.hairpin);
    }

    #[test]
    fn an_unknown_key_is_an_error() {
        let error = toml::from_str::<NatSpec>("name = \"n\"\ninside = []\nmaping = \"address\"");
        assert!(error.expect_err("misspelt").to_string().contains("maping"));
    }

    #[test]
    fn spans_are_read_and_printed() {
        for (text, micros, printed) in [
            ("500us", 500, "500us"),
            ("20ms", 20_000, "20ms"),
            ("1.5s", 1_500_000, "1500ms"),
            ("2m", 120_000_000, "120s"),
        ] {
            let span: Span = text.parse().expect("valid");
            assert_eq!(span.0, Duration::from_micros(micros));
            assert_eq!(span.to_string(), printed);
        }
        for text in ["", "20", "ms", "-1s", "1h", "1e99s"] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_share_lies_between_nothing_and_all() {
        let read = |loss: &str| {
            toml::from_str::<LinkSpec>(&format!("between = [\"dut\", \"pbx\"]\nloss = {loss}"))
        };
        assert_eq!(read("0.12").expect("valid").loss.get(), 0.12);
        assert!(read("1.2").is_err());
        assert!(read("-0.1").is_err());
    }
}
