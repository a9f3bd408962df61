//! Path optimisation, as an end: what figure 4's arrows do (RFC 5456 6.5).

use core::net::{IpAddr, SocketAddr};

use iax2_wire::time::Instant;
use iax2_wire::{Body, CallNumber, CauseCode, Full, IaxCode, Ie, Ies, Timestamp, TransferId};

use super::messages::elements_of;
use super::state::Call;
use crate::context::Context;
use crate::elements::FewElements;
use crate::event::Event;
use crate::figures::{PATH_OPTIMISATION, Path, PathInput, PathOutput};
use crate::leg::Leg;

/// How far a call is on its new path.
#[derive(Debug)]
pub(crate) struct NewPath {
    state: Path,
    target: Option<Target>,
    /// TXCNTs sent, and when the next one is.
    sent: u8,
    next: Option<Instant>,
}

/// Where the new path leads.
#[derive(Clone, Copy, Debug)]
struct Target {
    address: SocketAddr,
    /// The new peer's own number.
    number: CallNumber,
    id: TransferId,
    /// The id of another TXREQ to the same peer, shortly before: deployed bridges send two.
    also: Option<TransferId>,
}

impl Target {
    /// The id that an element names, if it is one of this transfer's.
    fn named(&self, given: Option<TransferId>) -> Option<TransferId> {
        given.filter(|given| *given == self.id || Some(*given) == self.also)
    }

    fn is_same_peer(&self, other: &Self) -> bool {
        self.address == other.address && self.number == other.number
    }
}

impl Default for NewPath {
    fn default() -> Self {
        Self { state: Path::None, target: None, sent: 0, next: None }
    }
}

impl NewPath {
    pub(super) const fn poll_timeout(&self) -> Option<Instant> {
        self.next
    }

    /// Where voice goes in short frames, while that is not where the call's other frames go.
    pub(super) fn media_peer(&self) -> Option<SocketAddr> {
        let moved = matches!(self.state, Path::Ready | Path::MediaPass);
        self.target.filter(|_| moved).map(|target| target.address)
    }

    /// Whether short frames of that number from that address are the call's audio as well.
    pub(super) fn hears_from(&self, from: SocketAddr, source: CallNumber) -> bool {
        self.target.is_some_and(|target| target.address == from && target.number == source)
    }
}

impl Call {
    /// Whether a full frame comes from the end to which the call is being moved.
    pub(crate) fn is_moving_to(
        &self,
        from: SocketAddr,
        source: CallNumber,
        dest: CallNumber,
    ) -> bool {
        self.is_linked() && dest == self.leg.own && self.path.hears_from(from, source)
    }

    /// TXREQ came (6.5.1): tries the new path, or refuses.
    pub(super) fn receive_txreq(&mut self, cx: &mut Context<'_>, frame: &Full<'_>) {
        match self.read_target(cx, elements_of(Some(frame))) {
            Some(mut target) => {
                let before = self.path.target.filter(|before| before.is_same_peer(&target));
                target.also = before.map(|before| before.id);
                self.path.target = Some(target);
                self.path.sent = 0;
                self.move_path(cx, PathInput::RecTxreq);
            }
            None => self.send_txrej(cx),
        }
    }

    fn read_target(&self, cx: &Context<'_>, ies: Ies<'_>) -> Option<Target> {
        let address = ies.apparent_addr()?.0;
        let number = ies.callno().filter(|number| *number != CallNumber::NONE)?;
        let target = Target { address, number, id: ies.transfer_id()?, also: None };
        let checks = cx.policy().transfer.checks_destination;
        let reachable = is_reachable(address) && address.is_ipv4() == self.leg.peer.is_ipv4();
        let elsewhere = address != self.leg.peer && !cx.config.own_addresses.contains(&address);
        let allowed = reachable && elsewhere || !checks;
        // The new peer could not know the key.
        let open = !self.leg.cipher.is_on() || cx.policy().transfer.moves_encrypted;
        Some(target).filter(|_| allowed && self.is_linked() && open)
    }

    /// TXCNT or TXACC came from the new peer; anything else waits until the call has moved.
    pub(crate) fn receive_beside(&mut self, cx: &mut Context<'_>, frame: &Full<'_>) {
        let Some(target) = &mut self.path.target else { return };
        let Body::Iax(code, ies) = frame.body else { return self.hear_beside(cx, frame) };
        let given = ies.transfer_id();
        let named = target.named(given);
        if let Some(id) = named.filter(|id| *id != target.id) {
            target.also = Some(core::mem::replace(&mut target.id, id));
        }
        let right = named.is_some() || !cx.policy().transfer.checks_id;
        match code {
            IaxCode::TXCNT if right => self.move_path(cx, PathInput::RecTxcnt),
            // Deployed stacks leave the id out of TXACC; the numbers must do.
            IaxCode::TXACC if right || given.is_none() => self.move_path(cx, PathInput::RecTxacc),
            _ => {}
        }
    }

