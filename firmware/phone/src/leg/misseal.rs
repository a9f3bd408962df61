//! Encryption with one thing wrong, for a harness that wants to see it found.

use iax2_wire::crypt::MediaKey;

use crate::policy::CipherHabits;

const BLOCK: usize = 16;
/// A frame's clear part, and room for what is encrypted behind it.
const DUMMY: usize = 4 + BLOCK;

/// Encrypts a frame as the habits have it, and returns the length written; `None` where it does not fit.
pub(super) fn misseal(
    key: MediaKey,
    habits: &CipherHabits,
    frame: &[u8],
    padding: &[u8; 2 * BLOCK],
    out: &mut [u8],
) -> Option<usize> {
    let is_full = frame.first()? & 0x80 != 0;
    let (clear, secret) = frame.split_at_checked(if is_full { 4 } else { 2 })?;
    let more = secret.len().wrapping_neg() % BLOCK;
    let pad = padding.get(..if habits.pads { BLOCK + more } else { more })?;
    let body = out.get_mut(..clear.len() + pad.len() + secret.len())?;
    let octets = clear.iter().chain(pad).chain(secret);
    body.iter_mut().zip(octets).for_each(|(to, from)| *to = *from);
    let body = body.get_mut(clear.len()..)?;
    if habits.pads {
        let told = if habits.counts_padding { more } else { more.checked_sub(1).unwrap_or(1) };
        body[BLOCK - 1] = body[BLOCK - 1] & 0xf0 | u8::try_from(told).ok()?;
    }
    let mut previous = [0; BLOCK];
    for chunk in body.chunks_exact_mut(BLOCK) {
        let chained = chunk.iter_mut().zip(previous);
        chained.for_each(|(octet, before)| *octet ^= before);
        let sealed = block(key, chunk)?;
        chunk.copy_from_slice(&sealed);
        previous = if habits.chains_blocks { sealed } else { previous };
    }
    Some(clear.len() + pad.len() + secret.len())
}

/// One block by itself: the first one of a frame whose padding it is, and whose length makes the count in it right.
fn block(key: MediaKey, block: &[u8]) -> Option<[u8; BLOCK]> {
    let mut padding = [0; 2 * BLOCK];
    padding.get_mut(..BLOCK)?.copy_from_slice(block);
    let count = usize::from(block.last()? & 0x0f);
    let mut frame = [0; DUMMY];
    frame[0] = 0x80;
    let length = 4 + count.wrapping_neg() % BLOCK;
    let mut sealed = [0; 4 + 3 * BLOCK];
    key.encrypt(frame.get(..length)?, &padding, &mut sealed).ok()?;
    sealed.get(4..DUMMY)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: MediaKey = MediaKey(*b"0123456789abcdef");
    const FRAME: [u8; 13] = *b"\x80\x01\x80\x02 a frame ";

    fn sealed(habits: &CipherHabits) -> Option<([u8; 64], usize)> {
        let mut out = [0; 64];
        misseal(KEY, habits, &FRAME, &[7; 32], &mut out).map(|length| (out, length))
    }

    #[test]
    fn with_nothing_wrong_it_is_the_same() {
        let mut right = [0; 64];
        let length = KEY.encrypt(&FRAME, &[7; 32], &mut right).expect("it fits");
        assert_eq!(sealed(&CipherHabits::default()), Some((right, length)));
    }

    #[test]
    fn each_thing_wrong_shows() {
        let right = CipherHabits::default();
        let wrong = [
            CipherHabits { pads: false, ..right.clone() },
            CipherHabits { counts_padding: false, ..right.clone() },
            CipherHabits { chains_blocks: false, ..right },
        ];
        for habits in wrong {
            let (octets, length) = sealed(&habits).expect("it fits");
            let mut opened = [0; 64];
            let len = KEY.decrypt(&octets[..length], &mut opened).unwrap_or(0);
            assert_ne!(&opened[..len], &FRAME, "{habits:?}");
        }
    }
}
