//! The pure half of phonerig.
#![forbid(unsafe_code)]
