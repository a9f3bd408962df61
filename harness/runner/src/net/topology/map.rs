//! The map: which network each host and NAT is on, and its address there.
//!
//! Addresses are those set aside for documentation (RFC 5737), private use (RFC 1918) and carriers' NATs (RFC 6598).

use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use phonerig_judge::network::{LinkSpec, NatSpec};

/// IAX2's port, RFC 5456 section 2.
pub(super) const IAX2_PORT: u16 = 4569;
/// The device's name in scripts.
pub(super) const DUT: &str = "dut";

/// Hosts, and NATs, that the addresses have room for.
const MOST: usize = 50;

/// What a scenario says of its network.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The run's seed.
    pub seed: u64,
    /// The scenario's id; it chooses the streams of chance.
    pub scenario: &'a str,
    /// The parties that the rig plays.
    pub plays: &'a [String],
    /// The NATs.
    pub nats: &'a [NatSpec],
    /// The links that are not the usual ones.
    pub links: &'a [LinkSpec],
}

/// A host: the device is the first.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct HostId(pub(super) usize);

impl HostId {
    /// The device under test.
    pub const DUT: Self = Self(0);
}

/// A plan that cannot be built.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum MapError {
    /// A NAT would be inside itself.
    #[error("[[nat]] `{0}` is inside itself")]
    Circle(String),
    /// There are more hosts or NATs than addresses.
    #[error("a network has room for {MOST} hosts and as many NATs")]
    Crowded,
    /// Two things have one name.
    #[error("two of the network are called `{0}`")]
    Twice(String),
    /// A name that nobody has.
    #[error("{table} names `{name}`, which is neither `dut`, nor played, nor a NAT above it")]
    Unknown {
        /// The table of the envelope.
        table: &'static str,
        /// The name.
        name: String,
    },
}

/// A network: the public one, or that inside a NAT.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Network {
    Public,
    Inside(usize),
}

/// Something with a name and a place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) network: Network,
    pub(super) address: IpAddr,
}

/// Hosts and NATs, each with its place.
#[derive(Clone, Debug)]
pub(super) struct Map {
    pub(super) hosts: Vec<Node>,
    pub(super) nats: Vec<Node>,
}

/// Everyone's own address: what the parties know of each other before anything was sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Addresses {
    /// The device, as the parties can address it; behind a NAT, where a port-preserving NAT would let it be found.
    pub dut: SocketAddr,
    /// The device's own idea of its address.
    pub dut_own: SocketAddr,
    /// The played parties, in the scenario's order.
    pub parties: Vec<(String, SocketAddr)>,
}

impl Map {
    pub(super) fn new(plan: &Plan<'_>) -> Result<Self, MapError> {
        let hosts: Vec<&str> =
            core::iter::once(DUT).chain(plan.plays.iter().map(String::as_str)).collect();
        let nats: Vec<&str> = plan.nats.iter().map(|nat| nat.name.as_str()).collect();
        check_names(&hosts, &nats)?;
        let parents = Parents::new(&hosts, plan.nats)?;
        let node = |index: usize, name: &str, address: Ipv4Addr| Node {
            name: name.to_owned(),
            network: parents.network(index),
            address: IpAddr::V4(address),
        };
        let host = |(index, name): (usize, &&str)| node(index, name, parents.host_address(index));
        let nat = |(index, name): (usize, &&str)| {
            node(hosts.len() + index, name, parents.nat_address(index))
        };
        Ok(Self {
            hosts: hosts.iter().enumerate().map(host).collect(),
            nats: nats.iter().enumerate().map(nat).collect(),
        })
    }

    pub(super) fn host(&self, name: &str) -> Option<HostId> {
        self.hosts.iter().position(|host| host.name == name).map(HostId)
    }

    /// The host with an address; no two share one, wherever they are.
    pub(super) fn host_with(&self, address: IpAddr) -> Option<HostId> {
        self.hosts.iter().position(|node| node.address == address).map(HostId)
    }

    /// The NAT with an external address.
    pub(super) fn nat_with(&self, address: IpAddr) -> Option<usize> {
        self.nats.iter().position(|node| node.address == address)
    }

    /// Whether an address can be reached on a network without a NAT between.
    pub(super) fn is_on(&self, network: Network, address: IpAddr) -> bool {
        let mut nodes = self.hosts.iter().chain(&self.nats);
        nodes.any(|node| node.network == network && node.address == address)
    }

