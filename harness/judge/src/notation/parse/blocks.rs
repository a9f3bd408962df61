//! Lines gathered to a script: `any order` .. `end`, `one of` .. `or` .. `end`.

use super::line::{Context, line};
use crate::notation::ast::{Line, Script, Step};
use crate::notation::diagnostic::Problem;
use crate::notation::lexer::words;

/// A line of text with its place.
#[derive(Clone, Copy, Debug)]
pub struct SourceLine<'a> {
    /// Its number in the file, counted from 1.
    pub number: u32,
    /// Where it begins in the file, in octets.
    pub offset: usize,
    /// Its text, without the line end.
    pub text: &'a str,
}

/// Reads a script. Every mistake is reported, at its octets of the file.
///
/// # Errors
/// The mistakes, in the order of the lines.
pub fn script<'a>(
    lines: impl IntoIterator<Item = SourceLine<'a>>,
    context: &Context<'_>,
) -> Result<Script, Vec<Problem>> {
    let mut builder = Builder::default();
    for source in lines {
        if let Err(problem) = builder.add(source, context) {
            builder.problems.push(super::cursor::shifted(problem, source.offset));
        }
    }
    builder.finish()
}

#[derive(Default)]
struct Builder {
    steps: Vec<Step>,
    open: Option<Open>,
    problems: Vec<Problem>,
}

/// A block that has no `end` yet.
struct Open {
    branches: Vec<Vec<Line>>,
    one_of: bool,
    place: core::ops::Range<usize>,
}

impl Builder {
    fn add(&mut self, source: SourceLine<'_>, context: &Context<'_>) -> Result<(), Problem> {
        let words = words(source.text)?;
        let texts: Vec<&str> = words.iter().map(|word| word.text).collect();
        let Some(first) = words.first() else { return Ok(()) };
        match texts.as_slice() {
            ["any", "order"] => self.open(source, first.start, false),
            ["one", "of"] => self.open(source, first.start, true),
            ["or"] => self.next_branch(first.span()),
            ["end"] => self.close(first.span()),
            _ => {
                let line = line(source.number, source.text, context)?;
                match &mut self.open {
                    None => self.steps.push(Step::Line(line)),
                    Some(open) => open.branches.last_mut().expect("it begins with one").push(line),
                }
                Ok(())
            }
        }
    }

    fn open(&mut self, source: SourceLine<'_>, start: usize, one_of: bool) -> Result<(), Problem> {
        let place = start..source.text.trim_end().len();
        if self.open.is_some() {
            return Err(Problem::new(place, "a block inside a block")
                .help("close the first one with `end`; a case that needs more is a Rust test"));
        }
        let place = place.start + source.offset..place.end + source.offset;
        self.open = Some(Open { branches: vec![Vec::new()], one_of, place });
        Ok(())
    }

    fn next_branch(&mut self, span: core::ops::Range<usize>) -> Result<(), Problem> {
        match &mut self.open {
            Some(open) if open.one_of => {
                if open.branches.last().is_some_and(Vec::is_empty) {
                    return Err(Problem::new(span, "the branch before this `or` has no line"));
                }
                open.branches.push(Vec::new());
                Ok(())
            }
            _ => Err(Problem::new(span, "`or` stands between `one of` and `end` only")),
        }
    }

    fn close(&mut self, span: core::ops::Range<usize>) -> Result<(), Problem> {
        let Some(mut open) = self.open.take() else {
            return Err(Problem::new(span, "`end` closes nothing")
                .help("a block begins with `any order` or `one of`"));
        };
        if open.branches.last().is_some_and(Vec::is_empty) {
            return Err(Problem::new(span, "this block has no line before its `end`"));
        }
        self.steps.push(if open.one_of {
            Step::OneOf(open.branches)
        } else {
            Step::AnyOrder(open.branches.swap_remove(0))
        });
        Ok(())
    }

    fn finish(mut self) -> Result<Script, Vec<Problem>> {
        if let Some(open) = self.open {
            self.problems.push(Problem::new(open.place, "this block has no `end`"));
        }
        if self.problems.is_empty() {
            return Ok(Script { steps: self.steps });
        }
        self.problems.sort_by_key(|problem| problem.span.start);
        Err(self.problems)
    }
}
