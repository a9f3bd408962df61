//! What stands in an image about its log.

use super::error::chain;
use super::image::Image;
use defmt_decoder::{DecodeError, StreamDecoder, Table};

/// The symbol of RTT's control block.
const CONTROL_BLOCK: &str = "_SEGGER_RTT";

/// What a decoder needs of an image: where the log is, and what its numbers mean.
pub(super) struct Dictionary {
    pub(super) control_block: u32,
    pub(super) table: Table,
}

impl Dictionary {
    /// Reads it from an image; says why there is none.
    pub(super) fn read(image: &Image) -> Result<Self, String> {
        let control_block = image.symbol(CONTROL_BLOCK);
        let control_block = control_block.ok_or("its image has no RTT: there is no _SEGGER_RTT")?;
        let table = Table::parse(image.elf()).map_err(|cause| chain(cause.as_ref()))?;
        let table = table.ok_or("its image has no defmt: there is no .defmt section")?;
        Ok(Self { control_block, table })
    }
}

/// Decodes lines: level and text. What cannot be decoded is told as a line too, not dropped.
pub(super) fn lines(decoder: &mut dyn StreamDecoder, can_recover: bool) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    loop {
        match decoder.decode() {
            Ok(frame) => {
                let level = frame.level().map_or("println", |level| level.as_str());
                let stamp = frame.display_timestamp().map(|stamp| format!("{stamp} "));
                let text = format!("{}{}", stamp.unwrap_or_default(), frame.display_message());
                lines.push((level.to_owned(), text));
            }
            Err(DecodeError::UnexpectedEof) => return lines,
            Err(DecodeError::Malformed) => {
                lines.push(("lost".to_owned(), "a line that cannot be decoded".to_owned()));
                if !can_recover {
                    return lines;
                }
            }
        }
    }
}
