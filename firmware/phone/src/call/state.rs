//! What a call consists of.

use core::net::SocketAddr;

use iax2_wire::time::Instant;
use iax2_wire::{CallNumber, CauseCode};

use super::hearing::Hearing;
use super::hold::Hold;
use super::keypad::Keypad;
use super::origination::Wish;
use super::overlap::Dialling;
use super::path::NewPath;
use super::termination::{Invitation, Trial};
use super::voice::Voice;
use super::watch::Watch;
use crate::config::Account;
use crate::context::Context;
use crate::figures::{Callee, Caller};
use crate::leg::{Leg, Remains};
use crate::policy::Policy;
use crate::text::Number;

/// Where a call stands in the figure of its role.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Stage {
    /// The phone calls (figure 2).
    Calling(Caller),
    /// The phone is called (figure 3).
    Called(Callee),
}

/// Whether a call lives.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Life {
    /// It does.
    Live,
    /// It is over; HANGUP or REJECT waits for its acknowledgment.
    Closing,
    /// Nothing is left to do.
    Gone,
}

/// A call of the phone.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) leg: Leg,
    pub(crate) life: Life,
    pub(crate) stage: Stage,
    /// Index of the account that it belongs to.
    pub(crate) account: usize,
    /// Whom the phone calls, or whom the caller asked for.
    pub(crate) number: Number,
    pub(crate) context: Number,
    /// As whom the phone calls (USERNAME).
    pub(super) user: Number,
    /// When ACCEPT must have come or gone at the latest.
    pub(super) setup_until: Instant,
    /// When the user last had to do with it: what `None` in an action means.
    pub(crate) touched: Instant,
    /// Why it ends, once it does.
    pub(super) cause: CauseCode,
    /// The server's token was used: another one is not.
    pub(super) has_token: bool,
    /// Challenges answered so far.
    pub(super) challenges: u8,
    /// How the caller has to prove who he is.
    pub(super) trial: Option<Trial>,
    /// What the caller's NEW asked for.
    pub(super) invitation: Invitation,
    pub(super) dialling: Dialling,
    pub(crate) voice: Voice,
    pub(super) hearing: Hearing,
    pub(super) hold: Hold,
    pub(super) keypad: Keypad,
    pub(super) watch: Watch,
    pub(super) path: NewPath,
    /// The leg to the bridge, after the call has moved.
    pub(crate) left: Option<Remains>,
    /// Where TRANSFER sends the call.
    pub(crate) redial: Option<Wish>,
}

impl Call {
    pub(crate) fn new(leg: Leg, stage: Stage, account: usize, cx: &Context<'_>) -> Self {
        let now = cx.now;
        Self {
            leg,
            life: Life::Live,
            stage,
            account,
            number: Number::new(),
            context: Number::new(),
            user: Number::new(),
            setup_until: now + cx.policy().calls.setup_time,
            touched: now,
            cause: CauseCode::NORMAL_CLEARING,
            has_token: false,
            challenges: 0,
            trial: None,
            invitation: Invitation::default(),
            dialling: Dialling::default(),
            voice: Voice::default(),
            hearing: Hearing::default(),
            hold: Hold::default(),
            keypad: Keypad::default(),
            watch: Watch::default(),
            path: NewPath::default(),
            left: None,
            redial: None,
        }
    }

    /// The account it belongs to.
    pub(crate) fn account<'c>(&self, cx: &Context<'c>) -> Option<&'c Account> {
        let separate = cx.policy().calls.separates_accounts;
        cx.config.accounts.get(if separate { self.account } else { 0 })
    }

    pub(crate) const fn is_live(&self) -> bool {
        matches!(self.life, Life::Live)
    }

    /// Whether ACCEPT was sent or received.
    pub(crate) const fn is_linked(&self) -> bool {
        self.is_live()
            && matches!(self.stage, Stage::Calling(Caller::Linked) | Stage::Called(Callee::Linked))
            || self.is_up()
    }

    /// Whether the call is answered.
    pub(crate) const fn is_up(&self) -> bool {
        self.is_live()
            && matches!(self.stage, Stage::Calling(Caller::Up) | Stage::Called(Callee::Up))
    }

    /// Whether the phone calls.
    pub(crate) const fn is_outgoing(&self) -> bool {
        self.is_live() && matches!(self.stage, Stage::Calling(_))
    }

    /// Whether the caller still has to prove who he is.
    pub(crate) const fn is_on_trial(&self) -> bool {
        self.is_live() && self.trial.is_some()
    }

    /// Whether it rings at the phone.
    pub(crate) const fn is_ringing(&self) -> bool {
        self.is_live() && matches!(self.stage, Stage::Called(Callee::Linked))
    }

    /// Where its voice goes in short frames.
    pub(crate) fn media_peer(&self) -> SocketAddr {
        self.path.media_peer().unwrap_or(self.leg.peer)
    }

    /// Whether a frame of these numbers from this address belongs to the call.
    pub(crate) fn owns(
        &self,
        policy: &Policy,
        from: SocketAddr,
        source: CallNumber,
        dest: CallNumber,
    ) -> bool {
        let delivery = &policy.delivery;
        let leg = &self.leg;
        let unknown = leg.remote == CallNumber::NONE;
        let source_fits = leg.remote == source || (unknown && dest == leg.own);
        // Who has had no answer yet does not know our number.
        let unaddressed = dest == CallNumber::NONE && self.is_live();
        let dest_fits = dest == leg.own || unaddressed || !delivery.checks_destination;
        let address_fits = leg.peer == from || !delivery.checks_source;
        self.life != Life::Gone && source_fits && dest_fits && address_fits
    }
}
