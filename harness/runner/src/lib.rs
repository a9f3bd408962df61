//! The world around the judge: benches, networks, captures, reports, the command line.
#![forbid(unsafe_code)]

pub use phonerig_capture::{
    capture, decryption, exit, judge_capture, recognition, recording_error, show,
};

pub mod bench;
pub mod cli;
pub mod coverage;
mod fingerprint;
pub mod matrix;
pub mod mutant;
pub mod net;
pub mod rack;
pub mod record;
pub mod report;
pub mod snapshot;
pub mod suite;
