//! Bounded text: what a peer sends is cut at a character, never refused for its length.

use heapless::String;

use crate::capacity::{LINE, NUMBER};

/// A number, context or user name.
pub type Number = String<NUMBER>;
/// A name, a cause, a line for the display.
pub type Line = String<LINE>;

/// As much of `text` as fits, cut between two characters.
pub(crate) fn cut<const N: usize>(text: &str) -> String<N> {
    let mut kept = String::new();
    for character in text.chars() {
        if kept.push(character).is_err() {
            break;
        }
    }
    kept
}

/// The text in `octets`: what is not UTF-8 becomes U+FFFD, a closing NUL goes.
pub(crate) fn read<const N: usize>(octets: &[u8]) -> String<N> {
    let octets = octets.strip_suffix(&[0]).unwrap_or(octets);
    let mut kept = String::new();
    for chunk in octets.utf8_chunks() {
        let broken = if chunk.invalid().is_empty() { "" } else { "\u{fffd}" };
        for character in chunk.valid().chars().chain(broken.chars()) {
            if kept.push(character).is_err() {
                return kept;
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(cut::<4>("aéée"), "aé");
    }

    #[test]
    fn broken_utf8_is_shown_as_such() {
        assert_eq!(read::<16>(b"a\xffb"), "a\u{fffd}b");
    }

    #[test]
    fn a_closing_nul_is_no_text() {
        assert_eq!(read::<16>(b"hi\0"), "hi");
    }
}
