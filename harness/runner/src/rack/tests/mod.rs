//! Tests of the rack that look at more than one of its parts.

mod file;
mod pool;
