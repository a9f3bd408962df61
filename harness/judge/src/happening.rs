//! What the player is told, and what it tells the bench to do.

use core::net::SocketAddr;
use iax2_wire::time::Instant;

/// A wire that the rig can see.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum WireId {
    /// The device's own wire: what it sent and what reached it. Lines are matched and rules judged here.
    Dut,
    /// The wire of the parties that the rig plays: what reached them. The rig's transport lives here.
    Net,
}

/// Something that happened at a moment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Happening {
    /// When, on the bench's clock.
    pub at: Instant,
    /// The number of the packet in the capture, counted from 1; zero where nothing is recorded.
    pub packet: u64,
    /// What.
    pub what: What,
}

/// What can happen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum What {
    /// A datagram was seen on a wire.
    Wire {
        /// Which wire.
        wire: WireId,
        /// The sender's address as this wire shows it.
        src: SocketAddr,
        /// The receiver's address as this wire shows it.
        dst: SocketAddr,
        /// The UDP payload.
        octets: Vec<u8>,
    },
    /// The device gave a sign of its own, in console words such as `rings name="Alice" src=7`.
    Sign(String),
    /// A line of the device's own log, or a remark of its console. Nobody judges it.
    Log(String),
    /// The device has stopped or started anew by itself: a panic, a hard fault, a watchdog's reset.
    Fault(String),
    /// The rig or the rack failed; never blamed on the device.
    Broken(String),
}

/// What the player wants done, at once.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Command {
    /// A played party sends a datagram.
    Send {
        /// The party's name, as the scenario plays it.
        party: String,
        /// The party's own port, 4569 unless the line says otherwise.
        port: u16,
        /// Where it goes, as the sender knows the receiver.
        to: SocketAddr,
        /// The UDP payload.
        octets: Vec<u8>,
    },
    /// The user does something at the device, in console words such as `dials "200" account=2`.
    User(String),
    /// A NAT is told something, such as `home rebinds`.
    Nat(String),
    /// A link is told something, such as `drops dut->pbx HANGUP 2nd`.
    Link(String),
    /// The power is told something: `cut` or `restored`.
    Power(String),
    /// A remark for the capture.
    Note(String),
}
