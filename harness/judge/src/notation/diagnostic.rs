//! What is wrong with a text, where, and what would have been right.

use core::fmt;
use core::ops::Range;

/// One mistake in a scenario, a declaration or another text that a person wrote.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Diagnostic {
    /// The file's name.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The octets of the file's text that are wrong.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What would have been right.
    pub help: Option<String>,
    /// The line as it stands in the file.
    pub excerpt: String,
}

impl Diagnostic {
    /// A mistake at `span` of `text`; a span that leaves the text is cut to it.
    pub fn new(file: &str, text: &str, span: Range<usize>, problem: Problem) -> Self {
        let start = floor_char_boundary(text, span.start);
        let end = floor_char_boundary(text, span.end).max(start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[line_start..].find('\n').map_or(text.len(), |at| line_start + at);
        Self {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            span: start..end,
            message: problem.message,
            help: problem.help,
            excerpt: text[line_start..line_end].trim_end_matches('\r').to_owned(),
        }
    }
}

fn floor_char_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gutter = self.line.to_string().len();
        let width = self.excerpt.chars().count() + 1;
        let marked = self.span.len().clamp(1, width.saturating_sub(self.column).max(1));
        writeln!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        writeln!(f, "{:gutter$} |", "")?;
        writeln!(f, "{} | {}", self.line, self.excerpt)?;
        write!(
            f,
            "{:gutter$} | {:indent$}{}",
            "",
            "",
            "^".repeat(marked),
            indent = self.column - 1
        )?;
        match &self.help {
            Some(help) => write!(f, "\n{:gutter$} = {help}", ""),
            None => Ok(()),
        }
    }
}

impl core::error::Error for Diagnostic {}

/// A mistake that has no place yet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The octets of the line that are wrong.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What would have been right.
    pub help: Option<String>,
}

impl Problem {
    /// A mistake at `span` of the line.
    pub fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None }
    }

    /// The same, with what would have been right.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The same, with the nearest of the words that would have been right, or all of them where none is near.
    pub fn suggest<'w>(self, wrong: &str, right: impl IntoIterator<Item = &'w str>) -> Self {
        let right: Vec<&str> = right.into_iter().collect();
        match nearest(wrong, &right) {
            Some(word) => self.help(format!("did you mean `{word}`?")),
            None if right.len() <= 24 => self.help(format!("one of: {}", right.join(" "))),
            None => self,
        }
    }
}

/// The word that differs least, where a slip of the pen explains the difference.
fn nearest<'w>(wrong: &str, right: &[&'w str]) -> Option<&'w str> {
    let limit = match wrong.chars().count() {
        0..=2 => 1,
        3..=6 => 2,
        _ => 3,
    };
    let mut words: Vec<(usize, &str)> =
        right.iter().map(|word| (distance(wrong, word), *word)).collect();
    words.sort_by_key(|(distance, _)| *distance);
    words.first().filter(|(distance, _)| *distance <= limit).map(|(_, word)| *word)
}

/// Letters to insert, to delete or to change (Levenshtein); case counts for nothing.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.to_lowercase().chars().take(64).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.to_lowercase().chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        let words = ["HANGUP", "REJECT", "ACCEPT"];
        assert_eq!(nearest("HANGPU", &words), Some("HANGUP"));
        assert_eq!(nearest("hangup", &words), Some("HANGUP"));
        assert_eq!(nearest("VNAK", &words), None);
    }

    #[test]
    fn the_caret_stands_under_the_mistake() {
        let text = "one\ntwo thrae four\n";
        let problem = Problem::new(0..0, "`thrae` is no number").suggest("thrae", ["two", "three"]);
        let shown = Diagnostic::new("f.toml", text, 8..13, problem).to_string();
        assert_eq!(
            shown,
            "f.toml:2:5: `thrae` is no number\n  |\n2 | two thrae four\n  |     ^^^^^\n  = did you mean `three`?"
        );
    }
}
