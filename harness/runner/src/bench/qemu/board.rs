//! The board as a device of the bench.

use super::frames::{self, Frame};
use super::lines;
use super::ports::What;
use super::slot::Slot;
use super::walking::Live;
use crate::bench::{Device, Outgoing, Report};
use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use iax2_wire::time::Instant;
use phonerig_phone::Config;
use std::collections::{HashSet, VecDeque};
use std::time::Duration;

/// The board's MAC address, as its firmware sets it.
const MAC: [u8; 6] = [0x02, 0x1a, 0x58, 0x32, 0x00, 0x01];
/// How long a line waits for its answer.
const ANSWER: Duration = Duration::from_secs(5);
/// What begins the remarks by which firmware says that it has broken.
const LAST_WORDS: [&str; 2] = ["# panic", "# hard fault"];

/// A board in its place, what it is set up with, and what it gave and nobody took yet.
pub struct Board<'s> {
    slot: &'s mut Slot,
    setup: Vec<String>,
    /// Where chance begins at the next start.
    seed: u64,
    address: IpAddr,
    /// Who has asked for the board's MAC address, so that it knows theirs.
    known: HashSet<Ipv4Addr>,
    sent: VecDeque<Outgoing>,
    signs: VecDeque<String>,
    reports: VecDeque<Report>,
    trouble: Option<String>,
}

impl<'s> Board<'s> {
    /// A board that a scenario is about to begin on.
    pub fn new(slot: &'s mut Slot, config: &Config, address: SocketAddr, seed: u64) -> Self {
        let setup = lines::set_up(config, address, seed);
        let (known, sent, signs, reports, trouble) = Default::default();
        Self { slot, setup, seed, address: address.ip(), known, sent, signs, reports, trouble }
    }

    fn take(&mut self, given: What) {
        match given {
            What::Frame(frame) => self.hear(&frame),
            What::Line(line) => self.read(line),
            What::Log(line) => self.reports.push_back(Report::Log(line)),
            What::Gone(what) => self.trouble = Some(what),
        }
    }

    fn hear(&mut self, frame: &[u8]) {
        match frames::read(frame) {
            Frame::Udp { src, dst, octets } => {
                self.sent.push_back(Outgoing { port: src.port(), to: dst, octets });
            }
            Frame::Asks(answer) => self.slot.send(&answer),
            Frame::Other => {}
        }
    }

    fn read(&mut self, line: String) {
        if let Some(sign) = line.strip_prefix("* ") {
            self.signs.push_back(sign.to_owned());
        } else if LAST_WORDS.iter().any(|words| line.starts_with(words)) {
            self.reports.push_back(Report::Fault(line));
        } else if line.contains(" console=1") {
            self.reports.push_back(Report::Fault(format!("it started anew by itself: {line}")));
        } else {
            self.reports.push_back(Report::Log(line));
        }
    }

    /// Waits for a line, and takes everything else that comes meanwhile.
    fn until<T>(&mut self, wanted: impl Fn(&str) -> Option<T>) -> Result<T, String> {
        let deadline = std::time::Instant::now() + ANSWER;
        loop {
            match self.slot.next(Some(deadline)) {
                None => return Err(format!("no answer at the console in {} s", ANSWER.as_secs())),
                Some(What::Line(line)) => match wanted(&line) {
                    Some(found) => return Ok(found),
                    None => self.read(line),
                },
                Some(other) => self.take(other),
            }
            if let Some(trouble) = self.trouble.take() {
                return Err(trouble);
            }
        }
    }

    fn say(&mut self, line: &str) -> Result<(), String> {
        self.slot.say(line)?;
        self.until(|answer| match answer.strip_prefix("error ") {
            Some(error) => Some(Err(format!("`{line}`: {error}"))),
            None => (answer == "ok").then_some(Ok(())),
        })?
    }

    fn boot(&mut self) -> Result<(), String> {
        self.known.clear();
        self.sent.clear();
        let greeting = self.slot.start()?;
        self.reports.push_back(Report::Log(greeting));
        for line in self.setup.clone() {
            match line.starts_with("seed ") {
                true => self.say(&format!("seed {}", self.seed))?,
                false => self.say(&line)?,
            }
        }
        // A phone that starts again throws its dice anew.
        self.seed = self.seed.wrapping_add(1);
        Ok(())
    }
}

impl Live for Board<'_> {
    fn wait(&mut self, until: Option<std::time::Instant>) {
        if self.sent.is_empty() && self.signs.is_empty() && self.reports.is_empty() {
            let given = self.slot.next(until);
            given.into_iter().for_each(|given| self.take(given));
        }
    }
}

impl Device for Board<'_> {
    fn handle_datagram(&mut self, _: Instant, src: SocketAddr, port: u16, octets: &[u8]) {
        if let (IpAddr::V4(asker), IpAddr::V4(own)) = (src.ip(), self.address)
            && self.known.insert(asker)
        {
            frames::question(asker, own).into_iter().for_each(|frame| self.slot.send(&frame));
        }
        let frame = frames::datagram(MAC, src, SocketAddr::new(self.address, port), octets);
        frame.into_iter().for_each(|frame| self.slot.send(&frame));
    }

    fn act(&mut self, _: Instant, action: &str) -> Result<(), String> {
        self.say(action)
    }

    fn handle_timeout(&mut self, _: Instant) {}

    fn power(&mut self, _: Instant, on: bool) -> Result<(), String> {
        if on {
            return self.boot();
        }
        self.slot.switch_off();
        Ok(())
    }

    fn poll_timeout(&self) -> Option<Instant> {
        None
    }

    fn poll_transmit(&mut self, _: Instant) -> Option<Outgoing> {
        self.sent.pop_front()
    }

    fn poll_sign(&mut self) -> Option<String> {
        self.signs.pop_front()
    }

    fn poll_report(&mut self) -> Option<Report> {
        self.reports.pop_front()
    }

    fn poll_trouble(&mut self) -> Option<String> {
        self.trouble.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reports(lines: &[&str]) -> Vec<Report> {
        let mut slot = Slot::new("desk", "image.elf".into());
        let address = SocketAddr::from(([192, 0, 2, 10], 4569));
        let mut board = Board::new(&mut slot, &Config::default(), address, 1);
        lines.iter().for_each(|line| board.read((*line).to_owned()));
        core::iter::from_fn(|| board.poll_report()).collect()
    }

    #[test]
    fn last_words_and_a_start_that_nobody_caused_are_faults() {
        let greeting = "# phonerig 0.1.0 lm3s6965 console=1 image=00 reset=watchdog";
        for words in ["# panic: calls=1234", "# hard fault: pc=1234", greeting] {
            assert!(
                matches!(&reports(&[words])[..], [Report::Fault(told)] if told.contains(words))
            );
        }
    }

    #[test]
    fn other_remarks_and_garbage_are_evidence_alone() {
        assert_eq!(
            reports(&["# a remark", "\u{fffd}\u{fffd}", "* idle"]),
            [Report::Log("# a remark".to_owned()), Report::Log("\u{fffd}\u{fffd}".to_owned())]
        );
    }
}
