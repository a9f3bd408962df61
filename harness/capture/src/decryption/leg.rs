//! One direction of an encrypted call.

use iax2_wire::code::{FrameType, IaxCode, IeCode};
use iax2_wire::crypt::MediaKey;
use iax2_wire::ie::Ies;
use iax2_wire::view::{FULL_HEADER, FullView};

use super::secrets::Secrets;
use crate::recognition::reads_as_full_frame;

const BLOCK: usize = 16;

/// A sender's keys. Each direction rotates on its own.
#[derive(Debug)]
pub(super) struct Leg {
    challenge: Vec<u8>,
    /// The other end's call number.
    peer: u16,
    key: Option<MediaKey>,
    /// What repeats of frames that were sent before a rotation need.
    previous: Option<MediaKey>,
}

impl Leg {
    pub(super) fn new(challenge: &[u8], peer: u16) -> Self {
        Self { challenge: challenge.to_vec(), peer, key: None, previous: None }
    }

    pub(super) fn answers(&self, challenge: &[u8]) -> bool {
        self.challenge == challenge
    }

    /// Whether a full frame of this sender looks encrypted: it goes to this call, and what follows
    /// the call numbers is whole blocks, one of padding and at least one of frame.
    pub(super) fn encrypts_full(&self, octets: &[u8]) -> bool {
        let dest = FullView::new_unchecked(octets).dest_call();
        dest == self.peer && is_blocks(octets.len().saturating_sub(4))
    }

    /// The same of a mini frame.
    pub(super) fn encrypts_mini(octets: &[u8]) -> bool {
        is_blocks(octets.len().saturating_sub(2))
    }

    /// Decrypts a full frame into `out`; the key is the one that gives something sensible.
    pub(super) fn open_full(
        &mut self,
        secrets: &Secrets,
        frame: &[u8],
        out: &mut [u8],
    ) -> Option<usize> {
        let passwords = secrets.passwords.iter();
        let first =
            passwords.map(|word| MediaKey::from_challenge(&self.challenge, word.as_bytes()));
        let known = self.key.into_iter().chain(self.previous);
        let (key, length) = known.chain(first).find_map(|key| {
            let length = key.decrypt(frame, out).ok()?;
            reads_as_full_frame(&out[..length]).then_some((key, length))
        })?;
        if self.previous != Some(key) {
            self.key = Some(key);
        }
        self.follow_rotation(&out[..length]);
        Some(length)
    }

    /// Decrypts a mini frame into `out` with the key that full frames showed to be right.
    pub(super) fn open_mini(&self, frame: &[u8], out: &mut [u8]) -> Option<usize> {
        self.key?.decrypt(frame, out).ok().filter(|length| *length >= 4)
    }

    /// RTKEY carries the next key of its sender as 16 raw octets in CHALLENGE.
    fn follow_rotation(&mut self, frame: &[u8]) {
        let view = FullView::new_unchecked(frame);
        let is_rtkey = view.frame_type() == FrameType::IAX.0 && view.subclass() == IaxCode::RTKEY.0;
        let ies = Ies::new(frame.get(FULL_HEADER..).unwrap_or_default());
        let next = ies.find(IeCode::CHALLENGE).and_then(|data| <[u8; BLOCK]>::try_from(data).ok());
        match next.map(MediaKey) {
            Some(next) if is_rtkey && self.key != Some(next) => {
                self.previous = self.key.replace(next);
            }
            _ => {}
        }
    }
}

fn is_blocks(length: usize) -> bool {
    length >= 2 * BLOCK && length.is_multiple_of(BLOCK)
}
