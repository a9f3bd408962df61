//! RFC 5456 7 and 8.1.1: OSeqno, ISeqno, the R bit, and repeats that are the same message.

use super::rule::{Cite, RuleInfo, info, must};
use super::scene::{Novelty, Scene};
use crate::flow::elapsed_ms;
use crate::flow::{AT_ONCE_MS, Answer, Kind, Sent};
use iax2_wire::IaxCode;
use rustc_hash::FxHasher;
use std::hash::Hasher;

const FIRST: Cite = must("IAX2-7-04");
const NEW_NUMBERS: Cite = must("IAX2-6.2.2-05");
const REGREQ_FIRST: Cite = must("IAX2-6.1.1-03");
const RUNS_ON: Cite = must("IAX2-8.1.1-11");
const ONE_EACH: Cite = must("IAX2-7-05");
const ACK_TAKES_NONE: Cite = must("IAX2-6.9.1-03");
const TRANSFER_TAKES_NONE: Cite = must("IAX2-6.5.2-04");
const NEXT_EXPECTED: Cite = must("IAX2-7-06").read_as(1);
const NOT_TAKEN: Cite = must("IAX2-7-12").read_as(3);
const R_BIT: Cite = must("IAX2-8.1.1-07");
const SAME: Cite = must("IAX2-8.1.1-08");
const WRAP_OUT: Cite = must("IAX2-8.1.1-12");
const SHAPE_GROWS: Cite = info("IAX2-7.2.1-03").read_as(8);
const SHAPE_CAP: Cite = info("IAX2-7.2.1-04").read_as(8);
const ENDLESS: Cite = must("IAX2-7-03");
const COVERED_AGAIN: Cite = must("IAX2-7-14");

/// How many numbers late a frame may be seen for the first time.
const LATE: u8 = 32;
/// Copies beyond which repeating counts as endless.
const ENDLESS_COPIES: u8 = 16;
/// Copies this close to each other are the network's work, where the capture was not taken at the sender.
const DUPLICATE_MS: u64 = 5;
/// The longest wait between repeats, and what a clock may be off by, in ms.
const LONGEST_WAIT_MS: u64 = 10_000 + 250;

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "sequence-numbers-begin-at-zero",
        requirements: &["IAX2-7-04", "IAX2-6.2.2-05", "IAX2-6.1.1-03"],
        summary: "The first counted frame of each end has OSeqno 0; NEW has ISeqno 0 too.",
    },
    RuleInfo {
        name: "sequence-numbers-run-on",
        requirements: &[
            "IAX2-8.1.1-11",
            "IAX2-7-05",
            "IAX2-6.9.1-03",
            "IAX2-6.5.2-04",
            "IAX2-8.1.1-12",
        ],
        summary: "Each counted frame takes the next number, 0 after 255; ACK, INVAL, VNAK, TXCNT and TXACC take none.",
    },
    RuleInfo {
        name: "iseqno-is-the-next-expected",
        requirements: &["IAX2-7-06", "IAX2-7-12"],
        summary: "ISeqno is the number expected next, and counts no frame that is out of order.",
    },
    RuleInfo {
        name: "repeats-carry-the-r-bit",
        requirements: &["IAX2-8.1.1-07"],
        summary: "The first copy of a frame has R = 0, each repeat R = 1.",
    },
    RuleInfo {
        name: "a-repeat-is-the-same-message",
        requirements: &["IAX2-8.1.1-08"],
        summary: "A repeat is identical but for R, ISeqno and a destination number learnt since.",
    },
    RuleInfo {
        name: "acknowledged-frames-are-not-repeated",
        requirements: &["IAX2-7-14"],
        summary: "A frame that the other end has acknowledged is not sent again.",
    },
    RuleInfo {
        name: "repeats-back-off",
        requirements: &["IAX2-7.2.1-03", "IAX2-7.2.1-04", "IAX2-7-03"],
        summary: "The waits between repeats grow, none is longer than 10 s, and they come to an end.",
    },
];

/// Finds out what a frame is to those before it, and judges its numbers.
pub(super) fn check(scene: &mut Scene<'_>) {
    if scene.stateless {
        return;
    }
    if !scene.message.is_counted() {
        scene.novelty = Novelty::Uncounted;
        count_uncounted(scene);
        iseqno(scene);
        return;
    }
    match scene.me.sending.next {
        None => first(scene),
        Some(next) if scene.header.oseqno == next => fresh(scene),
        Some(next) => other(scene, next),
    }
    if scene.novelty == Novelty::Fresh {
        iseqno(scene);
    }
}

fn count_uncounted(scene: &mut Scene<'_>) {
    let sending = &mut scene.me.sending;
    if scene.message.is(IaxCode::ACK) {
        sending.acks_between = sending.acks_between.saturating_add(1);
    } else if scene.message.is_any(&[IaxCode::TXCNT, IaxCode::TXACC]) {
        sending.transfers_between = sending.transfers_between.saturating_add(1);
    }
}

