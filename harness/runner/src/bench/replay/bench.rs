//! The bench over a capture.

use super::super::contract::{Bench, BenchError, Wake};
use super::super::noted::{Outgoing, note_of};
use super::record::{Meaning, Record};
use crate::capture::Reader;
use crate::net::datagram::Datagram;
use crate::net::topology::Addresses;
use crate::record::Note;
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use iax2_wire::time::Instant;
use phonerig_judge::happening::{Command, What, WireId};
use std::io::Read;

/// Plays a capture of ours back.
pub struct Replay<R> {
    reader: Reader<R>,
    next: Option<Record>,
    /// The last packet that was read.
    packet: u64,
    now: Instant,
    slack: Duration,
    parties: Vec<(String, IpAddr)>,
    /// What parties sent to parties and has not arrived.
    between: Vec<Datagram>,
}

impl<R: Read> Replay<R> {
    /// A bench over a capture whose run had `slack` and these addresses.
    ///
    /// # Errors
    ///
    /// Where the capture cannot be read.
    pub fn new(
        reader: Reader<R>,
        slack: Duration,
        addresses: &Addresses,
    ) -> Result<Self, BenchError> {
        let parties = addresses.parties.iter().map(|(name, at)| (name.clone(), at.ip())).collect();
        let (now, between) = (Instant::ZERO, Vec::new());
        let mut replay = Self { reader, next: None, packet: 0, now, slack, parties, between };
        replay.advance()?;
        Ok(replay)
    }

    /// Checks that the capture, too, is at its end.
    ///
    /// # Errors
    ///
    /// Where more happened in the run than in its replay.
    pub fn finish(&self) -> Result<(), BenchError> {
        match self.next.as_ref().map(|record| &record.kind) {
            Some(Meaning::End) => Ok(()),
            _ => Err(self.mismatch("the script ends".to_owned())),
        }
    }

    fn advance(&mut self) -> Result<(), BenchError> {
        self.next = Record::next(&mut self.reader)?;
        self.packet = self.next.as_ref().map_or(self.packet, |record| record.packet);
        Ok(())
    }

    fn check_send(&self, party: &str, wanted: &Datagram) -> Result<(), BenchError> {
        match self.next.as_ref().map(|record| &record.kind) {
            Some(Meaning::Net(sent)) if sent == wanted => Ok(()),
            _ => Err(self.mismatch(format!("{party} sends {wanted}"))),
        }
    }

    fn check_note(&self, wanted: &Note) -> Result<(), BenchError> {
        match self.next.as_ref().map(|record| &record.kind) {
            Some(Meaning::Done(note)) if note == wanted => Ok(()),
            _ => Err(self.mismatch(format!("`{wanted}`"))),
        }
    }

    fn mismatch(&self, need: String) -> BenchError {
        let have = match self.next.as_ref().map(|record| &record.kind) {
            None => return BenchError::CaptureEnds { packet: self.packet },
            Some(Meaning::Happened(What::Wire { src, dst, octets, .. })) => {
                format!("but the device's wire shows {src} -> {dst}, {} octets", octets.len())
            }
            Some(Meaning::Happened(What::Sign(text) | What::Log(text) | What::Fault(text))) => {
                format!("but the device says `{text}`")
            }
            Some(Meaning::Happened(What::Broken(text))) => format!("but the rig says `{text}`"),
            Some(Meaning::Net(datagram)) => format!("but the parties' wire shows {datagram}"),
            Some(Meaning::Done(note)) => format!("but it holds `{note}`"),
            Some(Meaning::End) => "but the run ended".to_owned(),
        };
        BenchError::Mismatch { packet: self.packet, need, have }
    }

    /// Whether a packet on the parties' wire reached a party, rather than being sent by one.
    fn is_arrival(&self, datagram: &Datagram) -> bool {
        !self.is_party(datagram.src.ip()) || self.between.contains(datagram)
    }

    fn is_party(&self, address: IpAddr) -> bool {
        self.parties.iter().any(|(_, known)| *known == address)
    }

    fn address(&self, party: &str) -> Result<IpAddr, BenchError> {
        let known = self.parties.iter().find(|(name, _)| name == party);
        known.map(|(_, at)| *at).ok_or_else(|| BenchError::UnknownParty(party.to_owned()))
    }

    /// What the next packet tells the player; none where it is something that the player does.
    fn told(&self, record: &Record) -> Option<What> {
        match &record.kind {
            Meaning::Happened(what) => Some(what.clone()),
            Meaning::Net(datagram) if self.is_arrival(datagram) => {
                let Datagram { src, dst, octets } = datagram.clone();
                Some(What::Wire { wire: WireId::Net, src, dst, octets })
            }
            _ => None,
        }
    }

    fn is_done_by_player(&self, record: &Record) -> bool {
        let own = matches!(record.kind, Meaning::Done(_) | Meaning::Net(_) | Meaning::End);
        own && self.told(record).is_none()
    }

    fn deadline(&mut self, until: Option<Instant>) -> Result<Wake, BenchError> {
        match (until, &self.next) {
            (_, None) => Err(BenchError::CaptureEnds { packet: self.packet }),
            (Some(until), Some(record)) if until <= record.at => {
                // A live bench wakes late, and what it does then bears the time at which it did it.
                let late = self.is_done_by_player(record) && record.at.since(until) <= self.slack;
                self.now = self.now.max(if late { record.at } else { until });
                Ok(Wake::Deadline)
            }
            _ => Err(self.mismatch("the script waits".to_owned())),
        }
    }
}

impl<R: Read> Bench for Replay<R> {
    fn now(&self) -> Instant {
        self.now
    }

    fn perform(&mut self, command: &Command) -> Result<(), BenchError> {
        match note_of(command) {
            Ok(note) => self.check_note(&note)?,
            Err(Outgoing { party, port, to, octets }) => {
                let src = SocketAddr::new(self.address(party)?, port);
                let sent = Datagram { src, dst: to, octets: octets.to_vec() };
                self.check_send(party, &sent)?;
                self.between.extend(self.is_party(to.ip()).then_some(sent));
            }
        }
        if let Some(record) = &self.next {
            self.now = self.now.max(record.at);
        }
        self.advance()
    }

    fn wait(&mut self, until: Option<Instant>) -> Result<Wake, BenchError> {
        let due = |record: &&Record| until.is_none_or(|until| record.at <= until);
        let told = self
            .next
            .as_ref()
            .filter(due)
            .and_then(|record| self.told(record).map(|what| record.happening(what)));
        let Some(happening) = told else {
            return self.deadline(until);
        };
        if let What::Wire { wire: WireId::Net, src, dst, octets } = &happening.what {
            let arrived = self
                .between
                .iter()
                .position(|sent| (sent.src, sent.dst, &sent.octets) == (*src, *dst, octets));
            arrived.map(|index| self.between.remove(index));
        }
        self.now = self.now.max(happening.at);
        self.advance()?;
        Ok(Wake::Happened(happening))
    }

    fn slack(&self) -> Duration {
        self.slack
    }
}
