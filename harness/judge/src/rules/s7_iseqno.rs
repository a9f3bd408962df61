//! RFC 5456 7 and 8.1.1: ISeqno is the number expected next.

use super::rule::{Cite, RuleInfo, must};
use super::scene::Scene;
use crate::flow::elapsed_ms;
use iax2_wire::IaxCode;
use iax2_wire::time::Instant;

const NEXT_EXPECTED: Cite = must("IAX2-7-06").read_as(1);
const NOT_TAKEN: Cite = must("IAX2-7-12").read_as(3);

pub(super) const RULES: &[RuleInfo] = &[RuleInfo {
    name: "iseqno-is-the-next-expected",
    requirements: &["IAX2-7-06", "IAX2-7-12"],
    summary: "ISeqno is the number expected next, and counts no frame that is out of order.",
}];

/// The number that the sender says it expects next.
pub(super) fn check(scene: &mut Scene<'_>) {
    let unjudged = scene.message.is_any(&[IaxCode::TXCNT, IaxCode::TXACC, IaxCode::INVAL]);
    if unjudged || scene.header.dest == 0 || scene.peer.sending.next.is_none() {
        return;
    }
    if scene.watch.options.at_device && scene.me.judged {
        at_device(scene);
    } else {
        between(scene);
    }
    let said = scene.header.iseqno;
    scene.me.reception.settle(said, scene.watch.moment());
    let ahead = said.wrapping_sub(scene.me.reception.claimed.unwrap_or(said));
    if ahead < 128 {
        scene.me.reception.claimed = Some(said);
    }
}

/// At the device everything addressed to it has arrived: the number is exact, but for frames that it had
/// reason to drop and for what arrived just now.
fn at_device(scene: &mut Scene<'_>) {
    let reception = &scene.me.reception;
    let (Some(low), Some(high)) = (reception.low, reception.high()) else { return };
    let said = scene.header.iseqno;
    let moment = scene.watch.moment();
    let just_now = |(_, since): &&(u8, Instant)| {
        *since > Instant::ZERO && elapsed_ms(moment.at, *since) <= 2 * moment.at_once_ms
    };
    let least = reception.before.iter().find(just_now).map_or(low, |(low, _)| *low);
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
fn between(scene: &mut Scene<'_>) {
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
