//! The script moves on: steps begin, we act, states and flows are looked at, windows close.

use super::Player;
use super::ears::GAP;
use super::results::Instead;
use super::signs::Scope;
use super::stage::{Current, Monitor, Open};
use crate::happening::Command;
use crate::notation::ast::{Event, Flow, Line, Power, Step, UserVerb, When};
use core::time::Duration;
use iax2_wire::time::Instant;
use std::sync::Arc;

/// The least time that a clock can tell.
const TICK: Duration = Duration::from_micros(1);

impl Player {
    /// Moves on as far as this moment allows.
    pub(super) fn settle(&mut self) {
        loop {
            self.look_at_forbidden();
            self.look_at_states();
            self.look_at_monitors();
            self.close_windows();
            if !self.step() {
                break;
            }
        }
    }

    /// One step; whether anything moved.
    fn step(&mut self) -> bool {
        match self.stage.current.clone() {
            Current::Ready if self.waits_for_optional() => false,
            Current::Ready => self.begin(),
            Current::Acting(line, at) if at <= self.now => self.act(&line),
            Current::Watching(line, until) if until <= self.now => {
                (self.stage.base, self.stage.base_line) = (until, line.number);
                self.note_line(&line, until);
                self.stage.current = Current::Ready;
                true
            }
            _ => false,
        }
    }

    /// Where we act next, the optional lines before have come, or their windows are over.
    fn waits_for_optional(&self) -> bool {
        let Some(Step::Line(line)) = self.stage.queue.front() else { return false };
        let expected = line.events.iter().any(Event::is_expected) && !line.never;
        !expected && !self.stage.optional.is_empty()
    }

    /// Begins the next step of the script.
    fn begin(&mut self) -> bool {
        let Some(step) = self.stage.queue.pop_front() else {
            if self.stage.monitors.is_empty() {
                self.stage.current = Current::Done;
                return true;
            }
            return false;
        };
        match step {
            Step::Line(line) => self.begin_line(Arc::new(line)),
            Step::AnyOrder(lines) => {
                let opens = lines.into_iter().map(|line| self.open(Arc::new(line), Vec::new()));
                self.stage.current = Current::All(opens.collect());
            }
            Step::OneOf(branches) => {
                let opens = branches.into_iter().filter_map(|mut branch| {
                    let rest = branch.split_off(1.min(branch.len()));
                    Some(self.open(Arc::new(branch.pop()?), rest))
                });
                self.stage.current = Current::First(opens.collect());
            }
        }
        true
    }

    fn begin_line(&mut self, line: Arc<Line>) {
        let expected = line.events.iter().any(Event::is_expected);
        if line.never {
            let open = self.open(line.clone(), Vec::new());
            let until = open.to;
            self.stage.never.push(open);
            if let Some(until) = until {
                self.stage.current = Current::Watching(line, until);
            }
        } else if line.optional {
            let open = self.open(line, Vec::new());
            self.stage.optional.push(open);
        } else if expected {
            self.stage.current = Current::All(vec![self.open(line, Vec::new())]);
        } else {
            let at = (self.stage.base + at(&line)).max(self.now);
            let quiet = line.events.contains(&Event::Quiet);
            self.stage.current =
                if quiet { Current::Watching(line, at) } else { Current::Acting(line, at) };
        }
    }

    fn open(&self, line: Arc<Line>, rest: Vec<Line>) -> Open {
        let base = self.stage.base;
        let (from, to) = match line.when {
            Some(When::Within(from, to)) => (base + from, Some(base + to)),
            Some(When::At(at)) => (base + at, Some(base + at)),
            None => (base, None),
        };
        Open {
            line,
            from,
            to,
            count: 0,
            digits: 0,
            heard: self.ears.count,
            signs: self.signs.count(),
            rest,
        }
    }

    /// We act, unless the frame that we act on is still on its way.
    fn act(&mut self, line: &Arc<Line>) -> bool {
        let event = line.events[0].clone();
        if self.is_on_its_way(&event) {
            return false;
        }
        if matches!(event, Event::User(_)) {
            self.arriving = None;
        }
        let now = self.now;
        (self.stage.base, self.stage.base_line) = (now, line.number);
        self.stage.acted = self.signs.count();
        self.stage.current = Current::Ready;
        self.note_line(line, now);
        match event {
            Event::Frame(frame) => {
                self.send_line(&frame);
                if let Some(times) = line.times.as_ref().filter(|times| times.max > 1) {
                    let every = times.every.map_or(Duration::ZERO, |span| span.0);
                    self.repeat_line(frame, times.max - 1, every);
                    self.work();
                }
            }
            Event::Flow(flow) => self.flow(&flow),
            Event::User(action) => {
                if action.verb == UserVerb::Reboots {
                    self.signs.forget();
                }
                self.user(&action);
            }
            Event::Nat(order) => self.commands.push_back(Command::Nat(order.to_string())),
            Event::Link(order) => self.commands.push_back(Command::Link(order.to_string())),
            Event::Power(power) => {
                self.powered = power == Power::Restored;
                self.signs.forget();
                self.commands.push_back(Command::Power(power.to_string()));
            }
            Event::Transport { party, works } => self.switch(&party, works),
            Event::Quiet | Event::Sign(_) => {}
        }
        true
    }

