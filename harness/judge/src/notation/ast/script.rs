//! Scripts, lines and their times.

use super::{FlowEvent, FrameEvent, LinkOrder, NatOrder, Power, Sign, UserAction};
use crate::finding::RequirementId;
use crate::network::Span;
use core::time::Duration;

/// A script: its lines and blocks, in order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Script {
    /// The steps.
    pub steps: Vec<Step>,
}

impl Script {
    /// Every line, those inside blocks included, in the order in which they stand.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.steps.iter().flat_map(Step::lines)
    }
}

/// One line, or a block of lines.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Step {
    /// A line.
    Line(Line),
    /// `any order` .. `end`: all of them, in whatever order.
    AnyOrder(Vec<Line>),
    /// `one of` .. `or` .. `end`: the branch whose first line is fulfilled first.
    OneOf(Vec<Vec<Line>>),
}

impl Step {
    fn lines(&self) -> Box<dyn Iterator<Item = &Line> + '_> {
        match self {
            Self::Line(line) => Box::new(core::iter::once(line)),
            Self::AnyOrder(lines) => Box::new(lines.iter()),
            Self::OneOf(branches) => Box::new(branches.iter().flatten()),
        }
    }
}

/// One line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line {
    /// Its number in the file, counted from 1.
    pub number: u32,
    /// When, after the line before; rows of a transcript may stand without.
    pub when: Option<When>,
    /// Whether it may be left out (`?`).
    pub optional: bool,
    /// Whether it must not come (`never`).
    pub never: bool,
    /// What happens; several where ` | ` separates alternatives.
    pub events: Vec<Event>,
    /// How often (`x3..9`).
    pub times: Option<Times>,
    /// The requirements that it verifies (`[IAX2-7-03]`).
    pub cites: Vec<RequirementId>,
}

/// A moment or a span, counted from the line before.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum When {
    /// We act then.
    At(Duration),
    /// It must come between the two, both included.
    Within(Duration, Duration),
}

/// How often a line is repeated.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Times {
    /// At least.
    pub min: u32,
    /// At most.
    pub max: u32,
    /// The pause between two, where we act.
    pub every: Option<Span>,
}

/// What a line is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// `pbx -> dut HANGUP causecode=16`.
    Frame(FrameEvent),
    /// `pbx ~> dut ulaw tone 1000 for 20s`.
    Flow(FlowEvent),
    /// `user dials "200"`.
    User(UserAction),
    /// `dut rings name="Alice"`.
    Sign(Sign),
    /// `nat home rebinds`.
    Nat(NatOrder),
    /// `link drops dut->pbx HANGUP 2nd`.
    Link(LinkOrder),
    /// `power cut`, `power restored`.
    Power(Power),
    /// `pbx vanishes`, `pbx returns`: its transport stops, or works again.
    Transport {
        /// Whose.
        party: String,
        /// Whether it works.
        works: bool,
    },
    /// `quiet`: for that long only background comes.
    Quiet,
}
