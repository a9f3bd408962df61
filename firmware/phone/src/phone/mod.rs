//! The phone as a whole: what comes in is handed to the call or registration that it belongs to.

mod actions;
mod calls;
mod core;
mod datagrams;
mod graveyard;
mod incoming;
mod machine;
mod stateless;
mod status;
mod ticks;
mod token;
mod trunk;

pub use machine::{Input, Phone};
pub use status::{AccountStatus, CallStatus};

#[cfg(test)]
mod tests;
