//! RFC 5456 7.4 and 8.1.4: once AUTHREQ agrees, everything on the call is encrypted.

use super::rule::{Cite, RuleInfo, must};
use super::scene::{Novelty, Scene};
use super::watch::Watch;
use crate::flow::{Cipher, End, Keys, Kind, Leg, Message, Shared};
use crate::header::Header;
use iax2_wire::crypt::MediaKey;
use iax2_wire::{FrameType, IaxCode, IeCode};

pub(super) const ALL: Cite = must("IAX2-7.4-04").read_as(17);
const MINI: Cite = must("IAX2-8.1.4-01").read_as(19);
const BLOCKS: Cite = must("IAX2-8.1.4-06");
const KEY: Cite = must("IAX2-7.4-07");
const SAME_KEY: Cite = must("IAX2-7.4-09").read_as(18);
const UNAGREED: Cite = must("IAX2-7.4-06");
const UNASKED: Cite = must("IAX2-7.4-05");

/// The least length of an encrypted full frame: four clear octets, two blocks.
const LEAST_FULL: usize = 4 + 32;
/// The least length of an encrypted mini frame: two clear octets, two blocks.
const LEAST_MINI: usize = 2 + 32;

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "encrypted-calls-send-nothing-clear",
        requirements: &["IAX2-7.4-04", "IAX2-8.1.4-01"],
        summary: "After an AUTHREQ with ENCRYPTION every frame of the call is encrypted, media too.",
    },
    RuleInfo {
        name: "ciphertext-is-whole-blocks",
        requirements: &["IAX2-8.1.4-06"],
        summary: "The encrypted part is whole blocks of 16 octets.",
    },
    RuleInfo {
        name: "the-key-is-challenge-and-password",
        requirements: &["IAX2-7.4-07", "IAX2-7.4-09"],
        summary: "Frames decrypt with the MD5 of the challenge followed by a shared password.",
    },
    RuleInfo {
        name: "encryption-is-agreed-only-where-it-was-asked-for",
        requirements: &["IAX2-7.4-05", "IAX2-7.4-06"],
        summary: "AUTHREQ has ENCRYPTION only where NEW asked for it, and nothing is encrypted without it.",
    },
];

/// What the octets of a frame on an encrypted call turned out to be.
pub(super) enum Opened {
    /// Clear: it may be, or its sender was told off.
    Clear,
    /// Clear where it must not be, so that its receiver ignores it.
    Ignored,
    /// Decrypted: the frame's length in the buffer.
    Decrypted(usize),
    /// Encrypted, and no secret fits.
    Opaque,
}

/// Opens a full frame of a leg; `buffer` takes it where it was encrypted.
pub(super) fn open(
    leg: &mut Leg,
    side: usize,
    watch: &mut Watch,
    octets: &[u8],
    buffer: &mut Vec<u8>,
) -> Opened {
    let Cipher::On(keys) = &mut leg.shared.cipher else { return Opened::Clear };
    let header = Header::parse(octets).unwrap_or_default();
    let message = Message::new(header.frame_type, header.subclass);
    if keys.may_be_clear(message, &header) {
        return Opened::Clear;
    }
    let end = &mut leg.ends[side];
    let shaped = octets.len() >= LEAST_FULL && (octets.len() - 4).is_multiple_of(16);
    if shaped && let Some(length) = decrypt(keys, side, end, octets, buffer) {
        return Opened::Decrypted(length);
    }
    if !shaped || looks_clear(message, &header, end) {
        not_encrypted(watch, end, message, octets.len());
        let readable = end.judged && message.kind.name().is_some();
        return if readable { Opened::Clear } else { Opened::Ignored };
    }
    if !watch.options.at_device || keys.each[side].is_empty() {
        return Opened::Opaque;
    }
    let cite = if keys.proven[side] && !keys.rotated[side] { SAME_KEY } else { KEY };
    watch.fail(end, cite, watch.packet, "a frame decrypts with none of the call's keys".to_owned());
    if end.judged { Opened::Opaque } else { Opened::Ignored }
}

fn decrypt(
    keys: &mut Keys,
    side: usize,
    end: &End,
    octets: &[u8],
    buffer: &mut Vec<u8>,
) -> Option<usize> {
    buffer.resize(octets.len(), 0);
    let (key, length) = keys.each[side].iter().rev().find_map(|key| {
        let length = key.decrypt(octets, buffer).ok()?;
        let header = Header::parse(buffer.get(..length)?)?;
        let message = Message::new(header.frame_type, header.subclass);
        looks_clear(message, &header, end).then_some((*key, length))
    })?;
    keys.prove(side, key);
    Some(length)
}

