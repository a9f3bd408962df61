//! What PONG reports of received media (RFC 5456 8.6.36 to 8.6.41).

use iax2_wire::time::Instant;
use iax2_wire::{Ie, Timestamp};

use crate::audio::FRAME_TIME;
use crate::elements::FewElements;

/// A gap between two stamps that is longer than this is a pause, not loss.
const LONGEST_LOSS: u32 = 5_000;

/// Counts of received audio.
#[derive(Debug, Default)]
pub(crate) struct Report {
    packets: u32,
    lost: u32,
    dropped: u32,
    out_of_order: u32,
    /// Milliseconds, times 16 (RFC 3550's estimator).
    jitter: u32,
    last: Option<(Instant, Timestamp)>,
}

impl Report {
    pub(super) fn count(&mut self, now: Instant, stamp: Timestamp) {
        self.packets = self.packets.saturating_add(1);
        let Some((then, last)) = self.last else {
            self.last = Some((now, stamp));
            return;
        };
        let step = stamp.0.wrapping_sub(last.0);
        if step > u32::MAX / 2 {
            self.out_of_order = self.out_of_order.saturating_add(1);
            // What came late was counted as lost.
            self.lost = self.lost.saturating_sub(1);
            return;
        }
        self.last = Some((now, stamp));
        if step <= LONGEST_LOSS {
            let frame = millis(FRAME_TIME);
            self.lost = self.lost.saturating_add((step / frame).saturating_sub(1));
            let transit = millis(now.since(then)).abs_diff(step);
            self.jitter = self.jitter - self.jitter / 16 + transit;
        }
    }

    pub(super) fn drop_late(&mut self) {
        self.dropped = self.dropped.saturating_add(1);
    }

    /// The reports as elements; `depth` is how long audio may wait to be played, in ms.
    pub(super) fn write(&self, depth: u16, elements: &mut FewElements) {
        let sent = self.packets.saturating_add(self.lost).max(1);
        let share = u64::from(self.lost) * 100 / u64::from(sent);
        let share = u32::try_from(share).unwrap_or(100);
        elements
            .push(Ie::RrJitter(self.jitter / 16))
            .push(Ie::RrLoss(share << 24 | self.lost.min(0x00ff_ffff)))
            .push(Ie::RrPkts(self.packets))
            .push(Ie::RrDelay(depth))
            .push(Ie::RrDropped(self.dropped))
            .push(Ie::RrOoo(self.out_of_order));
    }
}

fn millis(duration: core::time::Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
