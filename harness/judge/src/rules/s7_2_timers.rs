//! RFC 5456 7 and 7.2.1: reliable frames are repeated, and at last given up.

use super::rule::{Cite, RuleInfo, must, should};
use super::watch::Watch;
use crate::flow::elapsed_ms;
use crate::flow::{End, Kind, Sent, Shared};
use iax2_wire::IaxCode;

const REPEATED: Cite = must("IAX2-7-03");
const RETRIES: Cite = should("IAX2-7-15").read_as(9);
const SENT_ONCE: Cite = must("IAX2-7-01").read_as(10);

/// No wait is longer than 10 s; after this much more the end has given up, in ms.
const GIVEN_UP_MS: u64 = 11_000;

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "unacknowledged-frames-are-repeated",
        requirements: &["IAX2-7-03", "IAX2-7-01"],
        summary: "A reliable frame that nobody acknowledges is sent again.",
    },
    RuleInfo {
        name: "four-repeats",
        requirements: &["IAX2-7-15"],
        summary: "By default a frame is repeated four times before its leg is given up.",
    },
];

/// Judges frames whose sender has given them up.
pub(super) fn given_up(watch: &mut Watch, shared: &Shared, end: &mut End) {
    let now = watch.now;
    let Some(index) = end.sending.frames.iter().position(|sent| {
        !sent.given_up
            && !sent.is_acknowledged()
            && elapsed_ms(now, sent.last_at) > GIVEN_UP_MS + watch.slack_ms()
    }) else {
        return;
    };
    let sent = end.sending.frames[index].clone();
    // One frame stands for all that were waiting with it.
    for each in &mut end.sending.frames {
        each.given_up |= elapsed_ms(now, each.last_at) > GIVEN_UP_MS;
    }
    let ended = shared
        .over
        .is_some_and(|over| over.packet > sent.packet || !sent.message.is(IaxCode::HANGUP));
    if ended || shared.kind == Kind::Joined || sent.message.is(IaxCode::CALLTOKEN) {
        return;
    }
    if sent.copies > 1 && watch.options.at_device {
        end.gave_up = Some((now, sent.packet));
    }
    judge(watch, end, &sent);
}

fn judge(watch: &mut Watch, end: &mut End, sent: &Sent) {
    let name = format!("{} in packet {}", sent.message, sent.packet);
    if sent.copies == 1 {
        let words = format!("{name} was never acknowledged and never repeated");
        let once = sent.message.is_any(&[IaxCode::HANGUP, IaxCode::REJECT]);
        watch.fail(end, if once { SENT_ONCE } else { REPEATED }, sent.packet, words);
    } else if sent.copies != watch.options.retries.saturating_add(1) {
        let words = format!(
            "{name} was repeated {} times and given up; {} repeats are the rule",
            sent.copies - 1,
            watch.options.retries
        );
        watch.warn(end, RETRIES, sent.packet, words);
    }
}
