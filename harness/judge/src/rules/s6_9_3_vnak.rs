//! RFC 5456 6.9.3 and 7: what is missing is asked for, and sent again.

use super::rule::{Cite, RuleInfo, must};
use super::scene::{Novelty, Scene};
use super::watch::Watch;
use crate::flow::elapsed_ms;
use crate::flow::{End, Missing, Shared};
use iax2_wire::IaxCode;

const ASK: Cite = must("IAX2-7-13").read_as(3);
const RESEND: Cite = must("IAX2-6.9.3-03").read_as(2);

/// How long asking and sending again may take, in ms.
const WITHIN_MS: u64 = 2000;

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "a-gap-is-asked-for",
        requirements: &["IAX2-7-13"],
        summary: "A frame out of order makes its receiver send VNAK with the number that is missing.",
    },
    RuleInfo {
        name: "vnak-brings-frames-again",
        requirements: &["IAX2-6.9.3-03"],
        summary: "VNAK makes its receiver send again, from the number in ISeqno on, what is not acknowledged.",
    },
];

/// Takes note of VNAK.
pub(super) fn check(scene: &mut Scene<'_>) {
    if !scene.is(IaxCode::VNAK) {
        return;
    }
    scene.me.reception.missing = None;
    let (wanted, now) = (scene.header.iseqno, scene.watch.now);
    for sent in &mut scene.peer.sending.frames {
        if sent.oseqno.wrapping_sub(wanted) < 64 {
            sent.asked_for = true;
            sent.asked_at = now;
        }
    }
}

/// A frame arrives out of order.
pub(super) fn out_of_order(scene: &mut Scene<'_>, ahead: u8) {
    let known = scene.peer.sending.next.is_some();
    let certain = scene.watch.options.at_device && scene.peer.judged && known;
    if !(1..64).contains(&ahead) || scene.novelty != Novelty::Fresh || !certain {
        return;
    }
    let Some(number) = scene.peer.reception.low else { return };
    let missing = Missing { number, packet: scene.watch.packet, since: scene.watch.now };
    scene.peer.reception.missing.get_or_insert(missing);
}

/// Judges gaps that were not asked for, and requests that were not met.
pub(super) fn overdue(watch: &mut Watch, shared: &Shared, end: &mut End) {
    if shared.over.is_some() || !watch.options.at_device || !end.judged {
        return;
    }
    let limit = WITHIN_MS + watch.slack_ms();
    if let Some(missing) = end.reception.missing
        && elapsed_ms(watch.now, missing.since) > limit
    {
        end.reception.missing = None;
        let words = format!(
            "frame {} is missing since packet {}, and no VNAK asked for it",
            missing.number, missing.packet
        );
        watch.fail(end, ASK, missing.packet, words);
    }
    let late = |since| elapsed_ms(watch.now, since) > limit;
    let open = end.sending.frames.iter_mut().find(|sent| sent.asked_for && late(sent.asked_at));
    let Some(sent) = open else { return };
    sent.asked_for = false;
    if sent.is_acknowledged() {
        return;
    }
    let words = format!(
        "VNAK asked for {} of packet {}, which was not sent again",
        sent.message, sent.packet
    );
    let packet = sent.packet;
    watch.fail(end, RESEND, packet, words);
}
