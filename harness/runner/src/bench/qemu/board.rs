//! The board as a device of the bench.

use super::emulator::{Emulator, Given};
use super::frames::{self, Frame};
use super::lines;
use crate::bench::{Device, Outgoing};
use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use iax2_wire::time::Instant;
use phonerig_phone::Config;
use std::collections::{HashSet, VecDeque};
use std::path::PathBuf;
use std::time::Duration;

/// The board's MAC address, as its firmware sets it.
const MAC: [u8; 6] = [0x02, 0x1a, 0x58, 0x32, 0x00, 0x01];
/// How long a line waits for its answer, and a boot for its first word.
const ANSWER: Duration = Duration::from_secs(5);
/// How long a boot takes that is heard from its beginning.
const GREETING: Duration = Duration::from_secs(1);

/// An emulated board, its power switch, and what it gave and nobody took yet.
pub struct Board {
    image: PathBuf,
    setup: Vec<String>,
    address: IpAddr,
    /// Who has asked for the board's MAC address, so that it knows theirs.
    known: HashSet<Ipv4Addr>,
    emulator: Option<Emulator>,
    sent: VecDeque<Outgoing>,
    signs: VecDeque<String>,
    trouble: Option<String>,
}

impl Board {
    /// A board without power.
    pub fn new(image: PathBuf, config: &Config, address: SocketAddr, seed: u64) -> Self {
        let setup = lines::set_up(config, address, seed);
        let (known, sent, signs) = Default::default();
        let address = address.ip();
        Self { image, setup, address, known, emulator: None, sent, signs, trouble: None }
    }

    /// Waits until the board gives something, at most until a moment.
    pub(super) fn wait(&mut self, until: Option<std::time::Instant>) {
        if !(self.sent.is_empty() && self.signs.is_empty()) {
            return;
        }
        match &mut self.emulator {
            Some(emulator) => {
                let given = emulator.next(until);
                given.into_iter().for_each(|given| self.take(given));
            }
            None => std::thread::sleep(until.map_or(ANSWER, |until| {
                until.saturating_duration_since(std::time::Instant::now())
            })),
        }
    }

    fn take(&mut self, given: Given) {
        match given {
            Given::Frame(frame) => match frames::read(&frame) {
                Frame::Udp { src, dst, octets } => {
                    self.sent.push_back(Outgoing { port: src.port(), to: dst, octets });
                }
                Frame::Asks(answer) => {
                    if let Some(emulator) = &self.emulator {
                        emulator.send(&answer);
                    }
                }
                Frame::Other => {}
            },
            Given::Line(line) => {
                if let Some(sign) = line.strip_prefix("* ") {
                    self.signs.push_back(sign.to_owned());
                } else if line.starts_with("# panic") || line.starts_with("# hard fault") {
                    self.trouble = Some(line);
                }
            }
            Given::Gone(what) => self.trouble = Some(format!("{what} is gone")),
        }
    }

    /// Waits for a line, and takes everything else that comes meanwhile.
    fn until<T>(&mut self, wanted: impl Fn(&str) -> Option<T>) -> Result<T, String> {
        let found = self.within(ANSWER, wanted)?;
        found.ok_or_else(|| format!("no answer at the console in {} s", ANSWER.as_secs()))
    }

    /// Waits that long for a line, and takes everything else that comes meanwhile.
    fn within<T>(
        &mut self,
        span: Duration,
        wanted: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, String> {
        let deadline = std::time::Instant::now() + span;
        loop {
            let emulator = self.emulator.as_mut().ok_or("it has no power")?;
            match emulator.next(Some(deadline)) {
                None => return Ok(None),
                Some(Given::Line(line)) => match wanted(&line) {
                    Some(found) => return Ok(Some(found)),
                    None => self.take(Given::Line(line)),
                },
                Some(other) => self.take(other),
            }
            if let Some(trouble) = self.trouble.take() {
                return Err(trouble);
            }
        }
    }

    fn say(&mut self, line: &str) -> Result<(), String> {
        self.emulator.as_mut().ok_or("it has no power")?.say(line)?;
        self.until(|answer| match answer.strip_prefix("error ") {
            Some(error) => Some(Err(format!("`{line}`: {error}"))),
            None => (answer == "ok").then_some(Ok(())),
        })?
    }

    fn boot(&mut self) -> Result<(), String> {
        self.emulator = Some(Emulator::boot(&self.image)?);
        self.known.clear();
        let greets = |line: &str| line.contains("console=1").then_some(());
        // QEMU drops what the board said before the serial port was open: then it is asked to say it again.
        if self.within(GREETING, greets)?.is_none() {
            let emulator = self.emulator.as_mut().ok_or("it has no power")?;
            emulator.say("version")?;
            self.until(greets)?;
            self.until(|line| (line == "ok").then_some(()))?;
        }
        for line in self.setup.clone() {
            self.say(&line)?;
        }
        Ok(())
    }
}

impl Device for Board {
    fn handle_datagram(&mut self, _: Instant, src: SocketAddr, port: u16, octets: &[u8]) {
        let Some(emulator) = &self.emulator else { return };
        if let (IpAddr::V4(asker), IpAddr::V4(own)) = (src.ip(), self.address)
            && self.known.insert(asker)
        {
            frames::question(asker, own).into_iter().for_each(|frame| emulator.send(&frame));
        }
        let frame = frames::datagram(MAC, src, SocketAddr::new(self.address, port), octets);
        frame.into_iter().for_each(|frame| emulator.send(&frame));
    }

    fn act(&mut self, _: Instant, action: &str) -> Result<(), String> {
        self.say(action)
    }

    fn handle_timeout(&mut self, _: Instant) {}

    fn power(&mut self, _: Instant, on: bool) -> Result<(), String> {
        self.emulator = None;
        if on { self.boot() } else { Ok(()) }
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

    fn poll_trouble(&mut self) -> Option<String> {
        self.trouble.take()
    }
}
