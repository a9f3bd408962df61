//! Scripts, lines and their times.

use crate::network::Span;
use crate::notation::ast::{End, Event, Line, Script, Step, Times, When};
use core::fmt::{self, Display, Formatter};
use core::time::Duration;

impl Display for Script {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.steps.iter().try_for_each(|step| step.fmt(f))
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => writeln!(f, "{line}"),
            Self::AnyOrder(lines) => {
                f.write_str("any order\n")?;
                lines.iter().try_for_each(|line| writeln!(f, "{line}"))?;
                f.write_str("end\n")
            }
            Self::OneOf(branches) => {
                f.write_str("one of\n")?;
                for (nth, branch) in branches.iter().enumerate() {
                    f.write_str(if nth == 0 { "" } else { "or\n" })?;
                    branch.iter().try_for_each(|line| writeln!(f, "{line}"))?;
                }
                f.write_str("end\n")
            }
        }
    }
}

impl Display for Line {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(when) = self.when {
            write!(f, "{:<10} ", when.to_string())?;
        }
        f.write_str(if self.optional { "? " } else { "" })?;
        f.write_str(if self.never { "never " } else { "" })?;
        for (nth, event) in self.events.iter().enumerate() {
            write!(f, "{}{event}", if nth == 0 { "" } else { " | " })?;
        }
        if let Some(times) = &self.times {
            write!(f, "  {times}")?;
        }
        match self.cites.as_slice() {
            [] => Ok(()),
            cites => {
                let cites: Vec<&str> = cites.iter().map(|id| id.as_str()).collect();
                write!(f, "  [{}]", cites.join(", "))
            }
        }
    }
}

impl Display for When {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(at) => write!(f, "+{}", Time(*at)),
            Self::Within(from, to) => write!(f, "+{}..{}", Time(*from), Time(*to)),
        }
    }
}

/// A time of the script, where nothing needs no unit.
struct Time(Duration);

impl Display for Time {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.is_zero() { f.write_str("0") } else { Span(self.0).fmt(f) }
    }
}

impl Display for Times {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (self.min, self.max) {
            (min, max) if min == max => write!(f, "x{min}")?,
            (min, max) => write!(f, "x{min}..{max}")?,
        }
        match self.every {
            Some(every) => write!(f, " every {every}"),
            None => Ok(()),
        }
    }
}

impl Display for Event {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frame(frame) => frame.fmt(f),
            Self::Flow(flow) => write!(f, "{} ~> {}{}", flow.from, flow.to, flow.flow),
            Self::User(action) => write!(f, "user {action}"),
            Self::Sign(sign) => write!(f, "dut {sign}"),
            Self::Nat(order) => write!(f, "nat {order}"),
            Self::Link(order) => write!(f, "link {order}"),
            Self::Power(power) => write!(f, "power {power}"),
            Self::Transport { party, works: true } => write!(f, "{party} returns"),
            Self::Transport { party, works: false } => write!(f, "{party} vanishes"),
            Self::Quiet => f.write_str("quiet"),
        }
    }
}

impl Display for End {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.leg {
            Some(leg) => write!(f, "{}/{leg}", self.party),
            None => f.write_str(&self.party),
        }
    }
}
