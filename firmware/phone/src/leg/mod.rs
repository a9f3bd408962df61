//! One dialogue's transport: numbers, acknowledgments, repetition, encryption (RFC 5456 section 7). It knows no message's meaning.

mod cipher;
mod clock;
mod delivery;
mod dialogue;
mod misseal;
mod unacked;

pub(crate) use cipher::Cipher;
pub(crate) use delivery::Order;
pub(crate) use dialogue::{Leg, Remains};
