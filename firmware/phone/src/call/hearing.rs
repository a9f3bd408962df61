//! Audio that comes in (RFC 5456 8.1.2): which codec, which time, and what it sounds like.

use iax2_wire::time::Instant;
use iax2_wire::{Format, MiniTimestamp, Timestamp};

use super::report::Report;
use super::state::Call;
use crate::audio::{Codec, Ear, FRAME_SAMPLES, Heard};
use crate::context::Context;
use crate::event::Event;

/// The receiving side of a call's audio.
#[derive(Debug, Default)]
pub(crate) struct Hearing {
    codec: Coming,
    /// Stamp of the newest audio, all 32 bits.
    newest: Option<Timestamp>,
    /// Upper half of the last full frame's stamp.
    upper: u32,
    ear: Ear,
    pub(super) report: Report,
}

/// What is known of the codec that comes in.
#[derive(Clone, Copy, Debug, Default)]
enum Coming {
    /// No full voice frame has come yet.
    #[default]
    Unknown,
    /// The phone speaks it.
    Known(Codec),
    /// The phone does not: what comes is dropped.
    Foreign,
}

/// Audio older than this is not merely late: its sender's clock was set back.
const LATE: u32 = 5_000;

impl Hearing {
    /// The full stamp of a Mini Frame: the one nearest to the newest audio.
    fn unwrap(&self, stamp: MiniTimestamp, by_nearest: bool) -> Timestamp {
        let low = u32::from(stamp.0);
        if !by_nearest {
            return Timestamp(self.upper | low);
        }
        let newest = self.newest.map_or(0, |newest| newest.0);
        let ahead = low.wrapping_sub(newest) & 0xffff;
        if ahead < 0x8000 {
            Timestamp(newest.wrapping_add(ahead))
        } else {
            Timestamp(newest.wrapping_sub(0x1_0000 - ahead))
        }
    }

    /// Takes note of audio's stamp; `false` if it is late and must not be played after what came later.
    fn is_due(&mut self, stamp: Timestamp) -> bool {
        let Some(newest) = self.newest else {
            self.newest = Some(stamp);
            return true;
        };
        let behind = newest.0.wrapping_sub(stamp.0);
        let late = behind != 0 && behind < LATE;
        if !late {
            self.newest = Some(stamp);
        }
        !late
    }

    /// The other end's clock starts anew.
    pub(super) fn start_anew(&mut self) {
        (self.newest, self.upper) = (None, 0);
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.ear.poll_timeout()
    }
}

impl Call {
    /// A full voice frame: it names the codec from here on.
    pub(super) fn hear_full(
        &mut self,
        cx: &mut Context<'_>,
        stamp: Timestamp,
        format: Format,
        data: &[u8],
    ) {
        let habits = &cx.policy().media;
        let offered = cx.config.codecs.contains(&format) || habits.takes_any_codec;
        let codec = Codec::of(format).filter(|_| offered);
        let first = matches!(self.hearing.codec, Coming::Unknown);
        if first || habits.follows_codec {
            self.hearing.codec = codec.map_or(Coming::Foreign, Coming::Known);
        }
        self.hearing.upper = stamp.0 & 0xffff_0000;
        self.hear(cx, stamp, data);
    }

    /// A Mini Frame's audio.
    pub(crate) fn hear_mini(&mut self, cx: &mut Context<'_>, stamp: MiniTimestamp, data: &[u8]) {
        let habits = &cx.policy().media;
        if habits.acknowledges_minis {
            self.leg.acknowledge(cx, Timestamp(stamp.0.into()));
        }
        if matches!(self.hearing.codec, Coming::Unknown) {
            if habits.vnaks_early_minis && self.is_linked() {
                self.leg.ask_again(cx);
            }
            return;
        }
        let stamp = self.hearing.unwrap(stamp, habits.unwraps);
        self.hear(cx, stamp, data);
    }

    /// Audio from a trunk entry without a stamp: dated by its arrival.
    pub(crate) fn hear_undated(&mut self, cx: &mut Context<'_>, data: &[u8]) {
        let Timestamp(now) = self.leg.clock.read(cx.now);
        if matches!(self.hearing.codec, Coming::Unknown) {
            return self.hear_mini(cx, MiniTimestamp(0), data);
        }
        self.hearing.report.count(cx.now, Timestamp(now));
        self.play(cx, data);
    }

    fn hear(&mut self, cx: &mut Context<'_>, stamp: Timestamp, data: &[u8]) {
        if data.is_empty() {
            return;
        }
        self.hearing.report.count(cx.now, stamp);
        if self.hearing.is_due(stamp) {
            self.play(cx, data);
        } else {
            self.hearing.report.drop_late();
        }
    }

    fn play(&mut self, cx: &mut Context<'_>, data: &[u8]) {
        let Coming::Known(codec) = self.hearing.codec else { return };
        if !self.is_linked() {
            return;
        }
        let mut samples = [0; FRAME_SAMPLES];
        let count = codec.decode(data, &mut samples);
        let heard = self.hearing.ear.listen(cx.now, &samples[..count]);
        self.tell(cx, heard);
    }

    pub(super) fn handle_silence(&mut self, cx: &mut Context<'_>) {
        let heard = self.hearing.ear.handle_timeout(cx.now);
        self.tell(cx, heard);
    }

    fn tell(&self, cx: &mut Context<'_>, heard: Option<Heard>) {
        let src = self.leg.own;
        match heard {
            Some(Heard::Tone(tone)) => cx.sign(Event::Hears { src, tone: Some(tone) }),
            Some(Heard::Sound) => cx.sign(Event::Hears { src, tone: None }),
            Some(Heard::Silence) => cx.sign(Event::Silent(src)),
            None => {}
        }
    }
}
