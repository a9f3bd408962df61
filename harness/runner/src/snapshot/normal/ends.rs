//! The ends of dialogues: letters for call numbers, and sequence numbers that count foreground frames alone.

use core::net::SocketAddr;
use phonerig_judge::datagram::FullFrame;
use std::collections::HashMap;

/// Letters and counts of all ends.
#[derive(Debug, Default)]
pub(super) struct Ends {
    letters: HashMap<String, Vec<u16>>,
    sent: HashMap<End, Sent>,
}

/// An end of a dialogue: whose, and its call number.
type End = (SocketAddr, u16);

/// What an end has sent, first transmissions alone.
#[derive(Debug, Default)]
struct Sent {
    /// OSeqno of each counted frame, and the foreground frames up to and with it.
    counted: Vec<(u8, u32)>,
    foreground: u32,
    /// The row of each frame, to find its repetitions.
    rows: HashMap<Identity, Option<usize>>,
}

/// What a frame and its repetitions have in common: destination, time-stamp, OSeqno, type and subclass.
type Identity = (u16, u32, u8, u8, u8);

/// How a frame stands among those of its dialogue.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Place {
    /// It came before; its row, where it has one.
    Again(Option<usize>),
    /// It is new: its number among the sender's foreground frames, where it takes one.
    New(Option<u8>),
}

impl Ends {
    /// The letter of a party's call number; `-` for none.
    pub(super) fn letter(&mut self, party: &str, number: u16) -> String {
        if number == 0 {
            return "-".to_owned();
        }
        let numbers = self.letters.entry(party.to_owned()).or_default();
        let index = numbers.iter().position(|known| *known == number).unwrap_or_else(|| {
            numbers.push(number);
            numbers.len() - 1
        });
        letters(index)
    }

    /// A token was handed out: whoever asked begins again at 0, IAX2 security section 3.2.
    pub(super) fn begin_again(&mut self, asking: SocketAddr, call: u16) {
        self.sent.remove(&(asking, call));
    }

    /// Takes a frame in; `row` is where its row will stand.
    pub(super) fn place(
        &mut self,
        src: SocketAddr,
        frame: &FullFrame,
        foreground: bool,
        row: Option<usize>,
    ) -> Place {
        let sent = self.sent.entry((src, frame.source)).or_default();
        let identity = (frame.dest, frame.ts, frame.oseq, frame.kind, frame.subclass);
        if frame.is_counted() {
            if let Some(row) = sent.rows.get(&identity) {
                return Place::Again(*row);
            }
            sent.rows.insert(identity, row);
        }
        if !frame.is_counted() {
            return Place::New(None);
        }
        let number = sent.foreground;
        sent.foreground += u32::from(foreground);
        sent.counted.push((frame.oseq, sent.foreground));
        Place::New(Some(number.to_be_bytes()[3]))
    }

    /// How many of the far end's foreground frames a frame acknowledges; `None` where its ISeqno fits nothing.
    pub(super) fn seen(&self, dst: SocketAddr, frame: &FullFrame) -> Option<u8> {
        if frame.iseq == 0 {
            return Some(0);
        }
        let sent = self.sent.get(&(dst, frame.dest))?;
        let last = frame.iseq.wrapping_sub(1);
        let found = sent.counted.iter().rev().find(|(oseq, _)| *oseq == last);
        found.map(|(_, foreground)| foreground.to_be_bytes()[3])
    }
}

/// `a` to `z`, then `aa`.
fn letters(index: usize) -> String {
    let letter = char::from(b'a' + u8::try_from(index % 26).expect("less than 26"));
    match index / 26 {
        0 => letter.to_string(),
        more => letters(more - 1) + &letter.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(oseq: u8, ts: u32) -> FullFrame {
        FullFrame { source: 7, dest: 9, ts, oseq, kind: 4, subclass: 3, ..FullFrame::default() }
    }

    #[test]
    fn letters_go_on_behind_z() {
        assert_eq!([letters(0), letters(25), letters(26)], ["a", "z", "aa"]);
    }

    #[test]
    fn background_frames_take_no_number() {
        let (mut ends, at) = (Ends::default(), SocketAddr::from(([192, 0, 2, 1], 4569)));
        assert_eq!(ends.place(at, &frame(0, 1), true, None), Place::New(Some(0)));
        assert_eq!(ends.place(at, &frame(1, 2), false, None), Place::New(Some(1)));
        assert_eq!(ends.place(at, &frame(2, 3), true, None), Place::New(Some(1)));
        assert_eq!(ends.place(at, &frame(2, 3), true, None), Place::Again(None));
        let answer = FullFrame { source: 9, dest: 7, iseq: 3, ..FullFrame::default() };
        assert_eq!(ends.seen(at, &answer), Some(2));
        assert_eq!(ends.seen(at, &FullFrame { iseq: 9, ..answer }), None);
    }
}
