//! RFC 5456 8.1.2: mini frames, and the entries of trunk frames that stand for them.

use super::rule::{Cite, RuleInfo, must, should};
use super::s6_2_calls::media_after_the_end;
use super::s7_timestamps::{GOOD_MS, POOR_MS};
use super::watch::Watch;
use crate::flow::{Endpoint, Key, Kind, Leg, LegTable, Stage};
use iax2_wire::TrunkView;

const LINKED: Cite = must("IAX2-8.1.2-02");
const FULL_FIRST: Cite = must("IAX2-8.1.2-14");
const CLOCK: Cite = must("IAX2-8.1.2-06");
const WRAP: Cite = should("IAX2-8.1.2-08").read_as(13);
const RECEIVERS_NUMBER: Cite = must("IAX2-6-03");
const OWN_NUMBER: Cite = must("IAX2-8.1.2-05");

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "media-flows-only-when-linked",
        requirements: &["IAX2-8.1.2-02"],
        summary: "Mini frames carry the media of a leg that ACCEPT has set up.",
    },
    RuleInfo {
        name: "the-first-voice-frame-is-full",
        requirements: &["IAX2-8.1.2-14"],
        summary: "A full voice frame names the codec before any mini frame.",
    },
    RuleInfo {
        name: "mini-time-stamps-follow-the-clock",
        requirements: &["IAX2-8.1.2-06"],
        summary: "A mini frame's time-stamp is the low 16 bits of the sender's call clock.",
    },
    RuleInfo {
        name: "a-full-frame-marks-the-wrap",
        requirements: &["IAX2-8.1.2-08"],
        summary: "When the 16-bit time-stamp wraps, a full voice frame resynchronizes it.",
    },
    RuleInfo {
        name: "mini-frames-carry-the-senders-number",
        requirements: &["IAX2-6-03", "IAX2-8.1.2-05"],
        summary: "The call number of a mini frame is the sender's own on a live leg.",
    },
];

/// Judges a mini frame.
pub(super) fn check(table: &mut LegTable, watch: &mut Watch, key: Key, octets: &[u8]) {
    let Some(place) = table.place(key) else {
        stray(table, watch, key);
        return;
    };
    let Some(leg) = table.leg(place.leg) else { return };
    let stamp = octets.get(2..4).and_then(|it| it.try_into().ok()).map_or(0, u16::from_be_bytes);
    media(leg, watch, usize::from(place.end), Some(stamp), octets.get(4..).unwrap_or(&[]));
}

/// Judges the entries of a trunk frame.
pub(super) fn trunk(
    table: &mut LegTable,
    watch: &mut Watch,
    from: Endpoint,
    to: Endpoint,
    octets: &[u8],
) {
    let Ok(view) = TrunkView::new_checked(octets) else { return };
    for entry in view.entries().map_while(Result::ok) {
        let key = Key { from, to, number: entry.call & 0x7fff };
        let Some(place) = table.place(key) else { continue };
        let Some(leg) = table.leg(place.leg) else { continue };
        media(leg, watch, usize::from(place.end), entry.timestamp, entry.media);
    }
}

/// Judges short-header voice of a leg's end.
fn media(leg: &mut Leg, watch: &mut Watch, side: usize, stamp: Option<u16>, _data: &[u8]) {
    let now = watch.now;
    let shared = &mut leg.shared;
    let me = &mut leg.ends[side];
    shared.last_at = now;
    me.last_at = now;
    me.media.count += 1;
    if shared.stage == Stage::Over
        && let Some(cite) = media_after_the_end(shared, watch, side)
    {
        let words = "voice is sent on a leg that is over".to_owned();
        watch.fail(me, cite, watch.packet, words);
    }
    if shared.stage == Stage::Waiting && shared.kind == Kind::Call {
        watch.fail(me, LINKED, watch.packet, "voice is sent before ACCEPT".to_owned());
    }
    if me.media.voice.is_none() && shared.kind != Kind::Joined {
        let words = "a mini frame comes before any full voice frame".to_owned();
        watch.fail(me, FULL_FIRST, watch.packet, words);
    }
    if let Some(stamp) = stamp {
        clock(leg, watch, side, stamp);
    }
}

fn clock(leg: &mut Leg, watch: &mut Watch, side: usize, stamp: u16) {
    let now = watch.now;
    let me = &mut leg.ends[side];
    let wrapped = me.media.count > 1 && stamp < 0x4000 && me.media.stamp > 0xc000;
    me.media.stamp = stamp;
    me.media.at = now;
    if wrapped {
        wrap(watch, me, stamp);
    }
    if leg.shared.kind == Kind::Joined {
        return;
    }
    let best = me.origins.iter().flatten().map(|origin| {
        let age = now.since(origin.0).as_millis() as u64;
        let off = (age as u16).wrapping_sub(stamp);
        (u64::from(off.min(off.wrapping_neg())), age)
    });
    let Some((off, age)) = best.min() else { return };
    let tolerance = age / 1000;
    if off <= GOOD_MS + tolerance {
        return;
    }
    let words = format!(
        "a mini frame has time-stamp {stamp}; the low 16 bits of the clock are {}",
        age as u16
    );
    if off <= POOR_MS + tolerance {
        watch.warn(me, CLOCK, watch.packet, words);
    } else {
        watch.fail(me, CLOCK, watch.packet, words);
    }
}

/// The 16-bit stamp wraps: a full frame just before is right too.
fn wrap(watch: &mut Watch, me: &mut crate::flow::End, _stamp: u16) {
    let near = me.media.full_stamp.is_some_and(|full| {
        let low = full as u16;
        !(0x0100..0xff00).contains(&low) && watch.now.since(me.media.full_at).as_millis() < 1000
    });
    if !near {
        me.media.unmarked_wrap = Some(watch.packet);
    }
}

/// A wrap that no full frame marked, judged half a second later.
pub(super) fn unmarked(watch: &mut Watch, me: &mut crate::flow::End) {
    let Some(packet) = me.media.unmarked_wrap else { return };
    if watch.now.since(me.media.at).as_millis() > 400 || me.media.stamp > 400 {
        me.media.unmarked_wrap = None;
        let words = "the 16-bit time-stamp wraps and no full voice frame marks it".to_owned();
        watch.warn(me, WRAP, packet, words);
    }
}

fn stray(table: &mut LegTable, watch: &mut Watch, key: Key) {
    let receivers = table.place(Key { from: key.to, to: key.from, number: key.number });
    if receivers.is_some() {
        let words =
            format!("a mini frame carries call number {}, which is the receiver's", key.number);
        watch.fail_outside(key.from, RECEIVERS_NUMBER, words);
    } else if watch.options.at_device {
        let words = format!("a mini frame carries call number {}, which no leg has", key.number);
        watch.fail_outside(key.from, OWN_NUMBER, words);
    }
}
