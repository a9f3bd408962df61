//! The bench: a device, a network, a tap, and a clock with a pace of its own.

use super::contract::{Bench, BenchError, Wake};
use super::device::{Device, Outgoing, Report};
use super::noted::note_of;
use super::pace::Pace;
use crate::net::datagram::{Datagram, Heading};
use crate::net::topology::{HostId, Output, Place, Topology};
use crate::record::{Note, Tap, Topic, Wire};
use core::net::SocketAddr;
use core::time::Duration;
use iax2_wire::time::Instant;
use phonerig_judge::happening::{Command, Happening, What, WireId};
use std::collections::VecDeque;

/// A device in a simulated network, on a clock that jumps or walks.
pub struct Rig<'t, D, P> {
    now: Instant,
    pace: P,
    device: D,
    net: Topology,
    tap: &'t mut dyn Tap,
    /// What has happened and was not told yet. It is recorded when it is told, so that a capture holds things in the order in
    /// which the player learnt of them and acted.
    pending: VecDeque<Pending>,
}

enum Pending {
    Net(Output),
    Sign(String),
    Report(Report),
}

impl<'t, D: Device, P: Pace<D>> Rig<'t, D, P> {
    /// A bench at the moment of power-on.
    ///
    /// # Errors
    /// Where the device cannot be switched on.
    pub fn new(
        device: D,
        pace: P,
        net: Topology,
        tap: &'t mut dyn Tap,
    ) -> Result<Self, BenchError> {
        let pending = VecDeque::new();
        let mut rig = Self { now: Instant::ZERO, pace, device, net, tap, pending };
        rig.power("restored")?;
        Ok(rig)
    }

    /// The device, when all is over.
    pub fn into_device(self) -> D {
        self.device
    }

    fn send(&mut self, party: &str, port: u16, to: SocketAddr, octets: &[u8]) -> Done {
        let host = self.net.host(party).filter(|host| *host != HostId::DUT);
        let host = host.ok_or_else(|| BenchError::UnknownParty(party.to_owned()))?;
        let src = SocketAddr::new(self.net.address(host), port);
        let datagram = Datagram { src, dst: to, octets: octets.to_vec() };
        self.tap.packet(self.now, Wire::Net, Heading::Out, &datagram)?;
        self.net.handle_input(self.now, host, datagram);
        // Its own wire's sight of it is recorded already: a command is done when it is given.
        self.net.poll_output();
        self.drain_net();
        Ok(())
    }

    fn act(&mut self, action: &str) -> Done {
        self.device
            .act(self.now, action)
            .map_err(|cause| BenchError::User { action: action.to_owned(), cause })?;
        self.drain_device();
        Ok(())
    }

    fn power(&mut self, command: &str) -> Done {
        let on = match command.trim() {
            "cut" => false,
            "restored" => true,
            _ => return Err(BenchError::Power(command.to_owned())),
        };
        self.device.power(self.now, on).map_err(BenchError::Device)?;
        self.drain_device();
        Ok(())
    }

    fn drain_device(&mut self) {
        while let Some(Outgoing { port, to, octets }) = self.device.poll_transmit(self.now) {
            let src = SocketAddr::new(self.net.address(HostId::DUT), port);
            let datagram = Datagram { src, dst: to, octets };
            self.net.handle_input(self.now, HostId::DUT, datagram);
            self.drain_net();
        }
        while let Some(sign) = self.device.poll_sign() {
            self.pending.push_back(Pending::Sign(sign));
        }
        while let Some(report) = self.device.poll_report() {
            self.pending.push_back(Pending::Report(report));
        }
    }

    fn drain_net(&mut self) {
        while let Some(output) = self.net.poll_output() {
            self.pending.push_back(Pending::Net(output));
        }
    }

