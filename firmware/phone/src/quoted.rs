//! Text between quotes, as scripts and consoles write it: what a peer sent can neither end the line nor the quotes.

use core::fmt::{self, Write};

use heapless::Vec;

use crate::capacity::LINE;
use crate::text::{self, Line};

/// Prints a text in quotes; controls and odd white space become `\\x0d`, octet by octet.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for character in self.0.chars() {
            match character {
                '"' | '\\' => write!(f, "\\{character}")?,
                odd if odd.is_control() || odd.is_whitespace() && odd != ' ' => {
                    for octet in odd.encode_utf8(&mut [0; 4]).bytes() {
                        write!(f, "\\x{octet:02x}")?;
                    }
                }
                plain => f.write_char(plain)?,
            }
        }
        f.write_char('"')
    }
}

/// Reads a quoted text at the start of `written`; gives it and how many octets of `written` it took.
pub(crate) fn unquote(written: &str) -> Option<(Line, usize)> {
    let mut octets: Vec<u8, LINE> = Vec::new();
    let mut rest = written.strip_prefix('"')?.bytes().enumerate();
    while let Some((at, octet)) = rest.next() {
        let octet = match octet {
            b'"' => return Some((text::read(&octets), at + 2)),
            b'\\' => escape(&mut rest)?,
            plain => plain,
        };
        // What is too long is cut, as every text is.
        let _ = octets.push(octet);
    }
    None
}

fn escape(rest: &mut impl Iterator<Item = (usize, u8)>) -> Option<u8> {
    let mut next = || rest.next().map(|(_, octet)| octet);
    match next()? {
        b'n' => Some(b'\n'),
        b'r' => Some(b'\r'),
        b't' => Some(b'\t'),
        b'0' => Some(0),
        b'x' => {
            let mut digit = || char::from(next()?).to_digit(16);
            let value = digit()? * 16 + digit()?;
            u8::try_from(value).ok()
        }
        same @ (b'"' | b'\\') => Some(same),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[test]
    fn controls_and_quotes_cannot_break_out() {
        assert_eq!(Quoted("a\r\n\u{1b}[2J\"\\").to_string(), r#""a\x0d\x0a\x1b[2J\"\\""#);
    }

    #[test]
    fn what_is_printed_is_read_again() {
        for text in ["", "plain words", "a\r\n\"b\\", "caf\u{e9}\u{a0}"] {
            let quoted = Quoted(text).to_string();
            let (read, len) = unquote(&quoted).expect("it is quoted");
            assert_eq!((read.as_str(), len), (text, quoted.len()));
        }
    }

    #[test]
    fn an_open_quote_is_no_text() {
        assert_eq!(unquote("\"abc"), None);
        assert_eq!(unquote("\"a\\q\""), None);
    }
}
