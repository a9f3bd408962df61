//! RFC 5456 6.2: how a call begins, is accepted, and ends.

use super::rule::{Cite, RuleInfo, must};
use super::scene::Scene;
use super::watch::Watch;
use crate::flow::elapsed_ms;
use crate::flow::{Key, Kind, LegTable, Message, Shared, Stage, offered};
use iax2_wire::{ControlCode, Format, IaxCode, IeCode};

const OFFERED: Cite = must("IAX2-6.2.3-04");
const COVERS_NEW: Cite = must("IAX2-6.2.3-02");
const ONE_ANSWER: Cite = must("IAX2-6.2.2-11");
const ASKED_FOR: Cite = must("IAX2-6.2.6-02");
const CONTROL_AFTER_ACCEPT: Cite = must("IAX2-6.3.1-01");
const SENDER_DESTROYS: Cite = must("IAX2-6.2.5-06").read_as(10);
const SENDER_SERVES: Cite = must("IAX2-6.2.5-07").read_as(10);
const RECEIVER_DESTROYS: Cite = must("IAX2-6.2.5-04");
const RECEIVER_SERVES: Cite = must("IAX2-6.2.5-05").read_as(10);
const REJECT_DESTROYS: Cite = must("IAX2-6.2.4-04");
const INVAL_DESTROYS: Cite = must("IAX2-6.9.2-02");
const VERSION: Cite = must("IAX2-3-02");
const AUTHENTICATED: Cite = must("IAX2-6.2.3-01");
const UNASKED: Cite = must("IAX2-6.2.6-05");
const GAVE_UP: Cite = must("IAX2-7-16").read_as(9);
const UNIQUE: Cite = must("IAX2-8.1.1-05");

/// Challenges remembered of a leg.
const CHALLENGES: usize = 8;
/// How long frames may still be on their way when a leg ends, in ms.
const CROSSING_MS: u64 = 500;

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "accept-fits-the-new",
        requirements: &["IAX2-6.2.3-04", "IAX2-6.2.3-02", "IAX2-6.2.2-11"],
        summary: "ACCEPT names a format that NEW offered, covers the NEW, and follows no refusal.",
    },
    RuleInfo {
        name: "accept-follows-proof",
        requirements: &["IAX2-3-02", "IAX2-6.2.3-01", "IAX2-6.2.6-05"],
        summary: "ACCEPT answers version 2 only, and after AUTHREQ only a right AUTHREP.",
    },
    RuleInfo {
        name: "a-leg-that-was-given-up-is-silent",
        requirements: &["IAX2-7-16"],
        summary: "Once the last repeat went unanswered nothing more is sent on the leg.",
    },
    RuleInfo {
        name: "authrep-answers-authreq",
        requirements: &["IAX2-6.2.6-02"],
        summary: "AUTHREP is sent only in answer to AUTHREQ.",
    },
    RuleInfo {
        name: "progress-follows-accept",
        requirements: &["IAX2-6.3.1-01"],
        summary: "PROCEEDING, RINGING, BUSY and ANSWER are sent only after ACCEPT.",
    },
    RuleInfo {
        name: "a-leg-that-is-over-is-dead",
        requirements: &[
            "IAX2-6.2.5-06",
            "IAX2-6.2.5-07",
            "IAX2-6.2.5-04",
            "IAX2-6.2.5-05",
            "IAX2-6.2.4-04",
            "IAX2-6.9.2-02",
        ],
        summary: "After HANGUP, REJECT or INVAL nothing is sent on the leg but repeats, ACK and INVAL.",
    },
    RuleInfo {
        name: "live-calls-have-numbers-of-their-own",
        requirements: &["IAX2-8.1.1-05"],
        summary: "No call takes a number that another live call of the same end uses.",
    },
];

/// Judges a frame by what its leg has come to, and takes note of what it brings.
pub(super) fn check(scene: &mut Scene<'_>) {
    if scene.shared.over.is_some() {
        after_the_end(scene);
    }
    after_giving_up(scene);
    if !scene.taken || !scene.is_fresh() && !scene.stateless && scene.message.is_counted() {
        return;
    }
    match scene.message.iax() {
        Some(IaxCode::NEW) => {
            scene.shared.offer = offered(scene.ies());
            scene.shared.version = scene.ies().word(IeCode::VERSION);
        }
        Some(IaxCode::ACCEPT) => accept(scene),
        Some(IaxCode::AUTHREQ) => challenge(scene),
        Some(IaxCode::REGAUTH) => challenge(scene),
        Some(IaxCode::AUTHREP) => authrep(scene),
        Some(IaxCode::CALLTOKEN) => {
            scene.shared.token = scene.ies().find(IeCode::CALLTOKEN).map(Box::from);
        }
        _ => control(scene),
    }
    ends(scene);
    note(scene);
}

