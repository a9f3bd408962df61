//! RFC 5456 8.1.3 and 7.1: meta frames, which are trunks and short video frames.

use super::rule::{Cite, RuleInfo, must};
use super::s8_1_3_1_video;
use super::watch::Watch;
use crate::flow::elapsed_ms;
use crate::flow::{Endpoint, LegTable};
use iax2_wire::TrunkView;
use rustc_hash::FxHashMap;

const COMMAND: Cite = must("IAX2-8.1.3.2-04");
const RESERVED_BITS: Cite = must("IAX2-8.1.3.2-06");
const LAYOUT_PLAIN: Cite = must("IAX2-8.1.3.2-08").read_as(44);
const LAYOUT_STAMPED: Cite = must("IAX2-8.1.3.2-09").read_as(44);
const ENTRIES: Cite = must("IAX2-7.1-02");
const CLOCK: Cite = must("IAX2-8.1.3.2-07").read_as(44);
const HEADER: Cite = must("IAX2-8.1.2-05");

/// Trunk frames leave every few tens of ms; a clock that tells the same for so long stands.
const STANDS_MS: u64 = 200;

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
        s8_1_3_1_video::check(table, watch, ends, octets);
    } else if s8_1_3_1_video::unmarked(table, watch, ends, octets) {
        // A video frame without its mark is nothing else.
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
    if stamp == last && elapsed_ms(now, at) > STANDS_MS {
        let words = format!("trunk frames have time-stamp {stamp} for more than {STANDS_MS} ms");
        watch.fail_outside(ends.0, CLOCK, words);
    }
    if stamp == last {
        clocks.insert(ends, (stamp, at));
    }
    // After a pause the clock may begin again, as deployed stacks do.
    let paused = elapsed_ms(now, at) > 4000;
    if last.wrapping_sub(stamp).wrapping_sub(1) < u32::MAX / 2 && !paused {
        let words = format!("a trunk frame has time-stamp {stamp} after {last}");
        watch.fail_outside(ends.0, CLOCK, words);
    }
}
