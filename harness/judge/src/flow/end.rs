//! One end of a leg: what it sent, what it can know of the other end, its clock and its media.

use super::{Endpoint, Sending, elapsed_ms};
use iax2_wire::Format;
use iax2_wire::time::Instant;

/// One end of a leg.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) endpoint: Endpoint,
    /// Its call number; 0 while none was seen.
    pub(crate) number: u16,
    /// Whether its deviations are reported.
    pub(crate) judged: bool,
    pub(crate) sending: Sending,
    pub(crate) reception: Reception,
    /// When its time-stamp was zero; two where the RFC leaves a choice.
    pub(crate) origins: [Option<Origin>; 2],
    /// The last time-stamp in order of OSeqno.
    pub(crate) last_stamp: Option<u32>,
    pub(crate) media: Media,
    /// Full frames sent.
    pub(crate) full_frames: u64,
    /// IAX messages sent, one bit each.
    pub(crate) said: u64,
    /// Control messages sent, one bit each.
    pub(crate) signalled: u64,
    /// When it last sent anything on the leg.
    pub(crate) last_at: Instant,
    /// VNAKs sent in the present five seconds.
    pub(crate) vnaks: Storm,
    /// When it gave up a frame that nobody acknowledged, and the frame's packet.
    pub(crate) gave_up: Option<(Instant, u64)>,
    /// Requirements already reported against it on this leg.
    pub(crate) told: Vec<&'static str>,
}

/// A moment at which a clock may have been zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin(pub(crate) Instant);

/// What an end has received in order.
#[derive(Debug, Default)]
pub(crate) struct Reception {
    /// The next OSeqno that it must expect, if anything is known.
    pub(crate) low: Option<u8>,
    /// Frames from `low` on that it may have taken, one bit each.
    pub(crate) maybe: u64,
    /// `low` before the frames that came all at once, and when the first of them came; the latest such burst stands last.
    pub(crate) before: [(u8, Instant); 2],
    /// The highest ISeqno that it has sent.
    pub(crate) claimed: Option<u8>,
    /// An ISeqno beyond what the capture holds: the number, its packet, and what was next then.
    pub(crate) beyond: Option<(u8, u64, u8)>,
    /// Frames with an ISeqno one below, the packet of the first, and frames with the right one.
    pub(crate) one_less: u16,
    pub(crate) one_less_packet: u64,
    pub(crate) exact: u16,
    /// A number that is missing: since when, the packet that showed it, and whether VNAK was sent.
    pub(crate) missing: Option<Missing>,
}

/// Frames that come within this are answered one by one, each as if the next had not come yet, in ms.
pub(crate) const AT_ONCE_MS: u64 = 10;

/// When something comes, and what counts as coming with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    /// When.
    pub(crate) at: Instant,
    /// [`AT_ONCE_MS`] and the bench's slack.
    pub(crate) at_once_ms: u64,
}

/// A gap that an end has to ask for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Missing {
    pub(crate) number: u8,
    pub(crate) packet: u64,
    pub(crate) since: Instant,
}

impl Reception {
    /// The next number, if every frame that may have been taken was.
    pub(crate) fn high(&self) -> Option<u8> {
        Some(self.low?.wrapping_add(self.maybe.trailing_ones() as u8))
    }

    /// A counted frame arrives; `clean` where the end has no excuse not to take it, `begins` where the leg
    /// was seen from its beginning.
    /// Returns how far ahead of the expected number it is.
    pub(crate) fn arrive(&mut self, oseqno: u8, clean: bool, begins: bool, now: Moment) -> u8 {
        let low = *self.low.get_or_insert(if begins { 0 } else { oseqno });
        let ahead = oseqno.wrapping_sub(low);
        if ahead == 0 && clean {
            self.advance(1, now);
        } else if ahead < 64 {
            self.maybe |= 1 << ahead;
        }
        ahead
    }

    /// The end has shown that it expects this number.
    pub(crate) fn settle(&mut self, iseqno: u8, now: Moment) {
        let Some(low) = self.low else { return };
        let taken = iseqno.wrapping_sub(low);
        if taken > 0 && u32::from(taken) <= self.maybe.trailing_ones() {
            self.advance(taken, now);
        }
    }

    fn advance(&mut self, count: u8, now: Moment) {
        let low = self.low.unwrap_or(0);
        let [_, latest] = self.before;
        if elapsed_ms(now.at, latest.1) > now.at_once_ms {
            self.before = [latest, (low, now.at)];
        }
        self.low = Some(low.wrapping_add(count));
        self.maybe = self.maybe.checked_shr(u32::from(count)).unwrap_or(0);
        if self.missing.is_some_and(|missing| missing.number.wrapping_sub(low) < count) {
            self.missing = None;
        }
    }
}

/// The voice and video that an end sends.
#[derive(Debug, Default)]
pub(crate) struct Media {
    /// The codec of the last full voice frame.
    pub(crate) voice: Option<Format>,
    /// The format of the last full video frame.
    pub(crate) video: Option<Format>,
    /// The last meta video time-stamp since a full video frame.
    pub(crate) video_stamp: Option<u16>,
    /// The last mini time-stamp.
    pub(crate) stamp: u16,
    pub(crate) at: Instant,
    /// Mini frames and trunk entries so far.
    pub(crate) count: u64,
    /// The full 32-bit stamp of the last full voice frame.
    pub(crate) full_stamp: Option<u32>,
    pub(crate) full_at: Instant,
    /// A wrap of the 16-bit stamp that no full frame has marked yet: its packet.
    pub(crate) unmarked_wrap: Option<u64>,
    /// When the other end asked for silence.
    pub(crate) quelched_at: Option<Instant>,
    /// When it sent TRANSFER.
    pub(crate) transferred_at: Option<Instant>,
    /// Payload length that was found right, so that the next of that length needs no look.
    pub(crate) good_length: u16,
    /// The detector of keys in the sound, once there was sound to look at.
    pub(crate) keys: Option<Box<crate::audio::DtmfDetector>>,
}

/// What an end sent in the present five seconds, beside what it was sent.
#[derive(Debug, Default)]
pub(crate) struct Storm {
    pub(crate) since: Instant,
    pub(crate) sent: u32,
    /// Frames of the other end, full and short, when the five seconds began.
    pub(crate) received_before: u64,
}

impl End {
    /// An end at an address, with its number where that is known.
    pub(crate) fn new(endpoint: Endpoint, number: u16, judged: bool) -> Self {
        Self {
            endpoint,
            number,
            judged,
            sending: Sending::default(),
            reception: Reception::default(),
            origins: [None; 2],
            last_stamp: None,
            media: Media::default(),
            said: 0,
            signalled: 0,
            last_at: Instant::ZERO,
            vnaks: Storm::default(),
            gave_up: None,
            full_frames: 0,
            told: Vec::new(),
        }
    }

    /// Whether it has sent this IAX message on the leg.
    pub(crate) fn has_said(&self, code: iax2_wire::IaxCode) -> bool {
        self.said >> (code.0 & 0x3f) & 1 == 1
    }

    /// Whether it has sent this control message on the leg.
    pub(crate) fn has_signalled(&self, code: iax2_wire::ControlCode) -> bool {
        self.signalled >> (code.0 & 0x3f) & 1 == 1
    }

    /// Forgets numbers and clock, as when a request is repeated with a call token.
    pub(crate) fn restart(&mut self) {
        self.sending = Sending::default();
        self.reception = Reception::default();
        self.origins[1] = None;
        self.last_stamp = None;
    }
}
