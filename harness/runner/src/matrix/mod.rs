//! The kill matrix: which scenario finds which fault.

pub mod table;
