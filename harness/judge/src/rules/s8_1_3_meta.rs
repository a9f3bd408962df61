//! RFC 5456 8.1.3 and 7.1: meta frames, which are trunks and short video frames.

use super::rule::{Cite, RuleInfo, must, should};
use super::watch::Watch;
use crate::flow::elapsed_ms;
use crate::flow::{Endpoint, Key, Kind, LegTable};
use iax2_wire::{TrunkView, VideoView};
use rustc_hash::FxHashMap;

const COMMAND: Cite = must("IAX2-8.1.3.2-04");
const RESERVED_BITS: Cite = must("IAX2-8.1.3.2-06");
const LAYOUT_PLAIN: Cite = must("IAX2-8.1.3.2-08").read_as(44);
const LAYOUT_STAMPED: Cite = must("IAX2-8.1.3.2-09").read_as(44);
const ENTRIES: Cite = must("IAX2-7.1-02");
const CLOCK: Cite = must("IAX2-8.1.3.2-07").read_as(44);
const VIDEO_NUMBER: Cite = must("IAX2-8.1.3.1-04");
const VIDEO_FULL_FIRST: Cite = must("IAX2-8.1.3.1-07");
const VIDEO_WRAP: Cite = should("IAX2-8.1.3.1-06").read_as(14);
const HEADER: Cite = must("IAX2-8.1.2-05");

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "meta-frames-are-laid-out-right",
        requirements: &[
            "IAX2-8.1.3.2-04",
            "IAX2-8.1.3.2-06",
            "IAX2-8.1.3.2-08",
            "IAX2-8.1.3.2-09",
            "IAX2-7.1-02",
            "IAX2-8.1.2-05",
        ],
        summary: "A datagram that begins with 16 zero bits is a trunk frame with one whole entry or more, or short video.",
    },
    RuleInfo {
        name: "trunk-time-stamps-grow",
        requirements: &["IAX2-8.1.3.2-07"],
        summary: "A trunk frame's time-stamp is when it was sent, on a clock of its own.",
    },
    RuleInfo {
        name: "short-video-follows-full-video",
        requirements: &["IAX2-8.1.3.1-04", "IAX2-8.1.3.1-07", "IAX2-8.1.3.1-06"],
        summary: "A meta video frame carries the sender's number and follows a full video frame that names the format.",
    },
];

/// The trunk clock of each direction between two addresses.
pub(super) type TrunkClocks = FxHashMap<(Endpoint, Endpoint), (u32, iax2_wire::time::Instant)>;

/// Judges a meta frame, and hands its entries to the rules on mini frames.
pub(super) fn check(
    table: &mut LegTable,
    watch: &mut Watch,
    clocks: &mut TrunkClocks,
    ends: (Endpoint, Endpoint),
    octets: &[u8],
) {
    let (from, _) = ends;
    let (command, flags) = (octets[2], octets[3]);
    if command & 0x80 != 0 {
        video(table, watch, ends, octets);
    } else if command == 1 {
        trunk(table, watch, clocks, ends, octets);
    } else if command == 0 {
        let words = "a datagram begins with call number 0 and is no meta frame".to_owned();
        watch.fail_outside(from, HEADER, words);
    } else if command != 2 {
        let words =
            format!("a meta frame has command {command} (data 0x{flags:02x}), which is reserved");
        watch.fail_outside(from, COMMAND, words);
    }
}

fn trunk(
    table: &mut LegTable,
    watch: &mut Watch,
    clocks: &mut TrunkClocks,
    ends: (Endpoint, Endpoint),
    octets: &[u8],
) {
    let Ok(view) = TrunkView::new_checked(octets) else {
        let words = format!("a trunk frame has {} octets; its header alone has 8", octets.len());
        watch.fail_outside(ends.0, ENTRIES, words);
        return;
    };
    if octets[3] & !1 != 0 {
        let words = format!(
            "a trunk frame has command data 0x{:02x}; only bit 0 means anything",
            octets[3]
        );
        watch.fail_outside(ends.0, RESERVED_BITS, words);
    }
    clock(watch, clocks, ends, octets);
    let stamped = octets[3] & 1 != 0;
    let mut entries = 0;
    for entry in view.entries() {
        match entry {
            Ok(entry) => {
                entries += 1;
                super::s8_1_2_mini::entry(table, watch, ends, entry);
            }
            Err(error) => {
                let cite = if stamped { LAYOUT_STAMPED } else { LAYOUT_PLAIN };
                let words = format!(
                    "the trunk entry at octet {} takes {} octets, {} are left",
                    error.offset, error.need, error.have
                );
                watch.fail_outside(ends.0, cite, words);
                return;
            }
        }
    }
    if entries == 0 {
        watch.fail_outside(ends.0, ENTRIES, "a trunk frame has no entry".to_owned());
    }
}

fn clock(watch: &mut Watch, clocks: &mut TrunkClocks, ends: (Endpoint, Endpoint), octets: &[u8]) {
    let Some(stamp) = octets.get(4..8).and_then(|it| it.try_into().ok()).map(u32::from_be_bytes)
    else {
        return;
    };
    let now = watch.now;
    let Some((last, at)) = clocks.insert(ends, (stamp, now)) else { return };
    // After a pause the clock may begin again, as deployed stacks do.
    let paused = elapsed_ms(now, at) > 4000;
    if last.wrapping_sub(stamp).wrapping_sub(1) < u32::MAX / 2 && !paused {
        let words = format!("a trunk frame has time-stamp {stamp} after {last}");
        watch.fail_outside(ends.0, CLOCK, words);
    }
}

fn video(table: &mut LegTable, watch: &mut Watch, ends: (Endpoint, Endpoint), octets: &[u8]) {
    let Ok(view) = VideoView::new_checked(octets) else { return };
    let number = view.source_call();
    let key = Key { from: ends.0, to: ends.1, number };
    let Some(place) = table.place(key) else {
        if watch.options.at_device {
            let words =
                format!("a meta video frame carries call number {number}, which no leg has");
            watch.fail_outside(ends.0, VIDEO_NUMBER, words);
        }
        return;
    };
    let Some(leg) = table.leg(place.leg) else { return };
    let end = &mut leg.ends[usize::from(place.end)];
    leg.shared.last_at = watch.now;
    end.last_at = watch.now;
    let stamp =
        octets.get(4..6).and_then(|it| it.try_into().ok()).map_or(0, u16::from_be_bytes) & 0x7fff;
    if end.media.video.is_none() && leg.shared.kind != Kind::Joined {
        let words = "a meta video frame comes before any full video frame".to_owned();
        watch.fail(end, VIDEO_FULL_FIRST, watch.packet, words);
    }
    let wrapped = end.media.video_stamp.is_some_and(|last| stamp < 0x2000 && last > 0x6000);
    end.media.video_stamp = Some(stamp);
    if wrapped {
        let words = "the 15-bit video time-stamp wraps and no full video frame marks it".to_owned();
        watch.warn(end, VIDEO_WRAP, watch.packet, words);
    }
}
