//! How much the phone holds: every queue and table has its bound here.

/// Whether the phone is built for a microcontroller.
const SMALL: bool = cfg!(feature = "small");

/// Whether encrypted calls are built in.
pub const ENCRYPTION: bool = cfg!(feature = "encryption");
/// Whether trunk frames are built in.
pub const TRUNK: bool = cfg!(feature = "trunk");
/// Whether codecs besides G.711 are built in.
pub(crate) const EXTRA_CODECS: bool = cfg!(feature = "extra-codecs");
/// Octets of the longest 20 ms of audio: linear samples take two each.
pub(crate) const SPOKEN: usize = if EXTRA_CODECS { 320 } else { 160 };
/// Accounts that a phone may be configured with.
pub const ACCOUNTS: usize = if SMALL { 2 } else { 8 };
/// Calls at once, ringing and held ones included.
pub const CALLS: usize = if SMALL { 4 } else { 8 };
/// Octets of the longest number, context or user name that is kept.
pub const NUMBER: usize = if SMALL { 32 } else { 64 };
/// Octets of the longest name, text or address that is shown.
pub const LINE: usize = if SMALL { 80 } else { 160 };
/// Octets of a call token: all that an element can carry.
pub const TOKEN: usize = 255;
/// Dead calls that are remembered, so that what comes late gets its INVAL and no number is used again too soon.
pub(crate) const TOMBSTONES: usize = if SMALL { 12 } else { 48 };
/// Octets of unacknowledged frames a dialogue keeps for repetition.
pub(crate) const UNACKED_OCTETS: usize = if SMALL { 512 } else { 1280 };
/// Unacknowledged frames of a dialogue.
pub(crate) const UNACKED_FRAMES: usize = if SMALL { 16 } else { 64 };
/// Octets that may wait for `poll_transmit` between two inputs.
pub(crate) const OUTBOX_OCTETS: usize = if SMALL { 2048 } else { 8192 };
/// Datagrams that may wait for `poll_transmit` between two inputs.
pub(crate) const OUTBOX_DATAGRAMS: usize = if SMALL { 16 } else { 96 };
/// Events that may wait for `poll_event` between two inputs.
pub(crate) const EVENTS: usize = if SMALL { 8 } else { 24 };
/// Octets of the longest frame that the phone writes: NEW with a token, and every text of its longest.
pub(crate) const FRAME: usize = if SMALL { 640 } else { 1024 };
/// Octets of the longest frame of few elements, which is any that takes no sequence number.
pub(crate) const SHORT_FRAME: usize = 128;
/// Octets of the longest encrypted frame that is opened.
pub(crate) const SEALED: usize = if SMALL { 800 } else { 1600 };
/// Frames of audio that may wait to be played: more than the longest wait of 360 ms, twice over where there is room.
pub(crate) const PLAYOUT: usize = if SMALL { 24 } else { 64 };
/// Digits that may wait to be sent.
pub(crate) const DIGITS: usize = if SMALL { 32 } else { 64 };
/// Answers of the server's dial plan that are remembered.
pub(crate) const DIAL_PLAN: usize = if SMALL { 4 } else { 16 };
