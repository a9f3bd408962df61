//! The order of rows of which nobody can say which came first.
//!
//! A device shows what it does, sends frames, and is told things; on a live bench these come by lines that know nothing of each
//! other, and a device takes some milliseconds for what takes none on the sim. So rows that come nearly at one moment are put
//! into one order on every bench: a frame stands before those that reached the device just before and that it does not
//! acknowledge, and behind what the user did just after; signs stand behind everything that came in one burst with them.

use core::net::SocketAddr;
use core::time::Duration;
use iax2_wire::time::Instant;
use phonerig_judge::datagram::FullFrame;

/// How late a frame may be, and still belong to what caused it: less than a round trip.
const LATE: Duration = Duration::from_millis(30);
/// The longest pause within a burst: more than a round trip, and less than scripts wait.
const PAUSE: Duration = Duration::from_millis(90);

/// Who a row is of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Of {
    /// Something that the user, a link, a NAT or the power does.
    Command,
    /// A frame that reaches the device.
    Rig,
    /// A frame of the device.
    Frame,
    /// A sign of the device.
    Sign,
}

/// What of a row its place hangs on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) of: Of,
    pub(super) at: Instant,
    /// The frame, where it is one with call numbers.
    pub(super) numbers: Option<Numbers>,
}

/// The numbers of a frame that tell what it answers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    pub(super) far: SocketAddr,
    own: u16,
    theirs: u16,
    /// OSeqno of a counted frame that reaches the device.
    oseqno: Option<u8>,
    /// ISeqno of a frame of the device.
    iseqno: u8,
}

impl Numbers {
    /// Of a frame of the device to `far`.
    pub(super) fn sent(far: SocketAddr, frame: &FullFrame) -> Self {
        let (own, theirs) = (frame.source, frame.dest);
        Self { far, own, theirs, oseqno: None, iseqno: frame.iseq }
    }

    /// Of a frame of `far` to the device.
    pub(super) fn received(far: SocketAddr, frame: &FullFrame) -> Self {
        let (own, theirs) = (frame.dest, frame.source);
        let oseqno = frame.is_counted().then_some(frame.oseq);
        Self { far, own, theirs, oseqno, iseqno: frame.iseq }
    }

    /// Whether a frame of the device can have left without this one, which reached the device before.
    fn is_beside(&self, sent: &Self) -> bool {
        let one_call = self.far == sent.far && self.theirs == sent.theirs && sent.theirs != 0;
        let one_end = self.own == sent.own && self.own != 0;
        match self.oseqno {
            // In a transfer both calls of an end count as one.
            Some(oseqno) if one_call || one_end && sent.theirs != 0 => {
                sent.iseqno.wrapping_sub(oseqno).wrapping_sub(1) >= 128
            }
            _ => !one_call && !one_end,
        }
    }
}

/// The order in which rows are written, as indices.
pub(super) fn order(rows: &[Key]) -> Vec<usize> {
    let mut ordered: Vec<usize> = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let passed = |before: &usize| row.of == Of::Frame && rises_above(row, &rows[*before]);
        let above = ordered.iter().rev().take_while(|before| passed(before)).count();
        ordered.insert(ordered.len() - above, index);
    }
    sink(&mut ordered, rows, Of::Sign);
    sink(&mut ordered, rows, Of::Frame);
    ordered
}

/// Whether a frame of the device stands before a row that was recorded before it.
fn rises_above(frame: &Key, before: &Key) -> bool {
    let recent = frame.at.since(before.at) < LATE;
    match (before.of, before.numbers, frame.numbers) {
        (Of::Sign, ..) => true,
        (Of::Rig, Some(received), Some(sent)) => recent && received.is_beside(&sent),
        _ => false,
    }
}

/// Lets the rows of a kind sink below what came with them.
fn sink(ordered: &mut [usize], rows: &[Key], of: Of) {
    for start in (0..ordered.len()).rev() {
        let row = &rows[ordered[start]];
        if row.of == of {
            let below = ordered[start + 1..].iter().map(|below| &rows[*below]);
            let passed = passed(row, below);
            ordered[start..=start + passed].rotate_left(1);
        }
    }
}

/// How many of the rows below it a row sinks past.
fn passed<'k>(row: &Key, below: impl Iterator<Item = &'k Key>) -> usize {
    let mut last = row.at;
    let sinks = |below: &&Key| {
        let pause = below.at.since(last);
        last = last.max(below.at);
        match (row.of, below.of) {
            (Of::Sign, Of::Frame) => true,
            (Of::Sign, Of::Rig | Of::Command) => pause < PAUSE,
            (Of::Frame, Of::Command) => below.at.since(row.at) < LATE,
            _ => false,
        }
    };
    below.take_while(sinks).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(of: Of, millis: u64) -> Key {
        Key { of, at: Instant::ZERO + Duration::from_millis(millis), numbers: None }
    }

    fn frame(of: Of, millis: u64, (source, dest): (u16, u16), (oseq, iseq): (u8, u8)) -> Key {
        let far = SocketAddr::from(([192, 0, 2, 1], 4569));
        let frame = FullFrame { source, dest, oseq, iseq, kind: 1, ..FullFrame::default() };
        let numbers = match of {
            Of::Rig => Numbers::received(far, &frame),
            _ => Numbers::sent(far, &frame),
        };
        Key { numbers: Some(numbers), ..key(of, millis) }
    }

    #[test]
    fn signs_stand_behind_what_came_with_them_and_before_what_came_later() {
        let rows = [
            key(Of::Sign, 0),
            key(Of::Frame, 10),
            key(Of::Rig, 20),
            key(Of::Sign, 45),
            key(Of::Command, 200),
        ];
        assert_eq!(order(&rows), [1, 2, 0, 3, 4]);
    }

    #[test]
    fn an_answer_stands_behind_what_it_acknowledges_and_before_what_it_does_not() {
        let rows = [
            frame(Of::Rig, 0, (7, 9), (3, 0)),
            frame(Of::Rig, 1, (7, 9), (4, 0)),
            frame(Of::Frame, 2, (9, 7), (0, 4)),
            frame(Of::Frame, 3, (9, 7), (1, 5)),
        ];
        assert_eq!(order(&rows), [0, 2, 1, 3]);
    }

    #[test]
    fn answers_to_many_callers_stand_behind_their_callers() {
        let rows = [
            frame(Of::Rig, 0, (1, 0), (0, 0)),
            frame(Of::Rig, 1, (2, 0), (0, 0)),
            frame(Of::Frame, 5, (8, 1), (0, 1)),
            frame(Of::Frame, 6, (9, 2), (0, 1)),
        ];
        assert_eq!(order(&rows), [0, 2, 1, 3]);
    }

    #[test]
    fn a_frame_stands_behind_what_the_user_does_at_the_same_moment() {
        let rows = [key(Of::Frame, 0), key(Of::Command, 1), key(Of::Command, 31)];
        assert_eq!(order(&rows), [1, 0, 2]);
    }
}
