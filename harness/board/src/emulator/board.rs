//! An emulated board: what stays when its power goes, and what comes with it.

use super::error::EmulatorError;
use super::flash::Flash;
use super::machine::Machine;
use crate::probe_server::{CoreDebug, ProbeServer, Target};
use crate::target::TargetError;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, MutexGuard, PoisonError};

/// A board with a debug probe, an Ethernet port, a serial port and a power switch. It comes with blank flash and without power.
///
/// What is flashed through the probe stays there over resets and power cycles. QEMU ends when power goes, with this value, and
/// with this process, whatever ends it.
#[derive(Debug)]
pub struct EmulatedBoard {
    target: Target<Machine>,
    server: ProbeServer,
    flash: Flash,
    /// The rig's end of the Ethernet cable, unless somebody else has it.
    rig: Option<UdpSocket>,
    /// The board's end.
    board: UdpSocket,
}

impl EmulatedBoard {
    /// A board whose probe listens on a free port.
    ///
    /// # Errors
    /// Where the host has no port for it.
    pub fn new() -> Result<Self, EmulatorError> {
        Self::with_ports(0, 0)
    }

    /// A board whose probe and whose Ethernet cable use given ports of this host; 0 is any that is free.
    ///
    /// # Errors
    /// Where the host has no such port.
    pub fn with_ports(probe: u16, ethernet: u16) -> Result<Self, EmulatorError> {
        let target: Target<Machine> = Arc::default();
        let server = ProbeServer::start(probe, Arc::clone(&target))
            .map_err(EmulatorError::system("no port for the debug probe"))?;
        let (rig, board) =
            cable(ethernet).map_err(EmulatorError::system("no ports for the Ethernet cable"))?;
        Ok(Self { target, server, flash: Flash::erased(), rig: Some(rig), board })
    }

    /// Where its debug probe listens; the same for its whole life.
    pub const fn probe_address(&self) -> SocketAddr {
        self.server.address()
    }

    /// How probe-rs selects its probe: `VID:PID:HOST:PORT`.
    pub fn probe_selector(&self) -> String {
        format!("1d50:6018:{}", self.probe_address())
    }

    /// The rig's end of its Ethernet cable: each datagram is a frame. The same for its whole life.
    ///
    /// # Errors
    /// Where the system has no more handles, or this end was given away.
    pub fn ethernet(&self) -> Result<UdpSocket, EmulatorError> {
        let given_away = || std::io::Error::other("another process has it");
        let rig = self.rig.as_ref().ok_or_else(given_away).and_then(UdpSocket::try_clone);
        rig.map_err(EmulatorError::system("no Ethernet port"))
    }

    /// Leaves the rig's end of its Ethernet cable to another process: the address which that is to take.
    ///
    /// # Errors
    /// Where the system does not know it.
    pub fn give_away_ethernet(&mut self) -> Result<SocketAddr, EmulatorError> {
        self.rig = None;
        self.board.peer_addr().map_err(EmulatorError::system("no Ethernet port"))
    }

    /// The board's end of its Ethernet cable.
    ///
    /// # Errors
    /// Where the system does not know it.
    pub fn ethernet_address(&self) -> Result<SocketAddr, EmulatorError> {
        self.board.local_addr().map_err(EmulatorError::system("no Ethernet port"))
    }

    /// Switches power on; the core runs what is in flash. Nothing where it is on.
    ///
    /// # Errors
    /// Why it does not start.
    pub fn power_on(&self) -> Result<(), EmulatorError> {
        let mut target = self.lock();
        if target.is_none() {
            drain(&self.board).map_err(EmulatorError::system("no Ethernet port"))?;
            let machine = Machine::power_on(&self.board, self.flash.clone())?;
            *target = Some(CoreDebug::new(machine));
        }
        Ok(())
    }

    /// Switches power off: QEMU ends.
    pub fn power_off(&self) {
        *self.lock() = None;
    }

    /// Whether power is on; it is still on where QEMU has ended by itself.
    pub fn is_powered(&self) -> bool {
        self.lock().is_some()
    }

    /// The PTY that is its serial port; another one after each power cycle.
    ///
    /// # Errors
    /// Where it has no power.
    pub fn serial_port(&self) -> Result<String, EmulatorError> {
        self.with(|machine| Ok(machine.serial_port().to_owned()))
    }

    /// Plugs its Ethernet cable in or out.
    ///
    /// # Errors
    /// Where it has no power, or QEMU is gone.
    pub fn set_link(&self, up: bool) -> Result<(), EmulatorError> {
        self.with(|machine| machine.set_link(up))
    }

    /// Why QEMU has ended by itself, if it has: a core that locks up ends it, for one.
    pub fn trouble(&self) -> Option<EmulatorError> {
        self.lock().as_ref().and_then(|debug| debug.core().process().ended())
    }

    /// QEMU's process number.
    ///
    /// # Errors
    /// Where it has no power.
    pub fn process_id(&self) -> Result<u32, EmulatorError> {
        self.with(|machine| Ok(machine.process().id()))
    }

    /// Drops the debuggers' connections, as if the probe's cable were pulled.
    pub fn disconnect_probe(&self) {
        self.server.disconnect();
    }

    fn with<T>(
        &self,
        act: impl FnOnce(&mut Machine) -> Result<T, TargetError>,
    ) -> Result<T, EmulatorError> {
        let mut target = self.lock();
        let machine = target.as_mut().ok_or(TargetError::NoPower)?.core_mut();
        act(machine).map_err(|error| machine.process().ending().unwrap_or(error.into()))
    }

    fn lock(&self) -> MutexGuard<'_, Option<CoreDebug<Machine>>> {
        self.target.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for EmulatedBoard {
    fn drop(&mut self) {
        // The probe's threads share the target and may outlive this value by a moment.
        self.power_off();
    }
}

/// Two sockets that send to each other alone.
fn cable(port: u16) -> std::io::Result<(UdpSocket, UdpSocket)> {
    let rig = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    let board = UdpSocket::bind((Ipv4Addr::LOCALHOST, port))?;
    rig.connect(board.local_addr()?)?;
    board.connect(rig.local_addr()?)?;
    Ok((rig, board))
}

/// What was sent to a board without power reached nobody.
fn drain(socket: &UdpSocket) -> std::io::Result<()> {
    socket.set_nonblocking(true)?;
    while socket.recv(&mut [0; 1]).is_ok() {}
    Ok(())
}
