//! Voice that leaves the phone (RFC 5456 6.10.2, 8.1.2).

use iax2_wire::time::Instant;
use iax2_wire::{Body, Format, Mini, MiniTimestamp, Timestamp};

use super::state::{Call, Life};
use crate::audio::{Adpcm, Codec, FRAME_SAMPLES, Mouth};
use crate::capacity::SPOKEN;
use crate::context::Context;
use crate::policy::MediaHabits;

/// The sending side of a call's audio.
#[derive(Debug, Default)]
pub(crate) struct Voice {
    pub(crate) mouth: Mouth,
    codec: Option<Format>,
    coder: Adpcm,
    /// The stamp and codec of the last full voice frame.
    last_full: Option<(Timestamp, Format)>,
}

/// A frame's worth of audio, ready to leave as a Mini Frame or a trunk entry.
pub(crate) struct Spoken {
    pub(crate) stamp: MiniTimestamp,
    pub(crate) octets: [u8; SPOKEN],
    pub(crate) len: usize,
}

impl Spoken {
    /// Nothing was said yet.
    pub(crate) const NOTHING: Self = Self { stamp: MiniTimestamp(0), octets: [0; SPOKEN], len: 0 };
}

impl Voice {
    pub(super) fn use_codec(&mut self, codec: Format) {
        self.codec = Some(codec);
    }

    pub(super) const fn codec(&self) -> Option<Format> {
        self.codec
    }

    /// The next frame has to be a full one: the peer may not know the codec or the upper half of the stamps.
    pub(super) fn start_anew(&mut self) {
        self.last_full = None;
    }

    /// Whistles from `when` on, into `octets`; gives how many it took.
    #[inline(never)] // Its samples are gone before anything is sent.
    fn encode(&mut self, codec: &Codec, when: Instant, octets: &mut [u8; SPOKEN]) -> usize {
        let mut samples = [0; FRAME_SAMPLES];
        self.mouth.speak(when, &mut samples);
        codec.encode(&mut self.coder, &samples, octets)
    }

    /// A full frame is due first, when the codec changes, and after each wrap of the lower 16 bits.
    fn needs_full(&self, habits: &MediaHabits, stamp: Timestamp, codec: Format) -> bool {
        match self.last_full {
            None => true,
            Some((_, last)) if last != codec => true,
            Some((last, _)) => habits.full_at_wrap && last.0 >> 16 != stamp.0 >> 16,
        }
    }
}

impl Call {
    /// Whether voice leaves the phone at all.
    pub(crate) fn may_speak(&self, cx: &Context<'_>) -> bool {
        let habits = &cx.policy().media;
        let open = self.is_up() && self.leg.is_proved() || habits.early && self.is_linked();
        let late = habits.after_hangup && self.life == Life::Closing;
        (open || late) && !self.voice.mouth.is_muted() && !self.hold.is_silenced(habits)
    }

    /// Speaks for 20 ms from `when` on: sends a full frame where one is due, else gives what is to travel in short (`true`).
    #[inline(never)] // Its samples are not to lie on the stack beside what all calls said.
    pub(crate) fn speak(
        &mut self,
        cx: &mut Context<'_>,
        when: Instant,
        spoken: &mut Spoken,
    ) -> bool {
        let codec = self.voice.codec.and_then(|it| Some((it, Codec::of(it, &cx.policy().media)?)));
        let Some((format, codec)) = codec else { return false };
        let Spoken { stamp, octets, len } = spoken;
        *len = self.voice.encode(&codec, when, octets);
        let at = self.leg.clock.read(when);
        if self.voice.needs_full(&cx.policy().media, at, format) {
            let at = self.leg.clock.stamp(when);
            if self.leg.send_stamped(cx, at, Body::Voice(format, &octets[..*len])) {
                self.voice.last_full = Some((at, format));
            }
            return false;
        }
        let [_, _, high, low] = at.0.to_be_bytes();
        *stamp = MiniTimestamp(u16::from_be_bytes([high, low]));
        true
    }

    /// Sends what was spoken as a Mini Frame of its own.
    #[inline(never)] // Nor its frame.
    pub(crate) fn send_mini(&mut self, cx: &mut Context<'_>, spoken: &Spoken) {
        let data = &spoken.octets[..spoken.len];
        let mini = Mini { source: self.leg.own, timestamp: spoken.stamp, data };
        let mut octets = [0; 4 + SPOKEN];
        if let Ok(len) = mini.emit(&mut octets) {
            self.leg.send_mini(cx, self.media_peer(), &octets[..len]);
        }
    }
}
