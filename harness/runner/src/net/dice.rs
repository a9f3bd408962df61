//! Chance that comes out the same on every machine, in any order, on any number of workers.

use phonerig_judge::network::Share;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// One stream of chance, its own for every named thing of every scenario.
#[derive(Clone, Debug)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of `name` in `scenario` of a run with `seed`.
    ///
    /// Streams of other names and scenarios do not disturb it, so that a scenario run alone meets the same
    /// chances as in the whole suite.
    pub fn new(seed: u64, scenario: &str, name: &str) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&digest(scenario).to_le_bytes());
        key[16..24].copy_from_slice(&digest(name).to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number from zero to one less than `limit`; zero where `limit` is zero.
    pub fn below(&mut self, limit: u32) -> u32 {
        let spread = u64::from(self.0.next_u32()) * u64::from(limit);
        u32::try_from(spread >> 32)
            .expect("a 32-bit number times a 32-bit limit, shifted by 32, fits")
    }

    /// True for `share` of all calls. Nothing is drawn where the answer is certain.
    pub fn happens(&mut self, share: Share) -> bool {
        let share = share.get();
        share > 0.0 && (share >= 1.0 || f64::from(self.0.next_u32()) < share * 4_294_967_296.0)
    }

    /// Fills `octets`.
    pub fn fill(&mut self, octets: &mut [u8]) {
        self.0.fill_bytes(octets);
    }
}

/// FNV-1a, 64 bits: spreads names over keys; nothing hangs on its strength.
fn digest(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, octet| {
        (hash ^ u64::from(octet)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(seed: u64, scenario: &str, name: &str) -> Vec<u32> {
        let mut dice = Dice::new(seed, scenario, name);
        (0..4).map(|_| dice.below(1000)).collect()
    }

    #[test]
    fn the_same_names_give_the_same_chances() {
        assert_eq!(draws(1, "iax2/7/loss", "dut->pbx"), draws(1, "iax2/7/loss", "dut->pbx"));
    }

    #[test]
    fn seed_scenario_and_name_each_matter() {
        let one = draws(1, "a", "b");
        assert_ne!(one, draws(2, "a", "b"));
        assert_ne!(one, draws(1, "c", "b"));
        assert_ne!(one, draws(1, "a", "c"));
    }

    #[test]
    fn a_share_is_met_in_the_long_run() {
        let mut dice = Dice::new(7, "s", "n");
        let share = Share::new(0.12).expect("valid");
        let hits = (0..10_000).filter(|_| dice.happens(share)).count();
        assert!((1100..1300).contains(&hits), "{hits}");
    }

    #[test]
    fn nothing_and_everything_are_certain() {
        let mut dice = Dice::new(7, "s", "n");
        assert!(!dice.happens(Share::default()));
        assert!(dice.happens(Share::new(1.0).expect("valid")));
    }

    #[test]
    fn numbers_stay_below_their_limit() {
        let mut dice = Dice::new(7, "s", "n");
        assert!((0..1000).all(|_| dice.below(3) < 3));
        assert_eq!(dice.below(0), 0);
    }
}
