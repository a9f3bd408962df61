//! RFC 5456 6.10 and 8.2.2: full media frames, which name the codec that mini frames go on in.

use super::rule::{Cite, RuleInfo, must, should};
use super::scene::Scene;
use super::{in_band_dtmf, lengths};
use crate::flow::{Kind, Stage};
use iax2_wire::{Format, FrameType};

const AUDIO: Cite = must("IAX2-8.2.2-01");
const VIDEO: Cite = must("IAX2-8.2.3-01");
const IMAGE: Cite = must("IAX2-8.2.8-01");
const NEGOTIATED: Cite = should("IAX2-8.1.2-12");
const OFFERED: Cite = must("IAX2-8.6.8-02");
const LENGTH: Cite = must("IAX2-8.7-02").read_as(43);
const DIGIT: Cite = must("IAX2-8.2.1-01");
const ONE_DIGIT: Cite = must("IAX2-6.10.1-01");
const TEXT: Cite = must("IAX2-8.2.7-01");

/// Formats of sound: bits 0 to 15, and those above 31 that deployed stacks use.
const SOUND: Format = Format(0xffff | 0x7 << 32);
/// Formats of moving pictures.
const PICTURES: Format = Format(0xfc << 16);
/// Formats of still pictures.
const STILLS: Format = Format(0x3 << 16);

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "media-frames-name-one-format-of-their-kind",
        requirements: &["IAX2-8.2.2-01", "IAX2-8.2.3-01", "IAX2-8.2.8-01"],
        summary: "The subclass of a voice, video or image frame is one format of that kind.",
    },
    RuleInfo {
        name: "codec-within-what-was-offered",
        requirements: &["IAX2-8.6.8-02", "IAX2-8.1.2-12"],
        summary: "Voice begins in ACCEPT's format, and never uses a codec that nobody offered.",
    },
    RuleInfo {
        name: "payloads-fit-their-codec",
        requirements: &["IAX2-8.7-02"],
        summary: "A voice payload is made of whole frames of its codec.",
    },
    RuleInfo {
        name: "a-dtmf-frame-is-one-digit",
        requirements: &["IAX2-8.2.1-01", "IAX2-6.10.1-01"],
        summary: "A DTMF frame's subclass is one of 0-9, A-D, * and # in ASCII.",
    },
    RuleInfo {
        name: "text-is-utf-8",
        requirements: &["IAX2-8.2.7-01"],
        summary: "A text frame has subclass 0 and UTF-8 text.",
    },
];

/// Judges a full frame that carries media.
pub(super) fn check(scene: &mut Scene<'_>) {
    if !scene.is_fresh() {
        return;
    }
    match scene.message.kind {
        FrameType::VOICE => voice(scene),
        FrameType::VIDEO => video(scene),
        FrameType::IMAGE => {
            one_of(scene, STILLS, IMAGE, "an image");
        }
        FrameType::DTMF | FrameType::DTMF_BEGIN => digit(scene),
        FrameType::TEXT => text(scene),
        _ => {}
    }
}

/// The format that a frame names, if it is one of a kind.
fn one_of(scene: &mut Scene<'_>, kind: Format, cite: Cite, what: &str) -> Option<Format> {
    let format = scene.message.format().filter(|format| format.single().is_some());
    let format = format.filter(|&format| kind.contains(format));
    if format.is_none() {
        let words = format!("subclass 0x{:02x} is no format of {what}", scene.message.code);
        scene.fail(cite, words);
    }
    format
}

fn voice(scene: &mut Scene<'_>) {
    let Some(format) = one_of(scene, SOUND, AUDIO, "sound") else { return };
    let first = scene.me.media.voice.is_none();
    codec(scene, format, first);
    if !lengths::fits(format, scene.data.len()) {
        let words = format!(
            "a voice frame has {} octets, which no whole {format} frames have",
            scene.data.len()
        );
        scene.fail(LENGTH, words);
    }
    let media = &mut scene.me.media;
    media.voice = Some(format);
    media.good_length = 0;
    media.full_stamp = Some(scene.header.timestamp);
    media.full_at = scene.watch.now;
    if scene.header.timestamp as u16 <= 0x0400 {
        media.unmarked_wrap = None;
    }
    in_band_dtmf::listen(scene.watch, scene.me, scene.data);
}

fn codec(scene: &mut Scene<'_>, format: Format, first: bool) {
    let (accepted, offer) = (scene.shared.accepted, scene.shared.offer);
    if scene.shared.kind != Kind::Call || scene.shared.stage < Stage::Linked {
        return;
    }
    if offer.is_some_and(|offer| !offer.contains(format)) && accepted != Some(format) {
        let words =
            format!("voice is sent in {format}; the call offered {}", offer.unwrap_or_default());
        scene.fail(OFFERED, words);
    } else if first && accepted.is_some_and(|accepted| accepted != format) {
        let words =
            format!("voice begins in {format}; ACCEPT named {}", accepted.unwrap_or_default());
        scene.fail(NEGOTIATED, words);
    }
}

fn video(scene: &mut Scene<'_>) {
    if let Some(format) = one_of(scene, PICTURES, VIDEO, "moving pictures") {
        scene.me.media.video = Some(format);
        scene.me.media.video_stamp = None;
    }
}

fn digit(scene: &mut Scene<'_>) {
    let code = scene.message.code;
    if !matches!(code, b'0'..=b'9' | b'A'..=b'D' | b'*' | b'#') {
        scene.fail(DIGIT, format!("DTMF subclass 0x{code:02x} is no digit in ASCII"));
    }
    let digits = scene.data.iter().filter(|octet| octet.is_ascii_digit()).count();
    if digits > 1 && digits == scene.data.len() {
        scene.fail(ONE_DIGIT, format!("one DTMF frame carries {digits} more digits as data"));
    }
}

fn text(scene: &mut Scene<'_>) {
    if scene.message.code != 0 {
        scene.fail(TEXT, format!("a text frame has subclass 0x{:02x}", scene.message.code));
    } else if core::str::from_utf8(scene.data).is_err() {
        scene.fail(TEXT, "a text frame is no UTF-8".to_owned());
    }
}
