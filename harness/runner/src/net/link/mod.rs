//! One direction of a link, with impairments that are seeded or hang on events, never on luck.

mod machine;
#[cfg(test)]
mod tests;

pub use machine::{Event, Input, Link, Mishap, Why};
