//! The rack: which boards there are, who has them, and how they come back when one fails.

pub mod entry;
pub mod file;
pub mod holder;
pub mod inspect;
pub mod lock;
mod raw;

#[cfg(test)]
mod tests;
