//! The rack: which boards there are, who has them, and how they come back when one fails.

pub mod entry;
pub mod file;
pub mod fleet;
pub mod holder;
pub mod inspect;
mod kinds;
pub mod ladder;
pub mod lock;
pub mod pool;
pub mod power;
pub mod quarantine;
mod raw;
pub mod recovery;

#[cfg(test)]
mod tests;
