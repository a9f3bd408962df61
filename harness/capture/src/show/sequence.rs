//! Sequence numbers that count foreground frames, which background frames do not shift.

use std::net::SocketAddr;

use iax2_wire::code::{FrameType, IaxCode};
use iax2_wire::view::FullView;

use crate::generations::Generations;

/// Calls that are remembered, as each end numbers them.
const LEGS: usize = 8 * 1024;

/// Which end of which call: sender, receiver, the sender's call number.
type LegKey = (SocketAddr, SocketAddr, u16);

/// The frames that each end of each call has sent.
#[derive(Debug)]
pub(super) struct Sequences {
    legs: Generations<LegKey, Leg>,
}

#[derive(Debug)]
struct Leg {
    next: u8,
    /// Foreground frames sent.
    sent: u8,
    /// Of every number, how many foreground frames were sent before the frame that had it last.
    before: Box<[u8; 256]>,
}

/// A frame's place among the foreground frames of its call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Place {
    /// How many its sender sent before; `None` where it takes no number itself.
    pub(super) sent: Option<u8>,
    /// How many of the other end's it acknowledges; `None` where those were not seen.
    pub(super) seen: Option<u8>,
}

impl Sequences {
    pub(super) fn new() -> Self {
        Self { legs: Generations::new(LEGS) }
    }

    /// Takes a full frame.
    pub(super) fn place(&mut self, from: SocketAddr, to: SocketAddr, octets: &[u8]) -> Place {
        let view = FullView::new_unchecked(octets);
        let other = self.legs.get((to, from, view.dest_call()));
        let seen = match (other, view.iseqno()) {
            (Some(other), expected) => other.acknowledged(expected),
            (None, 0) => Some(0),
            (None, _) => None,
        };
        let oseqno = view.oseqno();
        let leg = self.legs.entry((from, to, view.source_call()), || Leg::starting_at(oseqno));
        if is(octets, IaxCode::NEW) && oseqno == 0 && !view.retry() {
            *leg = Leg::starting_at(0);
        }
        let sent = is_counted(octets).then(|| leg.send(oseqno, !is_background(octets)));
        Place { sent, seen }
    }
}

impl Leg {
    fn starting_at(next: u8) -> Self {
        Self { next, sent: 0, before: Box::new([0; 256]) }
    }

    fn send(&mut self, oseqno: u8, foreground: bool) -> u8 {
        let behind = self.next.wrapping_sub(oseqno);
        if (1..=128).contains(&behind) {
            return self.before[usize::from(oseqno)];
        }
        while self.next != oseqno {
            self.before[usize::from(self.next)] = self.sent;
            self.next = self.next.wrapping_add(1);
        }
        let place = self.sent;
        self.before[usize::from(oseqno)] = place;
        self.sent = self.sent.wrapping_add(u8::from(foreground));
        self.next = oseqno.wrapping_add(1);
        self.before[usize::from(self.next)] = self.sent;
        place
    }

    /// How many foreground frames are below `iseqno`.
    fn acknowledged(&self, iseqno: u8) -> Option<u8> {
        let ahead = iseqno.wrapping_sub(self.next);
        (ahead == 0 || ahead > 127).then(|| self.before[usize::from(iseqno)])
    }
}

fn is(octets: &[u8], code: IaxCode) -> bool {
    let view = FullView::new_unchecked(octets);
    view.frame_type() == FrameType::IAX.0 && view.subclass() == code.0
}

/// Every full frame takes a number, but for five (RFC 5456 7).
fn is_counted(octets: &[u8]) -> bool {
    ![IaxCode::ACK, IaxCode::INVAL, IaxCode::VNAK, IaxCode::TXCNT, IaxCode::TXACC]
        .iter()
        .any(|code| is(octets, *code))
}

/// Link monitoring comes by the clock, not by what happens in the call.
fn is_background(octets: &[u8]) -> bool {
    [IaxCode::PING, IaxCode::PONG, IaxCode::LAGRQ, IaxCode::LAGRP]
        .iter()
        .any(|code| is(octets, *code))
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::{Place, Sequences};

    #[test]
    fn background_frames_and_repeats_do_not_count() {
        let [a, b] = ["10.0.0.1:4569", "10.0.0.2:4569"].map(|text| text.parse().expect("one"));
        let mut sequences = Sequences::new();
        let mut place = |from, to, octets: &[u8]| {
            let Place { sent, seen } = sequences.place(from, to, octets);
            (sent, seen)
        };
        let new = hex!("8005 0000 00000003 00 00 06 01");
        let accept = hex!("8009 0005 00000003 00 01 06 07");
        let ack = hex!("8005 0009 00000003 01 01 06 04");
        let ping = hex!("8005 0009 00000010 01 01 06 02");
        let digit = hex!("8005 0009 00000020 02 01 01 35");
        let again = hex!("8005 8009 00000020 02 01 01 35");
        let hangup = hex!("8009 0005 00000030 01 03 06 05");
        assert_eq!(place(a, b, &new), (Some(0), Some(0)));
        assert_eq!(place(b, a, &accept), (Some(0), Some(1)));
        assert_eq!(place(a, b, &ack), (None, Some(1)));
        assert_eq!(place(a, b, &ping), (Some(1), Some(1)));
        assert_eq!(place(a, b, &digit), (Some(1), Some(1)));
        assert_eq!(place(a, b, &again), (Some(1), Some(1)));
        assert_eq!(place(b, a, &hangup), (Some(1), Some(2)));
    }

    #[test]
    fn numbers_wrap() {
        let [a, b] = ["10.0.0.1:4569", "10.0.0.2:4569"].map(|text| text.parse().expect("one"));
        let mut sequences = Sequences::new();
        for nth in 0..600u32 {
            let mut digit = hex!("8005 0009 00000020 00 00 01 35");
            digit[8] = nth as u8;
            assert_eq!(sequences.place(a, b, &digit).sent, Some(nth as u8));
        }
    }
}
