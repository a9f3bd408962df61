//! `phonerig show`: what a capture holds, as a listing in the notation of scripts and as JSON.

mod command;
mod element;
mod list;
mod listing;
mod media;
mod message;
mod names;
mod row;
mod sequence;

pub use command::Show;
pub use list::{Outputs, list};

#[cfg(test)]
mod tests;
