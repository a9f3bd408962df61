//! Brings a board back, rung by rung.

use super::ladder::{Action, Event, Ladder};
use serde::Serialize;

/// What the rack asks of a board to bring it back. Reasons name the board's part and the cause.
pub trait Recover: Send {
    /// Resets it.
    ///
    /// # Errors
    /// Why it cannot be reset.
    fn reset(&mut self) -> Result<(), String>;

    /// Takes its power away, and gives it back.
    ///
    /// # Errors
    /// Why its power cannot be switched.
    fn power_cycle(&mut self) -> Result<(), String>;

    /// Waits for the boot that was just caused, and holds what the board says of itself against what it should be.
    ///
    /// # Errors
    /// What it did not say in time, or said wrong.
    fn verify_boot(&mut self) -> Result<(), String>;

    /// The deepest that its stack was so far, in octets; `None` where nobody can tell.
    fn deepest_stack(&self) -> Option<u32> {
        None
    }
}

/// One rung that was tried.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Step {
    /// What was done.
    pub action: Action,
    /// Why the board did not boot after it; absent where it did.
    pub failed: Option<String>,
}

/// Climbs until the board is healthy or the ladder ends.
pub fn recover(ladder: &mut Ladder, board: &mut impl Recover, event: Event) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut wanted = ladder.hear(event);
    while let Some(action) = wanted {
        let failed = attempt(board, action).err();
        steps.push(Step { action, failed: failed.clone() });
        wanted = ladder.hear(failed.map_or(Event::Booted, Event::NotBooted));
    }
    steps
}

fn attempt(board: &mut impl Recover, action: Action) -> Result<(), String> {
    match action {
        Action::Reset => board.reset()?,
        Action::PowerCycle => board.power_cycle()?,
    }
    board.verify_boot()
}

/// A board that boots when it was reset or power-cycled often enough.
#[cfg(test)]
pub(super) mod testing {
    use super::Recover;

    #[derive(Debug, Default)]
    pub(crate) struct Patient {
        pub(crate) boots_after_reset: bool,
        pub(crate) boots_after_power: bool,
        pub(crate) is_up: bool,
    }

    impl Recover for Patient {
        fn reset(&mut self) -> Result<(), String> {
            self.is_up = self.boots_after_reset;
            Ok(())
        }

        fn power_cycle(&mut self) -> Result<(), String> {
            self.is_up = self.boots_after_power;
            Ok(())
        }

        fn verify_boot(&mut self) -> Result<(), String> {
            if self.is_up { Ok(()) } else { Err("it says nothing".to_owned()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::Patient;
    use super::*;
    use crate::rack::ladder::Health;

    fn recovered(mut patient: Patient) -> (Vec<Action>, Health) {
        let mut ladder = Ladder::new(true);
        let steps = recover(
            &mut ladder,
            &mut patient,
            Event::Trouble { by: "iax2/one".to_owned(), what: "x".to_owned() },
        );
        (steps.into_iter().map(|step| step.action).collect(), ladder.health())
    }

    #[test]
    fn no_rung_is_climbed_that_is_not_needed() {
        let patient = Patient { boots_after_reset: true, ..Patient::default() };
        assert_eq!(recovered(patient), (vec![Action::Reset], Health::Healthy));
    }

    #[test]
    fn rungs_are_climbed_in_their_order() {
        let patient = Patient { boots_after_power: true, ..Patient::default() };
        assert_eq!(recovered(patient), (vec![Action::Reset, Action::PowerCycle], Health::Healthy));
    }

    #[test]
    fn what_never_boots_is_quarantined() {
        let (steps, health) = recovered(Patient::default());
        assert_eq!(steps, [Action::Reset, Action::PowerCycle]);
        assert_eq!(health, Health::Quarantined("it says nothing".to_owned()));
    }
}