/// Whether a header makes sense as that of the sender's next frames.
fn looks_clear(message: Message, header: &Header, end: &End) -> bool {
    let assigned = match message.kind {
        FrameType::IAX => IaxCode(message.code).name().is_some(),
        kind => kind.name().is_some(),
    };
    let next = end.sending.next.unwrap_or(0);
    let near = header.oseqno.wrapping_sub(next).wrapping_add(32) <= 64;
    assigned && near
}

fn not_encrypted(watch: &mut Watch, end: &mut End, message: Message, octets: usize) {
    let assigned = message.kind.name().is_some();
    if assigned {
        let words = format!("{message} is sent in the clear on an encrypted call");
        watch.fail(end, ALL, watch.packet, words);
    } else {
        let words =
            format!("an encrypted frame has {octets} octets: no whole blocks after the clear four");
        watch.fail(end, BLOCKS, watch.packet, words);
    }
}

/// Opens a mini frame of an encrypted call; `None` where it stays shut.
pub(super) fn open_mini<'b>(
    shared: &Shared,
    end: &mut End,
    side: usize,
    watch: &mut Watch,
    octets: &[u8],
    buffer: &'b mut Vec<u8>,
) -> Option<&'b [u8]> {
    let Cipher::On(keys) = &shared.cipher else { return None };
    if octets.len() < LEAST_MINI || !(octets.len() - 2).is_multiple_of(16) {
        watch.fail(
            end,
            MINI,
            watch.packet,
            "voice is sent in the clear on an encrypted call".to_owned(),
        );
        return None;
    }
    buffer.resize(octets.len(), 0);
    let expected = end.media.good_length;
    for key in keys.each[side].iter().rev() {
        let Ok(length) = key.decrypt(octets, buffer) else { continue };
        // Only the length tells whether a mini frame was decrypted with the right key.
        if expected == 0 || length == usize::from(expected) + 4 {
            return buffer.get(..length);
        }
    }
    None
}

/// Judges ciphertext on a call whose callee did not agree to it; `true` where the frame is that.
pub(super) fn unagreed(scene: &mut Scene<'_>) -> bool {
    let asked_in_vain = matches!(scene.shared.cipher, Cipher::Offered)
        && scene.peer.has_said(IaxCode::AUTHREQ)
        && scene.message.kind.name().is_none()
        && (scene.data.len() + 8).is_multiple_of(16);
    if asked_in_vain {
        let words = "an encrypted frame is sent though AUTHREQ had no ENCRYPTION".to_owned();
        scene.fail(UNAGREED, words);
    }
    asked_in_vain
}

/// Takes note of what is agreed about encryption.
pub(super) fn note(scene: &mut Scene<'_>) {
    let asked = scene.ies().find(IeCode::ENCRYPTION).map(mask);
    match scene.message.iax() {
        Some(IaxCode::NEW) if scene.shared.kind == Kind::Call => {
            scene.shared.cipher = asked.map_or(Cipher::Clear, |_| Cipher::Offered);
        }
        Some(IaxCode::AUTHREQ) if asked.is_some() => agreed(scene),
        Some(IaxCode::RTKEY) => rotate(scene),
        _ => {}
    }
}

fn mask(data: &[u8]) -> u64 {
    data.iter().fold(0, |number, &octet| number << 8 | u64::from(octet))
}

fn agreed(scene: &mut Scene<'_>) {
    let lacks = scene.watch.options.declares("encryption") == Some(false);
    if lacks || matches!(scene.shared.cipher, Cipher::Clear) {
        scene.fail(UNASKED, "AUTHREQ has ENCRYPTION, which this call cannot have".to_owned());
    }
    if scene.shared.cipher.is_on() || scene.novelty != Novelty::Fresh {
        return;
    }
    let challenge = scene.ies().find(IeCode::CHALLENGE).unwrap_or(&[]);
    let secrets = &scene.watch.options.secrets;
    let keys: Vec<_> =
        secrets.iter().map(|secret| MediaKey::from_challenge(challenge, secret)).collect();
    let oseqno = scene.header.oseqno;
    scene.shared.cipher = Cipher::On(Box::new(Keys {
        authreq: oseqno,
        each: [keys.clone(), keys],
        proven: [false; 2],
        rotated: [false; 2],
    }));
}

fn rotate(scene: &mut Scene<'_>) {
    let side = scene.side();
    let fresh = scene.ies().find(IeCode::CHALLENGE).and_then(|data| data.try_into().ok());
    if let (Cipher::On(keys), Some(key), true) = (&mut scene.shared.cipher, fresh, scene.encrypted)
    {
        keys.each[side].push(MediaKey(key));
        keys.rotated[side] = true;
        // Repeats use the key of their first sending, so the last few stay.
        if keys.each[side].len() > 4 {
            keys.each[side].remove(0);
        }
    }
}
