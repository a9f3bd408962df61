//! RFC 5456 3 and 7.3: everything between two hosts shares one UDP association, and answers go where the
//! question came from.

use super::rule::{Cite, RuleInfo, must};
use super::storms::Flows;
use super::watch::Watch;
use crate::flow::{Key, LegTable, Message, Stage};
use crate::header::Header;
use iax2_wire::IaxCode;

const ONE_PORT: Cite = must("IAX2-3-01");
const REPLY_TO: Cite = must("IAX2-7.3-01");
const NEW_FIRST: Cite = must("IAX2-6.2.2-01");

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "a-leg-uses-one-port",
        requirements: &["IAX2-3-01"],
        summary: "All frames of a leg leave from one address and port.",
    },
    RuleInfo {
        name: "answers-go-where-the-request-came-from",
        requirements: &["IAX2-7.3-01"],
        summary: "A reply goes to the address and port that the request came from.",
    },
    RuleInfo {
        name: "a-dialogue-begins-with-its-request",
        requirements: &["IAX2-6.2.2-01"],
        summary: "The first frame of a leg is NEW, REGREQ, REGREL or POKE.",
    },
];

/// Judges a full frame that belongs to no leg between these two addresses; `true` where it belongs to one
/// between others.
pub(super) fn stray(
    table: &mut LegTable,
    watch: &mut Watch,
    flows: &Flows,
    key: Key,
    header: &Header,
    message: Message,
) -> bool {
    if !watch.options.at_device || !watch.is_judged(key.from) || message.is(IaxCode::INVAL) {
        return false;
    }
    if header.dest == 0 {
        let words = format!("{message} begins a dialogue with destination call number 0");
        watch.fail_outside(key.from, NEW_FIRST, words);
        return true;
    }
    other_source(table, watch, key, header, message)
        || other_target(table, watch, flows, key, header, message)
}

/// The same leg, but from another port than before.
fn other_source(
    table: &mut LegTable,
    watch: &mut Watch,
    key: Key,
    header: &Header,
    message: Message,
) -> bool {
    let Some(leg) = table.with_number(key.from, key.number) else { return false };
    let [first, second] = &leg.ends;
    let (me, peer) = if first.endpoint.host() == key.from.host() && first.number == key.number {
        (first, second)
    } else {
        (second, first)
    };
    let same_leg = leg.shared.stage != Stage::Over
        && me.endpoint != key.from
        && peer.endpoint == key.to
        && peer.number == header.dest;
    if same_leg {
        let words = format!("{message} of a leg leaves from another port than its other frames");
        watch.fail_outside(key.from, ONE_PORT, words);
    }
    same_leg
}

/// Short-header voice with the number of a leg between these hosts, from another port than its other frames.
pub(super) fn media_from_another_port(table: &mut LegTable, watch: &mut Watch, key: Key) -> bool {
    let Some(leg) = table.with_number(key.from, key.number) else { return false };
    let mine = |ends: [usize; 2]| {
        let [me, peer] = ends.map(|end| &leg.ends[end]);
        me.number == key.number && me.endpoint.host() == key.from.host() && peer.endpoint == key.to
    };
    let strays = leg.shared.stage != Stage::Over && (mine([0, 1]) || mine([1, 0]));
    if strays {
        let words = "voice of a leg leaves from another port than its other frames".to_owned();
        watch.fail_outside(key.from, ONE_PORT, words);
    }
    strays
}

/// An answer that goes to a port which never asked.
fn other_target(
    table: &mut LegTable,
    watch: &mut Watch,
    flows: &Flows,
    key: Key,
    header: &Header,
    message: Message,
) -> bool {
    if flows.contains_key(&(key.to, key.from)) {
        return false;
    }
    let Some(leg) = table.with_number(key.to, header.dest) else { return false };
    let asked = leg.ends.iter().find(|end| end.number == header.dest).map(|end| end.endpoint);
    let Some(asked) = asked.filter(|&asked| asked != key.to && asked.host() == key.to.host())
    else {
        return false;
    };
    let (at, went) = (asked.address(), key.to.address());
    let words = format!("{message} goes to {went}, but the request came from {at}");
    watch.fail_outside(key.from, REPLY_TO, words);
    true
}
