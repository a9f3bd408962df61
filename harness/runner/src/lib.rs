//! The world around the judge: benches, networks, captures, reports, the command line.
#![forbid(unsafe_code)]

pub mod capture;
pub mod net;
pub mod recognition;
