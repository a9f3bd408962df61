//! The notation: one line an event, used by scenarios, transcripts, failures and listings alike.
//!
//! scenarios/README.md is its page. Reading gives [`ast`], printing gives text that reads back the same.

pub mod ast;
pub mod describe;
pub mod diagnostic;
pub mod fields;
mod lexer;
pub mod message;
pub mod parse;
mod print;

#[cfg(test)]
mod tests;
