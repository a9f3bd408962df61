//! Verdicts that are expected of a device, each with its reason: known deviations that need not stop anyone.

use super::select::means;
use phonerig_judge::verdict::Verdict;
use serde::Deserialize;

/// The expectations of one file.
#[derive(Clone, Debug, Default)]
pub struct Expectations(Vec<Expectation>);

/// A verdict that is expected, and why.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// An id, a folder or a pattern.
    pub scenario: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether the transcript is expected to differ from its snapshot.
    #[serde(default)]
    pub changed: bool,
    /// Why: a ticket, a limit of the device.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    expect: Vec<Expectation>,
}

/// A file that holds no expectations; the message has line and column.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ExpectError(Box<toml::de::Error>);

impl Expectations {
    /// Reads a file's text.
    ///
    /// # Errors
    /// Fails where it is no such file.
    pub fn parse(text: &str) -> Result<Self, ExpectError> {
        let file: File = toml::from_str(text).map_err(|cause| ExpectError(Box::new(cause)))?;
        Ok(Self(file.expect))
    }

    /// What is expected of a scenario.
    pub fn of(&self, id: &str) -> Option<&Expectation> {
        self.0.iter().find(|expectation| means(&expectation.scenario, id))
    }

    /// The verdict that counts for the exit code: what was expected is as good as a pass, and a pass that was not expected is a difference.
    pub fn weigh(&self, id: &str, verdict: Verdict) -> Verdict {
        match (self.of(id), verdict) {
            (None, verdict) | (_, verdict @ Verdict::Unsupported) => verdict,
            (Some(expectation), verdict) if expectation.verdict == verdict => Verdict::Pass,
            (Some(_), Verdict::Pass) => Verdict::Fail,
            (Some(_), verdict) => verdict,
        }
    }
}

impl Expectations {
    /// The verdict where a transcript that differs from its snapshot counts as a fail, unless it is expected to; one that does not
    /// differ although it is expected to counts as a fail as well.
    pub fn weigh_same(&self, id: &str, verdict: Verdict, changed: Option<bool>) -> Verdict {
        let expected = self.of(id).is_some_and(|expectation| expectation.changed);
        match changed {
            Some(changed) if changed != expected => self.weigh(id, verdict).max(Verdict::Fail),
            _ => self.weigh(id, verdict),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_transcript_counts_as_a_fail_unless_it_is_expected() {
        let text =
            "[[expect]]\nscenario = 'iax2/7'\nverdict = 'pass'\nchanged = true\nreason = 'small'";
        let expectations = Expectations::parse(text).expect("well formed");
        let weigh = |id, changed| expectations.weigh_same(id, Verdict::Pass, changed);
        assert_eq!(weigh("iax2/7/one", Some(true)), Verdict::Pass);
        assert_eq!(weigh("iax2/7/one", Some(false)), Verdict::Fail);
        assert_eq!(weigh("iax2/8/one", Some(true)), Verdict::Fail);
        assert_eq!(weigh("iax2/8/one", Some(false)), Verdict::Pass);
        assert_eq!(weigh("iax2/8/one", None), Verdict::Pass);
    }

    fn expectations() -> Expectations {
        let text = "[[expect]]\nscenario = 'iax2/7'\nverdict = 'fail'\nreason = 'ticket 12'";
        Expectations::parse(text).expect("well formed")
    }

    #[test]
    fn an_expected_fail_counts_as_a_pass() {
        assert_eq!(expectations().weigh("iax2/7/one", Verdict::Fail), Verdict::Pass);
        assert_eq!(expectations().weigh("iax2/8/one", Verdict::Fail), Verdict::Fail);
    }

    #[test]
    fn a_pass_where_a_fail_is_expected_is_a_difference() {
        assert_eq!(expectations().weigh("iax2/7/one", Verdict::Pass), Verdict::Fail);
    }

    #[test]
    fn an_unknown_key_is_an_error_with_its_line() {
        let error = Expectations::parse("[[expect]]\nscenari = 'x'").expect_err("misspelt");
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
