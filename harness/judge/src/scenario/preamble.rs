//! Preambles: scripts that bring a device to where scenarios start.

use super::source::Source;
use super::start::Start;
use crate::notation::ast::Script;
use crate::notation::diagnostic::{Diagnostic, Problem};
use serde::Deserialize;
use toml::Spanned;

/// A script that leads from one state to the next.
///
/// It plays `pbx`, which stands for the first party that the scenario plays, on the leg that it is to bring up.
/// `$codec`, `$username`, `$account` and `$called` are bound when it begins.
#[derive(Clone, Debug)]
pub struct Preamble {
    /// The file that it came from.
    pub file: String,
    /// The file's text, as it goes into the capture.
    pub text: String,
    /// What it does, in one sentence.
    pub title: String,
    /// The state that it reaches.
    pub reaches: Start,
    /// The state that it begins in; power-on where it is absent.
    pub after: Option<Start>,
    /// What a device must declare for it; of those that fit, the one that needs most is taken.
    pub needs: Vec<String>,
    /// The script.
    pub script: Script,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: String,
    reaches: Spanned<String>,
    after: Option<Spanned<String>>,
    #[serde(default)]
    needs: Vec<Spanned<String>>,
    script: Spanned<String>,
}

impl Preamble {
    /// Reads a preamble; `file` names it in messages.
    ///
    /// # Errors
    /// Every mistake, with its place in the file.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let source = Source { file, text };
        let raw: Raw = source.envelope()?;
        let start = |text: &Spanned<String>| -> Result<Start, Vec<Diagnostic>> {
            let place = |words| vec![source.diagnostic(text.span(), Problem::new(0..0, words))];
            text.get_ref().parse().map_err(place)
        };
        Ok(Self {
            file: file.to_owned(),
            text: text.to_owned(),
            title: raw.title,
            reaches: start(&raw.reaches)?,
            after: raw.after.as_ref().map(start).transpose()?,
            needs: raw.needs.iter().map(|need| need.get_ref().clone()).collect(),
            script: source.script(&raw.script, &["pbx".to_owned()], Some(&[]))?,
        })
    }

    /// Whether it leads to that start, in what shows on the wire.
    pub fn leads_to(&self, start: &Start) -> bool {
        let one = &self.reaches;
        (one.state, one.out, one.encrypted) == (start.state, start.out, start.encrypted)
    }
}
