//! A trunk frame while it is filled (RFC 5456 7.1, 8.1.3.2).

use core::net::SocketAddr;

use iax2_wire::time::Instant;
use iax2_wire::view::TRUNK_HEADER;
use iax2_wire::{CallNumber, Timestamp, Trunk as TrunkFrame};

use crate::call::Spoken;
use crate::config::Trunk;
use crate::context::Context;

/// Octets of entries in one datagram: with all headers it passes every Ethernet.
const ENTRIES: usize = 1240;

/// Voice of several calls to one peer.
pub(super) struct Bundle {
    peer: SocketAddr,
    stamped: bool,
    timestamp: Timestamp,
    octets: [u8; TRUNK_HEADER + ENTRIES],
    len: usize,
}

impl Bundle {
    /// An empty trunk frame, dated by the phone's own clock.
    pub(super) fn new(peer: SocketAddr, form: Trunk, when: Instant) -> Self {
        let millis = u32::try_from(when.as_millis() & 0xffff_ffff).expect("masked to 32 bits");
        let (octets, len) = ([0; TRUNK_HEADER + ENTRIES], TRUNK_HEADER);
        Self { peer, stamped: form == Trunk::Timestamps, timestamp: Timestamp(millis), octets, len }
    }

    pub(super) const fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// Adds a call's voice; what is full leaves first.
    pub(super) fn push(&mut self, cx: &mut Context<'_>, call: CallNumber, spoken: &Spoken) {
        if !self.append(call, spoken) {
            self.flush(cx);
            self.append(call, spoken);
        }
    }

    fn append(&mut self, call: CallNumber, spoken: &Spoken) -> bool {
        let stamp = Some(spoken.stamp).filter(|_| self.stamped);
        let media = &spoken.octets[..spoken.len];
        let end = TrunkFrame::push_entry(&mut self.octets, self.len, call, stamp, media);
        self.len = end.unwrap_or(self.len);
        end.is_ok()
    }

    /// Sends what was gathered.
    pub(super) fn flush(&mut self, cx: &mut Context<'_>) {
        if self.len == TRUNK_HEADER {
            return;
        }
        let command_data = u8::from(self.stamped);
        let header = TrunkFrame { command_data, timestamp: self.timestamp, data: &[] };
        header.emit(&mut self.octets).expect("there is room for the header");
        cx.out.push(self.peer, &self.octets[..self.len]);
        self.len = TRUNK_HEADER;
    }
}
