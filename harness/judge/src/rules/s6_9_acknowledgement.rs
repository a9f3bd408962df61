//! RFC 5456 6.9.1: ACK, and the answers that frames wait for.

use super::duty::{self, Duty, Wanted};
use super::rule::{Cite, RuleInfo, info, must};
use super::scene::{Novelty, Scene};
use super::watch::Watch;
use crate::flow::elapsed_ms;
use crate::flow::{Answer, End, Kind, Message, Sent, Shared, Stage};
use iax2_wire::{FrameType, IaxCode, IeCode};

const ACK_STAMP: Cite = must("IAX2-6.9.1-04");
const NO_ACK_OF_ACK: Cite = must("IAX2-6.9.1-05");
const NO_ACK_OF_MINI: Cite = must("IAX2-8.1.2-03");
const NO_ACK_OF_VNAK: Cite = info("IAX2-6.9.3-04");
const NEW_ACKED: Cite = must("IAX2-6.9.1-07").read_as(6);
const AUTHREP_ACKED: Cite = must("IAX2-6.9.1-08").read_as(6);
const NO_HTML: Cite = must("IAX2-6.10.6-03");
const AT_ONCE: Cite = must("IAX2-8.1.1-01");

/// More questions than this within a second may be left unanswered.
const FLOOD: usize = 20;
/// HTML "not supported" (RFC 5456 8.5).
const NOT_SUPPORTED: Message = Message::new(0x09, 0x11);
/// An answer within this is at once, in ms.
const AT_ONCE_MS: u64 = 500;

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "ack-repeats-the-time-stamp",
        requirements: &["IAX2-6.9.1-04", "IAX2-9.1-01"],
        summary: "ACK carries the time-stamp of the frame that it acknowledges.",
    },
    RuleInfo {
        name: "some-frames-are-never-acknowledged",
        requirements: &["IAX2-6.9.1-05", "IAX2-8.1.2-03", "IAX2-6.9.3-04"],
        summary: "ACK, VNAK and mini frames get no ACK.",
    },
    RuleInfo {
        name: "frames-are-answered",
        requirements: duty::CITED,
        summary: "Each reliable frame gets its ACK or the reply that is defined for it.",
    },
    RuleInfo {
        name: "requests-are-acknowledged-at-least",
        requirements: &["IAX2-6.9.1-07", "IAX2-6.9.1-08"],
        summary: "NEW and AUTHREP get an ACK or a reply that covers them.",
    },
    RuleInfo {
        name: "html-that-cannot-be-shown-is-refused",
        requirements: &["IAX2-6.10.6-03"],
        summary: "A device without HTML answers it with HTML not supported.",
    },
    RuleInfo {
        name: "frames-are-acknowledged-at-once",
        requirements: &["IAX2-8.1.1-01"],
        summary: "The acknowledgement comes within 500 ms.",
    },
];

/// Takes a frame as an answer to the other end's frames, and judges ACKs.
pub(super) fn check(scene: &mut Scene<'_>) {
    if scene.novelty != Novelty::Stale {
        cover(scene);
    }
    match scene.message.iax() {
        Some(IaxCode::ACK) => ack(scene),
        Some(IaxCode::INVAL) => inval(scene),
        // A repeat answers what its first copy answered, and nothing that came since.
        Some(_) if scene.novelty == Novelty::Repeat => {}
        Some(_) => reply(scene),
        None => html_refusal(scene),
    }
}

fn cover(scene: &mut Scene<'_>) {
    let speaks = scene.message.is_counted() || scene.is(IaxCode::ACK) || scene.is(IaxCode::VNAK);
    if speaks && !scene.stateless && scene.taken {
        let now = scene.watch.now;
        scene.peer.sending.cover(scene.header.iseqno, now);
    }
}

