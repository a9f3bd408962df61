//! RFC 5456 6.1: registering, being challenged, and releasing.

use super::rule::{Cite, RuleInfo, must};
use super::scene::Scene;
use crate::flow::Kind;
use iax2_wire::{IaxCode, IeCode};

const RESULT: Cite = must("IAX2-6.1.2-03");
const RELEASE_RESULT: Cite = must("IAX2-6.1.6-08").read_as(31);
const SAME_AGAIN: Cite = must("IAX2-6.1.3-03");
const CHALLENGE_UNASKED: Cite = must("IAX2-6.1.3-06");
const ACK_UNASKED: Cite = must("IAX2-6.1.4-10");
const OWN_NUMBERS: Cite = must("IAX2-6.1.2-09");
const AFTER_REJECT: Cite = must("IAX2-6.1.5-02");

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "a-challenged-request-comes-again-with-its-result",
        requirements: &["IAX2-6.1.2-03", "IAX2-6.1.6-08", "IAX2-6.1.3-03"],
        summary: "After REGAUTH the same request comes again, with the result for that challenge.",
    },
    RuleInfo {
        name: "registrars-only-answer",
        requirements: &["IAX2-6.1.3-06", "IAX2-6.1.4-10"],
        summary: "REGAUTH and REGACK are sent only in answer to REGREQ or REGREL.",
    },
    RuleInfo {
        name: "registration-is-a-dialogue-of-its-own",
        requirements: &["IAX2-6.1.2-09", "IAX2-6.1.5-02"],
        summary: "REGREQ uses no number of a call, and REGREJ ends its dialogue.",
    },
];

/// Judges a message of a registration.
pub(super) fn check(scene: &mut Scene<'_>) {
    if !scene.is_fresh() {
        return;
    }
    match scene.message.iax() {
        Some(IaxCode::REGREQ | IaxCode::REGREL) => request(scene),
        Some(IaxCode::REGAUTH) => unasked(scene, CHALLENGE_UNASKED),
        Some(IaxCode::REGACK) => unasked(scene, ACK_UNASKED),
        _ => {}
    }
}

fn request(scene: &mut Scene<'_>) {
    if scene.shared.kind == Kind::Call {
        let words = format!("{} uses the numbers of a call", scene.message);
        scene.fail(OWN_NUMBERS, words);
    }
    if scene.peer.has_said(IaxCode::REGREJ) && scene.header.oseqno != 0 {
        let words = format!("{} goes on after REGREJ", scene.message);
        scene.fail(AFTER_REJECT, words);
    }
    if !scene.peer.has_said(IaxCode::REGAUTH) {
        return;
    }
    let first = if scene.me.has_said(IaxCode::REGREL) { IaxCode::REGREL } else { IaxCode::REGREQ };
    if !scene.is(first) {
        let words = format!("{} follows REGAUTH, which answered {first}", scene.message);
        scene.fail(SAME_AGAIN, words);
    }
    if !scene.has(IeCode::MD5_RESULT) && !scene.has(IeCode::RSA_RESULT) {
        let cite = if scene.is(IaxCode::REGREL) { RELEASE_RESULT } else { RESULT };
        let words = format!("{} follows REGAUTH without MD5 RESULT or RSA RESULT", scene.message);
        scene.fail(cite, words);
    }
}

fn unasked(scene: &mut Scene<'_>, cite: Cite) {
    let asked = scene.peer.has_said(IaxCode::REGREQ) || scene.peer.has_said(IaxCode::REGREL);
    if !asked && scene.shared.kind != Kind::Joined {
        let words = format!("{} was sent though no REGREQ or REGREL came", scene.message);
        scene.fail(cite, words);
    }
}
