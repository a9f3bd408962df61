//! What the rig hears of the device: media, frame by frame.

use super::Player;
use super::book::LegId;
use super::seen::Seen;
use crate::audio::{Decoder, Sound as Tone, ToneDetector};
use crate::datagram::Datagram;
use crate::happening::WireId;
use crate::notation::ast::{Audio, End, Flow, FlowEvent, Mapping, Sound};
use core::net::SocketAddr;
use core::time::Duration;
use iax2_wire::Format;
use iax2_wire::time::Instant;
use std::collections::BTreeMap;

/// A longer silence between two frames is a gap.
pub(super) const GAP: Duration = Duration::from_millis(60);
/// How many frames it takes to know a sound.
const FRAMES: usize = 3;

/// A frame of media.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard {
    at: Instant,
    /// Its number among all frames heard.
    nth: u64,
    format: u64,
    video: bool,
    sound: Option<Tone>,
    trunked: bool,
    sealed: bool,
    src: SocketAddr,
}

/// Everything heard, by leg and wire.
#[derive(Clone, Debug, Default)]
pub(super) struct Ears {
    heard: BTreeMap<(LegId, WireId), Vec<Heard>>,
    detectors: BTreeMap<(LegId, WireId), ToneDetector>,
    decoders: BTreeMap<(LegId, WireId), Decoder>,
    /// How many frames were heard.
    pub(super) count: u64,
    /// The tones that the script speaks of, in hertz.
    tones: Vec<u16>,
}

impl Ears {
    /// Ears for these tones, in hertz.
    pub(super) fn new(tones: Vec<u16>) -> Self {
        Self { tones, ..Self::default() }
    }
}

impl Player {
    /// Takes the media of a datagram.
    pub(super) fn listen(&mut self, seen: &Seen) {
        let Some(id) = seen.leg else { return };
        match &seen.datagram {
            Datagram::Full(frame) if frame.kind == 2 && !seen.repeat => {
                let format = iax2_wire::Subclass(frame.subclass).value().unwrap_or(0);
                self.hear(id, seen, format, Some(&frame.data), false);
            }
            Datagram::Full(frame) if frame.kind == 3 => self.hear(id, seen, 0, None, false),
            Datagram::Video { .. } => self.hear(id, seen, 0, None, false),
            Datagram::Mini { data, .. } => {
                let format = self.book.get(id).voice.unwrap_or(0);
                self.hear(id, seen, format, Some(data), false);
            }
            Datagram::Trunk { entries, .. } => {
                for entry in entries {
                    let leg = self
                        .book
                        .newest(|leg| leg.shown == Some(entry.source) && leg.letter().is_some());
                    if let Some(id) = leg {
                        let format = self.book.get(id).voice.unwrap_or(0);
                        self.hear(id, seen, format, Some(&entry.data), true);
                    }
                }
            }
            _ => {}
        }
    }

    fn hear(&mut self, id: LegId, seen: &Seen, format: u64, audio: Option<&[u8]>, trunked: bool) {
        let key = (id, seen.wire);
        let mut samples = Vec::new();
        let mut sounds = Vec::new();
        let decoder = self.ears.decoders.entry(key).or_default();
        if audio.is_some_and(|audio| decoder.decode(Format(format), audio, &mut samples)) {
            let tones = &self.ears.tones;
            let detector =
                self.ears.detectors.entry(key).or_insert_with(|| ToneDetector::new(tones));
            detector.push(&samples, &mut sounds);
        }
        self.ears.count += 1;
        let format = if audio.is_none() { self.book.get(id).video.unwrap_or(0) } else { format };
        self.ears.heard.entry(key).or_default().push(Heard {
            at: seen.at,
            nth: self.ears.count,
            format,
            video: audio.is_none(),
            sound: sounds.last().copied(),
            trunked,
            sealed: seen.sealed,
            src: seen.src,
        });
    }