fn first(scene: &mut Scene<'_>) {
    let oseqno = scene.header.oseqno;
    let begins = scene.shared.kind != Kind::Joined;
    if begins && oseqno != 0 {
        let cite = match scene.message.iax() {
            Some(IaxCode::NEW) => NEW_NUMBERS,
            Some(IaxCode::REGREQ) => REGREQ_FIRST,
            _ => FIRST,
        };
        scene.fail(cite, format!("the leg's first {} has OSeqno {oseqno}", scene.message));
    } else if scene.is(IaxCode::NEW) && scene.header.iseqno != 0 {
        scene.fail(NEW_NUMBERS, format!("NEW has ISeqno {}", scene.header.iseqno));
    }
    if begins && scene.header.retry && scene.watch.options.at_device {
        scene.fail(R_BIT, format!("the first copy of {} has R = 1", scene.message));
    }
    remember(scene);
}

fn fresh(scene: &mut Scene<'_>) {
    if scene.header.retry {
        first_copy_with_r(scene);
    }
    remember(scene);
}

/// R = 1 on a number not seen before: a repeat under a new number, or a copy that was lost before the capture.
fn first_copy_with_r(scene: &mut Scene<'_>) {
    let (message, print) = (scene.message, fingerprint(scene.data));
    let original = scene
        .me
        .sending
        .frames
        .iter()
        .rev()
        .find(|sent| {
            sent.message == message && sent.fingerprint == print && !sent.is_acknowledged()
        })
        .map(|sent| (sent.oseqno, sent.packet));
    if let Some((oseqno, packet)) = original {
        let words = format!(
            "the repeat of {message} from packet {packet} has OSeqno {} instead of {oseqno}",
            scene.header.oseqno
        );
        scene.fail(SAME, words);
    } else if scene.watch.options.at_device {
        scene.fail(R_BIT, format!("the first copy of {message} has R = 1"));
    }
}

fn other(scene: &mut Scene<'_>, next: u8) {
    let oseqno = scene.header.oseqno;
    if scene.me.sending.numbered(oseqno).is_some() {
        again(scene);
        return;
    }
    let ahead = oseqno.wrapping_sub(next);
    if ahead < 128 {
        gap(scene, next, ahead);
        remember(scene);
    } else if next.wrapping_sub(oseqno) <= LATE {
        scene.me.sending.gap = None;
        remember(scene);
        scene.me.sending.next = Some(next);
        scene.novelty = Novelty::Late;
    } else {
        stale(scene);
    }
}

/// A frame that is not remembered, though it may be acknowledged.
fn stale(scene: &mut Scene<'_>) {
    scene.novelty = Novelty::Stale;
    scene.me.sending.push_stray(scene.header.timestamp);
}

/// Numbers were left out. On a foreign capture they may have been lost before it, so only time decides.
fn gap(scene: &mut Scene<'_>, next: u8, count: u8) {
    if scene.shared.kind == Kind::Joined && scene.me.sending.frames.len() < 2 {
        return;
    }
    scene.me.sending.gap = Some((next, count, scene.watch.packet));
    if scene.watch.options.at_device {
        gap_is_certain(scene, next, count);
    }
}

fn gap_is_certain(scene: &mut Scene<'_>, next: u8, count: u8) {
    let (acks, transfers) = (scene.me.sending.acks_between, scene.me.sending.transfers_between);
    let words =
        format!("{} has OSeqno {} where {next} was next", scene.message, scene.header.oseqno);
    if count == acks {
        scene.fail(ACK_TAKES_NONE, format!("{words}: {acks} ACK took numbers"));
    } else if transfers > 0 && count <= transfers {
        scene.fail(TRANSFER_TAKES_NONE, format!("{words}: TXCNT or TXACC took numbers"));
    } else if next == 0 {
        scene.fail(WRAP_OUT, format!("{words}: after 255 comes 0"));
    } else {
        scene.fail(RUNS_ON, words);
    }
}

/// A number that was used before.
fn again(scene: &mut Scene<'_>) {
    let print = fingerprint(scene.data);
    let (header, message) = (scene.header, scene.message);
    let Some(sent) = scene.me.sending.numbered(header.oseqno) else { return };
    let same_message = sent.message == message && sent.fingerprint == print;
    if same_message && sent.timestamp == header.timestamp {
        scene.novelty = Novelty::Repeat;
        repeat(scene);
        return;
    }
    let (packet, before, stamp) = (sent.packet, sent.message, sent.timestamp);
    stale(scene);
    if header.retry && before == message {
        let what = if same_message {
            format!("time-stamp {} instead of {stamp}", header.timestamp)
        } else {
            "other contents".to_owned()
        };
        scene.fail(SAME, format!("the repeat of {message} from packet {packet} has {what}"));
    } else {
        let words = format!(
            "{message} has OSeqno {}, which {before} of packet {packet} has",
            header.oseqno
        );
        scene.fail(ONE_EACH, words);
    }
}

