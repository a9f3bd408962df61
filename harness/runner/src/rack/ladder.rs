//! The recovery ladder: what is done with a board that gave trouble, one rung after the other.
//!
//! It decides and does nothing itself. **Every action that it asks for is answered by `Booted` or `NotBooted`.**

use serde::Serialize;

/// Scenarios in a row that a board gave trouble in, each time mended, after which it is not trusted any more.
pub const MOST_STRIKES: u32 = 3;

/// How far a board can be trusted.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase", tag = "is", content = "reason")]
pub enum Health {
    /// It is as it should be.
    Healthy,
    /// It gave trouble and is being brought back.
    Suspect,
    /// It is not used until a boot of it was verified, and why.
    Quarantined(String),
}

/// Something that happened to a board.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// A scenario was played on it without trouble.
    Fine,
    /// It gave trouble.
    Trouble {
        /// In which scenario.
        by: String,
        /// Which.
        what: String,
    },
    /// It booted, and said that it is what it should be.
    Booted,
    /// It did not, and why.
    NotBooted(String),
}

/// What is to be done with a board. A boot is verified after each.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Reset it.
    Reset,
    /// Take its power away, and give it back.
    PowerCycle,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    Healthy,
    Resetting,
    PowerCycling,
    Quarantined,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum On {
    Fine,
    Trouble,
    Booted,
    NotBooted,
}

/// From a state, by an event, to a state that may ask for something.
const TABLE: [(State, On, State); 16] = [
    (State::Healthy, On::Fine, State::Healthy),
    (State::Healthy, On::Trouble, State::Resetting),
    (State::Healthy, On::Booted, State::Healthy),
    (State::Healthy, On::NotBooted, State::Resetting),
    (State::Resetting, On::Fine, State::Resetting),
    (State::Resetting, On::Trouble, State::PowerCycling),
    (State::Resetting, On::Booted, State::Healthy),
    (State::Resetting, On::NotBooted, State::PowerCycling),
    (State::PowerCycling, On::Fine, State::PowerCycling),
    (State::PowerCycling, On::Trouble, State::Quarantined),
    (State::PowerCycling, On::Booted, State::Healthy),
    (State::PowerCycling, On::NotBooted, State::Quarantined),
    (State::Quarantined, On::Fine, State::Quarantined),
    (State::Quarantined, On::Trouble, State::Quarantined),
    (State::Quarantined, On::Booted, State::Healthy),
    (State::Quarantined, On::NotBooted, State::Quarantined),
];

/// Where one board stands on the ladder.
#[derive(Clone, Debug)]
pub struct Ladder {
    state: State,
    has_switch: bool,
    strikes: u32,
    /// The scenario of the last strike: one that is broken at every attempt says nothing more of the board.
    last: Option<String>,
    reason: String,
}

impl Ladder {
    /// A healthy board; one without a power switch misses the rung of that name.
    pub const fn new(has_switch: bool) -> Self {
        Self { state: State::Healthy, has_switch, strikes: 0, last: None, reason: String::new() }
    }

    /// Hears what happened, and says what is to be done.
    pub fn hear(&mut self, event: Event) -> Option<Action> {
        let on = self.note(event);
        let before = self.state;
        self.state = self.rung(next(before, on));
        if self.state == State::Healthy && before == State::Quarantined {
            self.forgive();
        }
        match self.state {
            State::Resetting if before != State::Resetting => Some(Action::Reset),
            State::PowerCycling if before != State::PowerCycling => Some(Action::PowerCycle),
            _ => None,
        }
    }

    /// Ends the ladder at once.
    pub(super) fn give_up(&mut self, reason: &str) {
        self.because(reason.to_owned());
        self.state = State::Quarantined;
    }

    /// How far the board can be trusted.
    pub fn health(&self) -> Health {
        match self.state {
            State::Healthy => Health::Healthy,
            State::Resetting | State::PowerCycling => Health::Suspect,
            State::Quarantined => Health::Quarantined(self.reason.clone()),
        }
    }

    /// Keeps count and reason of what happened.
    fn note(&mut self, event: Event) -> On {
        match event {
            Event::Fine => {
                self.forgive();
                On::Fine
            }
            Event::Booted => On::Booted,
            Event::Trouble { by, what } => {
                self.strikes += u32::from(self.last.as_ref() != Some(&by));
                self.because(format!("{by}: {what}"));
                self.last = Some(by);
                On::Trouble
            }
            Event::NotBooted(reason) => {
                self.because(reason);
                On::NotBooted
            }
        }
    }

    fn forgive(&mut self) {
        (self.strikes, self.last) = (0, None);
    }

    /// A board in quarantine keeps the reason for which it came there.
    fn because(&mut self, reason: String) {
        if self.state != State::Quarantined {
            self.reason = reason;
        }
    }

