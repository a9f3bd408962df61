//! RFC 5456 6.7 and 9.1: PONG and LAGRP are echoes, and only that.

use super::rule::{Cite, RuleInfo, must};
use super::scene::Scene;
use crate::flow::elapsed_ms;
use crate::flow::{Kind, Message};
use iax2_wire::IaxCode;

const PONG_ASKED: Cite = must("IAX2-6.7.3-01");
const PONG_STAMP: Cite = must("IAX2-9.1-01");
const LAGRP_STAMP: Cite = must("IAX2-6.7.4-03");
const LAGRP_AT_ONCE: Cite = must("IAX2-6.7.5-01");

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "pong-answers-ping-or-poke",
        requirements: &["IAX2-6.7.3-01", "IAX2-9.1-01"],
        summary: "PONG carries the time-stamp of a PING or POKE that came.",
    },
    RuleInfo {
        name: "lagrp-repeats-the-time-stamp",
        requirements: &["IAX2-6.7.4-03"],
        summary: "LAGRP carries the time-stamp of a LAGRQ that came.",
    },
    RuleInfo {
        name: "lagrp-passes-the-jitter-buffer",
        requirements: &["IAX2-6.7.5-01"],
        summary: "A device that declares a jitter buffer lets LAGRQ wait in it.",
    },
];

/// Judges PONG and LAGRP.
pub(super) fn check(scene: &mut Scene<'_>) {
    if !scene.is_fresh() && !scene.stateless || scene.shared.kind == Kind::Joined {
        return;
    }
    match scene.message.iax() {
        Some(IaxCode::PONG) => pong(scene),
        Some(IaxCode::LAGRP) => lagrp(scene),
        _ => {}
    }
}

fn asked(message: Message) -> bool {
    message.is_any(&[IaxCode::PING, IaxCode::POKE])
}

fn pong(scene: &mut Scene<'_>) {
    let stamp = scene.header.timestamp;
    let mut requests =
        scene.peer.sending.frames.iter().filter(|sent| asked(sent.message)).peekable();
    if requests.peek().is_none() {
        scene.fail(PONG_ASKED, "PONG was sent though neither PING nor POKE came".to_owned());
    } else if !requests.any(|sent| sent.timestamp == stamp) {
        let words = format!("PONG carries time-stamp {stamp}, which no PING or POKE had");
        scene.fail(PONG_STAMP, words);
    }
}

fn lagrp(scene: &mut Scene<'_>) {
    let (stamp, now) = (scene.header.timestamp, scene.watch.now);
    let request = scene
        .peer
        .sending
        .frames
        .iter()
        .filter(|sent| sent.message.is(IaxCode::LAGRQ))
        .find(|sent| sent.timestamp == stamp)
        .map(|sent| sent.last_at);
    let Some(came) = request else {
        scene.fail(LAGRP_STAMP, format!("LAGRP carries time-stamp {stamp}, which no LAGRQ had"));
        return;
    };
    let at_once = elapsed_ms(now, came) < 5;
    let buffers = scene.watch.options.declares("jitter-buffer") == Some(true);
    if at_once && buffers && scene.watch.options.at_device && scene.peer.media.count > 10 {
        scene.warn(LAGRP_AT_ONCE, "LAGRP leaves at once, not after the jitter buffer".to_owned());
    }
}
