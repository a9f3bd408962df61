//! The one loop.

use super::contract::{Bench, BenchError, Wake};
use iax2_wire::time::Instant;
use phonerig_judge::happening::{Command, Happening};

/// What plays a scenario: told what happens, it says what is to be done, and until when it can wait.
///
/// **After every input it is drained of commands before the next one.**
pub trait Plays {
    /// Something happened.
    fn handle_input(&mut self, happening: Happening);
    /// The moment that it waited for has come.
    fn handle_timeout(&mut self, now: Instant);
    /// The next thing to be done, at once.
    fn poll_command(&mut self) -> Option<Command>;
    /// When it wants to be woken if nothing happens.
    fn poll_timeout(&self) -> Option<Instant>;
    /// Whether the scenario is over.
    fn is_done(&self) -> bool;
}

/// Plays a scenario on a bench to its end.
///
/// # Errors
///
/// The rig's own trouble; what the device did wrong is the player's to say.
pub fn play(player: &mut impl Plays, bench: &mut impl Bench) -> Result<(), BenchError> {
    loop {
        while let Some(command) = player.poll_command() {
            bench.perform(&command)?;
        }
        if player.is_done() {
            return Ok(());
        }
        match bench.wait(player.poll_timeout())? {
            Wake::Happened(happening) => player.handle_input(happening),
            Wake::Deadline => player.handle_timeout(bench.now()),
        }
    }
}
