//! The reference phone over IAX2 (RFC 5456): sans-IO, `no_std`, no heap, several accounts and several calls on each.
//!
//! It is a machine of five verbs: [`Phone::handle_input`] takes a datagram or a user's action, [`Phone::handle_timeout`] does
//! what is due, and [`Phone::poll_transmit`], [`Phone::poll_timeout`], [`Phone::poll_event`] give datagrams, the next deadline
//! and signs. **After every input and every time-out, drain `poll_transmit` and `poll_event` until they are empty, then ask
//! `poll_timeout` anew.** Time is an argument; chance comes from the seed: the same inputs give the same octets.
//!
//! - [`figures`]: the RFC's four state diagrams as tables; the phone moves by them alone.
//! - `leg`: one dialogue's numbers, acknowledgments, repetition and encryption. It knows no message's meaning.
//! - `call` and `registration`: what the arrows of the figures do, and everything that happens on a call.
//! - `phone`: which call, account or stranger a datagram belongs to; the 20 ms beat; tombstones of dead calls.
//! - `audio`: a microphone that whistles and an ear that recognises tones, in integers.
//! - [`Config`] says who the phone is; [`Policy`] holds every habit that could be got wrong, so that a harness can break one.
//! - [`UserAction`] and [`Event`] are the words of scripts and consoles alike.
//!
//! Not in here: sockets, clocks, an event loop, real audio devices, a registrar, a dial plan of its own, video, images, fax.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate std;

mod action;
mod audio;
mod calendar;
mod call;
pub mod capacity;
mod config;
mod context;
mod credentials;
mod dial_plan;
mod elements;
mod event;
pub mod figures;
mod leg;
mod outbox;
mod phone;
mod policy;
mod quoted;
mod registration;
mod rng;
pub mod text;
mod uri;

pub use action::{ActionError, ActionProblem, UserAction};
pub use config::*;
pub use event::Event;
pub use outbox::Transmit;
pub use phone::{AccountStatus, CallStatus, Input, Phone};
pub use policy::*;
pub use uri::{Uri, UriError};
