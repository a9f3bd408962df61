//! Digits, one frame each (RFC 5456 6.10.1), and what comes in of them.

use core::time::Duration;

use heapless::Deque;
use iax2_wire::Body;
use iax2_wire::time::Instant;

use super::state::Call;
use crate::capacity::DIGITS;
use crate::context::Context;
use crate::event::Event;

/// Keys that wait to be sent, and the key that the far end holds down.
#[derive(Debug, Default)]
pub(crate) struct Keypad {
    waiting: Deque<u8, DIGITS>,
    every: Duration,
    next: Option<Instant>,
    /// A key that the far end holds down.
    begun: Option<Begun>,
}

/// A digit whose DTMF-BEGIN came.
#[derive(Clone, Copy, Debug)]
struct Begun {
    digit: u8,
    /// When it counts although its end did not come; `None` once it has.
    patience: Option<Instant>,
}

/// How long the end of a digit is waited for before the digit counts without it.
const LONGEST_KEY: Duration = Duration::from_secs(1);

const KEYS: &[u8; 16] = b"0123456789ABCD*#";

impl Keypad {
    pub(super) fn poll_timeout(&self, ready: bool) -> Option<Instant> {
        let begun = self.begun.and_then(|begun| begun.patience);
        self.due(ready).into_iter().chain(begun).min()
    }

    /// When the next digit leaves.
    fn due(&self, ready: bool) -> Option<Instant> {
        self.next.filter(|_| ready && !self.waiting.is_empty())
    }
}

impl Call {
    /// The user presses keys; they leave one by one once the call is linked.
    pub(crate) fn press(&mut self, cx: &mut Context<'_>, digits: &str, every: Duration) {
        let idle = self.keypad.waiting.is_empty();
        for digit in digits.bytes().map(|digit| digit.to_ascii_uppercase()) {
            if KEYS.contains(&digit) && self.keypad.waiting.push_back(digit).is_err() {
                break;
            }
        }
        self.keypad.every = every;
        if idle {
            self.keypad.next = Some(cx.now);
        }
        self.handle_keys(cx);
    }

    /// Sends the digit that is due.
    pub(super) fn handle_keys(&mut self, cx: &mut Context<'_>) {
        let due = self.keypad.due(self.takes_digits()).is_some_and(|next| next <= cx.now);
        if !due || !self.leg.has_room(0) {
            return;
        }
        if let Some(digit) = self.keypad.waiting.pop_front() {
            self.keypad.next = Some(cx.now + self.keypad.every);
            self.send_digit(cx, digit);
        }
    }

    /// Digits are sent as DTMF, or collected for the dial plan.
    pub(super) fn takes_digits(&self) -> bool {
        self.is_linked() && self.hold.retired.is_none()
    }

    fn send_digit(&mut self, cx: &mut Context<'_>, digit: u8) {
        if self.collects_digits() {
            return self.collect(cx, digit);
        }
        self.leg.send(cx, Body::Dtmf(digit));
        if cx.policy().media.dtmf_in_band {
            let held = Some(Duration::from_millis(100));
            self.voice.mouth.whistle(cx.now, tones(digit), held);
        }
    }

    /// A digit begins (frame type 12); it counts at its end.
    pub(super) fn receive_begin(&mut self, cx: &mut Context<'_>, digit: u8) {
        self.count_begun(cx);
        self.keypad.begun = Some(Begun { digit, patience: Some(cx.now + LONGEST_KEY) });
        if !cx.policy().calls.folds_digits {
            self.show_digit(cx, digit);
        }
    }

    /// A digit, or the end of one that has begun: it counts once, whatever of it came.
    pub(super) fn receive_digit(&mut self, cx: &mut Context<'_>, digit: u8) {
        let begun = self.keypad.begun.filter(|begun| begun.digit == digit);
        let counted = begun.is_some_and(|begun| begun.patience.is_none());
        if begun.is_none() {
            self.count_begun(cx);
        }
        self.keypad.begun = None;
        if !counted {
            self.show_digit(cx, digit);
        }
    }

    /// A digit whose end is overdue counts all the same.
    pub(super) fn handle_begun(&mut self, cx: &mut Context<'_>) {
        let patience = self.keypad.begun.and_then(|begun| begun.patience);
        if patience.is_some_and(|until| until <= cx.now) {
            self.count_begun(cx);
        }
    }

    fn count_begun(&mut self, cx: &mut Context<'_>) {
        if let Some(begun) = &mut self.keypad.begun
            && begun.patience.take().is_some()
        {
            let digit = begun.digit;
            self.show_digit(cx, digit);
        }
    }

    fn show_digit(&self, cx: &mut Context<'_>, digit: u8) {
        if self.is_linked() && KEYS.contains(&digit) {
            cx.sign(Event::Digit { src: self.leg.own, digit: char::from(digit) });
        }
    }
}

/// The two tones of a key (ITU-T Q.23).
fn tones(digit: u8) -> [u16; 2] {
    const ROWS: [u16; 4] = [697, 770, 852, 941];
    const COLUMNS: [u16; 4] = [1209, 1336, 1477, 1633];
    const LAYOUT: &[u8; 16] = b"123A456B789C*0#D";
    let place = LAYOUT.iter().position(|&key| key == digit).unwrap_or(0);
    [ROWS[place / 4], COLUMNS[place % 4]]
}
