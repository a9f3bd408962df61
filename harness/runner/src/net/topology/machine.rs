//! The network in motion.

use super::map::{Addresses, HostId, Map, MapError, Network, Plan};
use crate::net::datagram::{Datagram, Heading};
use crate::net::dice::Dice;
use crate::net::link::{self, Link};
use crate::net::nat::{self, Nat, Side};
use core::net::IpAddr;
use iax2_wire::time::Instant;
use phonerig_judge::network::LinkSpec;
use phonerig_judge::notation::ast::LinkOrder;
use phonerig_judge::notation::diagnostic::Problem;
use std::collections::VecDeque;

/// What the network has to tell, in order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Output {
    /// A datagram passes an observed place.
    Seen {
        /// Where.
        place: Place,
        /// Which way it goes there.
        heading: Heading,
        /// The datagram with the addresses that it has there.
        datagram: Datagram,
    },
    /// A datagram reaches a host.
    Arrived {
        /// The host.
        host: HostId,
        /// The datagram.
        datagram: Datagram,
    },
    /// A remark for the capture: what was dropped, which mapping was made.
    Note(String),
}

/// Where traffic is observed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// The wire of a host.
    Host(HostId),
    /// The outside of a NAT.
    Outside(usize),
}

/// A command that the network cannot obey.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NetworkError {
    /// No NAT is called so.
    #[error("`nat {0}` names no NAT of the scenario")]
    NoSuchNat(String),
    /// NATs do two things on command.
    #[error("`nat {0}` is not a command; a NAT `rebinds` or `forgets`")]
    NatVerb(String),
    /// No party is called so.
    #[error("`link {command}` names `{party}`, which is not a party of the scenario")]
    NoSuchParty {
        /// The command.
        command: String,
        /// The name.
        party: String,
    },
    /// It cannot be read.
    #[error("`link {command}` is not a command: {cause}")]
    Order {
        /// The command.
        command: String,
        /// What is wrong with it.
        cause: String,
    },
}

/// Hosts, NATs and links.
#[derive(Clone, Debug)]
pub struct Topology {
    map: Map,
    nats: Vec<Nat>,
    /// One for each pair of hosts and direction: sender times hosts plus receiver.
    links: Vec<Link>,
    outputs: VecDeque<Output>,
}

impl Topology {
    /// Builds the network of a scenario.
    ///
    /// # Errors
    ///
    /// Names that are unknown or used twice, and NATs inside themselves.
    pub fn new(plan: &Plan<'_>) -> Result<Self, MapError> {
        let map = Map::new(plan)?;
        check_links(&map, plan.links)?;
        let dice = |name: &str| Dice::new(plan.seed, plan.scenario, name);
        let nats = plan.nats.iter().zip(&map.nats).map(|(spec, node)| {
            Nat::new(spec.clone(), node.address, dice(&format!("nat {}", node.name)))
        });
        let pairs = map.hosts.iter().flat_map(|from| map.hosts.iter().map(move |to| (from, to)));
        let links = pairs.map(|(from, to)| {
            let spec = spec_between(plan.links, &from.name, &to.name);
            Link::new(spec, dice(&format!("link {}->{}", from.name, to.name)))
        });
        let (nats, links) = (nats.collect(), links.collect());
        Ok(Self { nats, links, map, outputs: VecDeque::new() })
    }

    /// What everyone knows of everyone's address at the start.
    pub fn addresses(&self) -> Addresses {
        self.map.addresses()
    }

    /// The host of a party, or of the device.
    pub fn host(&self, party: &str) -> Option<HostId> {
        self.map.host(party)
    }

    /// The address of a host on its own wire.
    pub fn address(&self, host: HostId) -> IpAddr {
        self.map.hosts[host.0].address
    }

    /// The names of the NATs, in the scenario's order.
    pub fn nats(&self) -> impl Iterator<Item = &str> {
        self.map.nats.iter().map(|node| node.name.as_str())
    }

