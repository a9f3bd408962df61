//! Which requirement is claimed by what, what proves it, and why some are not proven.

pub mod reasons;
pub mod table;
