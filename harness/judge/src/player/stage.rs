//! Where a script stands: which line acts next, which lines are waited for, which are forbidden.

use crate::notation::ast::{Line, Step};
use iax2_wire::time::Instant;
use std::collections::VecDeque;
use std::sync::Arc;

/// What a phase is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Part {
    /// It brings the device to where the scenario starts; trouble in it says nothing of the device.
    Preamble,
    /// The scenario itself.
    Body,
    /// Every leg is hung up, and the device gets idle.
    Postamble,
}

/// A script to be played.
#[derive(Clone, Debug)]
pub(super) struct Phase {
    pub(super) part: Part,
    pub(super) file: String,
    pub(super) steps: Vec<Step>,
    /// Whether lines of it are about registration, so that the rig's registrar keeps out.
    pub(super) registers: bool,
}

/// A line that is waited for, may come, or must not.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub(super) line: Arc<Line>,
    pub(super) from: Instant,
    /// The end of its window; a forbidden line may have none.
    pub(super) to: Option<Instant>,
    /// How often it came.
    pub(super) count: u32,
    /// How many digits of a digit flow came.
    pub(super) digits: usize,
    /// How many frames of media were heard when it was opened.
    pub(super) heard: u64,
    /// How many signs were given when it was opened.
    pub(super) signs: usize,
    /// The rest of its branch in a `one of`.
    pub(super) rest: Vec<Line>,
}

impl Open {
    pub(super) fn times(&self) -> (u32, u32) {
        self.line.times.as_ref().map_or((1, 1), |times| (times.min, times.max))
    }

    pub(super) fn is_fulfilled(&self) -> bool {
        self.count >= self.times().0
    }
}

/// A flow that must go on for a while.
#[derive(Clone, Debug)]
pub(super) struct Monitor {
    pub(super) line: Arc<Line>,
    pub(super) nth: usize,
    pub(super) from: Instant,
    pub(super) until: Instant,
    /// When it is looked at next.
    pub(super) look: Instant,
}

/// What the script does now.
#[derive(Clone, Debug)]
pub(super) enum Current {
    /// The next step can begin.
    Ready,
    /// We act at that moment.
    Acting(Arc<Line>, Instant),
    /// All of these must come.
    All(Vec<Open>),
    /// The first of these to come decides.
    First(Vec<Open>),
    /// The line is waited out: `quiet`, or a `never` with a window.
    Watching(Arc<Line>, Instant),
    /// The script is over.
    Done,
}

/// Where a script stands.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    pub(super) part: Part,
    pub(super) queue: VecDeque<Step>,
    pub(super) current: Current,
    /// The moment of the line before.
    pub(super) base: Instant,
    /// The line of that moment, by its number.
    pub(super) base_line: u32,
    /// How many signs there were when we acted last.
    pub(super) acted: usize,
    /// How many signs there were when the script began.
    pub(super) began: usize,
    pub(super) optional: Vec<Open>,
    /// Repeated lines that had their least, until their windows end.
    pub(super) counting: Vec<Open>,
    pub(super) never: Vec<Open>,
    pub(super) monitors: Vec<Monitor>,
    pub(super) registers: bool,
}

impl Stage {
    pub(super) fn new(phase: Phase, now: Instant, signs: usize) -> Self {
        Self {
            part: phase.part,
            queue: phase.steps.into(),
            current: Current::Ready,
            base: now,
            base_line: 0,
            acted: signs,
            began: signs,
            optional: Vec::new(),
            counting: Vec::new(),
            never: Vec::new(),
            monitors: Vec::new(),
            registers: phase.registers,
        }
    }

    /// The line that stands at the head of the script now.
    pub(super) fn line(&self) -> Option<Arc<Line>> {
        match &self.current {
            Current::Acting(line, _) | Current::Watching(line, _) => Some(line.clone()),
            Current::All(opens) | Current::First(opens) => {
                let waiting = opens.iter().find(|open| !open.is_fulfilled());
                waiting.or(opens.first()).map(|open| open.line.clone())
            }
            Current::Ready | Current::Done => None,
        }
    }

    /// The lines that are waited for.
    pub(super) fn waiting(&self) -> &[Open] {
        match &self.current {
            Current::All(opens) | Current::First(opens) => opens,
            _ => &[],
        }
    }
}
