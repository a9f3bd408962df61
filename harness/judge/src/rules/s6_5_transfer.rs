//! RFC 5456 6.5 and 9.5: the ends of a transfer, step by step.

use super::rule::{Cite, RuleInfo, must};
use super::scene::{Novelty, Scene};
use super::watch::Watch;
use crate::flow::elapsed_ms;
use crate::flow::{Endpoint, Kind, LegTable};
use iax2_wire::time::Instant;
use iax2_wire::{IaxCode, IeCode};
use rustc_hash::FxHashMap;

const CONTACT: Cite = must("IAX2-6.5.1-06");
const ANSWER: Cite = must("IAX2-6.5.2-02");
const SAME_ID: Cite = must("IAX2-6.5.2-01").read_as(24);
const READY: Cite = must("IAX2-6.5.3-03");
const ORDER: Cite = must("IAX2-9.5-02");
const STRANGER: Cite = must("IAX2-6.5-16");
const GUESSED: Cite = must("IAX2-8.6.20-03");

/// How long a transfer is remembered, in ms.
const KEPT_MS: u64 = 60_000;
/// How long each step may take, in ms.
const WITHIN_MS: u64 = 2000;

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "transfers-go-step-by-step",
        requirements: &["IAX2-6.5.1-06", "IAX2-6.5.2-02", "IAX2-6.5.3-03", "IAX2-9.5-02"],
        summary: "TXREQ brings TXCNT, TXCNT brings TXACC, TXACC brings TXREADY, or TXREJ ends it.",
    },
    RuleInfo {
        name: "transfers-are-between-those-that-were-named",
        requirements: &["IAX2-6.5.2-01", "IAX2-6.5-16", "IAX2-8.6.20-03"],
        summary: "TXCNT carries TXREQ's id to the address and number that it named; strangers get no TXACC.",
    },
];

/// A transfer that an end was asked for.
#[derive(Debug, Default)]
pub(super) struct Transfer {
    born: Instant,
    /// Every id that was named; deployed bridges may ask twice.
    ids: Vec<u32>,
    named_number: bool,
    asked: Option<(Instant, u64)>,
    contacted: Option<(Instant, u64)>,
    reached: Option<(Instant, u64)>,
    done: bool,
}

/// The transfers of each end, by its address and number.
pub(super) type Transfers = FxHashMap<(Endpoint, u16), Transfer>;

/// Judges a transfer message, and takes note of it.
pub(super) fn check(scene: &mut Scene<'_>, transfers: &mut Transfers) {
    if scene.novelty == Novelty::Repeat {
        return;
    }
    let mine = (scene.me.endpoint, scene.header.source);
    let theirs = (scene.peer.endpoint, scene.header.dest);
    let step = Some((scene.watch.now, scene.watch.packet));
    match scene.message.iax() {
        Some(IaxCode::TXREQ) => {
            let named_number = scene.has(IeCode::CALLNO);
            // Who is no party of a call that was seen to begin is owed nothing.
            let asked = step.filter(|_| named_number && scene.shared.kind == Kind::Call);
            let before = transfers.remove(&theirs).map(|transfer| transfer.ids);
            let mut ids = before.unwrap_or_default();
            ids.extend(scene.ies().long(IeCode::TRANSFERID));
            transfers.insert(
                theirs,
                Transfer { born: scene.watch.now, ids, named_number, asked, ..Transfer::default() },
            );
        }
        Some(IaxCode::TXCNT) => {
            contact(scene, transfers.get_mut(&mine));
            if let Some(transfer) = transfers.get_mut(&theirs) {
                transfer.contacted = transfer.contacted.or(step);
            }
        }
        Some(IaxCode::TXACC) => {
            accept(scene, transfers.get_mut(&mine));
            if let Some(transfer) = transfers.get_mut(&theirs) {
                transfer.reached = transfer.reached.or(step);
            }
        }
        Some(IaxCode::TXREADY) => ready(scene, transfers.get_mut(&mine)),
        Some(IaxCode::TXREJ | IaxCode::UNSUPPORT | IaxCode::HANGUP | IaxCode::TXREL) => {
            for end in [mine, theirs] {
                if let Some(transfer) = transfers.get_mut(&end) {
                    transfer.done = true;
                }
            }
        }
        _ => {}
    }
}

fn contact(scene: &mut Scene<'_>, transfer: Option<&mut Transfer>) {
    let Some(transfer) = transfer else { return };
    transfer.asked = None;
    let id = scene.ies().long(IeCode::TRANSFERID);
    if let (Some(said), [.., asked]) = (id, &*transfer.ids)
        && !transfer.ids.contains(&said)
    {
        let words = format!("TXCNT carries transfer id {said}, TXREQ named {asked}");
        scene.fail(SAME_ID, words);
    }
    if !transfer.named_number {
        let words =
            format!("TXCNT goes to call number {}, which TXREQ did not name", scene.header.dest);
        scene.fail(GUESSED, words);
    }
}

fn accept(scene: &mut Scene<'_>, transfer: Option<&mut Transfer>) {
    match transfer {
        Some(transfer) => transfer.contacted = None,
        None if scene.watch.options.at_device => {
            let words = "TXACC is sent though no TXREQ opened a transfer".to_owned();
            scene.warn(STRANGER, words);
        }
        None => {}
    }
}

fn ready(scene: &mut Scene<'_>, transfer: Option<&mut Transfer>) {
    let Some(transfer) = transfer else { return };
    if transfer.reached.is_none() && !transfer.done && scene.watch.options.at_device {
        scene.fail(ORDER, "TXREADY is sent before any TXACC came in".to_owned());
    }
    transfer.done = true;
}

/// Judges steps that were not taken, and forgets transfers that are long over.
pub(super) fn overdue(table: &mut LegTable, watch: &mut Watch, transfers: &mut Transfers) {
    let limit = WITHIN_MS + watch.slack_ms();
    let judges = watch.options.at_device && watch.options.declares("transfer") == Some(true);
    let now = watch.now;
    transfers.retain(|&(endpoint, number), transfer| {
        let late =
            |step: Option<(Instant, u64)>| step.filter(|(at, _)| elapsed_ms(now, *at) > limit);
        let missing = [
            (late(transfer.asked), CONTACT, "TXREQ", "TXCNT"),
            (late(transfer.contacted), ANSWER, "TXCNT", "TXACC"),
            (late(transfer.reached), READY, "TXACC", "TXREADY"),
        ];
        let found = missing.into_iter().find_map(|(step, cite, came, owed)| {
            step.map(|(_, packet)| (packet, cite, came, owed))
        });
        if let Some((packet, cite, came, owed)) = found.filter(|_| judges && !transfer.done)
            && let Some(leg) = table.with_number(endpoint, number)
            && let Some(end) = leg.ends.iter_mut().find(|end| end.endpoint == endpoint)
        {
            let words = format!("{came} in packet {packet} was followed by no {owed} and no TXREJ");
            watch.fail(end, cite, packet, words);
            transfer.done = true;
        }
        elapsed_ms(now, transfer.born) < KEPT_MS
    });
}
