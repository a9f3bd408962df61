//! RFC 5456 6.10.1: digits travel in DTMF frames, never as tones in the voice.

use super::rule::{Cite, RuleInfo, must};
use super::watch::Watch;
use crate::audio::{self, DtmfDetector};
use crate::flow::End;

const IN_BAND: Cite = must("IAX2-6.10.1-01");

pub(super) const RULES: &[RuleInfo] = &[RuleInfo {
    name: "dtmf-is-never-in-band",
    requirements: &["IAX2-6.10.1-01"],
    summary: "No DTMF is heard in decoded voice, by the limits of ITU-T Q.24.",
}];

/// Listens to a voice payload of an end.
pub(super) fn listen(watch: &mut Watch, end: &mut End, data: &[u8]) {
    if !watch.options.audio || !end.judged {
        return;
    }
    let Some(format) = end.media.voice else { return };
    // A payload of one octet over and over is silence, whatever the codec.
    if data.iter().all(|octet| Some(octet) == data.first()) {
        if let Some(keys) = &mut end.media.keys {
            keys.silence();
        }
        return;
    }
    let mut samples = core::mem::take(&mut watch.samples);
    samples.clear();
    if audio::decode(format, data, &mut samples) {
        let keys = end.media.keys.get_or_insert_with(Box::<DtmfDetector>::default);
        if let Some(digit) = keys.push(&samples) {
            let words = format!(
                "DTMF \"{}\" is heard in the voice; digits travel in DTMF frames",
                char::from(digit.key)
            );
            watch.fail(end, IN_BAND, watch.packet, words);
        }
    }
    watch.samples = samples;
}
