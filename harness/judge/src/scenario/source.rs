//! A file's text, and how places in it are found again.

use crate::finding::RequirementId;
use crate::notation::ast::Script;
use crate::notation::diagnostic::{Diagnostic, Problem};
use crate::notation::parse::{Context, SourceLine, script};
use core::ops::Range;
use serde::de::DeserializeOwned;
use toml::Spanned;

/// A text under its file's name.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
}

impl<'a> Source<'a> {
    /// The TOML of the whole file.
    pub(crate) fn envelope<T: DeserializeOwned>(self) -> Result<T, Vec<Diagnostic>> {
        toml::from_str(self.text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            vec![self.diagnostic(span, Problem::new(0..0, error.message()))]
        })
    }

    pub(crate) fn diagnostic(self, span: Range<usize>, problem: Problem) -> Diagnostic {
        Diagnostic::new(self.file, self.text, span, problem)
    }

    /// The script, with places that count in the file.
    pub(super) fn script(
        self,
        literal: &Spanned<String>,
        parties: &[String],
        requires: Option<&[RequirementId]>,
    ) -> Result<Script, Vec<Diagnostic>> {
        let content = self.content(literal)?;
        let context = Context { parties: Some(parties), requires, played: true };
        script(self.lines(content), &context).map_err(|problems| {
            let place = |problem: Problem| self.diagnostic(problem.span.clone(), problem);
            problems.into_iter().map(place).collect()
        })
    }

    /// The octets inside a `'''` literal. Only there do places in the text and in the file agree.
    fn content(self, literal: &Spanned<String>) -> Result<Range<usize>, Vec<Diagnostic>> {
        let span = literal.span();
        let raw = self.text.get(span.clone()).unwrap_or_default();
        let inner = raw.strip_prefix("'''").and_then(|raw| raw.strip_suffix("'''"));
        let Some(inner) = inner else {
            let problem = Problem::new(0..0, "the script stands between `'''` and `'''`")
                .help("other quotes would hide the places of mistakes");
            return Err(vec![self.diagnostic(span.start..span.start + 1, problem)]);
        };
        let begin = span.start + 3;
        Ok(begin..begin + inner.len())
    }

    fn lines(self, content: Range<usize>) -> Vec<SourceLine<'a>> {
        let mut offset = content.start;
        let mut number = self.text[..offset].matches('\n').count();
        let mut lines = Vec::new();
        for text in self.text[content].split_inclusive('\n') {
            number += 1;
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            lines.push(SourceLine { number, offset, text: text.trim_end_matches(['\n', '\r']) });
            offset += text.len();
        }
        lines
    }
}
