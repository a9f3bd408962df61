//! Call tokens ("IAX2 Security", 3.2): copied exactly, in a request that begins anew.

use super::rule::{Cite, RuleInfo, must};
use super::scene::{Novelty, Scene};
use crate::flow::Kind;
use iax2_wire::{IaxCode, IeCode};

const ANEW: Cite = must("IAX2SEC-3.2-07");
const ANEW_REGISTRATION: Cite = must("IAX2SEC-3.2-21");
const COPY: Cite = must("IAX2SEC-3.2-08");
const COPY_REGISTRATION: Cite = must("IAX2SEC-3.2-22");
const BOUND: Cite = must("IAX2SEC-3.2-10");
const BOUND_REGISTRATION: Cite = must("IAX2SEC-3.2-23");
const EMPTY: Cite = must("IAX2SEC-3.2-02");
const EMPTY_REGISTRATION: Cite = must("IAX2SEC-3.2-16");
const SOURCE: Cite = must("IAX2SEC-3.2-03").read_as(45);
const SOURCE_REGISTRATION: Cite = must("IAX2SEC-3.2-17").read_as(45);

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "a-token-is-copied-into-a-new-request",
        requirements: &[
            "IAX2SEC-3.2-07",
            "IAX2SEC-3.2-21",
            "IAX2SEC-3.2-08",
            "IAX2SEC-3.2-22",
            "IAX2SEC-3.2-10",
            "IAX2SEC-3.2-23",
        ],
        summary: "After CALLTOKEN the request begins anew from 0/0, without a destination, with an exact copy of the token.",
    },
    RuleInfo {
        name: "calltoken-messages-carry-a-token",
        requirements: &["IAX2SEC-3.2-02", "IAX2SEC-3.2-16", "IAX2SEC-3.2-03", "IAX2SEC-3.2-17"],
        summary: "CALLTOKEN has a token and comes from call number 0.",
    },
];

/// Judges call tokens on either side.
pub(super) fn check(scene: &mut Scene<'_>) {
    match scene.message.iax() {
        Some(IaxCode::NEW | IaxCode::REGREQ | IaxCode::REGREL) => request(scene),
        Some(IaxCode::CALLTOKEN) => message(scene),
        _ => {}
    }
}

fn request(scene: &mut Scene<'_>) {
    if !scene.began || scene.novelty == Novelty::Repeat {
        return;
    }
    let call = scene.shared.kind == Kind::Call;
    let carried = scene.ies().find(IeCode::CALLTOKEN);
    let Some(token) = scene.shared.token.clone() else { return };
    let challenged = scene.peer.has_said(IaxCode::REGAUTH);
    if carried.is_none_or(<[u8]>::is_empty) || challenged {
        return;
    }
    if carried != Some(&*token) {
        let words = format!(
            "{} carries a token of {} octets that is no copy of the {} that came",
            scene.message,
            carried.map_or(0, <[u8]>::len),
            token.len()
        );
        scene.fail(if call { COPY } else { COPY_REGISTRATION }, words);
    }
    if scene.header.dest != 0 {
        let words =
            format!("{} with a token goes to call number {}", scene.message, scene.header.dest);
        scene.fail(if call { BOUND } else { BOUND_REGISTRATION }, words);
    } else if (scene.header.oseqno, scene.header.iseqno) != (0, 0) {
        let words = format!(
            "{} with a token has sequence numbers {}/{}, not 0/0",
            scene.message, scene.header.oseqno, scene.header.iseqno
        );
        scene.fail(if call { ANEW } else { ANEW_REGISTRATION }, words);
    }
}

fn message(scene: &mut Scene<'_>) {
    let call = scene.shared.kind == Kind::Call;
    if scene.ies().find(IeCode::CALLTOKEN).is_none_or(<[u8]>::is_empty) {
        let words = "CALLTOKEN carries no token".to_owned();
        scene.fail(if call { EMPTY } else { EMPTY_REGISTRATION }, words);
    }
    if scene.header.source != 0 {
        let words = format!("CALLTOKEN comes from call number {}, not 0", scene.header.source);
        scene.warn(if call { SOURCE } else { SOURCE_REGISTRATION }, words);
    }
}
