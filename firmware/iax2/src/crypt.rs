//! Encrypted frames (RFC 5456 7.4, 8.1.4): AES-128 in chained blocks, IV zero, padding in front.

use crate::auth::md5_digest;
use crate::error::{Layer, WireError};
use aes::Aes128;
use aes::cipher::{Block, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};

const BLOCK: usize = 16;

/// Octets of a full frame that stay clear: both call numbers.
const FULL_CLEAR: usize = 4;
/// Octets of a mini frame that stay clear: the source call number.
const MINI_CLEAR: usize = 2;

/// The most that encryption adds to a frame, in octets.
pub const MAX_PADDING: usize = 31;

/// The key of one direction of an encrypted call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct MediaKey(pub [u8; BLOCK]);

impl MediaKey {
    /// The key that a challenge and a password make.
    pub fn from_challenge(challenge: &[u8], password: &[u8]) -> Self {
        Self(md5_digest(challenge, password))
    }

    fn cipher(&self) -> Aes128 {
        Aes128::new(&self.0.into())
    }

    /// Encrypts a frame, full or mini, and returns the length written. `padding` is random; its octet 15 is given the count
    /// of further padding octets in its low four bits.
    ///
    /// # Errors
    /// The frame has no header, or `out` is too short.
    pub fn encrypt(
        &self,
        frame: &[u8],
        padding: &[u8; 32],
        out: &mut [u8],
    ) -> Result<usize, WireError> {
        let (clear, secret) = split(frame)?;
        let more = secret.len().wrapping_neg() % BLOCK;
        let need =
            clear.len().saturating_add(BLOCK).saturating_add(more).saturating_add(secret.len());
        let short = WireError { at: Layer::Output, offset: 0, need, have: out.len() };
        let out = out.get_mut(..need).ok_or(short)?;
        let (head, body) = out.split_at_mut_checked(clear.len()).ok_or(short)?;
        head.copy_from_slice(clear);
        let pad = padding.get(..BLOCK.saturating_add(more)).unwrap_or(padding);
        for (to, from) in body.iter_mut().zip(pad.iter().chain(secret)) {
            *to = *from;
        }
        if let Some(count) = body.get_mut(BLOCK.saturating_sub(1)) {
            *count = (*count & 0xf0) | u8::try_from(more).unwrap_or(0);
        }
        self.chain_forward(body);
        Ok(need)
    }

    fn chain_forward(&self, body: &mut [u8]) {
        let cipher = self.cipher();
        let mut previous = [0; BLOCK];
        for chunk in body.chunks_exact_mut(BLOCK) {
            let mut block = Block::<Aes128>::default();
            for (to, (clear, chained)) in block.iter_mut().zip(chunk.iter().zip(previous)) {
                *to = clear ^ chained;
            }
            cipher.encrypt_block(&mut block);
            chunk.copy_from_slice(&block);
            previous = block.into();
        }
    }

    /// Decrypts a frame, full or mini, and returns the length written.
    ///
    /// # Errors
    /// The encrypted part is not whole blocks, is shorter than its padding says, or `out` is too short. A wrong key often
    /// shows only in what comes out.
    pub fn decrypt(&self, frame: &[u8], out: &mut [u8]) -> Result<usize, WireError> {
        let (clear, secret) = split(frame)?;
        let bad =
            WireError { at: Layer::Cipher, offset: clear.len(), need: BLOCK, have: secret.len() };
        if secret.is_empty() || !secret.len().is_multiple_of(BLOCK) {
            return Err(bad);
        }
        let cipher = self.cipher();
        let (mut skip, mut end) = (BLOCK, clear.len());
        let short = WireError { at: Layer::Output, offset: 0, need: frame.len(), have: out.len() };
        out.get_mut(..end).ok_or(short)?.copy_from_slice(clear);
        let mut previous = [0; BLOCK];
        for (nth, chunk) in secret.chunks_exact(BLOCK).enumerate() {
            let chunk: [u8; BLOCK] = chunk.try_into().map_err(|_| bad)?;
            let mut block = Block::<Aes128>::from(chunk);
            cipher.decrypt_block(&mut block);
            block.iter_mut().zip(previous).for_each(|(octet, chained)| *octet ^= chained);
            previous = chunk;
            if nth == 0 {
                let count = block.last().copied().map_or(0, |octet| usize::from(octet & 0x0f));
                skip = skip.saturating_add(count);
                if skip > secret.len() {
                    return Err(WireError { need: skip, ..bad });
                }
            }
            for octet in block {
                if skip > 0 {
                    skip = skip.saturating_sub(1);
                    continue;
                }
                *out.get_mut(end).ok_or(short)? = octet;
                end = end.saturating_add(1);
            }
        }
        Ok(end)
    }
}

fn split(frame: &[u8]) -> Result<(&[u8], &[u8]), WireError> {
    let full = frame.first().is_some_and(|first| first & 0x80 != 0);
    let clear = if full { FULL_CLEAR } else { MINI_CLEAR };
    let short = WireError { at: Layer::Datagram, offset: 0, need: clear, have: frame.len() };
    frame.split_at_checked(clear).ok_or(short)
}
