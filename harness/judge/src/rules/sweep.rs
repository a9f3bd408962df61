//! What only time decides, and the end of legs.

use super::watch::Watch;
use super::{dead_letters, s6_9_3_vnak, s6_9_acknowledgement, s7_2_timers, s8_1_2_mini};
use crate::flow::elapsed_ms;
use crate::flow::{Leg, LegTable, Stage};
use iax2_wire::time::Instant;

/// How long a leg that is over is kept, for late frames: the RFC frees its numbers by then.
const KEPT_OVER_MS: u64 = 40_000;
/// How long a silent leg is kept.
const KEPT_SILENT_MS: u64 = 180_000;

/// Looks at every leg, and forgets those that are done.
pub(super) fn sweep(table: &mut LegTable, watch: &mut Watch) {
    for leg in table.each() {
        dead_letters::overdue(watch, leg);
        let shared = &mut leg.shared;
        let [first, second] = &mut leg.ends;
        s6_9_acknowledgement::overdue(watch, shared, first, second);
        s6_9_acknowledgement::overdue(watch, shared, second, first);
        s6_9_3_vnak::overdue(watch, shared, first);
        s6_9_3_vnak::overdue(watch, shared, second);
        s7_2_timers::given_up(watch, shared, first);
        s7_2_timers::given_up(watch, shared, second);
        s8_1_2_mini::unmarked(watch, first);
        s8_1_2_mini::unmarked(watch, second);
    }
    table.reclaim(watch.now, is_done);
}

fn is_done(leg: &Leg, now: Instant) -> bool {
    let silent = elapsed_ms(now, leg.shared.last_at);
    silent > KEPT_SILENT_MS || leg.shared.stage == Stage::Over && silent > KEPT_OVER_MS
}
