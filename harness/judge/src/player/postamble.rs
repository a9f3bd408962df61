//! After the body: every leg is hung up, and the device gets idle.

use super::Player;
use super::book::LegId;
use super::codes;
use super::stage::{Current, Part, Phase, Stage};
use crate::datagram::{FullFrame, IAX};
use crate::happening::Command;
use core::time::Duration;
use iax2_wire::time::Instant;

/// How long a device may take to get idle: longer than the field's longest retry ladder (R-58 ff., 45 s).
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a device without eyes is given.
const BLIND: Duration = Duration::from_secs(1);

/// How far the postamble is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Farewell {
    begun: Instant,
    /// Whether the user has hung up too.
    hung_up: bool,
}

impl Player {
    /// Hangs up, whatever state the script left.
    pub(super) fn begin_postamble(&mut self) {
        let phase = Phase {
            part: Part::Postamble,
            file: String::new(),
            steps: Vec::new(),
            registers: false,
        };
        self.stage = Stage::new(phase, self.now, self.signs.count());
        self.stage.current = Current::Done;
        self.farewell = Some(Farewell { begun: self.now, hung_up: false });
        self.stop_jobs();
        self.transports = true;
        self.arriving = None;
        if self.linked || !self.vanished.is_empty() {
            self.vanished.clear();
        }
        if self.linked {
            self.commands.push_back(Command::Link("restored".to_owned()));
        }
        if !self.powered {
            self.powered = true;
            self.commands.push_back(Command::Power("restored".to_owned()));
        }
        for at in 0..self.book.legs.len() {
            self.hang_up(LegId(at));
        }
    }

    fn hang_up(&mut self, id: LegId) {
        let leg = self.book.get(id);
        if leg.ended || leg.letter().is_none() || (leg.theirs.is_none() && leg.shown.is_none()) {
            self.book.get_mut(id).unacknowledged.clear();
            return;
        }
        let data = super::registrar::elements(&[(0x16, b"Normal Clearing"), (0x2a, &[16])]);
        let frame = FullFrame {
            source: leg.ours,
            dest: leg.theirs.or(leg.shown).unwrap_or(0),
            ts: leg.ts(self.now),
            oseq: leg.oseq,
            iseq: leg.iseq,
            kind: IAX,
            subclass: codes::HANGUP,
            data,
            ..FullFrame::default()
        };
        let key = leg.secrets.ours;
        self.transmit(id, frame, key, super::cast::PORT, true);
        let leg = self.book.get_mut(id);
        (leg.ended, leg.dead) = (true, true);
    }

    /// Looks whether the device is idle; says when to look again.
    pub(super) fn part(&mut self) {
        let Some(farewell) = self.farewell else { return };
        let eyes = self.cast.declaration.supports("eyes");
        let acknowledged = self.book.legs.iter().all(|leg| leg.unacknowledged.is_empty());
        let rested = self.now >= farewell.begun + BLIND;
        let idle = if eyes { self.signs.is_idle() } else { rested };
        if idle && acknowledged {
            self.done = true;
        } else if self.now >= farewell.begun + PATIENCE {
            self.done = true;
            if eyes && !self.signs.is_idle() && self.results.trouble.is_none() {
                self.find_not_idle("60 s after the last leg was hung up the device is not idle");
            }
        } else if rested && !farewell.hung_up && self.cast.declaration.supports("hands") {
            self.farewell = Some(Farewell { hung_up: true, ..farewell });
            self.commands.push_back(Command::User("hangs up".to_owned()));
        }
    }

    pub(super) fn next_farewell(&self) -> Option<Instant> {
        let farewell = self.farewell.filter(|_| !self.done)?;
        let rest = farewell.begun + BLIND;
        Some(if self.now < rest { rest } else { farewell.begun + PATIENCE })
    }
}
