//! The state machines of RFC 5456, figure by figure: each is a table, and the phone moves by that table alone.

mod call_origination;
mod call_termination;
mod path_optimisation;
mod registrant;
mod table;

pub use call_origination::{CALL_ORIGINATION, Caller, CallerInput, CallerOutput};
pub use call_termination::{CALL_TERMINATION, Callee, CalleeInput, CalleeOutput};
pub use path_optimisation::{PATH_OPTIMISATION, Path, PathInput, PathOutput};
pub use registrant::{REGISTRANT, Registrant, RegistrantInput, RegistrantOutput};
pub use table::{Dot, Figure, Move};

#[cfg(test)]
mod tests;
