//! RFC 5456 8.1.2: mini frames, and the entries of trunk frames that stand for them.

use super::rule::{Cite, RuleInfo, must, should};
use super::s6_2_calls::{self, media_after_the_end};
use super::s7_timestamps::{GOOD_MS, POOR_MS};
use super::s8_1_3_1_video;
use super::watch::Watch;
use super::{in_band_dtmf, lengths, s3_association, s6_4_midcall, s7_4_encryption};
use crate::flow::elapsed_ms;
use crate::flow::{Endpoint, Key, Kind, Leg, LegTable, Stage};
use iax2_wire::TrunkEntry;

const NO_ELEMENTS: Cite = must("IAX2-6-02");
const LENGTH: Cite = must("IAX2-8.7-02").read_as(43);
const LINKED: Cite = must("IAX2-8.1.2-02");
const FULL_FIRST: Cite = must("IAX2-8.1.2-14");
const CLOCK: Cite = must("IAX2-8.1.2-06");
const WRAP: Cite = should("IAX2-8.1.2-08").read_as(13);
const RECEIVERS_NUMBER: Cite = must("IAX2-6-03");
const OWN_NUMBER: Cite = must("IAX2-8.1.2-05");

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "short-payloads-fit-their-codec",
        requirements: &["IAX2-8.7-02", "IAX2-6-02"],
        summary: "The payload of a mini frame is made of whole frames of the last full frame's codec.",
    },
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

/// Judges a mini frame; `buffer` is where it is decrypted.
pub(super) fn check(
    table: &mut LegTable,
    watch: &mut Watch,
    key: Key,
    octets: &[u8],
    buffer: &mut Vec<u8>,
) {
    let Some(place) = table.place(key) else {
        if !s8_1_3_1_video::misbegun(table, watch, (key.from, key.to), octets) {
            stray(table, watch, key);
        }
        return;
    };
    let Some(leg) = table.leg(place.leg) else { return };
    let side = usize::from(place.end);
    let octets = if leg.shared.cipher.is_on() {
        let end = &mut leg.ends[side];
        match s7_4_encryption::open_mini(&leg.shared, end, side, watch, octets, buffer) {
            Some(clear) => clear,
            None => {
                media(leg, watch, side, None, &[]);
                return;
            }
        }
    } else {
        octets
    };
    let stamp = octets.get(2..4).and_then(|it| it.try_into().ok()).map_or(0, u16::from_be_bytes);
    media(leg, watch, side, Some(stamp), octets.get(4..).unwrap_or(&[]));
}

/// Judges an entry of a trunk frame.
pub(super) fn entry(
    table: &mut LegTable,
    watch: &mut Watch,
    (from, to): (Endpoint, Endpoint),
    entry: TrunkEntry<'_>,
) {
    let key = Key { from, to, number: entry.call & 0x7fff };
    let Some(place) = table.place(key) else {
        stray(table, watch, key);
        return;
    };
    let Some(leg) = table.leg(place.leg) else { return };
    let side = usize::from(place.end);
    if leg.shared.cipher.is_on() {
        let words = "voice is sent in the clear in a trunk frame, on an encrypted call".to_owned();
        watch.fail(&mut leg.ends[side], s7_4_encryption::ALL, watch.packet, words);
    }
    media(leg, watch, side, entry.timestamp, entry.media);
}

/// Judges short-header voice of a leg's end.
fn media(leg: &mut Leg, watch: &mut Watch, side: usize, stamp: Option<u16>, data: &[u8]) {
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
    s6_2_calls::media_after_giving_up(watch, me);
    s6_4_midcall::quelched(watch, me);
    payload(watch, me, data);
    in_band_dtmf::listen(watch, me, data);
    if let Some(stamp) = stamp {
        clock(leg, watch, side, stamp);
    }
}

/// The length of a payload, looked at again only where it changes.
fn payload(watch: &mut Watch, me: &mut crate::flow::End, data: &[u8]) {
    let length = u16::try_from(data.len()).unwrap_or(u16::MAX);
    let Some(format) = me.media.voice.filter(|_| length != me.media.good_length) else { return };
    if lengths::fits(format, data.len()) {
        me.media.good_length = length;
    } else if length > 0 {
        let words =
            format!("a mini frame has {length} octets, which no whole {format} frames have");
        watch.warn(me, NO_ELEMENTS, watch.packet, format!("{words}: what else is in it?"));
        watch.fail(me, LENGTH, watch.packet, words);
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
        let age = elapsed_ms(now, origin.0);
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
        !(0x0100..0xff00).contains(&low) && elapsed_ms(watch.now, me.media.full_at) < 1000
    });
    if !near {
        me.media.unmarked_wrap = Some(watch.packet);
    }
}

/// A wrap that no full frame marked, judged half a second later.
pub(super) fn unmarked(watch: &mut Watch, me: &mut crate::flow::End) {
    let Some(packet) = me.media.unmarked_wrap else { return };
    if elapsed_ms(watch.now, me.media.at) > 400 || me.media.stamp > 400 {
        me.media.unmarked_wrap = None;
        let words = "the 16-bit time-stamp wraps and no full voice frame marks it".to_owned();
        watch.warn(me, WRAP, packet, words);
    }
}

fn stray(table: &mut LegTable, watch: &mut Watch, key: Key) {
    if s3_association::media_from_another_port(table, watch, key) {
        return;
    }
    let receivers = table.place(Key { from: key.to, to: key.from, number: key.number });
    if receivers.is_some() {
        let words = format!("voice carries call number {}, which is the receiver's", key.number);
        watch.fail_outside(key.from, RECEIVERS_NUMBER, words);
    } else if watch.options.at_device {
        let words = format!("voice carries call number {}, which no leg has", key.number);
        watch.fail_outside(key.from, OWN_NUMBER, words);
    }
}