    /// A played party answers what has arrived, not what has only left.
    fn is_on_its_way(&mut self, event: &Event) -> bool {
        let party = match event {
            Event::Frame(frame) => &frame.from.party,
            Event::Flow(flow) => &flow.from.party,
            _ => return false,
        };
        let Some((seen, until)) = &self.arriving else { return false };
        if *until <= self.now || seen.party.as_deref() != Some(party) {
            self.arriving = None;
            return false;
        }
        true
    }

    /// A party's transport stops for good, or works again.
    fn switch(&mut self, party: &str, works: bool) {
        if works {
            self.vanished.remove(party);
            return;
        }
        self.vanished.insert(party.to_owned());
        for leg in self.book.legs.iter_mut().filter(|leg| leg.party == party) {
            leg.unacknowledged.clear();
        }
    }

    /// Lines that are fulfilled by what is so, not by a frame.
    fn look_at_states(&mut self) {
        for nth in 0..self.stage.waiting().len() {
            let Some(open) = self.stage.waiting().get(nth).cloned() else { return };
            if !open.is_fulfilled()
                && let Some((event, at)) = self.state_of(&open)
            {
                self.came_true(&open, event, at);
                self.count_at_head(nth, at);
            }
        }
        for open in self.stage.optional.clone() {
            if let Some((event, at)) = self.state_of(&open) {
                self.came_true(&open, event, at);
                self.stage.optional.retain(|other| other.line != open.line);
                self.optional_came(&open, at);
            }
        }
    }

    /// Which alternative of a line is so, and since when within its window.
    fn state_of(&mut self, open: &Open) -> Option<(usize, Instant)> {
        if self.now < open.from {
            return None;
        }
        open.line.events.clone().iter().enumerate().find_map(|(nth, event)| {
            let at = match event {
                Event::Sign(sign) => self.sign_since(sign, open.from, self.scope(sign)),
                Event::Flow(flow) if !matches!(flow.flow, Flow::Digits { .. }) => {
                    self.flow_since(flow, open.from, 0)
                }
                _ => None,
            };
            at.filter(|at| open.to.is_none_or(|to| *at <= to + self.cast.slack)).map(|at| (nth, at))
        })
    }

    /// Events count since we acted last; digits since the script began, as keys may be told at either end of them.
    fn scope(&self, sign: &crate::notation::ast::Sign) -> Scope {
        let single = sign.word == "digit" && sign.text.as_ref().is_none_or(|text| text.len() == 1);
        let first = if single { self.stage.began } else { self.stage.acted };
        Scope { first, from: Instant::ZERO }
    }

    fn came_true(&mut self, open: &Open, nth: usize, at: Instant) {
        match &open.line.events[nth] {
            Event::Sign(sign) => self.use_sign(&sign.clone(), self.scope(sign)),
            Event::Flow(flow) => {
                if let Some(lasts) = lasts(&flow.flow) {
                    let (line, look) = (open.line.clone(), self.now + GAP + TICK);
                    let until = at + lasts;
                    self.stage.monitors.push(Monitor { line, nth, from: at, until, look });
                }
            }
            _ => {}
        }
    }

    fn look_at_forbidden(&mut self) {
        for open in self.stage.never.clone() {
            if self.now < open.from {
                continue;
            }
            for event in &open.line.events {
                let since = match event {
                    Event::Sign(sign) => {
                        let scope = Scope { first: open.signs, from: open.from };
                        self.sign_since(sign, open.from, scope)
                    }
                    Event::Flow(flow) => self.flow_since(flow, open.from, open.heard),
                    _ => None,
                };
                if since.is_some_and(|since| open.to.is_none_or(|to| since <= to)) {
                    let got = Instead {
                        got: Some(event.to_string()),
                        ..Instead::words("this must not come")
                    };
                    self.fail(Some(&open.line), got);
                    return;
                }
            }
        }
    }

