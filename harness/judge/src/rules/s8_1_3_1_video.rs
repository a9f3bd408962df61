//! RFC 5456 8.1.3.1: meta video frames, that is video with a short header.

use super::rule::{Cite, RuleInfo, must, should};
use super::s7_timestamps::POOR_MS;
use super::watch::Watch;
use crate::flow::elapsed_ms;
use crate::flow::{End, Endpoint, Key, Kind, LegTable};
use iax2_wire::VideoView;

const NOT_FULL: Cite = must("IAX2-8.1.3.1-01");
const INDICATOR: Cite = must("IAX2-8.1.3.1-02");
const MARK: Cite = must("IAX2-8.1.3.1-03");
const NUMBER: Cite = must("IAX2-8.1.3.1-04");
const CLOCK: Cite = must("IAX2-8.1.3.1-05").read_as(14);
const WRAP: Cite = should("IAX2-8.1.3.1-06").read_as(14);
const FULL_FIRST: Cite = must("IAX2-8.1.3.1-07");

/// Octets of the header.
const HEADER: usize = 6;

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "short-video-shows-that-it-is-video",
        requirements: &["IAX2-8.1.3.1-01", "IAX2-8.1.3.1-02", "IAX2-8.1.3.1-03"],
        summary: "A meta video frame begins with 16 zero bits, then V = 1 before the sender's call number.",
    },
    RuleInfo {
        name: "short-video-follows-full-video",
        requirements: &["IAX2-8.1.3.1-04", "IAX2-8.1.3.1-07", "IAX2-8.1.3.1-06"],
        summary: "A meta video frame carries the sender's number and follows a full video frame that names the format.",
    },
    RuleInfo {
        name: "short-video-keeps-the-clock",
        requirements: &["IAX2-8.1.3.1-05"],
        summary: "A meta video frame's time-stamp is the low bits of the sender's call clock.",
    },
];

/// Judges a datagram that begins as a meta video frame does.
pub(super) fn check(
    table: &mut LegTable,
    watch: &mut Watch,
    ends: (Endpoint, Endpoint),
    octets: &[u8],
) {
    let Ok(view) = VideoView::new_checked(octets) else { return };
    let number = view.source_call();
    let Some(place) = table.place(Key { from: ends.0, to: ends.1, number }) else {
        if watch.options.at_device {
            let words =
                format!("a meta video frame carries call number {number}, which no leg has");
            watch.fail_outside(ends.0, NUMBER, words);
        }
        return;
    };
    let Some(leg) = table.leg(place.leg) else { return };
    let end = &mut leg.ends[usize::from(place.end)];
    leg.shared.last_at = watch.now;
    end.last_at = watch.now;
    if leg.shared.kind == Kind::Joined {
        return;
    }
    if end.media.video.is_none() {
        let words = "a meta video frame comes before any full video frame".to_owned();
        watch.fail(end, FULL_FIRST, watch.packet, words);
    }
    let stamp =
        octets.get(4..HEADER).and_then(|it| it.try_into().ok()).map_or(0, u16::from_be_bytes);
    clock(watch, end, stamp & 0x7fff);
}

/// Fifteen bits tell the time, as deployed stacks have it: the sixteenth may mark the end of a picture.
fn clock(watch: &mut Watch, end: &mut End, stamp: u16) {
    let wrapped = end.media.video_stamp.is_some_and(|last| stamp < 0x2000 && last > 0x6000);
    end.media.video_stamp = Some(stamp);
    if wrapped {
        let words = "the 15-bit video time-stamp wraps and no full video frame marks it".to_owned();
        watch.warn(end, WRAP, watch.packet, words);
    }
    let now = watch.now;
    let off = |age: u64| {
        let off = (age as u16).wrapping_sub(stamp) & 0x7fff;
        u64::from(off.min(0x8000 - off))
    };
    let ages = end.origins.iter().flatten().map(|origin| elapsed_ms(now, origin.0));
    if ages.map(off).min().is_some_and(|off| off > POOR_MS) {
        let words = format!("a meta video frame has time-stamp {stamp}, far from the call's clock");
        watch.fail(end, CLOCK, watch.packet, words);
    }
}

/// A meta frame without V that carries the number of a call with video, and is no trunk frame.
pub(super) fn unmarked(
    table: &mut LegTable,
    watch: &mut Watch,
    ends: (Endpoint, Endpoint),
    octets: &[u8],
) -> bool {
    let is_trunk = octets.get(2) == Some(&1) && iax2_wire::TrunkView::new_checked(octets).is_ok();
    let is_video =
        !is_trunk && octets.get(2..4) != Some(&[0, 0]) && names_video(table, ends, octets);
    if is_video {
        let words = "a video frame with a short header has V = 0".to_owned();
        watch.fail_outside(ends.0, MARK, words);
    }
    is_video
}

/// A datagram that does not begin with 16 zero bits, and goes on as a meta video frame does.
pub(super) fn misbegun(
    table: &mut LegTable,
    watch: &mut Watch,
    ends: (Endpoint, Endpoint),
    octets: &[u8],
) -> bool {
    let is_video =
        octets.get(2).is_some_and(|third| third & 0x80 != 0) && names_video(table, ends, octets);
    if is_video {
        let full = octets[0] & 0x80 != 0;
        let words = if full { "F = 1" } else { "a meta indicator that is not zero" };
        let words = format!("a video frame with a short header has {words}");
        watch.fail_outside(ends.0, if full { NOT_FULL } else { INDICATOR }, words);
    }
    is_video
}

/// Whether the second 16 bits are the number of a call on which this sender has sent full video.
fn names_video(table: &mut LegTable, ends: (Endpoint, Endpoint), octets: &[u8]) -> bool {
    let [_, _, third, fourth, _, _, ..] = *octets else { return false };
    let number = u16::from_be_bytes([third, fourth]) & 0x7fff;
    let place = table.place(Key { from: ends.0, to: ends.1, number });
    let leg = place.and_then(|place| Some((table.leg(place.leg)?, place.end)));
    leg.is_some_and(|(leg, end)| leg.ends[usize::from(end)].media.video.is_some())
}
