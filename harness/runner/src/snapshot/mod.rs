//! Snapshots of normalised transcripts: they show change, and never decide a verdict.

pub mod file;
pub mod normal;
pub mod review;
