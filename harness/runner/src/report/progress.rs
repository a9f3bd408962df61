//! Live progress, on a terminal only.

use super::event::{ReportError, Reporter, RunEvent};
use indicatif::{ProgressBar, ProgressStyle};

/// A bar with the number of scenarios that have ended; `indicatif` hides it where there is no terminal.
#[derive(Debug, Default)]
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Reporter for Progress {
    fn hear(&mut self, event: &RunEvent) -> Result<(), ReportError> {
        match (event, &self.bar) {
            (RunEvent::Started(info), _) => {
                let bar = ProgressBar::new(info.ids.len() as u64);
                bar.set_style(style());
                self.bar = Some(bar);
            }
            (RunEvent::ScenarioStarted { id }, Some(bar)) => bar.set_message(id.clone()),
            (RunEvent::ScenarioFinished(_), Some(bar)) => bar.inc(1),
            (RunEvent::Finished { .. }, Some(bar)) => bar.finish_and_clear(),
            _ => {}
        }
        Ok(())
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}")
        .expect("the template is well formed")
}
