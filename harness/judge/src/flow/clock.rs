//! Time differences in whole milliseconds.

use iax2_wire::time::Instant;

/// Milliseconds from `then` to `now`; zero where that is not later. Without the detour over `Duration`,
/// since it runs several times for each packet.
pub(crate) const fn elapsed_ms(now: Instant, then: Instant) -> u64 {
    now.as_micros().saturating_sub(then.as_micros()) / 1000
}