/// Another copy of a frame: the R bit, the wait, and whether it was still needed.
fn repeat(scene: &mut Scene<'_>) {
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
    sent.gap = u32::try_from(wait).unwrap_or(u32::MAX);
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

/// Remembers the first copy of a counted frame.
fn remember(scene: &mut Scene<'_>) {
    scene.novelty = Novelty::Fresh;
    let (now, header) = (scene.watch.now, scene.header);
    scene.me.sending.push(Sent {
        message: scene.message,
        oseqno: header.oseqno,
        dest: header.dest,
        timestamp: header.timestamp,
        fingerprint: fingerprint(scene.data),
        packet: scene.watch.packet,
        first_at: now,
        last_at: now,
        gap: 0,
        copies: 1,
        answer: Answer::None,
        answered_at: now,
        owed: false,
        asked_for: false,
        asked_at: now,
        given_up: false,
    });
}

fn fingerprint(data: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(data);
    hasher.finish()
}

/// The number that the sender says it expects next.
fn iseqno(scene: &mut Scene<'_>) {
    let unjudged = scene.message.is_any(&[IaxCode::TXCNT, IaxCode::TXACC, IaxCode::INVAL]);
    if unjudged || scene.header.dest == 0 || scene.peer.sending.next.is_none() {
        return;
    }
    if scene.watch.options.at_device && scene.me.judged {
        iseqno_at_device(scene);
    } else {
        iseqno_between(scene);
    }
    let (said, now) = (scene.header.iseqno, scene.watch.now);
    scene.me.reception.settle(said, now);
    let ahead = said.wrapping_sub(scene.me.reception.claimed.unwrap_or(said));
    if ahead < 128 {
        scene.me.reception.claimed = Some(said);
    }
}

/// At the device everything addressed to it has arrived: the number is exact, but for frames that it had
/// reason to drop and for what arrived just now.
fn iseqno_at_device(scene: &mut Scene<'_>) {
    let reception = &scene.me.reception;
    let (Some(low), Some(high)) = (reception.low, reception.high()) else { return };
    let said = scene.header.iseqno;
    let just_now =
        elapsed_ms(scene.watch.now, reception.before.1) <= AT_ONCE_MS + scene.watch.slack_ms();
    let least = if just_now { reception.before.0 } else { low };
    if said.wrapping_sub(least) <= high.wrapping_sub(least) {
        scene.me.reception.exact = scene.me.reception.exact.saturating_add(1);
    } else if said == low.wrapping_sub(1) {
        one_less(scene);
    } else {
        let words = format!(
            "{} has ISeqno {said}; frames up to {} have arrived in order, so {low} is next",
            scene.message,
            low.wrapping_sub(1)
        );
        let beyond = said.wrapping_sub(low) < 64 && reception.maybe != 0;
        scene.fail(if beyond { NOT_TAKEN } else { NEXT_EXPECTED }, words);
    }
}

/// Section 7 alone can be read as one less, if it is so throughout.
fn one_less(scene: &mut Scene<'_>) {
    let packet = scene.watch.packet;
    let reception = &mut scene.me.reception;
    if reception.one_less == 0 {
        reception.one_less_packet = packet;
    }
    reception.one_less = reception.one_less.saturating_add(1);
    let (said, exact, first) = (scene.header.iseqno, reception.exact, reception.one_less_packet);
    let words =
        format!("{} has ISeqno {said}, one less than the number expected next", scene.message);
    if exact > 0 {
        scene.watch.fail(scene.me, NEXT_EXPECTED, first, words);
    } else if scene.me.reception.one_less >= 3 {
        scene.watch.warn(scene.me, NEXT_EXPECTED, first, words);
    }
}

/// Between the ends some frames may not have arrived, so the number may only not go back, and not count
/// frames that were never sent.
fn iseqno_between(scene: &mut Scene<'_>) {
    let said = scene.header.iseqno;
    let Some(next) = scene.peer.sending.next else { return };
    if said.wrapping_sub(next).wrapping_sub(1) < 64 {
        let beyond = (said, scene.watch.packet, next);
        scene.me.reception.beyond.get_or_insert(beyond);
    }
    let claimed = scene.me.reception.claimed.unwrap_or(said);
    let back = claimed.wrapping_sub(said);
    if (1..64).contains(&back) {
        let words = format!("{} has ISeqno {said} after {claimed}", scene.message);
        scene.fail(NEXT_EXPECTED, words);
    }
}

/// The other end's next frame shows whether an ISeqno counted frames that were never sent.
pub(super) fn beyond_is_decided(scene: &mut Scene<'_>) {
    let Some((said, packet, next)) = scene.peer.reception.beyond else { return };
    if !scene.is_fresh() {
        return;
    }
    scene.peer.reception.beyond = None;
    if scene.header.oseqno == next {
        let words = format!("ISeqno {said} counts frames from {next} on, which were never sent");
        scene.watch.fail(scene.peer, NEXT_EXPECTED, packet, words);
    }
}
