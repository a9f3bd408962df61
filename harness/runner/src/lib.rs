//! The world around the judge: benches, networks, captures, reports, the command line.
#![forbid(unsafe_code)]

pub mod bench;
pub mod capture;
pub mod cli;
pub mod coverage;
pub mod decryption;
pub mod exit;
mod fingerprint;
mod generations;
pub mod judge_capture;
pub mod matrix;
pub mod mutant;
pub mod net;
pub mod rack;
pub mod recognition;
pub mod record;
pub mod recording_error;
pub mod report;
pub mod show;
pub mod snapshot;
pub mod suite;
