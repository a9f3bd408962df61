//! Where a script begins: the state that a preamble reaches, and in which flavour.

use crate::notation::message::FORMATS;

/// How far a preamble goes.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum State {
    /// The script itself begins at power-on.
    Cold,
    /// The device is registered, where it registers at all.
    Registered,
    /// A call waits to be answered (RFC 5456 Figure 2 and 3: Linked).
    Linked,
    /// A call is answered (RFC 5456 Figure 2 and 3: UP).
    Up,
}

impl State {
    const ALL: [(&'static str, Self); 5] = [
        ("cold", Self::Cold),
        ("registered", Self::Registered),
        ("linked", Self::Linked),
        ("ringing", Self::Linked),
        ("up", Self::Up),
    ];
}

/// A state with its flavour: `up out`, `up encrypted`, `linked account=2`, `up alaw`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Start {
    /// The state.
    pub state: State,
    /// Whether the device is the caller; else it is called.
    pub out: bool,
    /// Whether the call is encrypted.
    pub encrypted: bool,
    /// Which codec, as a mask; mu-law unless it is said.
    pub codec: Option<u64>,
    /// On which account, counted from 1.
    pub account: u32,
}

impl core::str::FromStr for Start {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let name = words.next().unwrap_or_default();
        let state = State::ALL.iter().find(|(known, _)| *known == name).map(|(_, state)| *state);
        let state = state.ok_or_else(|| {
            format!("`{name}` is no state to start in; one of: cold registered linked ringing up")
        })?;
        let mut start = Self { state, out: false, encrypted: false, codec: None, account: 1 };
        words.try_for_each(|word| start.modify(word))?;
        if state < State::Linked && (start.out || start.encrypted || start.codec.is_some()) {
            return Err(format!(
                "`{text}` starts without a call; it has no direction and no codec"
            ));
        }
        Ok(start)
    }
}

impl Start {
    fn modify(&mut self, word: &str) -> Result<(), String> {
        let codec = FORMATS.iter().find(|(name, _)| *name == word);
        match (word, word.strip_prefix("account="), codec) {
            ("out", ..) => self.out = true,
            ("encrypted", ..) => self.encrypted = true,
            (_, Some(number), _) => {
                let wrong = || format!("`{word}` names no account; write for example `account=2`");
                self.account = number.parse().ok().filter(|n| *n > 0).ok_or_else(wrong)?;
            }
            (_, _, Some((_, mask))) => self.codec = Some(*mask),
            _ => {
                let words = "`out`, `encrypted`, `account=2` or a codec may follow the state";
                return Err(format!("`{word}` is no flavour of a start; {words}"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_has_a_state_and_flavours() {
        let start: Start = "up out alaw account=2".parse().expect("valid");
        assert_eq!(start.state, State::Up);
        assert!(start.out && !start.encrypted);
        assert_eq!((start.codec, start.account), (Some(8), 2));
    }

    #[test]
    fn nonsense_is_told_apart() {
        for text in ["", "on", "up sideways", "registered alaw", "up account=0"] {
            assert!(text.parse::<Start>().is_err(), "{text}");
        }
    }
}
