//! Media and digits.

use super::frame::format_text;
use crate::notation::ast::{
    Audio, Field, Flow, Sound, TrunkCall, TrunkEntry, TrunkFlaw, Trunking, Wrap,
};
use crate::notation::lexer::quote;
use crate::notation::message::name_of;
use core::fmt::{self, Display, Formatter};

impl Display for Flow {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => Ok(()),
            Self::Audio(audio) => audio.fmt(f),
            Self::Video { format, lasts } => {
                f.write_str("  video")?;
                option(f, " ", format.map(format_text))?;
                option(f, " for ", *lasts)
            }
            Self::Digits { digits, rate, begin, held } => {
                write!(f, "  digits {}", quote(digits.as_bytes()))?;
                option(f, " at ", rate.map(|rate| format!("{rate}/s")))?;
                f.write_str(if *begin { " begin" } else { "" })?;
                option(f, " for ", *held)
            }
        }
    }
}

impl Display for Audio {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        option(f, "  ", self.trunk.as_ref())?;
        option(f, " ", self.format.map(format_text))?;
        option(f, " ", self.every)?;
        option(f, " ", self.sound.as_ref())?;
        option(f, " for ", self.lasts)?;
        f.write_str(if self.minis { " minis" } else { "" })?;
        option(f, " ", self.sealed.map(|sealed| if sealed { "encrypted" } else { "clear" }))?;
        option(f, " ", self.mapping.map(Field::From))?;
        option(f, " ts=", self.ts)?;
        option(f, " wrap=", self.wrap.map(Wrap::word))?;
        option(f, " drift=", self.drift)
    }
}

impl Wrap {
    fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

impl Display for Trunking {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let entries: Vec<String> = self.entries.iter().map(TrunkEntry::to_string).collect();
        write!(f, "trunk {}", entries.join(","))?;
        f.write_str(if self.timestamps { " timestamps" } else { " plain" })?;
        option(f, " command=", self.command)?;
        f.write_str(if self.reserved { " reserved" } else { "" })
    }
}

impl Display for TrunkEntry {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.call {
            TrunkCall::Leg(leg) => f.write_str(leg)?,
            TrunkCall::Foreign(end) => end.fmt(f)?,
            TrunkCall::Number(number) => write!(f, "0x{number:04x}")?,
        }
        option(f, "/", self.flaw.and_then(|flaw| name_of(&TrunkFlaw::ALL, flaw)))
    }
}

impl Display for Sound {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tone(hertz) => write!(f, "tone {hertz}"),
            Self::Silence => f.write_str("silence"),
            Self::Speech => f.write_str("speech"),
            Self::Inband(keys) => write!(f, "inband {}", quote(keys.as_bytes())),
        }
    }
}

/// What stands there only where it is said.
pub(super) fn option(
    f: &mut Formatter<'_>,
    before: &str,
    value: Option<impl Display>,
) -> fmt::Result {
    value.map_or(Ok(()), |value| write!(f, "{before}{value}"))
}
