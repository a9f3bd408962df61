//! Which external port a mapping gets, RFC 4787 section 4.2.

use crate::net::dice::Dice;

/// A random free port of the range (REQ-3a) and parity (REQ-4) of `like`; none where all are taken.
///
/// Ports 0 to 1023 are one range, those above the other.
pub(super) fn pick(dice: &mut Dice, like: u16, free: impl Fn(u16) -> bool) -> Option<u16> {
    let (first, last) = if like < 1024 { (2, 1023) } else { (1024, 65535) };
    let first = first + (like & 1);
    let count = u32::from((last - first) / 2) + 1;
    let start = dice.below(count);
    (0..count).map(|step| first + nth_of_parity((start + step) % count)).find(|port| free(*port))
}

fn nth_of_parity(index: u32) -> u16 {
    u16::try_from(index * 2).expect("there are fewer than 32768 ports of one parity")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dice() -> Dice {
        Dice::new(1, "ports", "nat")
    }

    #[test]
    fn range_and_parity_are_kept() {
        let mut dice = dice();
        for _ in 0..1000 {
            let registered = pick(&mut dice, 4569, |_| true).expect("free");
            assert!(registered >= 1024 && registered % 2 == 1, "{registered}");
            let known = pick(&mut dice, 52, |_| true).expect("free");
            assert!((1..1024).contains(&known) && known % 2 == 0, "{known}");
        }
    }

    #[test]
    fn the_last_free_port_is_found() {
        assert_eq!(pick(&mut dice(), 4569, |port| port == 65535), Some(65535));
        assert_eq!(pick(&mut dice(), 4568, |port| port == 1024), Some(1024));
        assert_eq!(pick(&mut dice(), 7, |port| port == 1023), Some(1023));
    }

    #[test]
    fn a_full_range_has_none() {
        assert_eq!(pick(&mut dice(), 4569, |port| port % 2 == 0), None);
    }
}
