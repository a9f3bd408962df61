//! The command itself.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::findings::{Json, line, summary};
use super::foreign::{Judged, Judging, Told, judge};
use crate::capture::Reader;
use crate::decryption::Secrets;
use crate::exit::Exit;
use crate::recording_error::RecordingError;

/// Holds captures to the always-on rules.
#[derive(Clone, Debug, clap::Args)]
pub struct Judge {
    /// pcap or pcapng files.
    #[arg(required = true)]
    pub captures: Vec<PathBuf>,
    /// Writes the findings to FILE.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Does not look for DTMF in the sound.
    #[arg(long)]
    pub no_audio: bool,
    /// Takes every datagram from or to this UDP port for IAX2 [default: recognised on any port].
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Reads encrypted calls with the passwords in FILE: passwords = ["..", ".."].
    #[arg(long, value_name = "FILE")]
    pub secrets: Option<PathBuf>,
}

impl Judge {
    /// Judges every capture, one after the other; one that cannot be read does not keep the others
    /// from being judged.
    ///
    /// # Errors
    /// The secrets cannot be read, or the findings not be written.
    pub fn run(
        &self,
        out: &mut dyn Write,
        warnings: &mut dyn Write,
    ) -> Result<Exit, RecordingError> {
        let judging = Judging {
            port: self.port,
            audio: !self.no_audio,
            secrets: self.secrets.as_deref().map(Secrets::read).transpose()?.unwrap_or_default(),
        };
        let mut to = Outputs { out, warnings, json: self.open_json()? };
        let mut exit = None;
        for capture in &self.captures {
            let one = to.judge(capture, &judging)?;
            exit = Some(exit.map_or(one, |exit: Exit| exit.or(one)));
        }
        to.finish()?;
        Ok(exit.unwrap_or(Exit::Nothing))
    }

    fn open_json(&self) -> Result<Option<JsonFile>, RecordingError> {
        let Some(path) = &self.json else { return Ok(None) };
        let file = path.display().to_string();
        let opened = File::create(path).and_then(|out| Json::new(BufWriter::new(out)));
        let json = opened.map_err(|source| RecordingError::Write { file: file.clone(), source })?;
        Ok(Some(JsonFile { file, json }))
    }
}

struct JsonFile {
    file: String,
    json: Json<BufWriter<File>>,
}

/// Where findings go.
struct Outputs<'a> {
    out: &'a mut dyn Write,
    warnings: &'a mut dyn Write,
    json: Option<JsonFile>,
}

impl Outputs<'_> {
    fn judge(&mut self, capture: &Path, judging: &Judging) -> Result<Exit, RecordingError> {
        let name = capture.display().to_string();
        let judged = Reader::open(capture)
            .map_err(RecordingError::from)
            .and_then(|mut reader| judge(&mut reader, judging, |told| self.tell(&name, &told)));
        match judged {
            Ok(judged) => {
                self.sum_up(&name, &judged, None)?;
                Ok(judged.verdict().map_or(Exit::Nothing, |verdict| Exit::of([verdict])))
            }
            Err(RecordingError::Capture(error)) => {
                self.warn(&format!("error: {error}"))?;
                self.sum_up(&name, &Judged::default(), Some(error.to_string()))?;
                Ok(Exit::Broken)
            }
            Err(error) => Err(error),
        }
    }

    fn tell(&mut self, capture: &str, told: &Told) -> Result<(), RecordingError> {
        match told {
            Told::Finding(finding) => {
                writeln!(self.out, "{}", line(capture, finding)).map_err(unwritten)?;
                self.in_json(|json| json.finding(capture, finding))
            }
            Told::Damaged { packet, offset, damage } => {
                let place = format!("packet {packet} at offset {offset}");
                self.warn(&format!("warning: {capture}: {place}: {damage}"))
            }
        }
    }

    fn sum_up(
        &mut self,
        capture: &str,
        judged: &Judged,
        error: Option<String>,
    ) -> Result<(), RecordingError> {
        if error.is_none() {
            writeln!(self.out, "{}", summary(capture, judged)).map_err(unwritten)?;
        }
        self.in_json(|json| json.capture(capture, judged, error))
    }

    fn in_json(
        &mut self,
        write: impl FnOnce(&mut Json<BufWriter<File>>) -> io::Result<()>,
    ) -> Result<(), RecordingError> {
        match &mut self.json {
            Some(JsonFile { file, json }) => {
                write(json).map_err(|source| RecordingError::Write { file: file.clone(), source })
            }
            None => Ok(()),
        }
    }

    fn warn(&mut self, text: &str) -> Result<(), RecordingError> {
        let file = "standard error".to_owned();
        writeln!(self.warnings, "{text}").map_err(|source| RecordingError::Write { file, source })
    }

    fn finish(self) -> Result<(), RecordingError> {
        match self.json {
            Some(JsonFile { file, json }) => {
                json.finish().map_err(|source| RecordingError::Write { file, source })
            }
            None => Ok(()),
        }
    }
}

fn unwritten(source: io::Error) -> RecordingError {
    RecordingError::Write { file: "standard output".into(), source }
}
