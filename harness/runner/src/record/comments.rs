//! The copy of a capture in which packets carry comments: requirement and verdict, where Wireshark shows them.

use super::recording::RecordError;
use pcap_file::pcapng::blocks::block_common::Block;
use pcap_file::pcapng::blocks::enhanced_packet::EnhancedPacketOption;
use pcap_file::pcapng::blocks::opt_common::CommonOption;
use pcap_file::pcapng::{PcapNgReader, PcapNgWriter};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Read, Write};

/// Copies a capture of ours, with comments on its packets by number. Comments are output, and never read again.
///
/// # Errors
///
/// Fails where the capture cannot be read or the copy cannot be written.
pub fn annotate<R: Read, W: Write>(
    capture: R,
    copy: W,
    comments: &BTreeMap<u64, Vec<String>>,
) -> Result<W, RecordError> {
    let reread = |error: &dyn std::error::Error| RecordError::Reread(error.to_string());
    let mut reader = PcapNgReader::new(capture).map_err(|error| reread(&error))?;
    let mut writer = PcapNgWriter::with_section_header(copy, reader.section().clone())?;
    let mut packet = 0;
    while let Some(block) = reader.next_block() {
        let (mut block, _) = block.map_err(|error| reread(&error))?;
        if let Block::EnhancedPacket(enhanced) = &mut block {
            packet += 1;
            for comment in comments.get(&packet).into_iter().flatten() {
                let comment = CommonOption::Comment(Cow::Borrowed(comment.as_str()));
                enhanced.options.push(EnhancedPacketOption::Common(comment));
            }
        }
        writer.write_block(&block)?;
    }
    let mut copy = writer.into_inner();
    copy.flush()?;
    Ok(copy)
}
