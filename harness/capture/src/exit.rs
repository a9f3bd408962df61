//! How `phonerig` ends: every exit code stands here.

use phonerig_judge::verdict::Verdict;

/// An exit code, highest precedence first. 101 is Rust's own panic and never ours.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub enum Exit {
    /// A bug of phonerig's own.
    Bug = 70,
    /// A fail, a finding or a difference.
    Found = 100,
    /// The rig could not be set up, an input could not be read, or a scenario was `broken`.
    Broken = 96,
    /// At least one scenario was `inconclusive`.
    Inconclusive = 102,
    /// Nothing was selected, or nothing but `unsupported`.
    Nothing = 4,
    /// The command line was wrong.
    Usage = 2,
    /// Something was judged, and only pass and warn came of it.
    Success = 0,
}

/// The order of precedence, which is not that of the numbers.
const PRECEDENCE: [Exit; 7] = [
    Exit::Bug,
    Exit::Found,
    Exit::Broken,
    Exit::Inconclusive,
    Exit::Nothing,
    Exit::Usage,
    Exit::Success,
];

impl Exit {
    /// The code of a run with these verdicts.
    pub fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let (mut worst, mut judged) = (Self::Success, false);
        for verdict in verdicts {
            worst = worst.or(Self::of_one(verdict));
            judged |= verdict != Verdict::Unsupported;
        }
        if judged { worst } else { Self::Nothing }
    }

    const fn of_one(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Fail => Self::Found,
            Verdict::Broken => Self::Broken,
            Verdict::Inconclusive => Self::Inconclusive,
            Verdict::Pass | Verdict::Warn | Verdict::Unsupported => Self::Success,
        }
    }

    /// The one of two that has precedence.
    pub fn or(self, other: Self) -> Self {
        let place = |exit| PRECEDENCE.iter().position(|known| *known == exit);
        if place(other) < place(self) { other } else { self }
    }

    /// The code of one subcommand that found nothing (`false`) or something (`true`).
    pub const fn found(anything: bool) -> Self {
        if anything { Self::Found } else { Self::Success }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{Broken, Fail, Inconclusive, Pass, Unsupported, Warn};

    #[test]
    fn the_worst_verdict_decides() {
        assert_eq!(Exit::of([Pass, Fail, Broken, Inconclusive]), Exit::Found);
        assert_eq!(Exit::of([Pass, Broken, Inconclusive]), Exit::Broken);
        assert_eq!(Exit::of([Pass, Unsupported, Inconclusive]), Exit::Inconclusive);
        assert_eq!(Exit::of([Pass, Warn]), Exit::Success);
    }

    #[test]
    fn one_judged_scenario_among_unsupported_ones_is_a_success() {
        assert_eq!(Exit::of([Unsupported, Pass, Unsupported]), Exit::Success);
    }

    #[test]
    fn nothing_judged_is_no_success() {
        assert_eq!(Exit::of([]), Exit::Nothing);
        assert_eq!(Exit::of([Unsupported]), Exit::Nothing);
    }
}
