//! Media folds into phases: a flow shows when it begins, and again after a pause.

use core::net::SocketAddr;
use iax2_wire::time::Instant;
use phonerig_judge::datagram::FullFrame;
use phonerig_judge::notation::message::FORMATS;
use std::collections::HashMap;
use std::time::Duration;

/// A pause after which a flow is a new phase.
const PAUSE: Duration = Duration::from_millis(500);

/// A flow: whose, to whom, of which call; a trunk has no call of its own.
pub(super) type Flow = (SocketAddr, SocketAddr, Option<u16>);

/// What flows, and since when.
#[derive(Debug, Default)]
pub(super) struct Media {
    last: HashMap<Flow, Instant>,
    codecs: HashMap<(SocketAddr, u16), u64>,
}

impl Media {
    /// A full voice frame tells the codec of the mini frames behind it.
    pub(super) fn full(&mut self, src: SocketAddr, frame: &FullFrame) {
        if frame.kind == 2
            && let Some(format) = iax2_wire::Subclass(frame.subclass).value()
        {
            self.codecs.insert((src, frame.source), format);
        }
    }

    /// Whether a frame begins a phase.
    pub(super) fn begins(&mut self, at: Instant, flow: Flow) -> bool {
        self.last.insert(flow, at).is_none_or(|last| at.since(last) > PAUSE)
    }

    /// The word for what flows.
    pub(super) fn word(&self, flow: &Flow) -> &'static str {
        let Some(call) = flow.2 else { return "trunk" };
        let codec = self.codecs.get(&(flow.0, call));
        let known = codec.and_then(|mask| FORMATS.iter().find(|(_, known)| known == mask));
        known.map_or("minis", |(name, _)| name)
    }
}
