//! What stands in a capture and is no packet: a topic, then text.

use core::fmt;
use core::str::FromStr;

/// What a note is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Topic {
    /// The bench's name and its slack: `sim slack=0us`.
    Bench,
    /// The board that played the device's part.
    Board,
    /// The rig or the rack failed.
    Broken,
    /// The device's declaration, as TOML.
    Declaration,
    /// The scenario was played to its end.
    End,
    /// The device has stopped or started anew by itself.
    Fault,
    /// The scenario's id.
    Id,
    /// A link was told something.
    Link,
    /// A line of the device's log, or a remark of its console.
    Log,
    /// What the network did: a drop, a mapping.
    Net,
    /// A NAT was told something.
    Nat,
    /// The power was told something.
    Power,
    /// The preamble that was played, its path and then its TOML.
    Preamble,
    /// A remark.
    Remark,
    /// The scenario, as TOML.
    Scenario,
    /// The run's seed.
    Seed,
    /// A sign of the device.
    Sign,
    /// Why the device is not held to the scenario.
    Unsupported,
    /// Something the user did.
    User,
    /// A version that a verdict can depend on: `phonerig 0.1.0`.
    Version,
}

impl Topic {
    const ALL: [(Self, &'static str); 20] = [
        (Self::Bench, "bench"),
        (Self::Board, "board"),
        (Self::Broken, "broken"),
        (Self::Declaration, "declaration"),
        (Self::End, "end"),
        (Self::Fault, "fault"),
        (Self::Id, "id"),
        (Self::Link, "link"),
        (Self::Log, "log"),
        (Self::Net, "net"),
        (Self::Nat, "nat"),
        (Self::Power, "power"),
        (Self::Preamble, "preamble"),
        (Self::Remark, "remark"),
        (Self::Scenario, "scenario"),
        (Self::Seed, "seed"),
        (Self::Sign, "dut"),
        (Self::Unsupported, "unsupported"),
        (Self::User, "user"),
        (Self::Version, "version"),
    ];

    /// The word that a note of this topic begins with; where the notation has one, it is that.
    pub fn word(self) -> &'static str {
        let (_, word) = Self::ALL
            .iter()
            .find(|(topic, _)| *topic == self)
            .expect("every topic stands in the table");
        word
    }
}

/// A note in a capture.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// What it is about.
    pub topic: Topic,
    /// What it says; any number of lines.
    pub text: String,
}

impl Note {
    /// A note on a topic.
    pub fn new(topic: Topic, text: impl Into<String>) -> Self {
        Self { topic, text: text.into() }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.topic.word(), self.text)
    }
}

/// A note whose first word is no topic.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` is not a topic of a run's notes")]
pub struct NoteError(String);

impl FromStr for Note {
    type Err = NoteError;

    /// Reads what [`fmt::Display`] wrote.
    fn from_str(text: &str) -> Result<Self, NoteError> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let topic = Topic::ALL.iter().find(|(_, known)| *known == word);
        match topic {
            Some((topic, _)) => Ok(Self::new(*topic, rest)),
            None => Err(NoteError(word.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_its_topic_and_its_text() {
        let note = Note::new(Topic::User, "dials \"200\" account=2");
        assert_eq!(note.to_string(), "user dials \"200\" account=2");
        assert_eq!("user dials \"200\" account=2".parse(), Ok(note));
        assert_eq!("dut idle".parse(), Ok(Note::new(Topic::Sign, "idle")));
    }

    #[test]
    fn lines_stay_lines() {
        let note = Note::new(Topic::Scenario, "title = \"a\"\n\nscript = '''\n'''\n");
        assert_eq!(note.to_string().parse(), Ok(note));
    }

    #[test]
    fn an_unknown_topic_is_named() {
        let error = "weather fine".parse::<Note>().expect_err("unknown");
        assert_eq!(error.to_string(), "`weather` is not a topic of a run's notes");
    }
}