    /// Flows that must go on: a gap ends them.
    fn look_at_monitors(&mut self) {
        for nth in (0..self.stage.monitors.len()).rev() {
            let monitor = self.stage.monitors[nth].clone();
            if monitor.look > self.now && monitor.until > self.now {
                continue;
            }
            let Event::Flow(flow) = &monitor.line.events[monitor.nth] else { continue };
            let last = self.flow_until(flow, monitor.from).unwrap_or(monitor.from);
            let limit = GAP + self.cast.slack;
            if last + limit < self.now.min(monitor.until) {
                let lasted = last.since(monitor.from).as_millis();
                let words = format!("it stopped after {lasted} ms");
                self.stage.monitors.remove(nth);
                return self.fail(Some(&monitor.line), Instead::words(words));
            }
            if monitor.until <= self.now {
                self.stage.monitors.remove(nth);
            } else {
                self.stage.monitors[nth].look = last + limit + TICK;
            }
        }
    }

    /// Windows that have passed.
    fn close_windows(&mut self) {
        let (now, slack) = (self.now, self.cast.slack);
        let passed = |open: &Open| open.to.is_some_and(|to| now > to + slack);
        self.stage.optional.retain(|open| open.to.is_none_or(|to| now < to + slack));
        self.stage.counting.retain(|open| !passed(open));
        self.stage.never.retain(|open| !passed(open));
        let late = match &self.stage.current {
            Current::All(opens) => opens.iter().find(|open| passed(open) && !open.is_fulfilled()),
            Current::First(opens) => opens.first().filter(|_| opens.iter().all(passed)),
            _ => None,
        };
        if let Some(open) = late.cloned() {
            let words = match open.count {
                0 => format!(
                    "this did not come within {} ms",
                    open.to.map_or(0, |to| to.since(self.stage.base).as_millis())
                ),
                count => format!("this came {count} times, and must come {} times", open.times().0),
            };
            self.fail(Some(&open.line), Instead::words(words));
        }
    }

    /// When the script has to be looked at again.
    pub(super) fn next_look(&self) -> Option<Instant> {
        let stage = &self.stage;
        let slack = self.cast.slack;
        let current = match &stage.current {
            Current::Ready if !stage.optional.is_empty() => {
                stage.optional.iter().filter_map(|open| open.to).map(|to| to + slack).max()
            }
            Current::Ready | Current::Done => None,
            Current::Acting(_, at) => Some((*at).max(self.arriving_until(*at))),
            Current::Watching(_, until) => Some(*until),
            Current::All(opens) => {
                let awaited = opens.iter().filter(|open| !open.is_fulfilled());
                awaited.filter_map(|open| open.to).map(|to| to + slack + TICK).min()
            }
            Current::First(opens) => {
                opens.iter().filter_map(|open| open.to).map(|to| to + slack + TICK).max()
            }
        };
        let opens = stage.waiting().iter().chain(&stage.optional).chain(&stage.never);
        let begins = opens.clone().map(|open| open.from).filter(|from| *from > self.now);
        let signs = opens.flat_map(|open| &open.line.events).filter_map(|event| match event {
            Event::Sign(sign) => self.sign_due(sign),
            _ => None,
        });
        let monitors = stage.monitors.iter().map(|monitor| monitor.look.min(monitor.until));
        current.into_iter().chain(begins).chain(signs).chain(monitors).min()
    }

    fn arriving_until(&self, at: Instant) -> Instant {
        match &self.arriving {
            Some((_, until)) if at <= self.now => *until,
            _ => at,
        }
    }
}

fn at(line: &Line) -> Duration {
    match line.when {
        Some(When::At(at) | When::Within(at, _)) => at,
        None => Duration::ZERO,
    }
}

fn lasts(flow: &Flow) -> Option<Duration> {
    match flow {
        Flow::Audio(audio) => audio.lasts.map(|span| span.0),
        Flow::Video { lasts, .. } => lasts.map(|span| span.0),
        Flow::Any | Flow::Digits { .. } => None,
    }
}

/// The tones that a script listens for, in hertz.
pub(super) fn tones<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<u16> {
    let mut tones = Vec::new();
    for event in lines.flat_map(|line| &line.events) {
        let tone = match event {
            Event::Flow(flow) => match &flow.flow {
                Flow::Audio(audio) => match audio.sound {
                    Some(crate::notation::ast::Sound::Tone(hertz)) => Some(hertz),
                    _ => None,
                },
                _ => None,
            },
            Event::User(crate::notation::ast::UserAction {
                verb: crate::notation::ast::UserVerb::Speaks { tone, .. },
                ..
            }) => Some(*tone),
            _ => None,
        };
        if let Some(tone) = tone.and_then(|tone| u16::try_from(tone).ok())
            && !tones.contains(&tone)
        {
            tones.push(tone);
        }
    }
    tones
}
