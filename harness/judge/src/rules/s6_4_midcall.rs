//! RFC 5456 6.4: flash, hold, quelch and transfer within a call.

use super::rule::{Cite, RuleInfo, info, must, should};
use super::scene::Scene;
use crate::flow::elapsed_ms;
use crate::flow::{Kind, Stage};
use iax2_wire::{ControlCode, IaxCode};

const QUELCH_EARLY: Cite = must("IAX2-6.4.4-04");
const UNQUELCH: Cite = should("IAX2-6.4.5-04");
const UNHOLD: Cite = should("IAX2-6.4.3-03");
const QUELCHED: Cite = info("IAX2-6.4.4-01");
const TRANSFER_TO_CALLER: Cite = must("IAX2-6.4.6-02");
const AFTER_TRANSFER: Cite = must("IAX2-6.4.6-06");

/// How long voice may go on after QUELCH, in ms.
const QUELCH_MS: u64 = 1000;
/// How long frames may still be on their way after TRANSFER, in ms.
const TRANSFER_MS: u64 = 500;

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "quelch-and-hold-in-their-order",
        requirements: &["IAX2-6.4.4-04", "IAX2-6.4.5-04", "IAX2-6.4.3-03"],
        summary: "QUELCH follows ACCEPT, UNQUELCH follows QUELCH, UNHOLD follows HOLD.",
    },
    RuleInfo {
        name: "a-quelched-end-is-silent",
        requirements: &["IAX2-6.4.4-01"],
        summary: "After QUELCH an end stops sending audio until UNQUELCH.",
    },
    RuleInfo {
        name: "transfer-goes-to-the-caller-and-ends-the-leg",
        requirements: &["IAX2-6.4.6-02", "IAX2-6.4.6-06"],
        summary: "TRANSFER is sent to the calling side only, and nothing new follows it on the leg.",
    },
];

/// Judges mid-call messages, and takes note of them.
pub(super) fn check(scene: &mut Scene<'_>) {
    if !scene.is_fresh() || scene.shared.kind == Kind::Joined {
        return;
    }
    after_transfer(scene);
    match scene.message.iax() {
        Some(IaxCode::QUELCH) => quelch(scene),
        Some(IaxCode::UNQUELCH) => unquelch(scene),
        Some(IaxCode::TRANSFER) => transfer(scene),
        _ if scene.message.is_control(ControlCode::UNHOLD) => unhold(scene),
        _ => {}
    }
}

fn quelch(scene: &mut Scene<'_>) {
    if scene.shared.kind == Kind::Call && scene.shared.stage < Stage::Linked {
        scene.fail(QUELCH_EARLY, "QUELCH was sent before ACCEPT".to_owned());
    }
    scene.peer.media.quelched_at = Some(scene.watch.now);
}

fn unquelch(scene: &mut Scene<'_>) {
    if !scene.me.has_said(IaxCode::QUELCH) {
        scene.fail(UNQUELCH, "UNQUELCH was sent without a QUELCH before".to_owned());
    }
    scene.peer.media.quelched_at = None;
}

fn unhold(scene: &mut Scene<'_>) {
    if !scene.me.has_signalled(ControlCode::HOLD) {
        scene.fail(UNHOLD, "UNHOLD was sent without a HOLD before".to_owned());
    }
}

fn transfer(scene: &mut Scene<'_>) {
    if scene.began {
        scene.fail(TRANSFER_TO_CALLER, "TRANSFER was sent to the called side".to_owned());
    }
    scene.me.media.transferred_at.get_or_insert(scene.watch.now);
}

fn after_transfer(scene: &mut Scene<'_>) {
    let Some(at) = scene.me.media.transferred_at else { return };
    let harmless = [IaxCode::TRANSFER, IaxCode::PONG, IaxCode::LAGRP, IaxCode::HANGUP];
    if scene.message.is_any(&harmless) || elapsed_ms(scene.watch.now, at) <= TRANSFER_MS {
        return;
    }
    let words = format!("{} was sent on the leg after TRANSFER", scene.message);
    if scene.message.is_any(&[IaxCode::PING, IaxCode::LAGRQ]) {
        scene.warn(AFTER_TRANSFER, words);
    } else if !scene.peer.has_said(IaxCode::UNSUPPORT) {
        scene.fail(AFTER_TRANSFER, words);
    }
}

/// Judges voice of an end that may be quelched.
pub(super) fn quelched(watch: &mut super::watch::Watch, me: &mut crate::flow::End) {
    if let Some(at) = me.media.quelched_at
        && elapsed_ms(watch.now, at) > QUELCH_MS
    {
        let words = "audio goes on a second after QUELCH".to_owned();
        watch.warn(me, QUELCHED, watch.packet, words);
    }
}
