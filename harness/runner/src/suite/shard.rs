//! A share of the scenarios: `2/4` is the second of four.

use crate::fingerprint::fingerprint;
use core::fmt;
use core::str::FromStr;

/// One of several shares. **All shares together are everything, and no scenario is in two of them.**
///
/// A scenario's id alone says to which share it belongs, so that it stays there whatever else is selected or added.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Shard {
    /// Which, counted from 1.
    index: u32,
    /// Of how many.
    of: u32,
}

impl Shard {
    /// Whether a scenario belongs to it.
    pub fn has(&self, id: &str) -> bool {
        fingerprint(id) % u64::from(self.of) == u64::from(self.index - 1)
    }
}

impl FromStr for Shard {
    type Err = String;

    /// Reads `2/4`.
    ///
    /// # Errors
    /// Says what a share looks like.
    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/');
        let numbers = numbers.and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((index, of)) if (1..=of).contains(&index) => Ok(Self { index, of }),
            _ => Err(format!("`{text}` is no share: `2/4` is the second of four, `1/1` is all")),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::library::Library;

    fn ids() -> Vec<String> {
        Library::embedded().scenarios().map(|(id, _)| id.to_owned()).collect()
    }

    #[test]
    fn every_scenario_is_in_exactly_one_share() {
        for of in [1, 2, 3, 4, 7] {
            let shards: Vec<Shard> = (1..=of).map(|index| Shard { index, of }).collect();
            for id in ids() {
                let holders = shards.iter().filter(|shard| shard.has(&id)).count();
                assert_eq!(holders, 1, "{id} of {of}");
            }
        }
    }

    #[test]
    fn shares_are_about_equal() {
        let ids = ids();
        for of in [2, 4, 8] {
            for index in 1..=of {
                let share = ids.iter().filter(|id| Shard { index, of }.has(id)).count();
                let even = ids.len() / of as usize;
                assert!((even / 2..=even * 3 / 2).contains(&share), "{index}/{of}: {share}");
            }
        }
    }

    #[test]
    fn a_scenario_stays_in_its_share_from_version_to_version() {
        let share = |id: &str| (1..=4).find(|index| Shard { index: *index, of: 4 }.has(id));
        assert_eq!(share("iax2/6.2.2/new-accept"), Some(1));
        assert_eq!(share("iax2/hangup/both-ends-at-once"), Some(4));
    }

    #[test]
    fn a_share_is_written_as_it_is_read() {
        let shard: Shard = "2/4".parse().expect("well formed");
        assert_eq!(shard, Shard { index: 2, of: 4 });
        assert_eq!(shard.to_string(), "2/4");
    }

    #[test]
    fn there_is_no_share_nought_and_none_beyond_the_last() {
        for wrong in ["0/4", "5/4", "0/0", "1", "a/b", ""] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
