//! The player and its verbs.

use super::advance::tones;
use super::book::{Book, LegId};
use super::cast::{Cast, Setup};
use super::dice::Dice;
use super::ears::Ears;
use super::jobs::Job;
use super::phases::{Planned, plan};
use super::postamble::Farewell;
use super::results::Results;
use super::seen::{Seen, Sight};
use super::signs::SignBoard;
use super::stage::{Current, Part, Phase, Stage};
use super::values::Tokens;
use super::vars::{Bound, Vars};
use crate::happening::{Command, Happening, What, WireId};
use crate::notation::ast::Event;
use core::net::SocketAddr;
use core::time::Duration;
use iax2_wire::time::Instant;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How long a frame may be on its way before the rig acts without it.
pub(super) const LONGEST_FLIGHT: Duration = Duration::from_millis(2500);
/// How long a body without transport is held back after its preamble.
const REST: Duration = Duration::from_millis(200);
/// How long the rig waits with hanging up after the last line: a round trip, and what benches are late by.
const LAST_REST: Duration = Duration::from_millis(100);
/// Mu-law, the codec of starts that name none.
const ULAW: u64 = 4;

/// Plays one scenario.
#[derive(Debug)]
pub struct Player {
    pub(super) cast: Cast,
    pub(super) book: Book,
    pub(super) vars: Vars,
    pub(super) signs: SignBoard,
    pub(super) ears: Ears,
    pub(super) jobs: Vec<Job>,
    pub(super) stage: Stage,
    pub(super) phases: VecDeque<Planned>,
    pub(super) phase_file: String,
    pub(super) commands: VecDeque<Command>,
    pub(super) results: Results,
    pub(super) dice: Dice,
    pub(super) tokens: Tokens,
    pub(super) now: Instant,
    /// Where each party saw the device last.
    pub(super) known: BTreeMap<String, SocketAddr>,
    /// Where each party saw it when a line last asked.
    pub(super) home: BTreeMap<String, SocketAddr>,
    /// The dialogue of each party that spoke last.
    pub(super) heard: BTreeMap<String, LegId>,
    /// Parties whose transport has stopped.
    pub(super) vanished: BTreeSet<String>,
    /// Uncounted frames that lines took, by leg and code.
    pub(super) uncounted: BTreeSet<(LegId, u8)>,
    /// The frame that the last line was fulfilled by, and how long we wait for it to arrive.
    pub(super) arriving: Option<(Seen, Instant)>,
    /// The last datagrams that parties sent, and who; kept where a NAT stands before a party.
    pub(super) sent: VecDeque<(Vec<u8>, String)>,
    pub(super) hidden: bool,
    /// Addresses behind which parties were seen by the device.
    pub(super) outside: BTreeMap<SocketAddr, String>,
    /// Whether a line is being repeated.
    pub(super) repeating: bool,
    /// The codec of the start, as a mask.
    pub(super) codec: u64,
    /// The account of the start.
    pub(super) account: u32,
    /// Whether the script tells links what to do.
    pub(super) linked: bool,
    pub(super) powered: bool,
    /// Whether the rig acknowledges and repeats now.
    pub(super) transports: bool,
    /// How long the body is held back.
    rest: Option<Instant>,
    pub(super) farewell: Option<Farewell>,
    pub(super) done: bool,
}

impl Player {
    /// A player at power-on.
    pub fn new(setup: &Setup<'_>) -> Self {
        let (phases, trouble) = match plan(setup) {
            Ok(phases) => (VecDeque::from(phases), None),
            Err(trouble) => (VecDeque::new(), Some(trouble)),
        };
        let lines = || setup.scenario.script.lines();
        let events = || lines().flat_map(|line| &line.events);
        let mut dice = Dice::new(setup.seed);
        let first = u16::try_from(1000 + dice.below(20_000)).unwrap_or(1000);
        let nothing = Phase {
            part: Part::Preamble,
            file: String::new(),
            steps: Vec::new(),
            registers: false,
        };
        Self {
            cast: Cast::new(setup),
            book: Book::new(first),
            vars: Vars::default(),
            signs: SignBoard::new(),
            ears: Ears::new(tones(lines())),
            jobs: Vec::new(),
            stage: Stage::new(nothing, Instant::ZERO, 0),
            phases,
            phase_file: String::new(),
            commands: VecDeque::new(),
            results: Results { trouble, ..Results::default() },
            dice,
            tokens: Tokens::default(),
            now: Instant::ZERO,
            known: BTreeMap::new(),
            home: BTreeMap::new(),
            heard: BTreeMap::new(),
            vanished: BTreeSet::new(),
            uncounted: BTreeSet::new(),
            arriving: None,
            sent: VecDeque::new(),
            hidden: !setup.scenario.nat.is_empty(),
            outside: BTreeMap::new(),
            repeating: false,
            codec: ULAW,
            account: 1,
            linked: events().any(|event| matches!(event, Event::Link(_))),
            powered: true,
            transports: true,
            rest: None,
            farewell: None,
            done: false,
        }
    }

