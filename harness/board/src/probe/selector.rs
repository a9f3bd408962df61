//! Which debug probe.

use core::fmt;
use core::net::SocketAddr;
use core::str::FromStr;
use probe_rs::probe::DebugProbeSelector;

/// A debug probe, as probe-rs selects it: `VID:PID`, or `VID:PID:SERIAL`. The serial number of a probe that is reached over TCP is `HOST:PORT`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Selector(DebugProbeSelector);

impl Selector {
    pub(super) fn to_probe_rs(&self) -> DebugProbeSelector {
        self.0.clone()
    }

    /// Where the probe is on the network, if that is where it is.
    pub(super) fn address(&self) -> Option<SocketAddr> {
        self.0.serial_number.as_ref()?.parse().ok()
    }
}

impl FromStr for Selector {
    type Err = String;

    /// Reads a selector.
    ///
    /// # Errors
    /// Says what a selector looks like.
    fn from_str(text: &str) -> Result<Self, String> {
        let selector = DebugProbeSelector::from_str(text);
        selector.map(Self).map_err(|cause| {
            format!("`{text}` selects no probe ({cause}); write `VID:PID` or `VID:PID:SERIAL`")
        })
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_may_be_a_host_and_a_port() {
        let selector: Selector = "1d50:6018:127.0.0.1:2345".parse().expect("a selector");
        assert_eq!(selector.address(), Some(SocketAddr::from(([127, 0, 0, 1], 2345))));
        assert_eq!(selector.to_string(), "1d50:6018:127.0.0.1:2345");
        assert!("nonsense".parse::<Selector>().is_err());
    }
}
