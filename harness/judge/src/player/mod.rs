//! The script player: a machine without I/O that acts for the played ends and judges the device by its script.
//!
//! **After every input it is drained of commands before the next one.** Its verdict is a function of what it was told: the
//! same happenings, fed again from a capture, give the same verdict. It matches lines on the device's own wire; what the
//! rig's ends know and when they act follows what arrives at them.

mod advance;
mod book;
mod cast;
mod codes;
mod compose;
mod defaults;
mod dice;
mod ears;
mod jobs;
mod matcher;
mod offer;
mod phases;
mod play;
mod postamble;
mod registrar;
mod results;
mod seen;
mod signs;
mod sounds;
mod speaker;
mod stage;
mod talk;
mod transport;
mod values;
mod vars;

pub use cast::{Addresses, PORT, Setup};
pub use play::Player;
pub use results::{LineResult, Outcome};

use play::LONGEST_FLIGHT;
