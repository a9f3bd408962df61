//! What the rules are told about a capture.

use core::net::IpAddr;
use core::time::Duration;
use std::collections::BTreeSet;

/// What the rules are told about a capture.
#[derive(Clone, Debug)]
pub struct Options {
    /// Addresses of those that are judged; everybody where there are none.
    pub judged: Vec<IpAddr>,
    /// Names of parties by address; an address without one is its own name.
    pub names: Vec<(IpAddr, String)>,
    /// The capture was taken at the judged device, so that what is addressed to it has reached it.
    /// Otherwise packets may be lost behind the capture, and one lost answer proves nothing.
    pub at_device: bool,
    /// Look for DTMF in the sound of decoded codecs.
    pub audio: bool,
    /// Secrets of test accounts, to read encrypted calls with.
    pub secrets: Vec<Vec<u8>>,
    /// The features that the judged device declares, in the words of its declaration; unknown where `None`.
    pub supports: Option<BTreeSet<String>>,
    /// Repeats that the judged device declares (RFC 5456 7 has 4 by default).
    pub retries: u8,
    /// How long after 1970 the observations' zero is: none where they carry the time of day themselves.
    pub epoch: Duration,
    /// How late a reaction may show because of the bench.
    pub slack: Duration,
}

impl Default for Options {
    /// A foreign capture: everybody is judged, nothing is known.
    fn default() -> Self {
        Self {
            judged: Vec::new(),
            names: Vec::new(),
            at_device: false,
            audio: true,
            secrets: Vec::new(),
            supports: None,
            retries: 4,
            epoch: Duration::ZERO,
            slack: Duration::from_millis(20),
        }
    }
}

impl Options {
    /// Whether the judged device declares this feature; `None` where nothing is declared.
    pub fn declares(&self, feature: &str) -> Option<bool> {
        self.supports.as_ref().map(|all| all.contains(feature))
    }

    /// Whether the judged device does not say that it lacks this feature.
    pub fn may_do(&self, feature: &str) -> bool {
        self.declares(feature) != Some(false)
    }
}
