//! The jitter buffer: audio is played in the order of its stamps, a little later than it comes.

use core::time::Duration;

use heapless::Vec;
use iax2_wire::Timestamp;
use iax2_wire::time::Instant;

use super::Heard;
use crate::capacity::PLAYOUT;
use crate::policy::MediaHabits;

/// A path that changes by more than this is another path, or another clock.
const RESYNC: i64 = 1_000_000;

/// Audio that waits to be played. What a frame sounds like is known when it comes, so only that is kept.
#[derive(Debug, Default)]
pub(crate) struct Playout {
    /// The next one last.
    held: Vec<Frame, PLAYOUT>,
    /// Shortest way from a stamp to its arrival, in microseconds between the two clocks.
    path: Option<i64>,
    /// What the wait has grown by.
    grown: Duration,
    played: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug)]
struct Frame {
    stamp: Timestamp,
    due: Instant,
    sound: Heard,
}

impl Playout {
    /// Takes a frame in; `false` if it comes too late to be played.
    pub(crate) fn push(
        &mut self,
        now: Instant,
        habits: &MediaHabits,
        stamp: Timestamp,
        sound: Heard,
    ) -> bool {
        if self.played.is_some_and(|played| !is_after(stamp, played)) {
            return false;
        }
        let due = self.due(now, habits, stamp);
        let place = self.held.iter().take_while(|held| is_after(held.stamp, stamp)).count();
        if self.held.is_full() || self.held.get(place).is_some_and(|held| held.stamp == stamp) {
            return false;
        }
        self.held.insert(place, Frame { stamp, due, sound }).is_ok()
    }

    /// When a frame is to be played. One that is late already is played at once, and makes those after it wait longer.
    fn due(&mut self, now: Instant, habits: &MediaHabits, stamp: Timestamp) -> Instant {
        let way = micros(now) - i64::from(stamp.0) * 1000;
        let path = match self.path {
            // The shortest way is forgotten slowly: a microsecond a frame and more would be drift of the clocks.
            Some(path) if (way - path).abs() < RESYNC => way.min(path + 20),
            _ => way,
        };
        self.path = Some(path);
        let beyond = Duration::from_micros((way - path).unsigned_abs());
        let wait = self.depth(habits);
        if let Some(late) = beyond.checked_sub(wait) {
            self.grown = (self.grown + late).min(habits.longest_growth);
            return now;
        }
        now + (wait - beyond)
    }

    /// The next frame whose time has come.
    pub(crate) fn pop(&mut self, now: Instant) -> Option<Heard> {
        let next = self.held.last().copied().filter(|next| next.due <= now)?;
        self.held.pop();
        self.played = Some(next.stamp);
        Some(next.sound)
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.held.last().map(|next| next.due)
    }

    /// How long a frame waits at present.
    pub(crate) fn depth(&self, habits: &MediaHabits) -> Duration {
        habits.playout_delay.saturating_add(self.grown)
    }
}

fn is_after(stamp: Timestamp, other: Timestamp) -> bool {
    let ahead = stamp.0.wrapping_sub(other.0);
    ahead != 0 && ahead < u32::MAX / 2
}

fn micros(now: Instant) -> i64 {
    i64::try_from(now.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn habits() -> MediaHabits {
        MediaHabits { playout_delay: Duration::from_millis(40), ..MediaHabits::default() }
    }

    fn at(millis: u64) -> Instant {
        Instant::from_millis(millis)
    }

    fn tone(number: u16) -> Heard {
        Heard::Tone(number)
    }

    #[test]
    fn frames_are_played_a_little_later_and_in_order() {
        let mut playout = Playout::default();
        assert!(playout.push(at(1000), &habits(), Timestamp(0), tone(0)));
        assert!(playout.push(at(1045), &habits(), Timestamp(40), tone(2)));
        assert!(playout.push(at(1050), &habits(), Timestamp(20), tone(1)));
        assert_eq!(playout.pop(at(1039)), None);
        assert_eq!(playout.pop(at(1040)), Some(tone(0)));
        assert_eq!(playout.pop(at(1059)), None);
        assert_eq!(playout.pop(at(1061)), Some(tone(1)));
        assert_eq!(playout.pop(at(1081)), Some(tone(2)));
    }

    #[test]
    fn what_has_been_passed_is_not_played_any_more() {
        let mut playout = Playout::default();
        assert!(playout.push(at(1000), &habits(), Timestamp(100), tone(0)));
        assert_eq!(playout.pop(at(1040)), Some(tone(0)));
        assert!(!playout.push(at(1041), &habits(), Timestamp(80), tone(1)));
        assert!(!playout.push(at(1041), &habits(), Timestamp(100), tone(1)));
    }

    #[test]
    fn an_uneven_path_makes_frames_wait_longer() {
        let mut playout = Playout::default();
        playout.push(at(1000), &habits(), Timestamp(0), tone(0));
        playout.push(at(1120), &habits(), Timestamp(20), tone(1));
        assert_eq!(playout.depth(&habits()).as_millis(), 99, "100 but for what is forgotten");
    }

    #[test]
    fn another_clock_is_followed_at_once() {
        let mut playout = Playout::default();
        playout.push(at(1000), &habits(), Timestamp(0), tone(0));
        playout.push(at(1020), &habits(), Timestamp(36_000_000), tone(1));
        assert_eq!(playout.pop(at(1060)), Some(tone(0)));
        assert_eq!(playout.pop(at(1060)), Some(tone(1)));
    }
}
