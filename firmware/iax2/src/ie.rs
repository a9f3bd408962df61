//! Information elements: the raw chain that may be broken, and typed elements that are not (RFC 5456 8.6).

mod address;
mod chain;
mod date;
mod getters;
mod typed;
mod writer;

pub use address::ApparentAddr;
pub use chain::{IeIter, Ies, RawIe};
pub use date::DateTime;
pub use typed::Ie;
pub use writer::IeWriter;
