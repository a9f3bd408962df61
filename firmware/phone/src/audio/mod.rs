//! The phone's microphone and loudspeaker, both made of arithmetic: tones out, tones recognised.

mod adpcm;
mod codec;
mod ear;
mod mouth;
mod playout;
mod wave;

pub(crate) use adpcm::Adpcm;
pub(crate) use codec::{Codec, Samples};
pub(crate) use ear::{Ear, Heard, analyse};
pub(crate) use mouth::Mouth;
pub(crate) use playout::Playout;

use core::time::Duration;

/// Samples a second of every codec the phone speaks.
pub(crate) const RATE: u32 = 8000;
/// Samples in a frame.
pub(crate) const FRAME_SAMPLES: usize = 160;
/// Voice leaves in frames of this length.
pub(crate) const FRAME_TIME: Duration = Duration::from_millis(20);
