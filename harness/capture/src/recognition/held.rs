//! Datagrams that wait until their flow is known.

use std::collections::VecDeque;
use std::net::SocketAddr;

use iax2_wire::time::Instant;

use super::headline::Headline;

/// A UDP datagram with its place in the capture.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Datagram<'a> {
    /// The packet's number as Wireshark counts, from 1.
    pub packet: u64,
    /// When it was captured.
    pub at: Instant,
    /// The interface's number in the capture.
    pub interface: u32,
    /// Who sent it.
    pub src: SocketAddr,
    /// To whom.
    pub dst: SocketAddr,
    /// The UDP payload as far as captured.
    pub payload: &'a [u8],
    /// Octets of the payload that were not captured.
    pub missing: usize,
}

/// A datagram that was held back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Held {
    packet: u64,
    at: Instant,
    interface: u32,
    src: SocketAddr,
    dst: SocketAddr,
    payload: Vec<u8>,
    missing: usize,
}

impl Held {
    /// The datagram.
    pub fn datagram(&self) -> Datagram<'_> {
        let Self { packet, at, interface, src, dst, ref payload, missing } = *self;
        Datagram { packet, at, interface, src, dst, payload, missing }
    }
}

impl From<Datagram<'_>> for Held {
    fn from(datagram: Datagram<'_>) -> Self {
        let Datagram { packet, at, interface, src, dst, payload, missing } = datagram;
        Self { packet, at, interface, src, dst, payload: payload.to_vec(), missing }
    }
}

/// Datagrams that one flow may hold back from its start.
const FROM_START: usize = 64;
/// Full frames that it may hold back later: enough for two that belong together.
const LATER: usize = 8;

/// A flow of which it is not known yet what it carries.
#[derive(Debug, Default)]
pub(super) struct Candidate {
    seen: usize,
    octets: usize,
    held: VecDeque<Held>,
    headlines: VecDeque<Seen>,
}

/// What looked like a full frame.
#[derive(Debug)]
struct Seen {
    headline: Headline,
    upwards: bool,
    /// It contradicts another of the same sender, so it is no witness.
    doubtful: bool,
}

impl Candidate {
    /// Takes a datagram; true once the flow is IAX2.
    pub(super) fn take(&mut self, datagram: &Datagram<'_>, upwards: bool) -> bool {
        self.seen += 1;
        let headline = Headline::of(datagram.payload);
        if self.seen > FROM_START {
            let keep = if self.headlines.is_empty() { 0 } else { LATER - 1 };
            self.let_go_down_to(keep);
        }
        if self.seen <= FROM_START || headline.is_some() {
            self.octets += datagram.payload.len();
            self.held.push_back((*datagram).into());
        }
        headline.is_some_and(|headline| self.fits(headline, upwards))
    }

    /// The octets held back.
    pub(super) fn octets(&self) -> usize {
        self.octets
    }

    fn let_go_down_to(&mut self, count: usize) {
        while self.held.len() > count {
            self.octets -= self.held.pop_front().map_or(0, |held| held.payload.len());
        }
    }

    pub(super) fn into_held(self) -> Vec<Held> {
        self.held.into()
    }

    fn fits(&mut self, headline: Headline, upwards: bool) -> bool {
        let seen = &mut self.headlines;
        let doubtful = seen
            .iter()
            .any(|earlier| earlier.upwards == upwards && earlier.headline.contradicts(&headline));
        let fits = !doubtful
            && seen
                .iter()
                .filter(|earlier| !earlier.doubtful)
                .any(|earlier| earlier.headline.goes_with(&headline, earlier.upwards == upwards));
        if seen.len() == LATER {
            seen.pop_front();
        }
        seen.push_back(Seen { headline, upwards, doubtful });
        fits
    }
}
