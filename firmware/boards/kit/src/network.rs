//! The phone's one UDP port, over smoltcp.

use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use iax2_wire::time::Instant;
use smoltcp::iface::{
    Config, Interface, PollIngressSingleResult, SocketHandle, SocketSet, SocketStorage,
};
use smoltcp::phy::Device;
use smoltcp::socket::udp::{self, PacketBuffer, PacketMetadata};
use smoltcp::time::Instant as StackInstant;
use smoltcp::wire::{EthernetAddress, HardwareAddress, IpAddress, IpCidr, IpEndpoint, Ipv4Cidr};
use static_cell::ConstStaticCell;

/// IAX2's port.
pub(crate) const PORT: u16 = 4569;
/// Datagrams that may have come: each is taken before the next is let in.
const RECEIVED: usize = 1;
/// Octets of the longest: what an Ethernet frame has room for.
const LONGEST: usize = 1472;
/// Datagrams that may wait for the address of whoever they go to.
const SENT: usize = 8;
/// Octets of all these.
const SENT_OCTETS: usize = 1536;

static SOCKETS: ConstStaticCell<[SocketStorage<'static>; 1]> =
    ConstStaticCell::new([SocketStorage::EMPTY]);
static COME: Queue<RECEIVED, LONGEST> = Queue::new(&COME_OCTETS);
static COME_OCTETS: ConstStaticCell<[u8; LONGEST]> = ConstStaticCell::new([0; LONGEST]);
static GOING: Queue<SENT, SENT_OCTETS> = Queue::new(&GOING_OCTETS);
static GOING_OCTETS: ConstStaticCell<[u8; SENT_OCTETS]> = ConstStaticCell::new([0; SENT_OCTETS]);

/// Datagrams that wait. What they are and what they hold lie apart: of these only the octets are zeros, which cost no flash.
struct Queue<const N: usize, const OCTETS: usize> {
    metadata: ConstStaticCell<[PacketMetadata; N]>,
    octets: &'static ConstStaticCell<[u8; OCTETS]>,
}

impl<const N: usize, const OCTETS: usize> Queue<N, OCTETS> {
    const fn new(octets: &'static ConstStaticCell<[u8; OCTETS]>) -> Self {
        Self { metadata: ConstStaticCell::new([PacketMetadata::EMPTY; N]), octets }
    }

    fn buffer(&'static self) -> PacketBuffer<'static> {
        PacketBuffer::new(&mut self.metadata.take()[..], &mut self.octets.take()[..])
    }
}

/// Interface and socket.
pub(crate) struct Network<D: Device> {
    device: D,
    interface: Interface,
    sockets: SocketSet<'static>,
    port: SocketHandle,
}

impl<D: Device> Network<D> {
    /// Brings the interface up under an address, and opens the port. There is one network.
    #[inline(never)]
    pub(crate) fn new(mut device: D, mac: [u8; 6], address: Ipv4Cidr) -> Self {
        let config = Config::new(HardwareAddress::Ethernet(EthernetAddress(mac)));
        let mut interface = Interface::new(config, &mut device, StackInstant::ZERO);
        interface.update_ip_addrs(|addresses| {
            // There is room for one.
            let _ = addresses.push(IpCidr::Ipv4(address));
        });
        defmt::info!(
            "address {=[u8; 4]} of {=u8} bits",
            address.address().octets(),
            address.prefix_len()
        );
        let mut socket = udp::Socket::new(COME.buffer(), GOING.buffer());
        socket.bind(PORT).expect("a port other than 0");
        let mut sockets = SocketSet::new(&mut SOCKETS.take()[..]);
        let port = sockets.add(socket);
        Self { device, interface, sockets, port }
    }

    /// Lets one frame in; false where none has come.
    pub(crate) fn let_in(&mut self, now: Instant) -> bool {
        let Self { device, interface, sockets, .. } = self;
        let came = interface.poll_ingress_single(instant(now), device, sockets);
        !matches!(came, PollIngressSingleResult::None)
    }

    /// Lets out what waits, as far as it can go.
    pub(crate) fn let_out(&mut self, now: Instant) {
        self.interface.poll_egress(instant(now), &mut self.device, &mut self.sockets);
    }

    /// How long it can be left alone; without end where only a frame gives it something to do.
    pub(crate) fn rests(&mut self, now: Instant) -> Option<Duration> {
        let delay = self.interface.poll_delay(instant(now), &self.sockets);
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
        if socket.send_slice(octets, endpoint).is_err() {
            defmt::warn!("lost a datagram of {=usize} octets: no room", octets.len());
        }
    }
}

fn instant(at: Instant) -> StackInstant {
    StackInstant::from_micros(i64::try_from(at.as_micros()).unwrap_or(i64::MAX))
}
