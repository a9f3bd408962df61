//! A line in words: split at spaces, but not inside `"…"`, `{…}` and `[…]`.

use super::diagnostic::Problem;
use core::ops::Range;

/// One word of a line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Token<'a> {
    /// As it stands, quotes included.
    pub(super) text: &'a str,
    /// Where it begins in the line, in octets.
    pub(super) start: usize,
}

impl Token<'_> {
    pub(super) fn span(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// The words of a line, without its comment.
pub(super) fn words(line: &str) -> Result<Vec<Token<'_>>, Problem> {
    let mut words = Vec::new();
    let mut start = None;
    let mut open: Option<(usize, char)> = None;
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        if let Some((_, close)) = open {
            match c {
                _ if escaped => escaped = false,
                '\\' if close == '"' => escaped = true,
                _ if c == close => open = None,
                _ => {}
            }
            continue;
        }
        match c {
            '#' if start.is_none() => return Ok(words),
            _ if c.is_whitespace() => {
                words.extend(start.take().map(|from| Token { text: &line[from..at], start: from }));
            }
            _ => {
                start.get_or_insert(at);
                open = closing(c).map(|close| (at, close));
            }
        }
    }
    if let Some((at, close)) = open {
        let words = format!("nothing closes this; `{close}` is missing");
        return Err(Problem::new(at..line.len(), words));
    }
    words.extend(start.map(|from| Token { text: &line[from..], start: from }));
    Ok(words)
}

fn closing(c: char) -> Option<char> {
    match c {
        '"' => Some('"'),
        '{' => Some('}'),
        '[' => Some(']'),
        _ => None,
    }
}

/// The octets between two quotes; the span of the mistake counts from the quote.
pub(super) fn unquote(text: &str) -> Result<Vec<u8>, Problem> {
    let inner = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|_| text.len() >= 2)
        .ok_or_else(|| {
            Problem::new(0..text.len(), format!("`{text}` is not a text"))
                .help("write it in quotes: \"..\"")
        })?;
    let mut octets = Vec::with_capacity(inner.len());
    let mut rest = inner.char_indices();
    while let Some((at, c)) = rest.next() {
        match c {
            '\\' => octets.push(escape(inner, at, &mut rest)?),
            '"' => return Err(Problem::new(at + 1..at + 2, "text after the closing quote")),
            _ => octets.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Ok(octets)
}

fn escape(inner: &str, at: usize, rest: &mut core::str::CharIndices<'_>) -> Result<u8, Problem> {
    let wrong = || {
        Problem::new(at + 1..at + 3, "this escape is not known")
            .help("one of: \\\" \\\\ \\n \\r \\t \\0 \\x1b")
    };
    match rest.next().ok_or_else(wrong)?.1 {
        '"' => Ok(b'"'),
        '\\' => Ok(b'\\'),
        'n' => Ok(b'\n'),
        'r' => Ok(b'\r'),
        't' => Ok(b'\t'),
        '0' => Ok(0),
        'x' => {
            let (_, high) = rest.next().ok_or_else(wrong)?;
            let (_, low) = rest.next().ok_or_else(wrong)?;
            let digits = inner.get(at + 2..at + 2 + high.len_utf8() + low.len_utf8());
            let digits = digits.filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
            digits.and_then(|d| u8::from_str_radix(d, 16).ok()).ok_or_else(wrong)
        }
        _ => Err(wrong()),
    }
}

/// The octets in quotes, so that [`unquote`] gives them back.
pub(super) fn quote(octets: &[u8]) -> String {
    let mut quoted = String::from("\"");
    for chunk in octets.utf8_chunks() {
        chunk.valid().chars().for_each(|c| push_escaped(&mut quoted, c));
        chunk.invalid().iter().for_each(|octet| quoted.push_str(&format!("\\x{octet:02x}")));
    }
    quoted.push('"');
    quoted
}

fn push_escaped(quoted: &mut String, c: char) {
    match c {
        '"' => quoted.push_str("\\\""),
        '\\' => quoted.push_str("\\\\"),
        '\n' => quoted.push_str("\\n"),
        '\r' => quoted.push_str("\\r"),
        '\t' => quoted.push_str("\\t"),
        _ if c.is_control() || (c.is_whitespace() && c != ' ') => {
            for octet in c.encode_utf8(&mut [0; 4]).bytes() {
                quoted.push_str(&format!("\\x{octet:02x}"));
            }
        }
        _ => quoted.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<&str> {
        words(line).expect("well formed").iter().map(|word| word.text).collect()
    }

    #[test]
    fn quotes_and_braces_hold_words_together() {
        assert_eq!(
            texts("a \"b c\" {fill 55 x 2} [R-1, R-2]"),
            ["a", "\"b c\"", "{fill 55 x 2}", "[R-1, R-2]"]
        );
        assert_eq!(texts("cause=\"a # b\"  # why"), ["cause=\"a # b\""]);
    }

    #[test]
    fn an_open_quote_is_a_mistake_at_its_place() {
        assert_eq!(words("a cause=\"b").expect_err("open").span, 8..10);
    }

    #[test]
    fn any_octets_survive_quoting() {
        for octets in [
            &b"plain"[..],
            b"\"\\\n\r\t\x00\x1b",
            b"\xff\xc3\x28",
            "Gr\u{fc}\u{df}e\u{2028}".as_bytes(),
        ] {
            assert_eq!(unquote(&quote(octets)).expect("quoted"), octets);
        }
    }
}