fn ack(scene: &mut Scene<'_>) {
    let (stamp, now) = (scene.header.timestamp, scene.watch.now);
    let (iseqno, judged, taken) = (scene.header.iseqno, scene.me.judged, scene.taken);
    let future = scene.peer.sending.is_from_the_future(iseqno);
    if let Some(sent) = scene.peer.sending.stamped(stamp) {
        // Time-stamp and ISeqno must agree before the other end can be held to it.
        let agrees = !future && (1..=128).contains(&iseqno.wrapping_sub(sent.oseqno));
        if taken && (judged || agrees) {
            sent.answered(Answer::Ack, now);
        }
        return;
    }
    if scene.peer.sending.strays.contains(&stamp) {
        return;
    }
    if scene.peer.sending.next.is_none() || scene.shared.kind == Kind::Joined {
        return;
    }
    let uncounted = [IaxCode::CALLTOKEN, IaxCode::TXCNT, IaxCode::TXACC];
    if uncounted.iter().any(|&code| scene.peer.has_said(code)) {
        return;
    }
    let own = scene.me.sending.stamped(stamp).map(|sent| sent.message);
    if let Some(message) = own {
        let words = format!("ACK carries time-stamp {stamp}, which is of this end's own {message}");
        scene.fail(NO_ACK_OF_ACK, words);
    } else if scene.peer.media.count > 0 && scene.peer.media.stamp == stamp as u16 {
        scene.fail(
            NO_ACK_OF_MINI,
            format!("ACK carries time-stamp {stamp}, which is of a mini frame"),
        );
    } else if scene.peer.has_said(IaxCode::VNAK) {
        scene.warn(
            NO_ACK_OF_VNAK,
            format!("ACK carries time-stamp {stamp}, which no counted frame has"),
        );
    } else {
        let last = scene.peer.sending.frames.back().map(|sent| (sent.message, sent.timestamp));
        let (message, expected) = last.map_or_else(Default::default, |(message, expected)| {
            (format!(" (the last was {message}"), format!(" with {expected})"))
        });
        let words = format!(
            "ACK carries time-stamp {stamp}, which no frame of the other end has{message}{expected}"
        );
        scene.fail(ACK_STAMP, words);
    }
}

fn inval(scene: &mut Scene<'_>) {
    let now = scene.watch.now;
    for sent in &mut scene.peer.sending.frames {
        sent.answered(Answer::Reply, now);
    }
}

/// A message that is the defined reply to one or more frames of the other end.
fn reply(scene: &mut Scene<'_>) {
    let (message, stamp, now) = (scene.message, scene.header.timestamp, scene.watch.now);
    let echoes = message.is_any(&[IaxCode::PONG, IaxCode::LAGRP]);
    let refused = message.is(IaxCode::UNSUPPORT).then(|| scene.ies().octet(IeCode::IAX_UNKNOWN));
    for sent in &mut scene.peer.sending.frames {
        let wanted = duty::of(sent.message).map(|duty| duty.wanted);
        let fits = match (wanted, refused) {
            // A device may name what it does not support, or leave that open.
            (_, Some(named)) => named.is_none_or(|code| code == sent.message.code),
            (Some(Wanted::Reply(codes)), None) => {
                message.is_any(codes) && (!echoes || sent.timestamp == stamp)
            }
            _ => false,
        };
        if fits || message.is_terminal() {
            sent.answered(Answer::Reply, now);
        }
    }
}

/// HTML "not supported" answers the other end's HTML.
fn html_refusal(scene: &mut Scene<'_>) {
    if scene.message != NOT_SUPPORTED {
        return;
    }
    let now = scene.watch.now;
    for sent in &mut scene.peer.sending.frames {
        if sent.message.kind == FrameType::HTML {
            sent.answered(Answer::Reply, now);
        }
    }
}

/// What a frame asks of this receiver, which may lack what the frame is about.
fn duty_of(watch: &Watch, sent: &Sent, receiver: &End) -> Option<Duty> {
    let html = sent.message.kind == FrameType::HTML && sent.message != NOT_SUPPORTED;
    if html && receiver.judged && watch.options.declares("html") == Some(false) {
        return Some(Duty { wanted: Wanted::Reply(&[]), cite: NO_HTML, within: 2000 });
    }
    duty::of(sent.message)
}

/// Whether a frame that arrives asks its receiver for something.
pub(super) fn owe(scene: &mut Scene<'_>, ahead: u8) {
    let repeat = scene.novelty == Novelty::Repeat;
    let in_order = ahead == 0 && matches!(scene.novelty, Novelty::Fresh | Novelty::Late);
    if !(repeat || in_order) || !must_answer(scene) {
        return;
    }
    let arrived_before = scene.watch.options.at_device && repeat;
    if let Some(sent) = scene.me.sending.numbered(scene.header.oseqno)
        && sent.answer == Answer::None
        && !arrived_before
    {
        sent.owed = true;
    }
}

/// Whether so many questions came within a second that a device may leave some unanswered.
fn is_flood(scene: &Scene<'_>) -> bool {
    let questions = [IaxCode::PING, IaxCode::LAGRQ, IaxCode::NEW, IaxCode::POKE];
    let lately = |sent: &&Sent| {
        sent.message.is_any(&questions) && elapsed_ms(scene.watch.now, sent.first_at) < 1000
    };
    scene.me.sending.frames.iter().filter(lately).count() > FLOOD
}

