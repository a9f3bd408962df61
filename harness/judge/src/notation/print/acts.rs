//! The user, the device's signs, NATs, links and the power.

use super::flow::option;
use super::frame::value_text;
use crate::notation::ast::{
    HeaderField, LinkOrder, LinkVerb, NatOrder, Power, Sign, Treatment, UserAction, UserVerb, Value,
};
use crate::notation::fields::Kind;
use crate::notation::lexer::quote;
use crate::notation::message::name_of;
use core::fmt::{self, Display, Formatter};

impl Display for UserAction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.verb.fmt(f)?;
        option(f, " account=", self.account)?;
        option(f, " leg=", self.leg.as_ref())
    }
}

impl Display for UserVerb {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| quote(text.as_bytes());
        match self {
            Self::Answers => f.write_str("answers"),
            Self::Dials(number) => write!(f, "dials {}", quoted(number)),
            Self::Flashes => f.write_str("flashes"),
            Self::HangsUp => f.write_str("hangs up"),
            Self::Holds => f.write_str("holds"),
            Self::Lifts => f.write_str("lifts"),
            Self::Presses { keys, rate, held } => {
                write!(f, "presses {}", quoted(keys))?;
                option(f, " at ", rate.map(|rate| format!("{rate}/s")))?;
                option(f, " for ", *held)
            }
            Self::Reboots => f.write_str("reboots"),
            Self::Registers => f.write_str("registers"),
            Self::Rejects => f.write_str("rejects"),
            Self::Resumes => f.write_str("resumes"),
            Self::SendsText(text) => write!(f, "sends text {}", quoted(text)),
            Self::SendsUrl(url) => write!(f, "sends url {}", quoted(url)),
            Self::Speaks { tone, lasts } => {
                write!(f, "speaks tone {tone}")?;
                option(f, " for ", *lasts)
            }
            Self::StaysSilent => f.write_str("stays silent"),
            Self::StopsSpeaking => f.write_str("stops speaking"),
            Self::TransfersTo(number) => write!(f, "transfers to {}", quoted(number)),
            Self::Unregisters => f.write_str("unregisters"),
        }
    }
}

impl Display for Sign {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word)?;
        if !self.legs.is_empty() {
            write!(f, " {}", self.legs.join(","))?;
        }
        option(f, " ", self.text.as_deref().map(quote))?;
        option(f, " for ", self.lasts)?;
        let kind = |value: &Value| match value {
            Value::Text(_) => Kind::Text,
            _ => Kind::Number(4),
        };
        let mut fields = self.fields.iter();
        fields.try_for_each(|(key, value)| write!(f, " {key}={}", value_text(kind(value), value)))
    }
}

impl Display for NatOrder {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.nat, if self.forgets { "forgets" } else { "rebinds" })
    }
}

impl Display for LinkOrder {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let direction = self.direction.as_ref().map(|(from, to)| format!("{from}->{to}"));
        match &self.verb {
            LinkVerb::Cut => f.write_str("cut")?,
            LinkVerb::Restored => f.write_str("restored")?,
            LinkVerb::Loses(millionths) => write!(f, "loss {}", f64::from(*millionths) / 1e6)?,
            LinkVerb::Treats { treatment, message, header, which } => {
                f.write_str(treatment.word())?;
                option(f, " ", direction)?;
                option(f, " ", message.as_ref())?;
                for (field, number) in header {
                    write!(
                        f,
                        " {}={number}",
                        name_of(&HeaderField::ALL, *field).unwrap_or_default()
                    )?;
                }
                match *which {
                    None => {}
                    Some((from, to)) if from == to => write!(f, " {}", ordinal(from))?,
                    Some((from, to)) => write!(f, " {}..{}", ordinal(from), ordinal(to))?,
                }
                return match treatment {
                    Treatment::Delays(by) => write!(f, " by {by}"),
                    _ => Ok(()),
                };
            }
        }
        option(f, " ", direction)
    }
}

impl Treatment {
    fn word(self) -> &'static str {
        match self {
            Self::Drops => "drops",
            Self::Delays(_) => "delays",
            Self::Duplicates => "duplicates",
            Self::Corrupts => "corrupts",
        }
    }
}

fn ordinal(number: u32) -> String {
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

impl Display for Power {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cut => "cut",
            Self::Restored => "restored",
        })
    }
}
