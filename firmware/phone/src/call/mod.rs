//! A call: its leg, and everything that happens on it.

mod blind;
mod caller_id;
mod control;
mod ending;
mod hearing;
mod hold;
mod keypad;
mod messages;
mod opening;
mod origination;
mod overlap;
mod path;
mod receive;
mod report;
mod state;
mod termination;
mod timing;
mod voice;
mod watch;

pub(crate) use caller_id::CallerId;
pub(crate) use origination::{AES128, VERSION, Wish};
pub(crate) use overlap::TO_BE_DIALLED;
pub(crate) use state::{Call, Life, Stage};
pub(crate) use termination::Invitation;
pub(crate) use voice::Spoken;