fn note(scene: &mut Scene<'_>) {
    if let Some(code) = scene.message.iax() {
        scene.me.said |= 1 << (code.0 & 0x3f);
    } else if scene.message.kind == iax2_wire::FrameType::CONTROL {
        scene.me.signalled |= 1 << (scene.message.code & 0x3f);
    }
}

fn accept(scene: &mut Scene<'_>) {
    let ies = scene.ies();
    let wide = ies
        .find(IeCode::FORMAT2)
        .and_then(|data| data.get(1..))
        .and_then(|data| <[u8; 8]>::try_from(data).ok().map(u64::from_be_bytes));
    let narrow = ies.long(IeCode::FORMAT).map(u64::from).filter(|&mask| mask != 0);
    let format = narrow.or(wide).map(Format);
    if let (Some(format), Some(offer)) = (format, scene.shared.offer)
        && !offer.contains(format)
    {
        let words = format!("ACCEPT names {format}; NEW offered {offer}");
        scene.fail(OFFERED, words);
    }
    let began = scene.shared.kind == Kind::Call && !scene.began;
    if began && scene.header.iseqno == 0 {
        scene.fail(COVERS_NEW, "ACCEPT has ISeqno 0, which does not cover the NEW".to_owned());
    }
    if began && (scene.me.has_said(IaxCode::REJECT) || scene.me.has_said(IaxCode::HANGUP)) {
        scene.fail(ONE_ANSWER, "ACCEPT follows a refusal of the same NEW".to_owned());
    }
    if began {
        authenticated(scene);
    }
    scene.shared.accepted = scene.shared.accepted.or(format);
    scene.shared.stage = scene.shared.stage.max(Stage::Linked);
}

/// Whether the caller may be accepted at all.
fn authenticated(scene: &mut Scene<'_>) {
    if let Some(version) = scene.shared.version.filter(|&version| version != 2) {
        scene.fail(VERSION, format!("ACCEPT answers a NEW of protocol version {version}"));
    }
    let (asked, answered) =
        (scene.me.has_said(IaxCode::AUTHREQ), scene.peer.has_said(IaxCode::AUTHREP));
    if asked && !(answered && scene.shared.proven) && scene.watch.options.at_device {
        let words = if answered { "a result that fits no secret" } else { "no AUTHREP" };
        scene.fail(AUTHENTICATED, format!("ACCEPT follows AUTHREQ and {words}"));
    } else if answered && !asked {
        scene.fail(UNASKED, "ACCEPT follows an AUTHREP that answers no AUTHREQ".to_owned());
    }
}

fn challenge(scene: &mut Scene<'_>) {
    let challenge =
        scene.ies().find(IeCode::CHALLENGE).map(|data| (Box::from(data), scene.watch.now));
    let challenges = &mut scene.shared.challenges;
    challenges.extend(challenge);
    if challenges.len() > CHALLENGES {
        challenges.remove(0);
    }
}

fn authrep(scene: &mut Scene<'_>) {
    if scene.shared.kind == Kind::Call && !scene.peer.has_said(IaxCode::AUTHREQ) {
        scene.fail(ASKED_FOR, "AUTHREP was sent though no AUTHREQ came".to_owned());
    }
    scene.shared.proven = super::s10_authentication::proves(scene);
}

fn control(scene: &mut Scene<'_>) {
    const AFTER_ACCEPT: [ControlCode; 4] =
        [ControlCode::PROCEEDING, ControlCode::RINGING, ControlCode::BUSY, ControlCode::ANSWER];
    if !AFTER_ACCEPT.iter().any(|&code| scene.message.is_control(code)) {
        return;
    }
    if scene.shared.kind == Kind::Call && !scene.began && scene.shared.stage < Stage::Linked {
        scene.fail(CONTROL_AFTER_ACCEPT, format!("{} was sent before ACCEPT", scene.message));
    }
    if scene.message.is_control(ControlCode::ANSWER) {
        scene.shared.stage = scene.shared.stage.max(Stage::Up);
    }
}

/// A frame on a leg whose sender had given up.
fn after_giving_up(scene: &mut Scene<'_>) {
    let Some((_, packet)) = scene.me.gave_up else { return };
    if scene.is(IaxCode::INVAL) {
        return;
    }
    let words = format!(
        "{} was sent though the frame of packet {packet} had been given up unacknowledged",
        scene.message
    );
    scene.fail(GAVE_UP, words);
}

