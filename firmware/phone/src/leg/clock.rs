//! Milliseconds since a leg's first transmission (RFC 5456 8.1.1).

use iax2_wire::Timestamp;
use iax2_wire::time::Instant;

/// A leg's own clock, and the last stamp that it gave: stamps never go back (7).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    epoch: Instant,
    last: Timestamp,
}

impl Clock {
    pub(crate) const fn starting(epoch: Instant) -> Self {
        Self { epoch, last: Timestamp(0) }
    }

    /// The clock's reading; it wraps after 49 days.
    pub(crate) fn read(&self, now: Instant) -> Timestamp {
        let millis = now.since(self.epoch).as_millis() & 0xffff_ffff;
        Timestamp(u32::try_from(millis).expect("masked to 32 bits"))
    }

    /// A stamp for a frame that is dated `when`; not before the last one.
    pub(crate) fn stamp(&mut self, when: Instant) -> Timestamp {
        let read = self.read(when);
        let goes_back = read.0.wrapping_sub(self.last.0) > u32::MAX / 2;
        if !goes_back {
            self.last = read;
        }
        self.last
    }

    /// Whether a stamp lies within an hour of the clock: the other end's began about when this one did.
    pub(crate) fn is_near(&self, now: Instant, stamp: u32) -> bool {
        const HOUR: u32 = 3_600_000;
        let ahead = stamp.wrapping_sub(self.read(now).0);
        !(HOUR..=u32::MAX - HOUR).contains(&ahead)
    }
}
