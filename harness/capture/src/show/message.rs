//! A full frame in the notation.

use iax2_wire::code::{FrameType, Subclass};
use iax2_wire::format::Format;
use phonerig_judge::datagram::FullFrame;
use phonerig_judge::notation::ast::Field;
use phonerig_judge::notation::describe::body;
use phonerig_judge::notation::message::Message;

/// What a full frame says: its message, and the fields behind the header's. Media are left out.
pub(super) fn message(octets: &[u8]) -> (Message, Vec<Field>) {
    let Some(mut frame) = FullFrame::parse(octets) else {
        return (Message::Any, Vec::new());
    };
    if matches!(FrameType(frame.kind), FrameType::VOICE | FrameType::VIDEO | FrameType::IMAGE) {
        frame.data.clear();
    }
    body(&frame)
}

/// The one format that a media subclass names.
pub(super) fn single(subclass: u8) -> Option<u64> {
    let format = Format(Subclass(subclass).value()?);
    format.single().map(|_| format.0)
}