    /// The rung that a board really gets to: not one that it does not have, nor one more when it fell too often.
    fn rung(&mut self, wanted: State) -> State {
        match wanted {
            State::Resetting if self.strikes >= MOST_STRIKES => {
                self.reason =
                    format!("{}; so it was in {MOST_STRIKES} scenarios in a row", self.reason);
                State::Quarantined
            }
            State::PowerCycling if !self.has_switch => {
                self.reason = format!("{}; it has no power switch", self.reason);
                State::Quarantined
            }
            wanted => wanted,
        }
    }
}

fn next(state: State, on: On) -> State {
    let row = TABLE.iter().find(|(from, by, _)| (*from, *by) == (state, on));
    row.map(|(_, _, to)| *to).expect("the table has a row for every state and event")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble() -> Event {
        trouble_in("iax2/one")
    }

    fn trouble_in(scenario: &str) -> Event {
        Event::Trouble { by: scenario.to_owned(), what: "the serial line is gone".to_owned() }
    }

    fn not_booted() -> Event {
        Event::NotBooted("it says nothing".to_owned())
    }

    fn quarantined(reason: &str) -> Health {
        Health::Quarantined(reason.to_owned())
    }

    #[test]
    fn the_table_has_one_row_for_every_state_and_event() {
        use {On::*, State::*};
        for state in [Healthy, Resetting, PowerCycling, Quarantined] {
            for on in [Fine, Trouble, Booted, NotBooted] {
                let rows = TABLE.iter().filter(|(from, by, _)| (*from, *by) == (state, on));
                assert_eq!(rows.count(), 1, "{state:?} {on:?}");
            }
        }
    }

    #[test]
    fn a_reset_that_boots_is_enough() {
        let mut ladder = Ladder::new(true);
        assert_eq!(ladder.hear(trouble()), Some(Action::Reset));
        assert_eq!(ladder.health(), Health::Suspect);
        assert_eq!(ladder.hear(Event::Booted), None);
        assert_eq!(ladder.health(), Health::Healthy);
    }

    #[test]
    fn power_is_cycled_when_a_reset_does_not_help() {
        let mut ladder = Ladder::new(true);
        ladder.hear(trouble());
        assert_eq!(ladder.hear(not_booted()), Some(Action::PowerCycle));
        assert_eq!(ladder.hear(Event::Booted), None);
        assert_eq!(ladder.health(), Health::Healthy);
    }

    #[test]
    fn the_last_rung_is_quarantine_with_the_reason() {
        let mut ladder = Ladder::new(true);
        for event in [trouble(), not_booted(), not_booted()] {
            ladder.hear(event);
        }
        assert_eq!(ladder.health(), quarantined("it says nothing"));
    }

    #[test]
    fn a_board_without_a_switch_goes_from_reset_to_quarantine() {
        let mut ladder = Ladder::new(false);
        ladder.hear(trouble());
        assert_eq!(ladder.hear(not_booted()), None);
        assert_eq!(ladder.health(), quarantined("it says nothing; it has no power switch"));
    }

    #[test]
    fn only_a_verified_boot_ends_a_quarantine() {
        let mut ladder = Ladder::new(false);
        ladder.hear(trouble());
        ladder.hear(not_booted());
        let reason = ladder.health();
        for event in [Event::Fine, trouble(), not_booted()] {
            assert_eq!(ladder.hear(event), None);
            assert_eq!(ladder.health(), reason);
        }
        ladder.hear(Event::Booted);
        assert_eq!(ladder.health(), Health::Healthy);
    }

    #[test]
    fn a_board_that_boots_and_fails_again_and_again_is_not_trusted() {
        let mut ladder = Ladder::new(true);
        for scenario in ["iax2/one", "iax2/two"] {
            assert_eq!(ladder.hear(trouble_in(scenario)), Some(Action::Reset));
            ladder.hear(Event::Booted);
        }
        assert_eq!(ladder.hear(trouble_in("iax2/three")), None);
        let reason = "iax2/three: the serial line is gone; so it was in 3 scenarios in a row";
        assert_eq!(ladder.health(), quarantined(reason));
    }

    #[test]
    fn one_scenario_that_is_broken_at_every_attempt_does_not_condemn_a_board() {
        let mut ladder = Ladder::new(true);
        for _ in 0..2 * MOST_STRIKES {
            assert_eq!(ladder.hear(trouble()), Some(Action::Reset));
            ladder.hear(Event::Booted);
        }
        assert_eq!(ladder.health(), Health::Healthy);
    }

    #[test]
    fn a_scenario_without_trouble_forgives_what_was() {
        let mut ladder = Ladder::new(true);
        for _ in 0..2 * MOST_STRIKES {
            assert_eq!(ladder.hear(trouble()), Some(Action::Reset));
            ladder.hear(Event::Booted);
            ladder.hear(Event::Fine);
        }
    }
}