    /// When a flow began that goes on at `from` or after it, with a frame heard after that many.
    pub(super) fn flow_since(
        &mut self,
        event: &FlowEvent,
        from: Instant,
        after: u64,
    ) -> Option<Instant> {
        let legs = self.legs_of_flow(event);
        if legs.is_empty() {
            return None;
        }
        let mut latest = from;
        for id in legs {
            latest = latest.max(self.run(id, event, from, after)?.0);
        }
        Some(latest)
    }

    /// When a flow was heard last, since `from`.
    pub(super) fn flow_until(&mut self, event: &FlowEvent, from: Instant) -> Option<Instant> {
        let legs = self.legs_of_flow(event);
        legs.into_iter().map(|id| self.run(id, event, from, 0).map(|(_, end)| end)).min().flatten()
    }

    /// Begin and end of the last run of matching frames that reaches beyond `from`.
    fn run(
        &self,
        id: LegId,
        event: &FlowEvent,
        from: Instant,
        after: u64,
    ) -> Option<(Instant, Instant)> {
        let wire = if wants_arrival(event) { WireId::Net } else { WireId::Dut };
        let home = self.home.get(&event.to.party);
        let heard = self.ears.heard.get(&(id, wire))?;
        let fits = |heard: &&Heard| is_flow(&event.flow, heard, home);
        let mut frames = heard.iter().rev().skip_while(|heard| !fits(heard));
        let last = frames.next().filter(|heard| heard.at >= from && heard.nth > after)?;
        let (mut first, mut count) = (last.at, 1);
        for heard in frames {
            if !fits(&heard) || first.since(heard.at) > GAP || (first < from && count >= FRAMES) {
                break;
            }
            (first, count) = (heard.at, count + 1);
        }
        let need = if names_sound(&event.flow) { FRAMES } else { 1 };
        (count >= need).then_some((first, last.at))
    }

    fn legs_of_flow(&mut self, event: &FlowEvent) -> Vec<LegId> {
        let trunk = match &event.flow {
            Flow::Audio(Audio { trunk: Some(trunk), .. }) => trunk.entries.as_slice(),
            _ => &[],
        };
        let end = |leg: Option<String>| End { party: event.to.party.clone(), leg };
        let ends: Vec<End> = match trunk {
            [] => vec![event.to.clone()],
            entries => entries
                .iter()
                .filter_map(|entry| match &entry.call {
                    crate::notation::ast::TrunkCall::Leg(leg) => Some(end(Some(leg.clone()))),
                    _ => None,
                })
                .collect(),
        };
        let letter = |end: &End| end.leg.clone().unwrap_or_else(|| "a".to_owned());
        ends.iter().filter_map(|end| self.book.call(&end.party, &letter(end))).collect()
    }
}

fn wants_arrival(event: &FlowEvent) -> bool {
    matches!(&event.flow, Flow::Audio(Audio { mapping: Some(_), .. }))
}

fn names_sound(flow: &Flow) -> bool {
    matches!(flow, Flow::Audio(Audio { sound: Some(_), .. }))
}

fn is_flow(flow: &Flow, heard: &Heard, home: Option<&SocketAddr>) -> bool {
    match flow {
        Flow::Any => true,
        Flow::Digits { .. } => false,
        Flow::Video { format, .. } => heard.video && format.is_none_or(|f| f == heard.format),
        Flow::Audio(audio) => {
            let mapping = audio
                .mapping
                .is_none_or(|mapping| (home == Some(&heard.src)) == (mapping == Mapping::Old));
            !heard.video
                && audio.format.is_none_or(|format| format == heard.format)
                && audio.sound.as_ref().is_none_or(|sound| is_sound(sound, heard.sound))
                && (audio.trunk.is_none() || heard.trunked)
                && audio.sealed.is_none_or(|sealed| sealed == heard.sealed)
                && mapping
        }
    }
}

fn is_sound(sound: &Sound, heard: Option<Tone>) -> bool {
    match (sound, heard) {
        (Sound::Tone(hertz), Some(Tone::Tone(heard))) => *hertz == u32::from(heard),
        (Sound::Silence, Some(Tone::Silence)) => true,
        (Sound::Speech | Sound::Inband(_), Some(Tone::Other)) => true,
        _ => false,
    }
}
