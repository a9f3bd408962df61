//! Scenarios and preambles: a TOML envelope around a script.

mod envelope;
mod preamble;
mod source;
mod start;

pub use envelope::{Judges, Scenario, Transport};
pub use preamble::Preamble;
pub(crate) use source::Source;
pub use start::{Start, State};

#[cfg(test)]
mod tests;
