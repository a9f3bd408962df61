//! What is told of a run, to people and to machines. Runner and reports meet only in [`event::RunEvent`].

pub mod attempt;
pub mod event;
pub mod evidence;
pub mod history;
pub mod html;
pub mod human;
pub mod junit;
pub mod outcome;
pub mod progress;
pub mod results;

#[cfg(test)]
mod tests;
