//! A player with the always-on rules beside it and a transcript of what both saw.

use super::story::Story;
use crate::bench::Plays;
use crate::net::topology::Addresses;
use crate::record::EPOCH;
use crate::snapshot::normal::Normaliser;
use core::net::IpAddr;
use iax2_wire::time::Instant;
use phonerig_judge::declaration::Declaration;
use phonerig_judge::happening::{Command, Happening, What, WireId};
use phonerig_judge::rules::{Observation, Options, WireJudge};
use std::time::Duration;

/// How often the phone repeats where its declaration does not say, RFC 5456 section 7.
const USUAL_RETRIES: u8 = 4;

/// A player that is watched.
pub struct Observed<P> {
    /// The player.
    pub player: P,
    /// The rules, over the device's own wire.
    pub rules: WireJudge,
    /// The transcript.
    pub story: Story,
    /// The transcript without what differs from run to run.
    pub normaliser: Normaliser,
    /// The rig's own trouble, which ends the scenario.
    pub broken: Option<String>,
    now: Instant,
}

impl<P: Plays> Observed<P> {
    /// Watches a player in a network, on a bench whose times may be off by `slack`.
    pub fn new(
        player: P,
        addresses: &Addresses,
        declaration: &Declaration,
        slack: Duration,
    ) -> Self {
        Self {
            player,
            rules: WireJudge::new(options(addresses, declaration, slack)),
            story: Story::new(names(addresses)),
            normaliser: Normaliser::new(names_and_nat(addresses), secrets(declaration)),
            broken: None,
            now: Instant::ZERO,
        }
    }

    fn observe(&mut self, happening: &Happening) {
        self.story.hear(happening);
        self.normaliser.hear(happening);
        if let What::Wire { wire: WireId::Dut, src, dst, octets } = &happening.what {
            let (packet, at) = (happening.packet, happening.at);
            self.rules.observe(Observation { packet, at, src: *src, dst: *dst, octets });
        }
    }
}

impl<P: Plays> Plays for Observed<P> {
    fn handle_input(&mut self, happening: Happening) {
        self.now = happening.at;
        self.observe(&happening);
        if let What::Broken(trouble) = &happening.what {
            self.broken = Some(trouble.clone());
            return;
        }
        self.player.handle_input(happening);
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.now = now;
        self.rules.advance(now);
        self.player.handle_timeout(now);
    }

    fn poll_command(&mut self) -> Option<Command> {
        let command = self.player.poll_command()?;
        self.story.act(self.now, &command);
        self.normaliser.act(self.now, &command);
        Some(command)
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.player.poll_timeout()
    }

    fn is_done(&self) -> bool {
        self.broken.is_some() || self.player.is_done()
    }
}

/// The device's own wire shows its own address; those who are not played keep theirs.
fn names(addresses: &Addresses) -> Vec<(IpAddr, String)> {
    let dut = (addresses.dut_own.ip(), "dut".to_owned());
    let parties = addresses.parties.iter().map(|(name, address)| (address.ip(), name.clone()));
    std::iter::once(dut).chain(parties).collect()
}

/// With a name for the address that a NAT in front of the device lends it.
fn names_and_nat(addresses: &Addresses) -> Vec<(IpAddr, String)> {
    let outside = (addresses.dut.ip(), "nat".to_owned());
    let nat = Some(outside).filter(|(address, _)| *address != addresses.dut_own.ip());
    nat.into_iter().chain(names(addresses)).collect()
}

/// Every secret of the test accounts.
fn secrets(declaration: &Declaration) -> Vec<String> {
    let accounts = declaration.accounts.iter().filter_map(|account| account.secret.clone());
    accounts.chain(declaration.incoming.secret.clone()).collect()
}

fn options(addresses: &Addresses, declaration: &Declaration, slack: Duration) -> Options {
    let supports = declaration.supports.iter().map(|word| word.as_str().to_owned());
    let retries = declaration.timers.retries;
    Options {
        judged: vec![addresses.dut_own.ip()],
        names: names(addresses),
        at_device: true,
        audio: true,
        secrets: secrets(declaration).into_iter().map(String::into_bytes).collect(),
        supports: Some(supports.collect()),
        retries: retries.map_or(USUAL_RETRIES, |n| u8::try_from(n).unwrap_or(u8::MAX)),
        epoch: EPOCH,
        slack,
    }
}
