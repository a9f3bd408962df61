//! Answers to challenges (RFC 5456 8.6.15, 8.6.16).

#[cfg(feature = "rsa")]
pub mod rsa;

use md5::{Digest, Md5};

/// MD5 of the challenge followed by the password, 16 octets; also the media key of an encrypted call (7.4).
pub fn md5_digest(challenge: &[u8], password: &[u8]) -> [u8; 16] {
    let mut hash = Md5::new();
    hash.update(challenge);
    hash.update(password);
    hash.finalize().into()
}

/// MD5 RESULT as deployed: the digest as 32 lower-case hex digits.
pub fn md5_result(challenge: &[u8], password: &[u8]) -> [u8; 32] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [0; 32];
    for (pair, octet) in text.chunks_exact_mut(2).zip(md5_digest(challenge, password)) {
        if let [high, low] = pair {
            *high = DIGITS.get(usize::from(octet >> 4)).copied().unwrap_or(b'0');
            *low = DIGITS.get(usize::from(octet & 0x0f)).copied().unwrap_or(b'0');
        }
    }
    text
}
