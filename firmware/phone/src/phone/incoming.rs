//! NEW from outside (RFC 5456 6.2.2): proof of the address, then of the caller, then a line.

use core::net::SocketAddr;

use iax2_wire::time::Instant;
use iax2_wire::{CallNumber, CauseCode, Format, Full, IaxCode, Ie, IeCode, Ies};

use super::machine::Phone;
use super::stateless::{reply, reply_from};
use super::token;
use crate::call::{AES128, CallerId, Invitation, Stage, VERSION};
use crate::config::{Config, GuestPolicy, IncomingUser, TokenPolicy};
use crate::elements::FewElements;
use crate::figures::Callee;

/// Unanswered challenges to one user at a time.
const TRIALS: usize = 3;

impl Phone {
    pub(super) fn receive_new(
        &mut self,
        now: Instant,
        from: SocketAddr,
        frame: &Full<'_>,
        ies: Ies<'_>,
    ) {
        match self.check_token(now, from, ies) {
            Proof::Given => self.take_new(now, from, frame, ies),
            Proof::Wanted => self.send_token(now, from, frame),
            Proof::False => {}
        }
    }

    fn check_token(&self, now: Instant, from: SocketAddr, ies: Ies<'_>) -> Proof {
        let config = &self.core.config;
        match ies.call_token() {
            _ if config.incoming.token == TokenPolicy::Ignored => Proof::Given,
            Some([]) => Proof::Wanted,
            Some(_) if config.policy().calls.trusts_tokens => Proof::Given,
            Some(given) if token::is_fresh(&self.core.secret, self.bound(from), now, given) => {
                Proof::Given
            }
            Some(_) => Proof::False,
            None => Proof::Given,
        }
    }

    /// What a token is bound to.
    fn bound(&self, from: SocketAddr) -> SocketAddr {
        let whole = self.core.config.policy().calls.binds_tokens_to_ports;
        if whole { from } else { SocketAddr::new(from.ip(), 0) }
    }

    #[inline(never)]
    fn send_token(&mut self, now: Instant, from: SocketAddr, frame: &Full<'_>) {
        let token = token::make(&self.core.secret, self.bound(from), now);
        let mut elements = FewElements::new();
        elements.push(Ie::CallToken(token.as_bytes()));
        let cx = &mut self.core.context(now);
        reply_from(cx, from, frame, CallNumber::NONE, IaxCode::CALLTOKEN, elements.as_slice());
    }

    #[inline(never)] // What is not a NEW has no use for its stack.
    fn take_new(&mut self, now: Instant, from: SocketAddr, frame: &Full<'_>, ies: Ies<'_>) {
        let verdict = self.judge(from, ies);
        if self.calls.is_full() {
            return self.reject_busy(now, from, frame);
        }
        let invitation = read_invitation(&self.core.config, ies);
        let numbers = (self.free_number(now), frame.source);
        let line = (Stage::Called(Callee::Initial), invitation.account.unwrap_or(0));
        let Some((call, mut cx)) = self.open_line(now, from, numbers, line) else { return };
        call.invite(&mut cx, invitation, frame);
        match verdict {
            Verdict::Admit => call.admit(&mut cx),
            Verdict::Challenge(user) => call.challenge(&mut cx, &user),
            Verdict::Refuse(cause) => call.refuse(&mut cx, cause),
        }
    }

    #[inline(never)]
    fn reject_busy(&mut self, now: Instant, from: SocketAddr, frame: &Full<'_>) {
        let elements = FewElements::cause(&self.core.config, CauseCode::USER_BUSY);
        let cx = &mut self.core.context(now);
        reply(cx, from, frame, IaxCode::REJECT, elements.as_slice());
    }

    #[inline(never)]
    fn judge(&self, from: SocketAddr, ies: Ies<'_>) -> Verdict {
        let config = &self.core.config;
        let unproved = ies.call_token().is_none_or(<[u8]>::is_empty);
        if config.incoming.token == TokenPolicy::Required && unproved {
            return Verdict::Refuse(CauseCode::CALL_REJECTED);
        }
        if ies.version() != Some(VERSION) {
            return Verdict::Refuse(CauseCode::PROTOCOL_ERROR);
        }
        if !self.has_line() {
            return Verdict::Refuse(CauseCode::USER_BUSY);
        }
        if !is_context(config, ies.called_context()) {
            return Verdict::Refuse(CauseCode::NO_ROUTE_DESTINATION);
        }
        match ies.username().filter(|name| !name.is_empty()) {
            None if config.incoming.guests == GuestPolicy::Taken => Verdict::Admit,
            None => Verdict::Refuse(CauseCode::CALL_REJECTED),
            Some(name) => self.judge_user(from, name),
        }
    }

    fn judge_user(&self, from: SocketAddr, name: &str) -> Verdict {
        let users = &self.core.config.incoming.users;
        let trials = self.calls.iter().filter(|call| call.is_on_trial()).count();
        match users.iter().find(|user| user.name == name) {
            Some(_) if trials >= TRIALS => Verdict::Refuse(CauseCode::SWITCH_CONGESTION),
            Some(user) => Verdict::Challenge(user.clone()),
            // A provider may name the account that it serves.
            None if self.is_provider(from, name) => Verdict::Admit,
            None => Verdict::Refuse(CauseCode::CALL_REJECTED),
        }
    }

    fn is_provider(&self, from: SocketAddr, name: &str) -> bool {
        let accounts = &self.core.config.accounts;
        accounts.iter().any(|account| account.server == from && account.username == name)
    }
}

/// Whether a caller has shown that he is where his address says.
enum Proof {
    /// He has, or need not.
    Given,
    /// He asks for the means to.
    Wanted,
    /// His token is not one of ours, or stale: he is not answered.
    False,
}

/// What becomes of a NEW.
enum Verdict {
    Admit,
    Challenge(IncomingUser),
    Refuse(CauseCode),
}

#[inline(never)]
fn read_invitation(config: &Config, ies: Ies<'_>) -> Invitation {
    Invitation {
        account: called_account(config, ies),
        codec: choose_codec(config, ies),
        caller: CallerId::read(ies),
        encryption: ies.encryption().is_some_and(|mask| mask & AES128 != 0),
    }
}

/// The account whose name or number is called; the first where none, or "s" as deployed, is.
fn called_account(config: &Config, ies: Ies<'_>) -> Option<usize> {
    let named = ies.called_number().unwrap_or("");
    let called = if named.is_empty() || named == "s" {
        return Some(0).filter(|_| !config.accounts.is_empty());
    } else {
        named
    };
    config.accounts.iter().position(|it| it.username == called || it.number == called)
}

/// The caller's own choice where the phone speaks it, else the phone's first that the caller speaks (6.2.3).
/// FORMAT goes before FORMAT2: the phone speaks nothing that only the latter could name.
fn choose_codec(config: &Config, ies: Ies<'_>) -> Option<Format> {
    let narrow = ies.long(IeCode::FORMAT).map(|mask| Format(mask.into()));
    let wished = narrow.or(ies.format()).unwrap_or(Format::NONE);
    let offered = wished | ies.capability().unwrap_or(Format::NONE);
    let spoken = |codec: &&Format| offered.contains(**codec);
    config
        .codecs
        .iter()
        .find(|codec| **codec == wished)
        .or(config.codecs.iter().find(spoken))
        .copied()
}

fn is_context(config: &Config, context: Option<&str>) -> bool {
    match context {
        None | Some("" | "default") => true,
        Some(named) => config.incoming.contexts.iter().any(|known| known == named),
    }
}
