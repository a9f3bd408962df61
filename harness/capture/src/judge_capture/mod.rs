//! `phonerig judge` over captures that are no run of ours: the always-on rules on every IAX2 flow.

mod command;
mod findings;
mod foreign;

pub use command::Judge;
pub use foreign::{Judged, Judging, Told, judge};

#[cfg(test)]
mod tests;
