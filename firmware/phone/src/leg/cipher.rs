//! The keys of an encrypted leg (RFC 5456 7.4, RTKEY of the IANA registry).

use core::net::SocketAddr;

use iax2_wire::crypt::{MAX_PADDING, MediaKey};

use super::misseal::misseal;
use crate::capacity::{ENCRYPTION, FRAME};
use crate::context::Context;

/// Keys by direction; none while the leg is clear.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cipher {
    send: Option<MediaKey>,
    receive: Option<MediaKey>,
    /// Repeats keep the key of their first sending, so the key before a rotation still opens.
    previous: Option<MediaKey>,
}

impl Cipher {
    /// Encrypts from here on, both ways with the key of challenge and secret.
    pub(crate) fn start(&mut self, cx: &Context<'_>, challenge: &[u8], secret: &[u8]) {
        if !ENCRYPTION {
            return;
        }
        let secret = if cx.policy().cipher.uses_password { secret } else { &[] };
        let key = MediaKey::from_challenge(challenge, secret);
        (self.send, self.receive, self.previous) = (Some(key), Some(key), None);
    }

    /// Opens what comes from here on with another key.
    pub(crate) fn rotate(&mut self, key: MediaKey) {
        self.previous = self.receive.replace(key);
    }

    pub(crate) const fn is_on(&self) -> bool {
        ENCRYPTION && self.send.is_some()
    }

    /// Decrypts a frame into `out`, with the first key that makes sense of it.
    pub(crate) fn open(
        &self,
        octets: &[u8],
        out: &mut [u8],
        makes_sense: impl Fn(&[u8]) -> bool,
    ) -> Option<usize> {
        if !ENCRYPTION {
            return None;
        }
        for key in self.receive.iter().chain(&self.previous) {
            if let Ok(len) = key.decrypt(octets, out)
                && makes_sense(&out[..len])
            {
                return Some(len);
            }
        }
        None
    }

    pub(crate) fn transmit_full(
        &self,
        cx: &mut Context<'_>,
        to: SocketAddr,
        octets: &[u8],
        encrypted: bool,
    ) {
        match self.send.filter(|_| ENCRYPTION && encrypted) {
            Some(key) => transmit_encrypted(cx, to, octets, key),
            None => cx.out.push(to, octets),
        }
    }

    pub(super) fn transmit_mini(&self, cx: &mut Context<'_>, to: SocketAddr, octets: &[u8]) {
        let encrypted = self.is_on() && cx.policy().cipher.covers_media;
        self.transmit_full(cx, to, octets, encrypted);
    }
}

#[inline(never)] // Its buffers are not to lie on the stack of what is sent in clear.
fn transmit_encrypted(cx: &mut Context<'_>, to: SocketAddr, octets: &[u8], key: MediaKey) {
    let (mut padding, mut sealed) = ([0; 32], [0; FRAME + MAX_PADDING]);
    cx.rng.fill(&mut padding);
    let habits = &cx.policy().cipher;
    let length = if habits.pads && habits.counts_padding && habits.chains_blocks {
        key.encrypt(octets, &padding, &mut sealed).ok()
    } else {
        misseal(key, habits, octets, &padding, &mut sealed)
    };
    if let Some(len) = length {
        cx.out.push(to, &sealed[..len]);
    }
}
