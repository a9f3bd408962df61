//! The alphabet of IAX2 (RFC 5456): frames, information elements and codes, and nothing about when to send them.
//!
//! Two levels: views ([`view`]) over any octets that can carry nonsense, and meanings ([`frame`], [`ie`]) that cannot.
//! `no_std`, no heap, no panic on any input.
#![no_std]
#![forbid(unsafe_code)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

#[cfg(feature = "rsa")]
extern crate alloc;

pub mod auth;
pub mod code;
pub mod crypt;
pub mod error;
pub mod format;
pub mod frame;
pub mod ie;
pub mod number;
pub mod time;
pub mod view;

pub use code::{
    CauseCode, ControlCode, FrameType, HtmlCode, IaxCode, IeCode, MetaCommand, Subclass,
};
pub use error::{Layer, WireError};
pub use format::Format;
pub use frame::{Body, Frame, Full, Mini, Trunk, Video};
pub use ie::{ApparentAddr, DateTime, Ie, IeWriter, Ies, RawIe};
pub use number::{CallNumber, MiniTimestamp, SeqNo, Timestamp, TransferId, VideoTimestamp};
pub use view::{FullView, Kind, MiniView, TrunkEntry, TrunkView, VideoView, classify};