    /// Records what is pending until something is among it that the player is told.
    fn tell(&mut self) -> Result<Option<Happening>, BenchError> {
        while let Some(pending) = self.pending.pop_front() {
            let told = match pending {
                Pending::Sign(text) => Some(self.told(Topic::Sign, text, What::Sign)?),
                Pending::Report(Report::Log(text)) => {
                    Some(self.told(Topic::Log, text, What::Log)?)
                }
                Pending::Report(Report::Fault(text)) => {
                    Some(self.told(Topic::Fault, text, What::Fault)?)
                }
                Pending::Net(Output::Note(text)) => {
                    self.tap.note(self.now, &Note::new(Topic::Net, text))?;
                    None
                }
                Pending::Net(Output::Seen { place, heading, datagram }) => {
                    self.seen(place, heading, datagram)?
                }
                Pending::Net(Output::Arrived { host, datagram }) => {
                    self.arrived(host, &datagram);
                    None
                }
            };
            if told.is_some() {
                return Ok(told);
            }
        }
        Ok(None)
    }

    /// Records what the device says, and tells it.
    fn told(
        &mut self,
        topic: Topic,
        text: String,
        what: fn(String) -> What,
    ) -> Result<Happening, BenchError> {
        let packet = self.tap.note(self.now, &Note::new(topic, text.as_str()))?;
        Ok(Happening { at: self.now, packet, what: what(text) })
    }

    fn seen(
        &mut self,
        place: Place,
        heading: Heading,
        datagram: Datagram,
    ) -> Result<Option<Happening>, BenchError> {
        let (recorded, told) = match (place, heading) {
            (Place::Host(HostId::DUT), _) => (Wire::Dut, Some(WireId::Dut)),
            (Place::Host(_), Heading::In) => (Wire::Net, Some(WireId::Net)),
            (Place::Host(_), Heading::Out) => (Wire::Net, None),
            (Place::Outside(nat), _) => (Wire::Outside(nat), None),
        };
        let packet = self.tap.packet(self.now, recorded, heading, &datagram)?;
        let Datagram { src, dst, octets } = datagram;
        Ok(told.map(|wire| {
            let what = What::Wire { wire, src, dst, octets };
            Happening { at: self.now, packet, what }
        }))
    }

    fn arrived(&mut self, host: HostId, datagram: &Datagram) {
        if host == HostId::DUT {
            let Datagram { src, dst, octets } = datagram;
            self.device.handle_datagram(self.now, *src, dst.port(), octets);
            self.drain_device();
        }
    }

    /// Goes on to the next moment; true where it is the player's deadline and nothing else.
    fn go_on(&mut self, until: Option<Instant>) -> Result<bool, BenchError> {
        let events = [self.device.poll_timeout(), self.net.poll_timeout()];
        let event = events.into_iter().flatten().min();
        self.now = self.pace.next(self.now, &mut self.device, event, until)?;
        let now = self.now;
        let due = event.is_some_and(|event| event <= now);
        if due {
            self.net.handle_timeout(now);
            self.drain_net();
            if self.device.poll_timeout().is_some_and(|at| at <= now) {
                self.device.handle_timeout(now);
            }
        }
        self.drain_device();
        if let Some(trouble) = self.device.poll_trouble() {
            return Err(BenchError::Device(trouble));
        }
        // A clock that walks wakes late: the player comes first then, as it does when the capture is judged again.
        let late = until.is_some_and(|until| until < now);
        Ok(late || !due && self.pending.is_empty() && until == Some(now))
    }
}

type Done = Result<(), BenchError>;

impl<D: Device, P: Pace<D>> Bench for Rig<'_, D, P> {
    fn now(&self) -> Instant {
        self.now
    }

    fn perform(&mut self, command: &Command) -> Done {
        if let Ok(note) = note_of(command) {
            self.tap.note(self.now, &note)?;
        }
        match command {
            Command::Send { party, port, to, octets } => self.send(party, *port, *to, octets),
            Command::User(action) => self.act(action),
            Command::Power(command) => self.power(command),
            Command::Nat(command) => {
                self.net.command_nat(self.now, command)?;
                self.drain_net();
                Ok(())
            }
            Command::Link(command) => Ok(self.net.command_link(self.now, command)?),
            Command::Note(_) => Ok(()),
        }
    }

    fn wait(&mut self, until: Option<Instant>) -> Result<Wake, BenchError> {
        loop {
            if let Some(happening) = self.tell()? {
                return Ok(Wake::Happened(happening));
            }
            if self.go_on(until)? {
                return Ok(Wake::Deadline);
            }
        }
    }

    fn slack(&self) -> Duration {
        self.pace.slack()
    }
}
