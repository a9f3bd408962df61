//! How much the phone holds: every queue and table has its bound here.

/// Accounts that a phone may be configured with.
pub const ACCOUNTS: usize = 8;
/// Calls at once, ringing and held ones included.
pub const CALLS: usize = 8;
/// Octets of the longest number, context or user name that is kept.
pub const NUMBER: usize = 64;
/// Octets of the longest name, text or address that is shown.
pub const LINE: usize = 160;
/// Octets of a call token: all that an element can carry.
pub const TOKEN: usize = 255;
/// Dead calls that are remembered, so that what comes late gets its INVAL and no number is used again too soon.
pub(crate) const TOMBSTONES: usize = 48;
/// Octets of unacknowledged frames a dialogue keeps for repetition.
pub(crate) const UNACKED_OCTETS: usize = 1280;
/// Unacknowledged frames of a dialogue.
pub(crate) const UNACKED_FRAMES: usize = 64;
/// Octets that may wait for `poll_transmit` between two inputs.
pub(crate) const OUTBOX_OCTETS: usize = 8192;
/// Datagrams that may wait for `poll_transmit` between two inputs.
pub(crate) const OUTBOX_DATAGRAMS: usize = 96;
/// Events that may wait for `poll_event` between two inputs.
pub(crate) const EVENTS: usize = 24;
/// Octets of the longest frame that the phone writes.
pub(crate) const FRAME: usize = 1024;
/// Digits that may wait to be sent.
pub(crate) const DIGITS: usize = 64;
/// Answers of the server's dial plan that are remembered.
pub(crate) const DIAL_PLAN: usize = 16;
