//! A debug probe in software: the Black Magic Probe's remote protocol, version 3, over TCP.
//!
//! probe-rs opens it where a selector's serial number is `HOST:PORT`. Everything but [`ProbeServer`] is sans-IO.

mod core_debug;
mod debug_port;
mod remote;
mod server;
mod session;
mod swd;

pub use core_debug::CoreDebug;
pub use remote::{Access, Reader, Reply, Request};
pub use server::{ProbeServer, Target};
