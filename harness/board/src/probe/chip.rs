//! Which chip.

use super::error::{ProbeError, chain};
use core::fmt;
use core::str::FromStr;
use probe_rs::config::{Registry, Target};

/// The chip of an emulated board. Its flash takes writes as memory does, so it needs no flash loader.
pub const EMULATED_CHIP: &str = "LM3S6965-emulated";
/// What probe-rs has to know of it.
const EMULATED: &str = include_str!("lm3s6965-emulated.yaml");

/// A chip by its name at probe-rs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Chip(String);

impl Chip {
    /// The chip of an emulated board.
    pub fn emulated() -> Self {
        Self(EMULATED_CHIP.to_owned())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0
    }

    pub(super) fn target(&self, board: &str) -> Result<Target, ProbeError> {
        let found = registry().get_target_by_name(&self.0);
        found.map_err(|cause| ProbeError::new(board, "find its chip", &cause))
    }
}

impl FromStr for Chip {
    type Err = String;

    /// Looks a chip up.
    ///
    /// # Errors
    /// Where probe-rs does not know it, or knows several by that name.
    fn from_str(name: &str) -> Result<Self, String> {
        let found = registry().get_target_by_name(name);
        found.map(|target| Self(target.name)).map_err(|cause| chain(&cause))
    }
}

impl fmt::Display for Chip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// probe-rs's own chips and the emulated one.
fn registry() -> Registry {
    let mut registry = Registry::from_builtin_families();
    registry.add_target_family_from_yaml(EMULATED).expect("a test reads this text");
    registry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_emulated_chip_and_the_true_one_are_known() {
        for name in [EMULATED_CHIP, "LM3S6965", "STM32F767ZITx"] {
            assert_eq!(name.parse().map(|chip: Chip| chip.to_string()), Ok(name.to_owned()));
        }
        assert!("Z80".parse::<Chip>().is_err());
    }
}
