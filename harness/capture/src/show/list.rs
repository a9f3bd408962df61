//! From a capture to its listing.

use std::io::{self, BufWriter, Read, Write};

use super::listing::Listing;
use super::row::rows;
use crate::capture::{CaptureError, Damage, Reader};
use crate::decryption::{Decryption, Secrets};
use crate::recognition::{Event, Flows, stream};
use crate::recording_error::RecordingError;

/// Where a listing goes.
pub struct Outputs<'a> {
    /// Rows in the notation.
    pub listing: &'a mut dyn Write,
    /// The name of the file of JSON rows, for errors, and the file.
    pub json: Option<(String, &'a mut dyn Write)>,
    /// Warnings.
    pub warnings: &'a mut dyn Write,
}

/// Lists a capture. It is opened twice: the first reading tells what flows are IAX2, so that the
/// second lists them from their first packet on and in the capture's order.
///
/// # Errors
/// [`RecordingError`]. What was read up to then is written.
pub fn list<R: Read>(
    open: impl Fn() -> Result<Reader<R>, CaptureError>,
    port: Option<u16>,
    secrets: Secrets,
    to: Outputs<'_>,
) -> Result<(), RecordingError> {
    let mut flows = Flows::new(port);
    // What is wrong with the capture is said on the second reading.
    let _ = stream(&mut open()?, &mut flows, |_| Ok::<_, CaptureError>(()));
    flows.rewind();
    let mut reader = open()?;
    let name = reader.name().to_owned();
    let Outputs { listing, json, warnings } = to;
    let mut listing = Listing::new(listing);
    let mut json = json.map(|(file, out)| Json { file, out: BufWriter::new(out) });
    let mut decryption = Decryption::new(secrets);
    let listed = stream(&mut reader, &mut flows, |event| match event {
        Event::Datagram(datagram) => {
            let opened = decryption.open(&datagram);
            if let Some(json) = &mut json {
                rows(&datagram, opened, |row| json.write(row))?;
            }
            listing.datagram(&datagram, opened).map_err(unlisted)
        }
        Event::Note { packet, text, .. } => listing.note(packet, text).map_err(unlisted),
        Event::Damaged { packet, offset, damage } => warn(warnings, &name, packet, offset, &damage),
    });
    let written = listing.finish().map_err(unlisted);
    json.map_or(Ok(()), Json::finish).and(listed).and(written)
}

fn unlisted(source: io::Error) -> RecordingError {
    RecordingError::Write { file: "standard output".into(), source }
}

fn warn(
    warnings: &mut dyn Write,
    name: &str,
    packet: u64,
    offset: u64,
    damage: &Damage,
) -> Result<(), RecordingError> {
    writeln!(warnings, "warning: {name}: packet {packet} at offset {offset}: {damage}")
        .map_err(|source| RecordingError::Write { file: "standard error".into(), source })
}

/// The JSON rows.
struct Json<'a> {
    file: String,
    out: BufWriter<&'a mut dyn Write>,
}

impl Json<'_> {
    fn write(&mut self, row: &impl serde::Serialize) -> Result<(), RecordingError> {
        serde_json::to_writer(&mut self.out, row)
            .map_err(io::Error::from)
            .and_then(|()| self.out.write_all(b"\n"))
            .map_err(|source| RecordingError::Write { file: self.file.clone(), source })
    }

    fn finish(mut self) -> Result<(), RecordingError> {
        self.out.flush().map_err(|source| RecordingError::Write { file: self.file, source })
    }
}
