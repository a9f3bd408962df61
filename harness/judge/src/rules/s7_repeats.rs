//! RFC 5456 7 and 7.2.1: how a frame is repeated.

use super::rule::{Cite, RuleInfo, info, must};
use super::s7_sequence::R_BIT;
use super::scene::Scene;
use crate::flow::{Sent, elapsed_ms};
use iax2_wire::IaxCode;

const FIRST_WAIT: Cite = info("IAX2-7.2.1-02").read_as(8);
const SHAPE_GROWS: Cite = info("IAX2-7.2.1-03").read_as(8);
const SHAPE_CAP: Cite = info("IAX2-7.2.1-04").read_as(8);
const ENDLESS: Cite = must("IAX2-7-03");
const COVERED_AGAIN: Cite = must("IAX2-7-14");
/// Copies beyond which repeating counts as endless.
const ENDLESS_COPIES: u8 = 16;
/// Copies this close to each other are the network's work, where the capture was not taken at the sender.
const DUPLICATE_MS: u64 = 5;
/// What a first wait may be longer than two round trips, in ms: a floor that keeps short lines quiet.
const FLOOR_MS: u64 = 3_000;
/// The longest wait between repeats, and what a clock may be off by, in ms.
const LONGEST_WAIT_MS: u64 = 10_000 + 250;

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "acknowledged-frames-are-not-repeated",
        requirements: &["IAX2-7-14"],
        summary: "A frame that the other end has acknowledged is not sent again.",
    },
    RuleInfo {
        name: "repeats-back-off",
        requirements: &["IAX2-7.2.1-02", "IAX2-7.2.1-03", "IAX2-7.2.1-04", "IAX2-7-03"],
        summary: "The waits between repeats begin with two round trips, grow, are no longer than 10 s, and come to an end.",
    },
];

/// Another copy of a frame: the R bit, the wait, and whether it was still needed.
pub(super) fn judge(scene: &mut Scene<'_>) {
    let (now, retry) = (scene.watch.now, scene.header.retry);
    let at_device = scene.watch.options.at_device;
    let slack = scene.watch.slack_ms();
    let Some(sent) = scene.me.sending.numbered(scene.header.oseqno) else { return };
    let wait = elapsed_ms(now, sent.last_at);
    if wait < DUPLICATE_MS && !at_device && !sent.asked_for {
        return;
    }
    let before = sent.clone();
    sent.copies = sent.copies.saturating_add(1);
    // What VNAK asked for says nothing of the waits between the others.
    sent.gap = if sent.asked_for { 0 } else { u32::try_from(wait).unwrap_or(u32::MAX) };
    sent.last_at = now;
    sent.asked_for = false;
    let name = format!("the repeat of {} from packet {}", before.message, before.packet);
    if !retry && before.asked_for {
        scene.warn(R_BIT, format!("{name} that VNAK asked for has R = 0"));
    } else if !retry {
        scene.fail(R_BIT, format!("{name} has R = 0"));
    }
    if before.asked_for {
        return;
    }
    // What is on its way while an acknowledgement comes in cannot be called back.
    let answered = elapsed_ms(now, before.answered_at);
    if before.is_acknowledged() && answered > slack + 200 && at_device {
        scene.fail(COVERED_AGAIN, format!("{name} comes {answered} ms after it was acknowledged"));
    }
    waits(scene, &before, wait, &name);
}

fn waits(scene: &mut Scene<'_>, before: &Sent, wait: u64, name: &str) {
    let slack = scene.watch.slack_ms();
    if wait > LONGEST_WAIT_MS + slack {
        scene.warn(SHAPE_CAP, format!("{name} comes after {wait} ms; no wait exceeds 10 s"));
    }
    if before.gap == 0 {
        first_wait(scene, wait, name);
    }
    let (last, at_cap) = (u64::from(before.gap), u64::from(before.gap) >= 9_500);
    if last > 0 && !at_cap && wait <= last + last / 20 && wait + slack < 9_900 {
        scene.warn(
            SHAPE_GROWS,
            format!("{name} comes after {wait} ms, the one before after {last} ms"),
        );
    }
    if before.copies >= ENDLESS_COPIES {
        scene.fail(
            ENDLESS,
            format!("{name} is copy {} without an end", before.copies.saturating_add(1)),
        );
    }
}

/// A repeat that leaves before an answer can be there, or long after, is not timed by the round trip.
fn first_wait(scene: &mut Scene<'_>, wait: u64, name: &str) {
    let Some(round_trip) = round_trip(scene) else { return };
    let slack = scene.watch.slack_ms();
    if wait + slack < round_trip || wait > 2 * round_trip + FLOOR_MS + slack {
        let words = format!("{name} comes after {wait} ms; the round trip takes {round_trip} ms");
        scene.warn(FIRST_WAIT, words);
    }
}

/// The least that a PING took which was answered at its first sending, seen at its sender.
fn round_trip(scene: &Scene<'_>) -> Option<u64> {
    let answered =
        |sent: &&Sent| sent.message.is(IaxCode::PING) && sent.copies == 1 && sent.is_acknowledged();
    let pings = scene.me.sending.frames.iter().filter(|_| scene.watch.options.at_device);
    pings.filter(answered).map(|ping| elapsed_ms(ping.answered_at, ping.first_at)).min()
}
