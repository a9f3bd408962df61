//! Captures as files: reading them, telling their calls apart, opening encrypted ones, listing and judging them.
//!
//! What needs a bench, a board or the suite is the runner's; this crate is what a capture alone can tell.
#![forbid(unsafe_code)]

pub mod capture;
pub mod decryption;
pub mod exit;
mod generations;
pub mod judge_capture;
pub mod recognition;
pub mod recording_error;
pub mod show;
