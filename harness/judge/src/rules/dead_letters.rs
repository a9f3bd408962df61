//! RFC 5456 6.2.5: what still comes for a leg that HANGUP has ended is answered by INVAL.

use super::rule::{Cite, RuleInfo, must};
use super::scene::Scene;
use super::watch::Watch;
use crate::flow::elapsed_ms;
use crate::flow::{DeadLetter, Leg};
use iax2_wire::IaxCode;

const RECEIVER: Cite = must("IAX2-6.2.5-05").read_as(10);
const SENDER: Cite = must("IAX2-6.2.5-07").read_as(10);
const HANGUP_AGAIN: Cite = must("IAX2-6.2-11").read_as(10);

/// How long an answer may take, in ms.
const WITHIN_MS: u64 = 2000;
/// How long after the end a frame is surely for the old call, in ms.
const SURELY_MS: u64 = 2000;

pub(super) const RULES: &[RuleInfo] = &[RuleInfo {
    name: "late-frames-get-inval",
    requirements: &["IAX2-6.2.5-05", "IAX2-6.2.5-07", "IAX2-6.2-11"],
    summary: "A full frame for a leg that HANGUP has ended is answered by INVAL, a repeated HANGUP also by ACK.",
}];

/// Takes note of a frame that comes after the end, or of its answer.
pub(super) fn check(scene: &mut Scene<'_>) {
    let Some(over) = scene.shared.over else { return };
    let (side, now) = (scene.side(), scene.watch.now);
    if scene.is(IaxCode::INVAL) {
        scene.shared.dead_letters.retain(|letter| letter.to != side);
    } else if scene.is(IaxCode::ACK) {
        scene
            .shared
            .dead_letters
            .retain(|letter| letter.to != side || !letter.message.is(IaxCode::HANGUP));
    }
    let gone = over.by != side || over.acknowledged;
    let counts = scene.message.is_counted()
        && scene.header.dest == scene.peer.number
        && over.message.is(IaxCode::HANGUP)
        && over.packet != scene.watch.packet
        && elapsed_ms(now, over.at) < SURELY_MS;
    let hangup = scene.is(IaxCode::HANGUP);
    if counts && (gone || hangup) && scene.shared.dead_letters.len() < 8 {
        let letter = DeadLetter {
            at: now,
            packet: scene.watch.packet,
            message: scene.message,
            to: 1 - side,
        };
        scene.shared.dead_letters.push(letter);
    }
}

/// Judges frames that got no answer.
pub(super) fn overdue(watch: &mut Watch, leg: &mut Leg) {
    let Some(over) = leg.shared.over else { return };
    let limit = WITHIN_MS + watch.slack_ms();
    let now = watch.now;
    let (late, open) = core::mem::take(&mut leg.shared.dead_letters)
        .into_iter()
        .partition(|letter: &DeadLetter| elapsed_ms(now, letter.at) > limit);
    leg.shared.dead_letters = open;
    let late: Vec<DeadLetter> = late;
    for letter in late {
        let end = &mut leg.ends[letter.to];
        if !watch.has_arrived(end, 1) {
            continue;
        }
        let cite = match () {
            () if letter.message.is(IaxCode::HANGUP) => HANGUP_AGAIN,
            () if over.by == letter.to => SENDER,
            () => RECEIVER,
        };
        let words = format!(
            "{} in packet {} came after HANGUP in packet {} and got no INVAL",
            letter.message, letter.packet, over.packet
        );
        watch.fail(end, cite, letter.packet, words);
    }
}
