//! The reference phone.
#![no_std]
#![forbid(unsafe_code)]
