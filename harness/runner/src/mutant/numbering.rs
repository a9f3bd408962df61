//! Sequence numbers on both sides of a mutant that swallows or adds frames: the phone must not notice, nor the far end.

/// One direction of a call: the numbers that its sender gives, and those that its receiver sees.
#[derive(Clone, Debug)]
pub(super) struct Numbering {
    /// Shown number, by given number.
    shown: [Option<u8>; 256],
    /// Given number, by shown number.
    given: [Option<u8>; 256],
    /// What is added to new numbers.
    shift: u8,
    /// The number that the sender gives next.
    next: u8,
}

impl Default for Numbering {
    fn default() -> Self {
        Self { shown: [None; 256], given: [None; 256], shift: 0, next: 0 }
    }
}

impl Numbering {
    /// A numbered frame passes, for the first time or again.
    pub(super) fn pass(&mut self, given: u8) -> u8 {
        if let Some(shown) = self.shown[usize::from(given)] {
            return shown;
        }
        let shown = given.wrapping_add(self.shift);
        self.remember(given, shown);
        shown
    }

    /// A frame without a number of its own passes: it shows the one that comes next.
    pub(super) fn peek(&self, given: u8) -> u8 {
        self.shown[usize::from(given)].unwrap_or(given.wrapping_add(self.shift))
    }

    /// A numbered frame is swallowed; later ones close the gap. False where that was done before.
    pub(super) fn swallow(&mut self, given: u8) -> bool {
        let again = self.next.wrapping_sub(given).wrapping_sub(1) < 128;
        if !again {
            self.shift = self.shift.wrapping_sub(1);
            self.next = given.wrapping_add(1);
        }
        !again
    }

    /// A number for a frame that the sender knows nothing of.
    pub(super) fn insert(&mut self) -> u8 {
        let shown = self.next_shown();
        self.given[usize::from(shown)] = Some(self.next);
        self.shift = self.shift.wrapping_add(1);
        shown
    }

    /// What the receiver sees next.
    pub(super) fn next_shown(&self) -> u8 {
        self.next.wrapping_add(self.shift)
    }

    /// The sender's own number for one that the receiver waits for.
    pub(super) fn given(&self, shown: u8) -> u8 {
        self.given[usize::from(shown)].unwrap_or(shown.wrapping_sub(self.shift))
    }

    fn remember(&mut self, given: u8, shown: u8) {
        self.shown[usize::from(given)] = Some(shown);
        self.given[usize::from(shown)] = Some(given);
        // Numbers wrap: what lies half a turn ahead is of the turn before.
        self.shown[usize::from(given.wrapping_add(128))] = None;
        self.given[usize::from(shown.wrapping_add(128))] = None;
        if given.wrapping_sub(self.next) < 128 {
            self.next = given.wrapping_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_fault_numbers_are_as_given() {
        let mut numbering = Numbering::default();
        for number in 0..=255 {
            assert_eq!(numbering.pass(number), number);
            assert_eq!(numbering.given(number), number);
        }
        assert_eq!((numbering.pass(0), numbering.next_shown()), (0, 1));
    }

    #[test]
    fn a_swallowed_frame_leaves_no_gap() {
        let mut numbering = Numbering::default();
        assert_eq!(numbering.pass(0), 0);
        assert!(numbering.swallow(1));
        assert!(!numbering.swallow(1), "its repetition is swallowed, and changes nothing");
        assert_eq!(numbering.pass(2), 1);
        assert_eq!(numbering.pass(2), 1, "a repetition keeps its number");
        assert_eq!(numbering.given(1), 2, "who waits for 1 has 0, and need not have the swallowed");
        assert_eq!(numbering.given(2), 3);
    }

    #[test]
    fn a_swallowed_first_frame_leaves_no_gap() {
        let mut numbering = Numbering::default();
        assert!(numbering.swallow(0));
        assert_eq!(numbering.pass(1), 0);
        assert_eq!(numbering.given(1), 2);
    }

    #[test]
    fn an_added_frame_moves_the_later_ones() {
        let mut numbering = Numbering::default();
        assert_eq!(numbering.pass(0), 0);
        assert_eq!(numbering.insert(), 1);
        assert_eq!(numbering.pass(1), 2);
        assert_eq!(numbering.given(1), 1, "who waits for the added frame has all before it");
        assert_eq!(numbering.given(2), 1);
        assert_eq!(numbering.given(3), 2);
    }

    #[test]
    fn numbers_wrap() {
        let mut numbering = Numbering::default();
        (0..=254).for_each(|number| assert_eq!(numbering.pass(number), number));
        assert!(numbering.swallow(255));
        assert_eq!(numbering.pass(0), 255);
        assert_eq!(numbering.pass(1), 0);
        assert_eq!(numbering.given(0), 1);
    }
}
