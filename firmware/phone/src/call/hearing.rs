//! Audio that comes in (RFC 5456 8.1.2): which codec, when it was spoken, and what it sounds like.

use core::time::Duration;

use iax2_wire::time::Instant;
use iax2_wire::{Format, MiniTimestamp, Timestamp};

use super::report::Report;
use super::state::Call;
use crate::audio::{Adpcm, Codec, Ear, FRAME_SAMPLES, Heard, Playout, analyse};
use crate::context::Context;
use crate::event::Event;

/// The receiving side of a call's audio.
#[derive(Debug, Default)]
pub(crate) struct Hearing {
    codec: Coming,
    decoder: Adpcm,
    newest: Option<Newest>,
    /// Upper half of the last full frame's stamp.
    upper: u32,
    playout: Playout,
    ear: Ear,
    pub(super) report: Report,
}

/// The newest audio: its stamp, all 32 bits, and when it came.
#[derive(Clone, Copy, Debug)]
struct Newest {
    stamp: Timestamp,
    came: Instant,
    /// The last stamp that was sent, not inferred, and when it came.
    anchor: (Timestamp, Instant),
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
    /// The full stamp of a Mini Frame: the one nearest to what would be spoken now.
    fn unwrap(&self, now: Instant, stamp: MiniTimestamp, by_nearest: bool) -> Timestamp {
        let low = u32::from(stamp.0);
        if !by_nearest {
            return Timestamp(self.upper | low);
        }
        let expected = self.newest.map_or(0, |it| later(it.stamp, now.since(it.came)));
        let ahead = low.wrapping_sub(expected) & 0xffff;
        if ahead < 0x8000 {
            Timestamp(expected.wrapping_add(ahead))
        } else {
            Timestamp(expected.wrapping_sub(0x1_0000 - ahead))
        }
    }

    /// The stamp of audio that came without one: as much later than the last real stamp as it came, and after all others.
    fn infer(&self, now: Instant) -> Timestamp {
        let Some(newest) = self.newest else { return Timestamp(0) };
        let (stamp, came) = newest.anchor;
        let read = later(stamp, now.since(came));
        let ahead = read.wrapping_sub(newest.stamp.0);
        let after = ahead != 0 && ahead < u32::MAX / 2;
        Timestamp(if after { read } else { newest.stamp.0.wrapping_add(20) })
    }

    /// Takes note of audio's stamp; starts anew where the sender's clock was set back, if the habit `heals`.
    fn note(&mut self, now: Instant, stamp: Timestamp, sent: bool, heals: bool) {
        let anchor = match self.newest {
            Some(newest) => {
                let behind = newest.stamp.0.wrapping_sub(stamp.0);
                if behind < LATE {
                    return;
                }
                if behind < u32::MAX / 2 {
                    if !heals {
                        return;
                    }
                    self.start_anew();
                }
                newest.anchor
            }
            None => (stamp, now),
        };
        let anchor = if sent { (stamp, now) } else { anchor };
        self.newest = Some(Newest { stamp, came: now, anchor });
    }

    /// The other end's clock starts anew.
    pub(super) fn start_anew(&mut self) {
        (self.newest, self.upper) = (None, 0);
        self.playout = Playout::default();
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.playout.poll_timeout().into_iter().chain(self.ear.poll_timeout()).min()
    }

    /// How long audio, and a LAGRQ with it, waits in the jitter buffer.
    pub(super) fn depth(&self, cx: &Context<'_>) -> Duration {
        self.playout.depth(&cx.policy().media)
    }
}

fn later(stamp: Timestamp, by: Duration) -> u32 {
    let millis = u32::try_from(by.as_millis() & 0xffff_ffff).expect("masked to 32 bits");
    stamp.0.wrapping_add(millis)
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
        let guess = Some(Codec::Ulaw).filter(|_| habits.takes_any_codec);
        let codec = Codec::of(format, habits).filter(|_| offered).or(guess);
        let first = matches!(self.hearing.codec, Coming::Unknown);
        if first || habits.follows_codec {
            self.hearing.codec = codec.map_or(Coming::Foreign, Coming::Known);
        }
        self.hearing.upper = stamp.0 & 0xffff_0000;
        self.hear(cx, stamp, true, data);
    }

    /// A Mini Frame's audio.
    pub(crate) fn hear_mini(&mut self, cx: &mut Context<'_>, stamp: MiniTimestamp, data: &[u8]) {
        let habits = &cx.policy().media;
        if habits.acknowledges_minis {
            self.leg.acknowledge(cx, Timestamp(stamp.0.into()));
        }
        if self.knows_codec(cx) {
            let stamp = self.hearing.unwrap(cx.now, stamp, habits.unwraps);
            self.hear(cx, stamp, true, data);
        }
    }

    /// Audio from a trunk entry without a stamp.
    pub(crate) fn hear_undated(&mut self, cx: &mut Context<'_>, data: &[u8]) {
        if self.knows_codec(cx) {
            let stamp = self.hearing.infer(cx.now);
            self.hear(cx, stamp, false, data);
        }
    }

    /// Short frames say no codec: while none is known, the full frame that is missing is asked for (6.9.3).
    fn knows_codec(&mut self, cx: &mut Context<'_>) -> bool {
        let unknown = matches!(self.hearing.codec, Coming::Unknown);
        if unknown && cx.policy().media.vnaks_early_minis && self.is_linked() {
            self.leg.ask_again(cx);
        }
        !unknown
    }

    fn hear(&mut self, cx: &mut Context<'_>, stamp: Timestamp, sent: bool, data: &[u8]) {
        if data.is_empty() || !self.is_linked() {
            return;
        }
        self.hearing.note(cx.now, stamp, sent, cx.policy().media.unwraps);
        self.hearing.report.count(cx.now, stamp);
        let Coming::Known(codec) = self.hearing.codec else { return };
        let mut samples = [0; FRAME_SAMPLES];
        let count = codec.decode(&mut self.hearing.decoder, data, &mut samples);
        let sound = analyse(&samples[..count]);
        if !self.hearing.playout.push(cx.now, &cx.policy().media, stamp, sound) {
            self.hearing.report.drop_late();
        }
        self.play(cx);
    }

    /// Plays what is due, and notices when nothing is.
    pub(super) fn play(&mut self, cx: &mut Context<'_>) {
        while let Some(sound) = self.hearing.playout.pop(cx.now) {
            let heard = self.hearing.ear.listen(cx.now, sound);
            self.tell(cx, heard);
        }
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