    /// The networks from a host's own out to the public one.
    pub(super) fn path(&self, host: HostId) -> impl Iterator<Item = Network> {
        let own = self.hosts[host.0].network;
        core::iter::successors(Some(own), |network| match network {
            Network::Public => None,
            Network::Inside(nat) => Some(self.nats[*nat].network),
        })
    }

    /// The first host that is on or behind a NAT's inside.
    pub(super) fn host_behind(&self, nat: usize) -> Option<HostId> {
        let inside = |host: &HostId| self.path(*host).any(|net| net == Network::Inside(nat));
        (0..self.hosts.len()).map(HostId).find(inside)
    }

    pub(super) fn addresses(&self) -> Addresses {
        let own = |node: &Node| SocketAddr::new(node.address, IAX2_PORT);
        let outermost = self.path(HostId::DUT).filter_map(|network| match network {
            Network::Public => None,
            Network::Inside(nat) => Some(self.nats[nat].address),
        });
        let dut_own = own(&self.hosts[0]);
        Addresses {
            dut: outermost.last().map_or(dut_own, |address| SocketAddr::new(address, IAX2_PORT)),
            dut_own,
            parties: self.hosts[1..].iter().map(|node| (node.name.clone(), own(node))).collect(),
        }
    }
}

fn check_names(hosts: &[&str], nats: &[&str]) -> Result<(), MapError> {
    if hosts.len().max(nats.len()) > MOST {
        return Err(MapError::Crowded);
    }
    let all: Vec<&str> = hosts.iter().chain(nats).copied().collect();
    match all.iter().enumerate().find(|(index, name)| all[..*index].contains(name)) {
        Some((_, name)) => Err(MapError::Twice((*name).to_owned())),
        None => Ok(()),
    }
}

/// The NAT in front of each host and NAT; hosts come first.
struct Parents {
    hosts: usize,
    of: Vec<Option<usize>>,
}

impl Parents {
    fn new(hosts: &[&str], nats: &[NatSpec]) -> Result<Self, MapError> {
        let mut parents = Self { hosts: hosts.len(), of: vec![None; hosts.len() + nats.len()] };
        let names: Vec<&str> =
            hosts.iter().copied().chain(nats.iter().map(|nat| nat.name.as_str())).collect();
        for (index, nat) in nats.iter().enumerate() {
            for name in &nat.inside {
                let node = names.iter().position(|known| known == name);
                let node = node.ok_or_else(|| MapError::Unknown {
                    table: "[[nat]] inside",
                    name: name.clone(),
                })?;
                parents.put_behind(node, index).ok_or(MapError::Circle(nat.name.clone()))?;
            }
        }
        Ok(parents)
    }

    /// Puts a node behind a NAT; where it is behind one already, the new NAT stands in front of that one.
    fn put_behind(&mut self, node: usize, nat: usize) -> Option<()> {
        let outermost = self.outermost(node);
        let itself = self.hosts + nat;
        if outermost == itself && node != itself {
            return Some(());
        }
        if self.outermost(itself) == outermost {
            return None;
        }
        self.of[outermost] = Some(nat);
        Some(())
    }

    fn outermost(&self, node: usize) -> usize {
        let chain =
            core::iter::successors(Some(node), |node| self.of[*node].map(|nat| self.hosts + nat));
        chain.last().expect("the chain begins with the node itself")
    }

    fn network(&self, node: usize) -> Network {
        self.of[node].map_or(Network::Public, Network::Inside)
    }

    fn host_address(&self, host: usize) -> Ipv4Addr {
        let octet = low(host);
        match self.of[host] {
            Some(nat) => self.inside(nat, 10 + octet),
            None if host == 0 => Ipv4Addr::new(192, 0, 2, 10),
            None => Ipv4Addr::new(198, 51, 100, octet),
        }
    }

    fn nat_address(&self, nat: usize) -> Ipv4Addr {
        let octet = low(nat);
        match self.of[self.hosts + nat] {
            Some(outer) => self.inside(outer, 200 + octet),
            None => Ipv4Addr::new(203, 0, 113, 1 + octet),
        }
    }

    /// Carriers number the homes behind them by RFC 6598, homes their hosts by RFC 1918.
    fn inside(&self, nat: usize, octet: u8) -> Ipv4Addr {
        let carrier = self.of[self.hosts..].contains(&Some(nat));
        if carrier {
            Ipv4Addr::new(100, 64, low(nat), octet)
        } else {
            Ipv4Addr::new(192, 168, 1 + low(nat), octet)
        }
    }
}

/// Scenarios have a handful of hosts and NATs; their number is checked before.
fn low(index: usize) -> u8 {
    u8::try_from(index).expect("there are at most 50 hosts and NATs")
}
