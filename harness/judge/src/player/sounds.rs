//! What the rig's ends say.

use crate::audio::{Encoder, Speech, Tones};
use crate::notation::ast::Sound;
use iax2_wire::Format;

/// Samples in a millisecond.
const RATE: usize = 8;
/// The level of tones.
const LEVEL: f64 = -10.0;
/// How long a key sounds in band, and how long the pause after it is, in milliseconds.
const KEY: usize = 100;

/// Where samples come from.
#[derive(Clone, Debug)]
pub(super) enum Voice {
    Tones(Tones),
    Speech(Box<Speech>),
    /// Keys in band, with the number of samples said so far.
    Keys(Vec<u8>, usize),
}

impl Voice {
    pub(super) fn new(sound: Option<&Sound>, seed: u64) -> Self {
        match sound {
            Some(Sound::Tone(hertz)) => Self::Tones(Tones::one(f64::from(*hertz), LEVEL)),
            Some(Sound::Speech) => Self::Speech(Box::new(Speech::new(seed))),
            Some(Sound::Inband(keys)) => Self::Keys(keys.clone().into_bytes(), 0),
            Some(Sound::Silence) | None => Self::Tones(Tones::silence()),
        }
    }

    /// The next milliseconds of it.
    pub(super) fn say(&mut self, millis: usize) -> Vec<i16> {
        let mut samples = vec![0; millis * RATE];
        match self {
            Self::Tones(tones) => tones.fill(&mut samples),
            Self::Speech(speech) => speech.fill(&mut samples),
            Self::Keys(keys, said) => {
                for piece in samples.chunks_mut(20 * RATE) {
                    let slot = *said / (KEY * RATE);
                    let key = keys.get(slot / 2).filter(|_| slot.is_multiple_of(2));
                    if let Some(mut tones) = key.and_then(|key| Tones::key(*key)) {
                        tones.fill(piece);
                    }
                    *said += piece.len();
                }
            }
        }
        samples
    }
}

/// A payload of samples; octets of the right number where the format is not encoded.
pub(super) fn encoded(encoder: &mut Encoder, format: u64, samples: &[i16]) -> Vec<u8> {
    let mut payload = Vec::new();
    if !encoder.encode(Format(format), samples, &mut payload) {
        payload = vec![0; samples.len() * octets_of_20ms(format) / 160];
    }
    payload
}

/// RFC 5456 8.7, as corrected by practice.
fn octets_of_20ms(format: u64) -> usize {
    match Format(format) {
        Format::GSM => 33,
        Format::G729 => 20,
        Format::ADPCM | Format::G726 | Format::G726_AAL2 => 80,
        Format::G722 => 160,
        _ => 40,
    }
}