/// Media of an end that had given up.
pub(super) fn media_after_giving_up(watch: &mut Watch, me: &mut crate::flow::End) {
    if let Some((_, packet)) = me.gave_up {
        let words = format!(
            "voice is sent though the frame of packet {packet} had been given up unacknowledged"
        );
        watch.fail(me, GAVE_UP, watch.packet, words);
    }
}

/// Takes note of what ends the leg.
fn ends(scene: &mut Scene<'_>) {
    let (message, kind) = (scene.message, scene.shared.kind);
    let dialogue_done = match kind {
        Kind::Registration => message.is_any(&[IaxCode::REGACK, IaxCode::REGREJ]),
        Kind::Poke => message.is(IaxCode::PONG),
        Kind::Call | Kind::Joined => false,
    };
    if dialogue_done {
        scene.shared.stage = Stage::Over;
    }
    let zero = scene.header.source == 0 || scene.header.dest == 0;
    if message.is_terminal() && scene.shared.over.is_none() && !(message.is(IaxCode::INVAL) && zero)
    {
        scene.shared.stage = Stage::Over;
        scene.shared.over = Some(crate::flow::Over {
            at: scene.watch.now,
            packet: scene.watch.packet,
            by: scene.side(),
            message,
            acknowledged: false,
        });
    }
}

/// A full frame on a leg that is over.
fn after_the_end(scene: &mut Scene<'_>) {
    let Some(over) = scene.shared.over else { return };
    let by_me = over.by == scene.side();
    if !by_me && scene.message.is_any(&[IaxCode::ACK, IaxCode::INVAL]) {
        if let Some(over) = &mut scene.shared.over {
            over.acknowledged = true;
        }
        return;
    }
    let repeat = scene.novelty == super::scene::Novelty::Repeat;
    let harmless =
        scene.message.is_any(&[IaxCode::ACK, IaxCode::INVAL, IaxCode::HANGUP, IaxCode::REJECT]);
    if harmless || by_me && repeat {
        return;
    }
    if let Some(cite) = broken(scene.shared, scene.message, by_me, scene.watch, over.acknowledged) {
        let words = format!(
            "{} was sent {} ms after {} in packet {} had ended the leg",
            scene.message,
            elapsed_ms(scene.watch.now, over.at),
            over.message,
            over.packet
        );
        scene.fail(cite, words);
    }
}

/// Which requirement a frame breaks that comes after the end.
fn broken(
    shared: &Shared,
    message: Message,
    by_me: bool,
    watch: &Watch,
    acknowledged: bool,
) -> Option<Cite> {
    let over = shared.over?;
    let service = message.is_any(&[IaxCode::PONG, IaxCode::LAGRP]);
    let crossing = elapsed_ms(watch.now, over.at) <= CROSSING_MS;
    match (over.message.iax()?, by_me) {
        (IaxCode::HANGUP, true) if service => Some(SENDER_SERVES),
        (IaxCode::HANGUP, true) => Some(SENDER_DESTROYS),
        (IaxCode::HANGUP, false) if crossing && !acknowledged => None,
        (IaxCode::HANGUP, false) if service => Some(RECEIVER_SERVES),
        (IaxCode::HANGUP, false) => Some(RECEIVER_DESTROYS),
        (IaxCode::REJECT, true) => Some(REJECT_DESTROYS),
        (IaxCode::REJECT, false) if !crossing || acknowledged => Some(REJECT_DESTROYS),
        (IaxCode::INVAL, false) if !crossing => Some(INVAL_DESTROYS),
        _ => None,
    }
}

/// Media on a leg that is over.
pub(super) fn media_after_the_end(shared: &Shared, watch: &Watch, side: usize) -> Option<Cite> {
    let over = shared.over?;
    broken(shared, Message::new(2, 0), over.by == side, watch, over.acknowledged)
}

/// A number must not begin a second call while it is in use.
pub(super) fn number_is_free(table: &mut LegTable, watch: &mut Watch, key: Key) {
    let now = watch.now;
    let Some(leg) = table.with_number(key.from, key.number) else { return };
    let kind = leg.shared.kind;
    let live = leg.shared.stage != Stage::Over && elapsed_ms(now, leg.shared.last_at) < 15_000;
    let elsewhere = leg.ends.iter().all(|end| end.endpoint != key.to);
    if live && elsewhere && kind == Kind::Call {
        let words =
            format!("call number {} begins a dialogue while a live call uses it", key.number);
        watch.fail_outside(key.from, UNIQUE, words);
    }
}
