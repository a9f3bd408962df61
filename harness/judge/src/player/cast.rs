//! Who plays, where they are, and what the device says of itself.

use crate::catalogue::Catalogue;
use crate::declaration::Declaration;
use crate::finding::RequirementId;
use crate::scenario::{Preamble, Scenario};
use crate::verdict::{Level, Verdict};
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use std::collections::BTreeMap;

/// The port that IAX2 has from IANA.
pub const PORT: u16 = 4569;

/// Where everybody is.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// The device, as parties reach it before they have heard of it.
    pub dut: SocketAddr,
    /// The device, on its own wire.
    pub dut_own: SocketAddr,
    /// The played parties, as the device knows them.
    pub parties: BTreeMap<String, IpAddr>,
}

/// Everything that a player is made of.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The preambles to choose from.
    pub preambles: &'a [Preamble],
    /// What the device says of itself.
    pub declaration: &'a Declaration,
    /// How binding requirements are.
    pub catalogue: &'a Catalogue,
    /// Where random numbers begin.
    pub seed: u64,
    /// Where everybody is.
    pub addresses: &'a Addresses,
    /// How far the bench's times may be off.
    pub slack: Duration,
}

/// What does not change while a scenario is played.
#[derive(Clone, Debug)]
pub(super) struct Cast {
    pub(super) plays: Vec<String>,
    pub(super) addresses: Addresses,
    pub(super) declaration: Declaration,
    pub(super) requires: Vec<RequirementId>,
    pub(super) grades: BTreeMap<RequirementId, (Level, Verdict)>,
    pub(super) rig_transport: bool,
    pub(super) slack: Duration,
}

impl Cast {
    pub(super) fn new(setup: &Setup<'_>) -> Self {
        let scenario = setup.scenario;
        let grade = |id: &RequirementId| {
            let entry = setup.catalogue.get(id);
            let grade = entry.map_or((Level::Must, Verdict::Fail), |e| (e.level(), e.deviation()));
            (id.clone(), grade)
        };
        Self {
            plays: scenario.plays.clone(),
            addresses: setup.addresses.clone(),
            declaration: setup.declaration.clone(),
            requires: scenario.requires.clone(),
            grades: scenario.requires.iter().map(grade).collect(),
            rig_transport: scenario.transport == crate::scenario::Transport::Rig,
            slack: setup.slack,
        }
    }

    /// The party that the scenario names first: the server of the device's accounts.
    pub(super) fn server(&self) -> &str {
        self.plays.first().map_or("pbx", String::as_str)
    }

    /// The party at an address.
    pub(super) fn party_at(&self, address: IpAddr) -> Option<&str> {
        let mut parties = self.addresses.parties.iter();
        parties.find(|(_, at)| **at == address).map(|(party, _)| party.as_str())
    }

    /// Where a party is.
    pub(super) fn address_of(&self, party: &str) -> Option<SocketAddr> {
        self.addresses.parties.get(party).map(|at| SocketAddr::new(*at, PORT))
    }
}
