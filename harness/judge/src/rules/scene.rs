//! One full frame in its leg, as the rules see it.

use super::rule::Cite;
use super::watch::Watch;
use crate::flow::{End, Message, Shared};
use crate::header::Header;
use iax2_wire::{IaxCode, IeCode, Ies};

/// What a frame is to those that came before it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Novelty {
    /// The first copy of a counted frame.
    Fresh,
    /// Another copy of a counted frame.
    Repeat,
    /// The first copy that was seen of a counted frame, after frames with higher numbers.
    Late,
    /// A frame that takes no number.
    Uncounted,
    /// A frame from long ago, or with a number that was used for another.
    Stale,
}

/// One full frame in its leg.
pub(crate) struct Scene<'a> {
    pub(crate) header: Header,
    pub(crate) message: Message,
    /// What follows the header, decrypted.
    pub(crate) data: &'a [u8],
    /// The frame was encrypted.
    pub(crate) encrypted: bool,
    /// The sender used no number of the leg: CALLTOKEN, a refusal or a PONG without a call.
    pub(crate) stateless: bool,
    pub(crate) novelty: Novelty,
    /// Its receiver has no reason not to take it: it is in order, or its sender is the one judged.
    pub(crate) taken: bool,
    pub(crate) shared: &'a mut Shared,
    /// The sender.
    pub(crate) me: &'a mut End,
    /// The receiver.
    pub(crate) peer: &'a mut End,
    /// Whether the sender is the end that began the leg.
    pub(crate) began: bool,
    pub(crate) watch: &'a mut Watch,
}

impl<'a> Scene<'a> {
    /// The elements of an IAX message.
    pub(crate) fn ies(&self) -> Ies<'a> {
        Ies::new(if self.message.iax().is_some() { self.data } else { &[] })
    }

    /// Whether the message has this element.
    pub(crate) fn has(&self, code: IeCode) -> bool {
        self.ies().has(code)
    }

    /// Whether the frame is this IAX message.
    pub(crate) fn is(&self, code: IaxCode) -> bool {
        self.message.is(code)
    }

    /// Whether it is the first copy of a counted frame that was seen.
    pub(crate) fn is_fresh(&self) -> bool {
        matches!(self.novelty, Novelty::Fresh | Novelty::Late)
    }

    /// The end's index in the leg: 0 began it.
    pub(crate) fn side(&self) -> usize {
        usize::from(!self.began)
    }

    /// The sender broke a requirement with this packet.
    pub(crate) fn fail(&mut self, cite: Cite, words: String) {
        self.watch.fail(self.me, cite, self.watch.packet, words);
    }

    /// The sender deviated, and the catalogue does not let that fail.
    pub(crate) fn warn(&mut self, cite: Cite, words: String) {
        self.watch.warn(self.me, cite, self.watch.packet, words);
    }
}