    /// A host sends.
    pub fn handle_input(&mut self, now: Instant, from: HostId, datagram: Datagram) {
        self.see(Place::Host(from), Heading::Out, &datagram);
        if let Some((network, datagram)) = self.climb(now, from, datagram) {
            self.cross(now, from, network, datagram);
        }
    }

    /// Lets NATs forget and datagrams arrive whose time has come.
    pub fn handle_timeout(&mut self, now: Instant) {
        for nat in 0..self.nats.len() {
            self.nats[nat].handle_timeout(now);
            self.drain_nat(nat);
        }
        while let Some(link) = self.next_due(now) {
            if let Some(datagram) = self.links[link].poll_transmit(now) {
                self.descend(now, datagram);
            }
        }
    }

    /// When something happens next without anybody's doing.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let nats = self.nats.iter().filter_map(Nat::poll_timeout);
        let links = self.links.iter().filter_map(Link::poll_timeout);
        nats.chain(links).min()
    }

    /// The next thing to tell.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Obeys the words behind `nat`, such as `home rebinds`.
    ///
    /// # Errors
    ///
    /// Names the NAT or the verb that is unknown.
    pub fn command_nat(&mut self, now: Instant, command: &str) -> Result<(), NetworkError> {
        let (name, verb) = command.trim().split_once(' ').unwrap_or((command, ""));
        let nat = self.map.nats.iter().position(|node| node.name == name);
        let nat = nat.ok_or_else(|| NetworkError::NoSuchNat(command.to_owned()))?;
        let input = match verb.trim() {
            "rebinds" => nat::Input::Rebind,
            "forgets" => nat::Input::Forget,
            _ => return Err(NetworkError::NatVerb(command.to_owned())),
        };
        self.nats[nat].handle_input(now, input);
        self.drain_nat(nat);
        Ok(())
    }

    /// Obeys the words behind `link`, such as `cut` or `drops dut->pbx HANGUP 2nd`.
    ///
    /// # Errors
    ///
    /// Names what cannot be read, or the party that is unknown.
    pub fn command_link(&mut self, now: Instant, command: &str) -> Result<(), NetworkError> {
        let order: LinkOrder = command.parse().map_err(|problem: Problem| {
            let command = command.to_owned();
            NetworkError::Order { command, cause: problem.message }
        })?;
        let known = |party: &str| {
            self.map.host(party).ok_or_else(|| NetworkError::NoSuchParty {
                command: command.to_owned(),
                party: party.to_owned(),
            })
        };
        let meant = match &order.direction {
            Some((from, to)) => vec![self.link(known(from)?, known(to)?)],
            None => (0..self.links.len()).filter(|link| self.is_of_dut(*link)).collect(),
        };
        for link in meant {
            self.links[link].handle_input(now, link::Input::Order(order.verb.clone()));
        }
        Ok(())
    }

    /// Out through the NATs in front of the sender, as far as the destination needs.
    fn climb(
        &mut self,
        now: Instant,
        from: HostId,
        mut datagram: Datagram,
    ) -> Option<(Network, Datagram)> {
        let mut network = self.map.hosts[from.0].network;
        while let Network::Inside(nat) = network {
            if self.map.is_on(network, datagram.dst.ip()) {
                break;
            }
            let left = self.translate(now, nat, Side::Inside, datagram)?;
            datagram = left.datagram;
            if left.side == Side::Inside {
                break;
            }
            self.see(Place::Outside(nat), Heading::Out, &datagram);
            network = self.map.nats[nat].network;
        }
        Some((network, datagram))
    }

    /// Over the link to whoever the datagram is for.
    fn cross(&mut self, now: Instant, from: HostId, network: Network, datagram: Datagram) {
        let Some(to) = self.whose(network, &datagram) else {
            return self.note(format!("drops {datagram}: nobody is there"));
        };
        let link = self.link(from, to);
        self.links[link].handle_input(now, link::Input::Datagram(datagram));
        while let Some(link::Event { datagram, mishap }) = self.links[link].poll_event() {
            let [from, to] = [from, to].map(|host| &self.map.hosts[host.0].name);
            let note = format!("link {from}->{to} {mishap} {datagram}");
            self.note(note);
        }
    }

    /// In through the NATs in front of the receiver; the sender's network was asked for the address before.
    fn descend(&mut self, now: Instant, mut datagram: Datagram) {
        while let Some(nat) = self.map.nat_with(datagram.dst.ip()) {
            self.see(Place::Outside(nat), Heading::In, &datagram);
            let Some(left) = self.translate(now, nat, Side::Outside, datagram) else {
                return;
            };
            datagram = left.datagram;
        }
        if let Some(host) = self.map.host_with(datagram.dst.ip()) {
            self.see(Place::Host(host), Heading::In, &datagram);
            self.outputs.push_back(Output::Arrived { host, datagram });
        }
    }

    fn translate(
        &mut self,
        now: Instant,
        nat: usize,
        side: Side,
        datagram: Datagram,
    ) -> Option<nat::Transmit> {
        self.nats[nat].handle_input(now, nat::Input::Datagram(side, datagram));
        self.drain_nat(nat);
        self.nats[nat].poll_transmit()
    }

    fn drain_nat(&mut self, nat: usize) {
        while let Some(event) = self.nats[nat].poll_event() {
            let note = format!("nat {} {event}", self.map.nats[nat].name);
            self.note(note);
        }
    }

    /// The host that a datagram is on its way to, as far as mappings tell; behind a NAT without one, any host there.
    fn whose(&self, network: Network, datagram: &Datagram) -> Option<HostId> {
        let mut dst = datagram.dst;
        if !self.map.is_on(network, dst.ip()) {
            return None;
        }
        while let Some(nat) = self.map.nat_with(dst.ip()) {
            match self.nats[nat].behind(dst.port()) {
                Some(inside) => dst = inside,
                None => return self.map.host_behind(nat),
            }
        }
        self.map.host_with(dst.ip())
    }

    fn next_due(&self, now: Instant) -> Option<usize> {
        let due = self.links.iter().enumerate();
        let due = due.filter_map(|(index, link)| Some((link.poll_timeout()?, index)));
        due.min().filter(|(at, _)| *at <= now).map(|(_, index)| index)
    }

    fn link(&self, from: HostId, to: HostId) -> usize {
        from.0 * self.map.hosts.len() + to.0
    }

    fn ends(&self, link: usize) -> (HostId, HostId) {
        (HostId(link / self.map.hosts.len()), HostId(link % self.map.hosts.len()))
    }

    fn is_of_dut(&self, link: usize) -> bool {
        let (from, to) = self.ends(link);
        from == HostId::DUT || to == HostId::DUT
    }

    fn see(&mut self, place: Place, heading: Heading, datagram: &Datagram) {
        self.outputs.push_back(Output::Seen { place, heading, datagram: datagram.clone() });
    }

    fn note(&mut self, text: String) {
        self.outputs.push_back(Output::Note(text));
    }
}

fn check_links(map: &Map, links: &[LinkSpec]) -> Result<(), MapError> {
    let unknown = |name: &&String| map.host(name).is_none();
    match links.iter().flat_map(|link| &link.between).find(unknown) {
        Some(name) => Err(MapError::Unknown { table: "[[link]] between", name: name.clone() }),
        None => Ok(()),
    }
}

fn spec_between(links: &[LinkSpec], one: &str, other: &str) -> LinkSpec {
    let pair = [one, other];
    let fits = |link: &&LinkSpec| {
        let [a, b] = link.between.each_ref().map(String::as_str);
        [a, b] == pair || [b, a] == pair
    };
    links.iter().find(fits).cloned().unwrap_or_else(|| LinkSpec::usual(one, other))
}