fn must_answer(scene: &Scene<'_>) -> bool {
    if is_flood(scene) {
        return false;
    }
    let opens =
        scene.message.is_any(&[IaxCode::NEW, IaxCode::REGREQ, IaxCode::REGREL, IaxCode::POKE]);
    let known = scene.peer.sending.next.is_some() || opens;
    let alive = scene.shared.over.is_none_or(|over| over.message.is(IaxCode::HANGUP))
        && (scene.shared.stage != Stage::Over || scene.message.is_terminal());
    let whole = scene.message.iax().is_none() || scene.ies().check().is_ok();
    let tokens = scene.ies().find(IeCode::CALLTOKEN).is_some_and(|token| !token.is_empty());
    let right_number = scene.header.dest == scene.peer.number || opens;
    known && alive && whole && !tokens && right_number && scene.header.source != 0
}

/// Judges what is still open, as time goes by.
pub(super) fn overdue(watch: &mut Watch, shared: &Shared, sender: &mut End, receiver: &mut End) {
    if sender.sending.frames.iter().all(|sent| !sent.owed) {
        return;
    }
    for index in 0..sender.sending.frames.len() {
        let sent = &sender.sending.frames[index];
        if !sent.owed {
            continue;
        }
        let Some(duty) = duty_of(watch, sent, receiver) else { continue };
        let verdict = settle(watch, shared, sent, receiver, duty);
        if verdict {
            sender.sending.frames[index].owed = false;
        }
    }
}

/// Judges one frame's answer; `true` once nothing more can come of it.
fn settle(watch: &mut Watch, shared: &Shared, sent: &Sent, receiver: &mut End, duty: Duty) -> bool {
    let slack = watch.slack_ms();
    let waited = elapsed_ms(watch.now, sent.first_at);
    let complete = match duty.wanted {
        Wanted::Ack => sent.answer >= Answer::Ack,
        Wanted::Cover => sent.answer >= Answer::Covered,
        Wanted::Reply(_) => sent.answer == Answer::Reply,
    };
    if complete {
        late(watch, sent, receiver, duty);
        return true;
    }
    if waited <= duty.within + slack {
        return false;
    }
    if shared.over.is_some() && !sent.message.is_terminal() {
        return true;
    }
    if !watch.has_arrived(receiver, sent.copies)
        || receiver.last_at < sent.last_at && !watch.options.at_device
    {
        // It may never have arrived: more copies may follow, or the receiver be gone.
        return waited > 60_000;
    }
    unanswered(watch, sent, receiver, duty, waited);
    true
}

fn unanswered(watch: &mut Watch, sent: &Sent, receiver: &mut End, duty: Duty, waited: u64) {
    let covered = sent.is_acknowledged();
    let request = match sent.message.iax() {
        Some(IaxCode::NEW) => Some(NEW_ACKED),
        Some(IaxCode::AUTHREP) => Some(AUTHREP_ACKED),
        _ => None,
    };
    if let Some(cite) = request.filter(|_| !covered) {
        let words = format!("{} in packet {} got neither ACK nor reply", sent.message, sent.packet);
        watch.fail(receiver, cite, sent.packet, words);
    }
    let reply = match duty.wanted {
        Wanted::Reply([]) => "HTML not supported".to_owned(),
        Wanted::Reply(codes) => {
            codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        Wanted::Ack | Wanted::Cover => "ACK".to_owned(),
    };
    let words = format!(
        "{} in packet {} got no {reply} within {waited} ms{}",
        sent.message,
        sent.packet,
        if covered { ", only a frame that covers it" } else { "" }
    );
    let unknown = sent.message.kind == FrameType::IAX
        && sent.message.code != 0x7f
        && duty.cite.id == "IAX2-6.9.5-01";
    if covered && duty.wanted == Wanted::Ack || unknown {
        watch.warn(receiver, duty.cite, sent.packet, words);
    } else {
        watch.fail(receiver, duty.cite, sent.packet, words);
    }
}

fn late(watch: &mut Watch, sent: &Sent, receiver: &mut End, duty: Duty) {
    let slack = watch.slack_ms();
    let took = elapsed_ms(sent.answered_at, sent.first_at);
    let certain = watch.options.at_device && receiver.judged;
    if !certain || took <= AT_ONCE_MS + slack || matches!(duty.wanted, Wanted::Reply(_)) {
        return;
    }
    let cite = if sent.message.is(IaxCode::HANGUP) { duty.cite } else { AT_ONCE };
    let words =
        format!("{} in packet {} was acknowledged after {took} ms", sent.message, sent.packet);
    if took <= 2000 + slack {
        watch.warn(receiver, cite, sent.packet, words);
    } else {
        watch.fail(receiver, cite, sent.packet, words);
    }
}
