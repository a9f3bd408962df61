//! RFC 5456 6.2.2, 7, 8.1.1: each call has a millisecond clock of its own, from zero, and it does not go back.

use super::rule::{Cite, RuleInfo, must};
use super::scene::{Novelty, Scene};
use crate::flow::elapsed_ms;
use crate::flow::{Kind, Origin};
use iax2_wire::IaxCode;
use iax2_wire::time::Instant;

const NEW_CLOCK: Cite = must("IAX2-6.2.2-04");
const CLOCK: Cite = must("IAX2-8.1.1-10");
const LAGRQ_CLOCK: Cite = must("IAX2-6.7.4-01");
const IN_ORDER: Cite = must("IAX2-7-10").read_as(5);

/// How far off a clock passes, in ms.
pub(super) const GOOD_MS: u64 = 250;
/// How far off a clock only warns, in ms.
pub(super) const POOR_MS: u64 = 1000;

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "the-clock-begins-at-zero-and-counts-milliseconds",
        requirements: &["IAX2-6.2.2-04", "IAX2-8.1.1-10", "IAX2-6.7.4-01"],
        summary: "Time-stamps are the milliseconds since the leg's first transmission.",
    },
    RuleInfo {
        name: "time-stamps-do-not-go-back",
        requirements: &["IAX2-7-10"],
        summary: "Frames in order of OSeqno have time-stamps in order.",
    },
];

/// Judges the time-stamp of a full frame's first copy.
pub(super) fn check(scene: &mut Scene<'_>) {
    if scene.novelty != Novelty::Fresh || scene.stateless || scene.message.has_foreign_timestamp() {
        return;
    }
    order(scene);
    if scene.shared.kind != Kind::Joined {
        clock(scene);
    }
}

fn order(scene: &mut Scene<'_>) {
    let stamp = scene.header.timestamp;
    let last = scene.me.last_stamp.replace(stamp);
    if let Some(last) = last
        && last.wrapping_sub(stamp).wrapping_sub(1) < u32::MAX / 2
    {
        let words = format!("{} has time-stamp {stamp} after {last}", scene.message);
        scene.fail(IN_ORDER, words);
    }
}

fn clock(scene: &mut Scene<'_>) {
    let now = scene.watch.now;
    begin(scene, now);
    let stamp = u64::from(scene.header.timestamp);
    let off = scene
        .me
        .origins
        .iter()
        .flatten()
        .map(|origin| elapsed_ms(now, origin.0))
        .map(|age| (age.abs_diff(stamp), age))
        .min();
    let Some((off, age)) = off else { return };
    let tolerance = age / 1000;
    if off <= GOOD_MS + tolerance {
        return;
    }
    let words =
        format!("{} has time-stamp {stamp}, but the leg's clock stands at {age} ms", scene.message);
    let cite = match scene.message.iax() {
        Some(IaxCode::NEW) => NEW_CLOCK,
        Some(IaxCode::LAGRQ) => LAGRQ_CLOCK,
        _ => CLOCK,
    };
    if off <= POOR_MS + tolerance { scene.warn(cite, words) } else { scene.fail(cite, words) }
}

/// The clock of the end that began starts with its first frame; the other's then, or with its own first.
fn begin(scene: &mut Scene<'_>, now: Instant) {
    if scene.me.origins[0].is_none() {
        let born = if scene.began { now } else { scene.shared.born };
        scene.me.origins[0] = Some(Origin(born));
    }
    if scene.me.origins[1].is_none() {
        scene.me.origins[1] = Some(Origin(now));
    }
}
