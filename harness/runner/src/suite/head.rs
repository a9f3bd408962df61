//! The head of a run's capture: everything that a verdict depends on and no packet shows.

use crate::capture::{CaptureError, Kind, Reader};
use crate::record::{Note, RecordError, Tap, Topic};
use iax2_wire::time::Instant;
use std::collections::BTreeMap;
use std::io::Read;
use std::time::Duration;

/// What stands at the beginning of a capture of ours.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Head {
    /// Versions by name.
    pub versions: BTreeMap<String, String>,
    /// The bench.
    pub bench: String,
    /// The board, on a bench that has boards.
    pub board: Option<String>,
    /// How far the bench's times may be off.
    pub slack: Duration,
    /// The seed.
    pub seed: u64,
    /// The declaration's text.
    pub declaration: String,
    /// The preambles, as path and text.
    pub preambles: Vec<(String, String)>,
    /// Why the device is not held to the scenario, if so: its declaration says so, or the bench lacks what is needed.
    pub unsupported: Option<String>,
    /// The scenario's id.
    pub id: String,
    /// The scenario's text.
    pub scenario: String,
}

impl Head {
    /// Writes it at the beginning of a capture.
    ///
    /// # Errors
    /// Fails where the capture cannot be written.
    pub fn write(&self, tap: &mut dyn Tap) -> Result<(), RecordError> {
        for note in self.notes() {
            tap.note(Instant::ZERO, &note)?;
        }
        Ok(())
    }

    fn notes(&self) -> Vec<Note> {
        let bench = format!("{} slack={}us", self.bench, self.slack.as_micros());
        let mut notes: Vec<Note> = self
            .versions
            .iter()
            .map(|(name, version)| Note::new(Topic::Version, format!("{name} {version}")))
            .collect();
        notes.push(Note::new(Topic::Bench, bench));
        notes.extend(self.board.as_ref().map(|board| Note::new(Topic::Board, board.as_str())));
        notes.push(Note::new(Topic::Seed, self.seed.to_string()));
        notes.push(Note::new(Topic::Declaration, self.declaration.as_str()));
        for (path, text) in &self.preambles {
            notes.push(Note::new(Topic::Preamble, format!("{path}\n{text}")));
        }
        notes.push(Note::new(Topic::Id, self.id.as_str()));
        if let Some(reason) = &self.unsupported {
            notes.push(Note::new(Topic::Unsupported, reason.as_str()));
        }
        // The scenario stands last: with it the head is complete.
        notes.push(Note::new(Topic::Scenario, self.scenario.as_str()));
        notes
    }

    /// Reads it from the beginning of a capture; `None` where the capture is not one of ours.
    ///
    /// # Errors
    /// Fails where the capture cannot be read.
    pub fn read<R: Read>(reader: &mut Reader<R>) -> Result<Option<Self>, CaptureError> {
        let mut head = Self::default();
        while let Some(item) = reader.next_item()? {
            let Kind::Note(text) = item.kind else { return Ok(None) };
            let Ok(note) = text.parse::<Note>() else { return Ok(None) };
            let is_last = note.topic == Topic::Scenario;
            if head.take(note).is_none() {
                return Ok(None);
            }
            if is_last {
                return Ok(Some(head));
            }
        }
        Ok(None)
    }

    /// Takes a note in; `None` where it belongs to no head.
    fn take(&mut self, note: Note) -> Option<()> {
        let text = note.text;
        match note.topic {
            Topic::Version => {
                let (name, version) = text.split_once(' ')?;
                self.versions.insert(name.to_owned(), version.to_owned());
            }
            Topic::Bench => {
                let (bench, slack) = text.split_once(" slack=")?;
                let micros = slack.strip_suffix("us")?.parse().ok()?;
                (self.bench, self.slack) = (bench.to_owned(), Duration::from_micros(micros));
            }
            Topic::Board => self.board = Some(text),
            Topic::Seed => self.seed = text.parse().ok()?,
            Topic::Declaration => self.declaration = text,
            Topic::Preamble => {
                let (path, text) = text.split_once('\n')?;
                self.preambles.push((path.to_owned(), text.to_owned()));
            }
            Topic::Id => self.id = text,
            Topic::Unsupported => self.unsupported = Some(text),
            Topic::Scenario => self.scenario = text,
            _ => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Recording;

    fn head() -> Head {
        Head {
            versions: BTreeMap::from([("phonerig".to_owned(), "0.1.0".to_owned())]),
            bench: "sim".to_owned(),
            board: Some("desk-1".to_owned()),
            slack: Duration::from_micros(250),
            seed: 7,
            declaration: "name = \"x\"\n".to_owned(),
            preambles: vec![("preambles/up.toml".to_owned(), "title = \"y\"\n\n".to_owned())],
            unsupported: Some("x does not declare `y`".to_owned()),
            id: "iax2/7/one".to_owned(),
            scenario: "title = \"z\"\nscript = '''\n'''\n".to_owned(),
        }
    }

    #[test]
    fn what_was_written_is_read_again() {
        let mut recording = Recording::new(Vec::new(), std::iter::empty()).expect("memory");
        head().write(&mut recording).expect("memory");
        let octets = recording.finish().expect("memory");
        let mut reader = Reader::new("x".to_owned(), octets.as_slice()).expect("a capture");
        assert_eq!(Head::read(&mut reader).expect("readable"), Some(head()));
    }

    #[test]
    fn a_capture_of_somebody_else_has_no_head() {
        let recording = Recording::new(Vec::new(), std::iter::empty()).expect("memory");
        let octets = recording.finish().expect("memory");
        let mut reader = Reader::new("x".to_owned(), octets.as_slice()).expect("a capture");
        assert_eq!(Head::read(&mut reader).expect("readable"), None);
    }
}