    /// A full voice frame on the media's own path names the codec there.
    fn hear_beside(&mut self, cx: &mut Context<'_>, frame: &Full<'_>) {
        if let Body::Voice(format, data) = frame.body
            && self.path.state == Path::MediaPass
        {
            self.send_beside(cx, frame.timestamp, IaxCode::ACK, &[]);
            self.hear_full(cx, frame.timestamp, format, data);
        }
    }

    /// Takes an arrow of figure 4, if `input` has one here.
    pub(super) fn move_path(&mut self, cx: &mut Context<'_>, input: PathInput) {
        let Some(arrow) = PATH_OPTIMISATION.step(self.path.state, input) else { return };
        self.path.state = arrow.to;
        match arrow.output {
            PathOutput::SndTxcnt => self.send_txcnt(cx),
            PathOutput::SndTxacc => self.send_id_beside(cx, IaxCode::TXACC),
            PathOutput::SndTxready => self.send_txready(cx),
            PathOutput::SndTxrej => self.send_txrej(cx),
            PathOutput::MoveMedia | PathOutput::Rejoin => self.voice.start_anew(),
            PathOutput::MoveCall => self.move_call(cx),
            PathOutput::Nothing => {}
        }
        if arrow.to == Path::None {
            self.path = NewPath::default();
        }
    }

    /// TXCNT to the new peer (6.5.2), again and again until TXACC comes.
    fn send_txcnt(&mut self, cx: &mut Context<'_>) {
        self.send_id_beside(cx, IaxCode::TXCNT);
        self.path.sent = self.path.sent.saturating_add(1);
        self.path.next = Some(cx.now + cx.policy().transfer.txcnt_interval);
        if cx.policy().transfer.ready_unproved {
            self.send_txready(cx);
        }
    }

    pub(super) fn handle_path(&mut self, cx: &mut Context<'_>) {
        if self.path.next.is_none_or(|next| next > cx.now) {
            return;
        }
        if self.path.sent < cx.policy().transfer.txcnts {
            self.send_txcnt(cx);
        } else {
            self.move_path(cx, PathInput::NoAnswer);
        }
    }

    fn send_txready(&mut self, cx: &mut Context<'_>) {
        self.path.next = None;
        let Some(target) = self.path.target else { return };
        let mut elements = FewElements::new();
        // 6.5.4 wants the one, 8.6.20 the other.
        elements.push(Ie::TransferId(target.id)).push(Ie::CallNo(self.leg.own));
        self.leg.send_iax(cx, IaxCode::TXREADY, elements.as_slice());
    }

    fn send_txrej(&mut self, cx: &mut Context<'_>) {
        if cx.policy().transfer.sends_txrej {
            let elements = FewElements::cause(cx.config, CauseCode::FACILITY_REJECTED);
            self.leg.send_iax(cx, IaxCode::TXREJ, elements.as_slice());
        }
    }

    fn send_id_beside(&mut self, cx: &mut Context<'_>, code: IaxCode) {
        let Some(target) = self.path.target else { return };
        let mut elements = FewElements::new();
        elements.push(Ie::TransferId(target.id));
        let timestamp = self.leg.clock.read(cx.now);
        self.send_beside(cx, timestamp, code, elements.as_slice());
    }

    /// Sends to the new peer, with its number, what takes no sequence number.
    fn send_beside(
        &mut self,
        cx: &mut Context<'_>,
        timestamp: Timestamp,
        code: IaxCode,
        ies: &[u8],
    ) {
        if let Some(Target { address, number, .. }) = self.path.target {
            self.leg.send_aside(cx, (address, number), timestamp, Body::Iax(code, Ies::new(ies)));
        }
    }

    /// TXREL came: the new peer is the peer; numbers and clock start anew, as they do in deployed stacks.
    fn move_call(&mut self, cx: &mut Context<'_>) {
        let Some(target) = self.path.target.filter(|_| cx.policy().transfer.obeys_txrel) else {
            return;
        };
        let leg = Leg::moved(target.address, self.leg.own, target.number, cx.now);
        self.left = Some(self.leg.remains());
        self.leg = leg;
        self.voice.start_anew();
        self.hearing.start_anew();
        self.watch.start(cx);
        cx.sign(Event::Transferred(self.leg.own));
    }
}

/// Whether a call could go there at all.
fn is_reachable(address: SocketAddr) -> bool {
    let one_host = match address.ip() {
        // A last octet of 255 is the broadcast address of nearly every network there is.
        IpAddr::V4(ip) => ip.octets()[3] != 255 && ip.octets()[0] != 0,
        IpAddr::V6(ip) => !ip.is_unspecified(),
    };
    one_host && !address.ip().is_multicast() && address.port() != 0
}
