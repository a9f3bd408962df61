//! The command itself.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::list::{Outputs, list};
use crate::capture::Reader;
use crate::decryption::Secrets;
use crate::recording_error::RecordingError;

/// Lists the IAX2 frames of a capture.
#[derive(Clone, Debug, clap::Args)]
pub struct Show {
    /// A pcap or pcapng file.
    pub capture: PathBuf,
    /// Writes one JSON object a frame to FILE, a line each.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Takes every datagram from or to this UDP port for IAX2 [default: recognised on any port].
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Reads encrypted calls with the passwords in FILE: passwords = ["..", ".."].
    #[arg(long, value_name = "FILE")]
    pub secrets: Option<PathBuf>,
}

impl Show {
    /// Writes the listing to `out` and warnings to `warnings`.
    ///
    /// # Errors
    /// [`RecordingError`]. What was read up to then is written.
    pub fn run(&self, out: &mut dyn Write, warnings: &mut dyn Write) -> Result<(), RecordingError> {
        let secrets = self.secrets.as_deref().map(Secrets::read).transpose()?.unwrap_or_default();
        let mut json = self.json.as_deref().map(create).transpose()?;
        let json = json.as_mut().map(|(name, file)| (name.clone(), file as &mut dyn Write));
        let to = Outputs { listing: out, json, warnings };
        list(|| Reader::open(&self.capture), self.port, secrets, to)
    }
}

fn create(path: &Path) -> Result<(String, File), RecordingError> {
    let name = path.display().to_string();
    match File::create(path) {
        Ok(file) => Ok((name, file)),
        Err(source) => Err(RecordingError::Write { file: name, source }),
    }
}
