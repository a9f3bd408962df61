//! RFC 5456 7 and 8.1.1: OSeqno, the R bit, and repeats that are the same message.

use super::rule::{Cite, RuleInfo, must};
use super::scene::{Novelty, Scene};
use super::{s7_iseqno, s7_repeats};
use crate::flow::{Answer, Kind, Sent};
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
pub(super) const R_BIT: Cite = must("IAX2-8.1.1-07");
const SAME: Cite = must("IAX2-8.1.1-08");
const WRAP_OUT: Cite = must("IAX2-8.1.1-12");

/// How many numbers late a frame may be seen for the first time.
const LATE: u8 = 32;

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
        name: "repeats-carry-the-r-bit",
        requirements: &["IAX2-8.1.1-07"],
        summary: "The first copy of a frame has R = 0, each repeat R = 1.",
    },
    RuleInfo {
        name: "a-repeat-is-the-same-message",
        requirements: &["IAX2-8.1.1-08"],
        summary: "A repeat is identical but for R, ISeqno and a destination number learnt since.",
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
        s7_iseqno::check(scene);
        return;
    }
    match scene.me.sending.next {
        None => first(scene),
        Some(next) if scene.header.oseqno == next => fresh(scene),
        Some(next) => other(scene, next),
    }
    if scene.novelty == Novelty::Fresh {
        s7_iseqno::check(scene);
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
    if transfers > 0 && count <= transfers {
        scene.fail(TRANSFER_TAKES_NONE, format!("{words}: TXCNT or TXACC took numbers"));
    } else if count == acks {
        scene.fail(ACK_TAKES_NONE, format!("{words}: {acks} ACK took numbers"));
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
        s7_repeats::judge(scene);
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
