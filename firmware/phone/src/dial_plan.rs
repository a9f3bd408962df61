//! What the server's dial plan said of numbers, for as long as it holds (RFC 5456 6.8.2).

use core::time::Duration;

use heapless::Deque;
use iax2_wire::time::Instant;

use crate::capacity::DIAL_PLAN;
use crate::text::{Number, cut};

/// How long an answer without REFRESH holds: ten minutes.
const DEFAULT_LIFE: Duration = Duration::from_secs(600);

/// What a server knows of a number (DPSTATUS, 8.6.19).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Answer {
    /// It can be dialled.
    Exists,
    /// It can be dialled, and may go on.
    ExistsOrMore,
    /// It may become one that can be dialled.
    CanExist,
    /// It leads nowhere.
    NonExistent,
}

const EXISTS: u16 = 0x0001;
const NON_EXISTENT: u16 = 0x0004;
const MATCH_MORE: u16 = 0x8000;

impl Answer {
    pub(crate) const fn from_status(status: u16) -> Self {
        if status & NON_EXISTENT != 0 {
            Self::NonExistent
        } else if status & EXISTS == 0 {
            Self::CanExist
        } else if status & MATCH_MORE == 0 {
            Self::Exists
        } else {
            Self::ExistsOrMore
        }
    }
}

#[derive(Debug)]
struct Known {
    account: usize,
    number: Number,
    answer: Answer,
    until: Instant,
}

/// Answers that still hold, the oldest first.
#[derive(Debug)]
pub(crate) struct DialPlan(Deque<Known, DIAL_PLAN>);

impl DialPlan {
    pub(crate) const fn new() -> Self {
        Self(Deque::new())
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn recall(&self, now: Instant, account: usize, number: &str) -> Option<Answer> {
        let holds = |known: &&Known| known.account == account && known.until > now;
        self.0.iter().filter(holds).find(|known| known.number == number).map(|known| known.answer)
    }

    pub(crate) fn remember(
        &mut self,
        now: Instant,
        account: usize,
        number: &str,
        answer: Answer,
        lasting: Option<Duration>,
    ) {
        let until = now + lasting.unwrap_or(DEFAULT_LIFE);
        let number: Number = cut(number);
        self.0.retain(|known| known.account != account || known.number != number);
        if self.0.is_full() {
            self.0.pop_front();
        }
        let kept = self.0.push_back(Known { account, number, answer, until });
        debug_assert!(kept.is_ok(), "room was made above");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_for_its_time_and_no_longer() {
        let mut plan = DialPlan::new();
        let lasting = Some(Duration::from_secs(120));
        plan.remember(Instant::ZERO, 0, "12", Answer::Exists, lasting);
        assert_eq!(plan.recall(Instant::from_millis(119_999), 0, "12"), Some(Answer::Exists));
        assert_eq!(plan.recall(Instant::from_millis(120_000), 0, "12"), None);
    }

    #[test]
    fn an_answer_belongs_to_its_account() {
        let mut plan = DialPlan::new();
        plan.remember(Instant::ZERO, 0, "12", Answer::Exists, None);
        assert_eq!(plan.recall(Instant::ZERO, 1, "12"), None);
    }

    #[test]
    fn the_status_bits_are_those_of_8_6_19() {
        let answers = [0x0001, 0x8001, 0x0002, 0x4004].map(Answer::from_status);
        let expected =
            [Answer::Exists, Answer::ExistsOrMore, Answer::CanExist, Answer::NonExistent];
        assert_eq!(answers, expected);
    }
}
