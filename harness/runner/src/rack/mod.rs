//! The rack: which boards there are, who has them, and how they come back when one fails.

pub mod entry;
pub mod file;
pub mod holder;
pub mod inspect;
pub mod ladder;
pub mod lock;
pub mod pool;
mod raw;
pub mod recovery;

#[cfg(test)]
mod tests;