    /// Something happened.
    pub fn handle_input(&mut self, happening: &Happening) {
        self.now = self.now.max(happening.at);
        if self.phase_file.is_empty() {
            self.go_on();
        }
        match &happening.what {
            What::Wire { wire, src, dst, octets } => {
                let sight = Sight {
                    at: self.now,
                    packet: happening.packet,
                    wire: *wire,
                    src: *src,
                    dst: *dst,
                    octets,
                };
                self.wire(sight);
            }
            What::Sign(text) => {
                self.take_sign(self.now, text);
            }
            What::Log(_) => return,
            What::Fault(words) => {
                self.find_fault(happening.packet, words);
                self.phases.clear();
                self.done = true;
            }
            What::Broken(words) => {
                self.results.broken.get_or_insert_with(|| words.clone());
                self.phases.clear();
                self.done = true;
            }
        }
        self.go_on();
    }

    /// The moment has come that it waited for.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.now = self.now.max(now);
        self.repeat_what_is_due();
        self.work();
        self.go_on();
    }

    /// What is to be done next, at once.
    pub fn poll_command(&mut self) -> Option<Command> {
        self.commands.pop_front()
    }

    /// When it wants to be woken if nothing happens.
    pub fn poll_timeout(&self) -> Option<Instant> {
        if self.done {
            return None;
        }
        let first = (self.phase_file.is_empty() && self.farewell.is_none()).then_some(self.now);
        let rest = self.rest.filter(|rest| *rest > self.now);
        let next = [
            first,
            rest,
            self.next_repeat(),
            self.next_job(),
            self.next_look(),
            self.next_farewell(),
        ];
        next.into_iter().flatten().min()
    }

    /// Whether the scenario is over.
    pub fn is_done(&self) -> bool {
        self.done
    }

    fn wire(&mut self, sight: Sight<'_>) {
        let dut = self.cast.addresses.dut_own.ip();
        match sight.wire {
            WireId::Dut if sight.src.ip() == dut => {
                let seen = self.see(sight);
                if let Some(frame) = seen.full().cloned() {
                    self.note_call(&frame);
                }
                self.listen(&seen);
                self.offer(&seen);
            }
            WireId::Dut => self.learn_outside(sight.src, sight.octets),
            WireId::Net if self.cast.party_at(sight.dst.ip()).is_some() => self.arrived(sight),
            _ => {}
        }
    }

    fn arrived(&mut self, sight: Sight<'_>) {
        let seen = self.arrive(sight);
        let Some(party) = seen.party.clone() else { return };
        self.home.entry(party.clone()).or_insert(seen.src);
        if let (Some(id), true) = (seen.leg, seen.full().is_some()) {
            self.note_heard(&party, id);
        }
        let is_it = |(left, _): &(Seen, Instant)| {
            left.party == seen.party && left.datagram == seen.datagram
        };
        if self.arriving.as_ref().is_some_and(is_it) {
            self.arriving = None;
        }
        self.listen(&seen);
        self.offer(&seen);
    }

    /// Plays on; where a part has ended, the next one begins.
    fn go_on(&mut self) {
        loop {
            if self.done {
                return;
            }
            if self.farewell.is_some() {
                return self.part();
            }
            self.settle();
            if !matches!(self.stage.current, Current::Done) {
                return;
            }
            if self.rests() {
                return;
            }
            self.rest = None;
            match self.phases.pop_front() {
                Some(planned) => self.begin_phase(planned),
                None => self.begin_postamble(),
            }
        }
    }

    /// What is on its way still arrives before the rig hangs up; before a body without transport it is still acknowledged.
    /// So nothing hangs on which of two things comes first that come at one moment.
    fn rests(&mut self) -> bool {
        let span = match self.phases.front().map(|next| next.phase.part) {
            Some(Part::Body) if !self.cast.rig_transport && !self.phase_file.is_empty() => REST,
            None => LAST_REST,
            Some(_) => return false,
        };
        let rest = *self.rest.get_or_insert(self.now + span);
        self.now < rest
    }

    fn begin_phase(&mut self, planned: Planned) {
        self.phase_file.clone_from(&planned.phase.file);
        if let Some(start) = &planned.start {
            self.codec = start.codec.unwrap_or(ULAW);
            self.account = start.account;
            let username = self.username_of_start();
            self.vars.bind("codec", Bound::Number(self.codec));
            self.vars.bind("account", Bound::Number(start.account.into()));
            self.vars.bind("called", Bound::Octets(username.clone()));
            self.vars.bind("username", Bound::Octets(username));
        }
        self.transports = self.cast.rig_transport || planned.phase.part != Part::Body;
        self.stage = Stage::new(planned.phase, self.now, self.signs.count());
    }
}
