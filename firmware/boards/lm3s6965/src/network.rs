//! The phone's one UDP port, over smoltcp.

use crate::ethernet::Ethernet;
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use smoltcp::iface::{Config, Interface, SocketHandle, SocketSet, SocketStorage};
use smoltcp::socket::udp::{self, PacketBuffer, PacketMetadata};
use smoltcp::time::Instant;
use smoltcp::wire::{EthernetAddress, HardwareAddress, IpAddress, IpCidr, IpEndpoint, Ipv4Cidr};

/// Datagrams that wait, each way.
const DATAGRAMS: usize = 8;
/// Octets that wait, each way.
const OCTETS: usize = 2048;

/// Room for what waits.
#[derive(Default)]
pub(crate) struct Room {
    sockets: [SocketStorage<'static>; 1],
    received: Queue,
    sent: Queue,
}

struct Queue {
    metadata: [PacketMetadata; DATAGRAMS],
    octets: [u8; OCTETS],
}

impl Default for Queue {
    fn default() -> Self {
        Self { metadata: [PacketMetadata::EMPTY; DATAGRAMS], octets: [0; OCTETS] }
    }
}

/// Interface and socket.
pub(crate) struct Network {
    device: Ethernet,
    interface: Interface,
    sockets: SocketSet<'static>,
    port: SocketHandle,
}

impl Network {
    /// Brings the interface up under an address, and opens the port.
    pub(crate) fn new(room: &'static mut Room, mac: [u8; 6], address: Ipv4Cidr, port: u16) -> Self {
        let mut device = Ethernet::start(mac);
        let config = Config::new(HardwareAddress::Ethernet(EthernetAddress(mac)));
        let mut interface = Interface::new(config, &mut device, Instant::ZERO);
        interface.update_ip_addrs(|addresses| {
            // There is room for one.
            let _ = addresses.push(IpCidr::Ipv4(address));
        });
        let buffer = |queue: &'static mut Queue| {
            PacketBuffer::new(&mut queue.metadata[..], &mut queue.octets[..])
        };
        let mut socket = udp::Socket::new(buffer(&mut room.received), buffer(&mut room.sent));
        socket.bind(port).expect("a port other than 0");
        let mut sockets = SocketSet::new(&mut room.sockets[..]);
        let port = sockets.add(socket);
        Self { device, interface, sockets, port }
    }

    /// Moves frames between controller and socket.
    pub(crate) fn poll(&mut self, micros: u64) {
        self.device.acknowledge();
        let now = instant(micros);
        self.interface.poll(now, &mut self.device, &mut self.sockets);
    }

    /// How long it can be left alone; without end where only a frame gives it something to do.
    pub(crate) fn rests(&mut self, micros: u64) -> Option<Duration> {
        let delay = self.interface.poll_delay(instant(micros), &self.sockets);
        delay.map(|delay| Duration::from_micros(delay.total_micros()))
    }

    /// The next datagram that came, if one did.
    pub(crate) fn receive(&mut self) -> Option<(SocketAddr, &[u8])> {
        let socket = self.sockets.get_mut::<udp::Socket<'_>>(self.port);
        let (octets, about) = socket.recv().ok()?;
        let IpAddress::Ipv4(address) = about.endpoint.addr;
        Some((SocketAddr::new(IpAddr::V4(address), about.endpoint.port), octets))
    }

    /// Sends a datagram; where there is no room it is lost, as datagrams are.
    ///
    /// One to the board itself is lost too: nobody would ever answer for its MAC address, and the others would wait behind it.
    pub(crate) fn send(&mut self, to: SocketAddr, octets: &[u8]) {
        let IpAddr::V4(address) = to.ip() else { return };
        if self.interface.has_ip_addr(address) {
            return;
        }
        let endpoint = IpEndpoint::new(IpAddress::Ipv4(address), to.port());
        let socket = self.sockets.get_mut::<udp::Socket<'_>>(self.port);
        let _ = socket.send_slice(octets, endpoint);
    }
}

fn instant(micros: u64) -> Instant {
    Instant::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
}
