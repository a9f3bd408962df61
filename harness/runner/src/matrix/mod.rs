//! The kill matrix: which scenario finds which fault.

pub mod cell;
pub mod fill;
pub mod table;
