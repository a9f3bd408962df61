//! RFC 5456 8.6.28: DATETIME is a date, and in UTC.

use super::rule::{Cite, RuleInfo, must};
use super::scene::Scene;
use iax2_wire::DateTime;

pub(super) const DATETIME: Cite = must("IAX2-8.6.28-01").read_as(35);
const UTC: Cite = must("IAX2-8.6.28-02");

/// Two clocks that are set differ by no more, in seconds.
const TOLERANCE: u64 = 5 * 60;
/// Time zones lie whole quarter hours apart.
const QUARTER_HOUR: u64 = 15 * 60;
/// No zone is farther from UTC; what is farther off is a clock that was never set.
const FARTHEST_ZONE: u64 = 14 * 3600;

pub(super) const RULES: &[RuleInfo] = &[RuleInfo {
    name: "datetime-is-in-utc",
    requirements: &["IAX2-8.6.28-02"],
    summary: "A clock that is set tells UTC, not the time of a zone.",
}];

/// Judges the data of a DATETIME, which has its length.
pub(super) fn check(scene: &mut Scene<'_>, named: &str, data: &[u8]) {
    let Some(number) = data.try_into().ok().map(u32::from_be_bytes) else { return };
    let unset = number == 0;
    match DateTime(number).unix_seconds() {
        Some(told) => zone(scene, named, told),
        None if unset => {}
        None => scene.fail(DATETIME, format!("{named} is 0x{number:08x}, which is no date")),
    }
}

fn zone(scene: &mut Scene<'_>, named: &str, told: u64) {
    let off = told.abs_diff(scene.watch.unix_seconds());
    let is_quarter = (off + TOLERANCE) % QUARTER_HOUR <= 2 * TOLERANCE;
    if off > TOLERANCE && off <= FARTHEST_ZONE + TOLERANCE && is_quarter {
        let words = format!("{named} is {} minutes away from UTC", (off + 30) / 60);
        scene.warn(UTC, words);
    }
}
