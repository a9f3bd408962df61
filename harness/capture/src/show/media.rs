//! Media folded into runs, one row each.

use std::net::SocketAddr;
use std::time::Duration;

use iax2_wire::time::Instant;
use phonerig_judge::network::Span;
use phonerig_judge::notation::ast::{Audio, Flow, Trunking};
use rustc_hash::FxHashMap;

/// Runs that may be open at a time.
const OPEN: usize = 8 * 1024;
/// A pause that ends a run.
const PAUSE: Duration = Duration::from_secs(1);

/// What flows from whom to whom in which call; trunk frames and sealed media have no call here.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) struct RunKey {
    /// The interface on which it was captured.
    pub(super) interface: u32,
    pub(super) from: SocketAddr,
    pub(super) to: SocketAddr,
    pub(super) carrier: Carrier,
}

/// What kind of frame carries media.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Carrier {
    /// Mini frames of a call, and whether nobody can read them.
    Mini { call: u16, sealed: bool },
    /// Meta video frames of a call.
    Video { call: u16 },
    /// Trunk frames, whose entries have time-stamps of their own or not.
    Trunk { timestamps: bool },
}

/// Media without a pause.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) key: RunKey,
    /// The format of the last full frame of the call, if one was seen.
    pub(super) format: Option<u64>,
    /// The letters of trunked calls, in order of appearance.
    pub(super) trunked: Vec<String>,
    pub(super) first: u64,
    pub(super) last: u64,
    pub(super) frames: u64,
    since: Instant,
    until: Instant,
}

/// The runs that are going on.
#[derive(Debug, Default)]
pub(super) struct Runs {
    open: FxHashMap<RunKey, Run>,
}

impl Runs {
    /// Takes a frame; gives the runs that ended before it.
    pub(super) fn take(
        &mut self,
        key: RunKey,
        format: Option<u64>,
        packet: u64,
        at: Instant,
    ) -> (Vec<Run>, &mut Run) {
        let ended = match self.open.get(&key) {
            Some(run) if run.format == format && at.since(run.until) < PAUSE => Vec::new(),
            Some(_) => self.open.remove(&key).into_iter().collect(),
            None if self.open.len() >= OPEN => self.end(|_| true),
            None => Vec::new(),
        };
        let run = self.open.entry(key).or_insert_with(|| Run {
            key,
            format,
            trunked: Vec::new(),
            first: packet,
            last: packet,
            frames: 0,
            since: at,
            until: at,
        });
        (run.last, run.until) = (packet, at);
        run.frames += 1;
        (ended, run)
    }

    /// Ends the runs that `ends` names; in the order in which they began.
    pub(super) fn end(&mut self, ends: impl Fn(&RunKey) -> bool) -> Vec<Run> {
        let mut ended: Vec<_> =
            self.open.extract_if(|key, _| ends(key)).map(|(_, run)| run).collect();
        ended.sort_by_key(|run| run.first);
        ended
    }
}

impl Run {
    /// The run in the notation.
    pub(super) fn flow(&self, trunking: Option<Trunking>) -> Flow {
        let tenths = self.until.since(self.since).as_millis() / 100 * 100;
        let lasts = Some(Span(Duration::from_millis(u64::try_from(tenths).unwrap_or(u64::MAX))));
        match self.key.carrier {
            Carrier::Mini { sealed: true, .. } => Flow::Any,
            Carrier::Video { .. } => Flow::Video { format: self.format, lasts },
            _ => Flow::Audio(Audio {
                format: self.format,
                lasts,
                trunk: trunking,
                ..Audio::default()
            }),
        }
    }
}
