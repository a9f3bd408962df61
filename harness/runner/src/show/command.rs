//! The command itself.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::listing::Listing;
use super::row::rows;
use crate::capture::{CaptureError, Damage, Reader};
use crate::decryption::{Decryption, Secrets, SecretsError};
use crate::recognition::{Event, Flows, stream};

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

/// Why there is no listing, or no more of it.
#[derive(Debug, thiserror::Error)]
pub enum ShowError {
    /// The capture cannot be read, or not any further.
    #[error(transparent)]
    Capture(#[from] CaptureError),
    /// The secrets cannot be read.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The listing cannot be written.
    #[error("{file}: cannot be written: {source}")]
    Write {
        /// Its name; `stdout` for the listing.
        file: String,
        /// The system's reason.
        source: io::Error,
    },
}

impl Show {
    /// Writes the listing to `out` and warnings to `warnings`.
    ///
    /// # Errors
    /// [`ShowError`]. What was read up to then is written.
    pub fn run(&self, out: &mut dyn Write, warnings: &mut dyn Write) -> Result<(), ShowError> {
        let mut flows = self.recognise()?;
        let secrets = self.secrets.as_deref().map(Secrets::read).transpose()?.unwrap_or_default();
        let mut decryption = Decryption::new(secrets);
        let mut json = self.json.as_deref().map(Json::create).transpose()?;
        let mut listing = Listing::new(out);
        let mut reader = Reader::open(&self.capture)?;
        let name = reader.name().to_owned();
        let listed = stream(&mut reader, &mut flows, |event| match event {
            Event::Datagram(datagram) => {
                let opened = decryption.open(&datagram);
                if let Some(json) = &mut json {
                    rows(&datagram, opened, |row| json.write(row))?;
                }
                listing.datagram(&datagram, opened).map_err(unlisted)
            }
            Event::Note { packet, text, .. } => listing.note(packet, text).map_err(unlisted),
            Event::Damaged { packet, offset, damage } => {
                warn(warnings, &name, packet, offset, &damage)
            }
        });
        let written = listing.finish().map_err(unlisted);
        json.map_or(Ok(()), Json::finish).and(listed).and(written)
    }

    /// A first reading, which tells what flows are IAX2, so that the second lists them from their
    /// first packet on and in the capture's order.
    fn recognise(&self) -> Result<Flows, ShowError> {
        let mut flows = Flows::new(self.port);
        let mut reader = Reader::open(&self.capture)?;
        // What is wrong with the capture is said on the second reading.
        let _ = stream(&mut reader, &mut flows, |_| Ok::<_, CaptureError>(()));
        flows.rewind();
        Ok(flows)
    }
}

fn unlisted(source: io::Error) -> ShowError {
    ShowError::Write { file: "stdout".into(), source }
}

fn warn(
    warnings: &mut dyn Write,
    name: &str,
    packet: u64,
    offset: u64,
    damage: &Damage,
) -> Result<(), ShowError> {
    writeln!(warnings, "warning: {name}: packet {packet} at offset {offset}: {damage}")
        .map_err(|source| ShowError::Write { file: "stderr".into(), source })
}

/// The file of JSON rows.
struct Json {
    file: String,
    out: BufWriter<File>,
}

impl Json {
    fn create(path: &Path) -> Result<Self, ShowError> {
        let file = path.display().to_string();
        match File::create(path) {
            Ok(out) => Ok(Self { file, out: BufWriter::new(out) }),
            Err(source) => Err(ShowError::Write { file, source }),
        }
    }

    fn write(&mut self, row: &impl serde::Serialize) -> Result<(), ShowError> {
        serde_json::to_writer(&mut self.out, row)
            .map_err(io::Error::from)
            .and_then(|()| self.out.write_all(b"\n"))
            .map_err(|source| ShowError::Write { file: self.file.clone(), source })
    }

    fn finish(mut self) -> Result<(), ShowError> {
        self.out.flush().map_err(|source| ShowError::Write { file: self.file, source })
    }
}
