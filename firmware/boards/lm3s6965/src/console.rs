//! Lines in, answers and events out, over UART0.
//!
//! A line that was understood is answered by `ok`, any other by `error COLUMN PROBLEM`. What happens at the phone comes as
//! `* EVENT`, in the words of [`phonerig_phone::Event`]. What the phone has no part in begins with `#`.

use crate::uart;
use core::fmt::{self, Write};
use heapless::String;

/// The longest line that is understood.
const LONGEST: usize = 200;

/// The console.
#[derive(Default)]
pub(crate) struct Console {
    line: String<LONGEST>,
    /// A line that was too long or no text is dropped to its end.
    spoilt: bool,
}

impl Console {
    /// The next whole line, if one has come.
    pub(crate) fn line(&mut self) -> Option<Line> {
        while let Some(octet) = uart::receive() {
            match octet {
                b'\r' | b'\n' => {
                    let line = core::mem::take(&mut self.line);
                    if core::mem::take(&mut self.spoilt) {
                        return Some(Line::Spoilt);
                    }
                    if !line.is_empty() {
                        return Some(Line::Text(line));
                    }
                }
                b' '..=b'~' => self.spoilt |= self.line.push(octet.into()).is_err(),
                _ => self.spoilt = true,
            }
        }
        None
    }
}

/// What came in.
pub(crate) enum Line {
    Text(String<LONGEST>),
    /// It was too long, or held what no line holds.
    Spoilt,
}

/// The sending half, for `write!`.
pub(crate) struct Out;

impl Write for Out {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        uart::send(text);
        Ok(())
    }
}

/// Writes a line.
pub(crate) fn say(line: fmt::Arguments<'_>) {
    // The line takes everything.
    let _ = Out.write_fmt(line);
    uart::send("\r\n");
}
