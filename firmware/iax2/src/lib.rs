//! The alphabet of IAX2 (RFC 5456): frames, information elements and codes, and nothing about when to send them.
#![no_std]
#![forbid(unsafe_code)]

pub mod time;
