//! Which calls are encrypted, and what their frames are in clear.

use iax2_wire::code::{FrameType, IaxCode, IeCode};
use iax2_wire::ie::Ies;
use iax2_wire::view::{FULL_HEADER, FullView, Kind, MiniView, classify};

use super::leg::Leg;
use super::secrets::Secrets;
use crate::generations::Generations;
use crate::recognition::{Datagram, FlowKey};

/// Encrypted calls that are remembered, twice: each has two ends.
const LEGS: usize = 8 * 1024;

/// A call as its sender numbers it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct LegKey {
    flow: FlowKey,
    upwards: bool,
    number: u16,
}

/// What a datagram says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Opened<'a> {
    /// It came in clear.
    Clear(&'a [u8]),
    /// It came encrypted and says this.
    Decrypted(&'a [u8]),
    /// It came encrypted, and no password fits. Only the call numbers are known.
    Sealed(&'a [u8]),
}

/// Follows calls to the point from which they are encrypted.
#[derive(Debug)]
pub struct Decryption {
    secrets: Secrets,
    legs: Generations<LegKey, Leg>,
    clear: Vec<u8>,
}

impl Decryption {
    /// Tries these secrets.
    pub fn new(secrets: Secrets) -> Self {
        Self { secrets, legs: Generations::new(LEGS), clear: Vec::new() }
    }

    /// What an IAX2 datagram says, in clear where that can be known.
    pub fn open<'a>(&'a mut self, datagram: &Datagram<'a>) -> Opened<'a> {
        let octets = datagram.payload;
        match classify(octets) {
            Ok(Kind::Full) => self.open_full(datagram),
            Ok(Kind::Mini) if !self.legs.is_empty() && Leg::encrypts_mini(octets) => {
                self.open_mini(datagram)
            }
            _ => Opened::Clear(octets),
        }
    }

    fn open_full<'a>(&'a mut self, datagram: &Datagram<'a>) -> Opened<'a> {
        let octets = datagram.payload;
        let view = FullView::new_unchecked(octets);
        if view.frame_type() == FrameType::IAX.0 {
            match IaxCode(view.subclass()) {
                IaxCode::NEW if view.dest_call() == 0 => self.forget(datagram, view.source_call()),
                IaxCode::AUTHREQ => self.learn(datagram),
                _ => {}
            }
        }
        if self.legs.is_empty() {
            return Opened::Clear(octets);
        }
        let Some(leg) = self.legs.get(key(datagram, view.source_call())) else {
            return Opened::Clear(octets);
        };
        if !leg.encrypts_full(octets) || is_authreq(octets).is_some() {
            return Opened::Clear(octets);
        }
        self.clear.resize(octets.len(), 0);
        match leg.open_full(&self.secrets, octets, &mut self.clear) {
            Some(length) => Opened::Decrypted(&self.clear[..length]),
            None => Opened::Sealed(octets),
        }
    }

    fn open_mini<'a>(&'a mut self, datagram: &Datagram<'a>) -> Opened<'a> {
        let octets = datagram.payload;
        let number = MiniView::new_unchecked(octets).source_call();
        let Some(leg) = self.legs.get(key(datagram, number)) else {
            return Opened::Clear(octets);
        };
        self.clear.resize(octets.len(), 0);
        match leg.open_mini(octets, &mut self.clear) {
            Some(length) => Opened::Decrypted(&self.clear[..length]),
            None => Opened::Sealed(octets),
        }
    }

    /// A NEW gives its number to another call, which is in clear until its own AUTHREQ.
    fn forget(&mut self, datagram: &Datagram<'_>, number: u16) {
        if !self.legs.is_empty() {
            self.legs.remove(key(datagram, number));
        }
    }

    /// An AUTHREQ with ENCRYPTION opens both directions, each with its own state.
    fn learn(&mut self, datagram: &Datagram<'_>) {
        let Some(challenge) = is_authreq(datagram.payload) else {
            return;
        };
        let view = FullView::new_unchecked(datagram.payload);
        let (callee, caller) = (view.source_call(), view.dest_call());
        let from = key(datagram, callee);
        let to = LegKey { upwards: !from.upwards, number: caller, ..from };
        for (key, peer) in [(from, caller), (to, callee)] {
            let leg = self.legs.entry(key, || Leg::new(challenge, peer));
            if !leg.answers(challenge) {
                *leg = Leg::new(challenge, peer);
            }
        }
    }
}

fn key(datagram: &Datagram<'_>, number: u16) -> LegKey {
    let (flow, upwards) = FlowKey::of(datagram.src, datagram.dst);
    LegKey { flow, upwards, number }
}

/// The challenge of an AUTHREQ in clear that agrees to encryption.
fn is_authreq(octets: &[u8]) -> Option<&[u8]> {
    let view = FullView::new_unchecked(octets);
    let is_one = view.frame_type() == FrameType::IAX.0 && view.subclass() == IaxCode::AUTHREQ.0;
    let ies = Ies::new(octets.get(FULL_HEADER..)?);
    let agrees = is_one && ies.check().is_ok() && ies.encryption().is_some_and(|mask| mask != 0);
    if agrees { ies.find(IeCode::CHALLENGE) } else { None }
}
