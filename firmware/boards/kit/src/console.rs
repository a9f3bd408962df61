//! Lines in. What goes out is [`say`](crate::board::say)'s.

use crate::board::Board;
use heapless::Vec;

/// The longest line that is understood, in octets.
const LONGEST: usize = 200;

/// What is said of a line that is none.
const SPOILT: &str = "a line of up to 200 octets of text";

/// The console's receiving half.
pub(crate) struct Console {
    line: Vec<u8, LONGEST>,
    /// A line that was too long or no text is dropped to its end.
    spoilt: bool,
    /// The line is whole: the next octet begins another.
    whole: bool,
}

impl Console {
    /// A console to which nothing was said.
    pub(crate) const fn new() -> Self {
        Self { line: Vec::new(), spoilt: false, whole: false }
    }

    /// The next whole line, if one has come; an error where it was too long, or held what no line holds.
    pub(crate) fn line<B: Board>(&mut self, board: &mut B) -> Option<Result<&str, &'static str>> {
        if core::mem::take(&mut self.whole) {
            self.line.clear();
            self.spoilt = false;
        }
        while let Some(octet) = board.receive() {
            match octet {
                b'\r' | b'\n' if self.spoilt || !self.line.is_empty() => {
                    self.whole = true;
                    return Some(self.text());
                }
                b'\r' | b'\n' => {}
                0..b' ' | 0x7f => self.spoilt = true,
                _ => self.spoilt |= self.line.push(octet).is_err(),
            }
        }
        None
    }

    fn text(&self) -> Result<&str, &'static str> {
        match core::str::from_utf8(&self.line) {
            Ok(text) if !self.spoilt => Ok(text),
            _ => Err(SPOILT),
        }
    }
}
