//! Answers that answer answers: INVAL, VNAK and ACK must not multiply (field notes, 3.8).

use super::rule::{Cite, RuleInfo, must};
use super::scene::Scene;
use super::watch::Watch;
use crate::flow::Endpoint;
use crate::flow::elapsed_ms;
use crate::header::Header;
use iax2_wire::IaxCode;
use iax2_wire::time::Instant;
use rustc_hash::FxHashMap;

const VNAK: Cite = must("R-59");
const INVAL: Cite = must("IAX2-6.9.2-03").read_as(11);
const ANSWERS: Cite = must("R-25");

/// The span over which answers are counted, in ms.
const SPAN_MS: u64 = 5000;
/// Fewer than this are no storm.
const FEW: u32 = 10;

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "vnak-does-not-multiply",
        requirements: &["R-59"],
        summary: "In any five seconds an end sends no more than two VNAKs for each frame that it got.",
    },
    RuleInfo {
        name: "inval-is-not-answered-by-inval",
        requirements: &["IAX2-6.9.2-03"],
        summary: "INVAL gets no INVAL in return.",
    },
    RuleInfo {
        name: "inval-does-not-multiply",
        requirements: &["R-25"],
        summary: "In any five seconds a host sends no more than two INVALs for each full frame that it got.",
    },
];

/// What went from one address to another.
#[derive(Debug, Default)]
pub(super) struct Flow {
    since: Instant,
    frames: u32,
    invals: u32,
    /// The last INVAL, if nothing came after it.
    last_inval: Option<(u16, u16)>,
    answered_invals: u32,
}

/// What went between all addresses.
pub(super) type Flows = FxHashMap<(Endpoint, Endpoint), Flow>;

/// Counts a full frame by its addresses, and judges INVAL.
pub(super) fn count(
    flows: &mut Flows,
    watch: &mut Watch,
    ends: (Endpoint, Endpoint),
    header: &Header,
) {
    let now = watch.now;
    let inval = header.frame_type == 6 && header.subclass == IaxCode::INVAL.0;
    let flow = flows.entry(ends).or_default();
    if elapsed_ms(now, flow.since) > SPAN_MS {
        *flow = Flow { since: now, answered_invals: flow.answered_invals, ..Flow::default() };
    }
    flow.frames = flow.frames.saturating_add(1);
    flow.last_inval = inval.then_some((header.source, header.dest));
    if inval {
        flow.invals = flow.invals.saturating_add(1);
        let sent = flow.invals;
        judge_inval(flows, watch, ends, header, sent);
    }
}

fn judge_inval(
    flows: &mut Flows,
    watch: &mut Watch,
    (from, to): (Endpoint, Endpoint),
    header: &Header,
    sent: u32,
) {
    let Some(back) = flows.get_mut(&(to, from)) else { return };
    let received = back.frames;
    let answers = back.last_inval == Some((header.dest, header.source));
    back.last_inval = None;
    if answers {
        back.answered_invals = back.answered_invals.saturating_add(1);
        if back.answered_invals >= 2 {
            watch.fail_outside(
                from,
                INVAL,
                "INVAL is answered by INVAL, again and again".to_owned(),
            );
        }
    }
    if sent > FEW && sent > received.saturating_mul(2) {
        let words = format!("{sent} INVALs were sent within 5 s for {received} full frames");
        watch.fail_outside(from, ANSWERS, words);
    }
}

/// Counts a leg's VNAKs.
pub(super) fn vnak(scene: &mut Scene<'_>) {
    scene.me.full_frames += 1;
    if !scene.is(IaxCode::VNAK) {
        return;
    }
    let now = scene.watch.now;
    let received = scene.peer.full_frames + scene.peer.media.count;
    let vnaks = &mut scene.me.vnaks;
    if elapsed_ms(now, vnaks.since) > SPAN_MS {
        vnaks.since = now;
        vnaks.sent = 0;
        vnaks.received_before = received;
    }
    vnaks.sent += 1;
    let (sent, got) = (vnaks.sent, received.saturating_sub(vnaks.received_before));
    if sent > FEW && u64::from(sent) > got.saturating_mul(2) {
        scene.fail(VNAK, format!("{sent} VNAKs were sent within 5 s for {got} frames"));
    }
}

/// Forgets addresses that have been silent for long.
pub(super) fn reclaim(flows: &mut Flows, now: Instant) {
    flows.retain(|_, flow| elapsed_ms(now, flow.since) < 300_000);
}
