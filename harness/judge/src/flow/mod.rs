//! Who talks to whom: legs of calls and other dialogues, followed packet by packet.
//!
//! No call state machine lives here. A leg only remembers what was seen on the wire: which numbers
//! its ends use, what was sent and not yet answered, and which messages have come by.

mod clock;
mod end;
mod endpoint;
mod leg;
mod message;
mod offer;
mod sent;
mod table;

pub(crate) use clock::elapsed_ms;
pub(crate) use end::{AT_ONCE_MS, End, Missing, Moment, Origin};
pub(crate) use endpoint::Endpoint;
pub(crate) use leg::{Cipher, DeadLetter, Keys, Kind, Leg, Over, Shared, Stage};
pub(crate) use message::Message;
pub(crate) use offer::offered;
pub(crate) use sent::{Answer, Sending, Sent};
pub(crate) use table::{Key, LegTable, Place};
