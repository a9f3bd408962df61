//! A walk over the words of a line.

use crate::network::Span;
use crate::notation::diagnostic::Problem;
use crate::notation::lexer::{Token, unquote};

/// What is left of a line.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    words: &'a [Token<'a>],
    end: usize,
}

impl<'a> Cursor<'a> {
    /// The words, and where their line ends.
    pub(super) fn new(words: &'a [Token<'a>], end: usize) -> Self {
        Self { words, end }
    }

    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.words.first().copied()
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(*first)
    }

    /// Takes the word if it stands next.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let stands = self.peek().is_some_and(|next| next.text == word);
        if stands {
            self.next();
        }
        stands
    }

    /// The next word; `what` says what is missing where there is none.
    pub(super) fn need(&mut self, what: &str) -> Result<Token<'a>, Problem> {
        let at = self.end;
        self.next().ok_or_else(|| Problem::new(at..at + 1, format!("{what} is missing here")))
    }

    /// The word that must stand next.
    pub(super) fn need_word(&mut self, word: &str) -> Result<(), Problem> {
        let next = self.need(&format!("`{word}`"))?;
        if next.text == word {
            return Ok(());
        }
        Err(Problem::new(next.span(), format!("`{word}` belongs here, not `{}`", next.text)))
    }

    /// A text in quotes.
    pub(super) fn need_text(&mut self, what: &str) -> Result<Vec<u8>, Problem> {
        let next = self.need(what)?;
        unquote(next.text).map_err(|problem| shifted(problem, next.start))
    }

    /// A text in quotes that is UTF-8.
    pub(super) fn need_string(&mut self, what: &str) -> Result<String, Problem> {
        let next = self.peek();
        String::from_utf8(self.need_text(what)?).map_err(|_| {
            let span = next.map_or(self.end..self.end, |word| word.span());
            Problem::new(span, format!("{what} is not UTF-8"))
        })
    }

    /// A text in quotes, if one stands next.
    pub(super) fn take_text(&mut self) -> Result<Option<Vec<u8>>, Problem> {
        match self.peek() {
            Some(next) if next.text.starts_with('"') => self.need_text("a text").map(Some),
            _ => Ok(None),
        }
    }

    /// A span of time.
    pub(super) fn need_span(&mut self) -> Result<Span, Problem> {
        let next = self.need("a span of time, such as `20ms`,")?;
        next.text.parse().map_err(|words: String| Problem::new(next.span(), words))
    }

    /// `for 5s`, if it stands next.
    pub(super) fn take_for(&mut self) -> Result<Option<Span>, Problem> {
        if self.take("for") { self.need_span().map(Some) } else { Ok(None) }
    }

    /// Nothing more may come.
    pub(super) fn finish(&self) -> Result<(), Problem> {
        match self.peek() {
            None => Ok(()),
            Some(word) => {
                Err(Problem::new(word.span(), format!("`{}` has no meaning here", word.text)))
            }
        }
    }
}

/// The problem, counted from the line's begin instead of the word's.
pub(super) fn shifted(problem: Problem, start: usize) -> Problem {
    Problem { span: problem.span.start + start..problem.span.end + start, ..problem }
}

/// A whole number, decimal or `0x` hexadecimal.
pub(super) fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => {
            u64::from_str_radix(hex, 16).ok()
        }
        Some(_) => None,
        None if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
        None => None,
    }
}

/// A number of a given type.
pub(super) fn number_as<T: TryFrom<u64>>(
    word: Token<'_>,
    text: &str,
    what: &str,
) -> Result<T, Problem> {
    number(text)
        .and_then(|number| T::try_from(number).ok())
        .ok_or_else(|| Problem::new(word.span(), format!("`{text}` is not {what}")))
}

/// Octets written as pairs of hexadecimal digits.
pub(super) fn hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let digits = text.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// Whether it can name a party, a leg or a variable.
pub(super) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}
