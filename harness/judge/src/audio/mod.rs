//! Audio as samples: G.711 and linear both ways, tones made and found, DTMF found by ITU-T Q.24's limits.
//!
//! Everything here is 8 kHz, 16 bits, one channel. Levels are in dBm0: a full-scale sine is +3.17.
//!
//! DTMF detection is our own: of the crates for it, none is kept up, and none knows Q.24's limits for
//! twist, level and duration, on which it depends whether a voice is taken for a key.

mod adpcm;
mod decode;
mod dtmf;
mod encode;
mod g711;
mod generate;
mod goertzel;
mod tone;

pub use adpcm::{Decoder, Encoder};
pub use decode::decode;
pub use dtmf::{Digit, DtmfDetector};
pub use encode::encode;
pub use generate::{Speech, Tones, dtmf_pair};
pub use tone::{Sound, ToneDetector, power_dbm0};

/// Samples a second, of everything in this module.
pub const RATE: u32 = 8000;
