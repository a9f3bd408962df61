//! An account's registration: what figure 1's arrows do (RFC 5456 6.1).

use core::time::Duration;

use iax2_wire::time::Instant;
use iax2_wire::{Body, CallNumber, CauseCode, Full, IaxCode, Ie, Ies};

use crate::config::Account;
use crate::context::Context;
use crate::credentials;
use crate::elements::Elements;
use crate::event::Event;
use crate::figures::{REGISTRANT, Registrant, RegistrantInput, RegistrantOutput};
use crate::leg::{Leg, Order, Remains};
use crate::text;

/// No renewal comes sooner, however short the time granted.
const SHORTEST_RENEWAL: Duration = Duration::from_secs(1);

/// One account's registration.
#[derive(Debug)]
pub(crate) struct Registration {
    /// Index of the account.
    account: usize,
    state: Registrant,
    /// The dialogue that is under way.
    pub(crate) leg: Option<Leg>,
    /// When the next attempt or renewal begins.
    due: Option<Instant>,
    /// The wait before the next attempt, if this one fails.
    retry: Option<Duration>,
    challenges: u8,
    has_token: bool,
    /// Whether the user was told that the account is registered.
    shown: bool,
}

impl Registration {
    pub(crate) const fn new(account: usize) -> Self {
        let state = Registrant::Unregistered;
        let (leg, due, retry) = (None, None, None);
        Self { account, state, leg, due, retry, challenges: 0, has_token: false, shown: false }
    }

    /// Asks for an attempt as soon as possible.
    pub(crate) fn schedule(&mut self, now: Instant) {
        self.due = Some(now);
        self.shown = false;
    }

    /// Where it stands in figure 1.
    pub(crate) const fn state(&self) -> Registrant {
        self.state
    }

    pub(crate) fn is_due(&self, now: Instant) -> bool {
        self.due.is_some_and(|due| due <= now)
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        let leg = self.leg.as_ref().and_then(Leg::poll_timeout);
        leg.into_iter().chain(self.due).min()
    }

    /// Begins a dialogue: registers, renews or releases. Gives back the one that it replaces.
    pub(crate) fn begin(
        &mut self,
        cx: &mut Context<'_>,
        own: CallNumber,
        release: bool,
    ) -> Option<Remains> {
        let server = cx.config.accounts.get(self.account)?.server;
        let leg = Leg::new(server, own, CallNumber::NONE, cx.now);
        let replaced = self.leg.as_ref().map(Leg::remains);
        self.leg = Some(leg);
        (self.due, self.challenges, self.has_token) = (None, 0, false);
        let input = match self.state {
            _ if release => RegistrantInput::Release,
            Registrant::Registered => RegistrantInput::RegTimeout,
            _ => RegistrantInput::Init,
        };
        if replaced.is_some() {
            self.state = Registrant::Unregistered;
        }
        self.step(cx, input, None);
        replaced
    }

    /// Takes a frame of the dialogue; gives the dialogue back when it is over.
    #[inline(never)]
    pub(crate) fn receive(&mut self, cx: &mut Context<'_>, frame: &Full<'_>) -> Option<Remains> {
        let Body::Iax(code, ies) = frame.body else { return None };
        if code == IaxCode::CALLTOKEN {
            self.receive_token(cx, ies, frame);
            return None;
        }
        let leg = self.leg.as_mut()?;
        match leg.receive(cx, frame) {
            Order::Duplicate | Order::Early => return None,
            Order::Uncounted if code == IaxCode::VNAK => leg.resend(cx, frame.iseqno),
            Order::Next | Order::Uncounted => {}
        }
        let input = self.input(cx, code, ies)?;
        let before = self.state;
        if self.step(cx, input, Some(frame)) {
            self.conclude(cx, before, input, ies);
        }
        self.finished()
    }

    fn receive_token(&mut self, cx: &mut Context<'_>, ies: Ies<'_>, frame: &Full<'_>) {
        let token = ies.call_token().unwrap_or_default();
        if !token.is_empty() && !self.has_token {
            self.has_token = self.step(cx, RegistrantInput::RecCalltoken, Some(frame));
        }
    }

    fn input(
        &mut self,
        cx: &mut Context<'_>,
        code: IaxCode,
        ies: Ies<'_>,
    ) -> Option<RegistrantInput> {
        match code {
            IaxCode::REGACK => Some(RegistrantInput::RecRegack),
            IaxCode::REGREJ | IaxCode::REJECT | IaxCode::HANGUP => Some(RegistrantInput::RecRegrej),
            IaxCode::REGAUTH => Some(self.challenged(cx, ies)),
            IaxCode::INVAL => Some(RegistrantInput::GaveUp),
            _ => None,
        }
    }

    fn challenged(&mut self, cx: &Context<'_>, ies: Ies<'_>) -> RegistrantInput {
        let habits = &cx.policy().registration;
        self.challenges = self.challenges.saturating_add(1);
        let able = habits.answers_challenges && self.challenges <= habits.challenges;
        let account = account(cx, self.account);
        if able && account.is_some_and(|account| credentials::can_answer(account, ies)) {
            RegistrantInput::RecRegauth
        } else {
            RegistrantInput::RecRegauthNoCredentials
        }
    }

    /// Takes an arrow of figure 1; `false` if `input` means nothing here.
    fn step(
        &mut self,
        cx: &mut Context<'_>,
        input: RegistrantInput,
        frame: Option<&Full<'_>>,
    ) -> bool {
        let Some(arrow) = REGISTRANT.step(self.state, input) else { return false };
        self.state = arrow.to;
        match arrow.output {
            RegistrantOutput::SndRegreq => self.send(cx, IaxCode::REGREQ, frame),
            RegistrantOutput::SndRegrel => self.send(cx, IaxCode::REGREL, frame),
            RegistrantOutput::SndAck => {
                if let (Some(leg), Some(frame)) = (&mut self.leg, frame) {
                    leg.acknowledge(cx, frame.timestamp);
                }
            }
            RegistrantOutput::Nothing => {}
        }
        true
    }

    /// Sends REGREQ or REGREL: bare, with a token, or with the answer to a challenge.
    #[inline(never)]
    fn send(&mut self, cx: &mut Context<'_>, code: IaxCode, frame: Option<&Full<'_>>) {
        let (Some(account), Some(leg)) = (account(cx, self.account), &mut self.leg) else { return };
        let mut elements = Elements::new();
        elements.push(Ie::Username(&account.username));
        let refresh = u16::try_from(account.refresh.as_secs()).unwrap_or(u16::MAX);
        if code == IaxCode::REGREQ {
            elements.push(Ie::Refresh(refresh));
        }
        match frame.map(|frame| frame.body) {
            Some(Body::Iax(IaxCode::CALLTOKEN, ies)) => {
                leg.restart();
                elements.push(Ie::CallToken(ies.call_token().unwrap_or_default()));
            }
            Some(Body::Iax(_, ies)) => {
                credentials::answer(account, ies, &mut elements);
            }
            _ if account.token => {
                elements.push(Ie::CallToken(&[]));
            }
            _ => {}
        }
        leg.send_iax(cx, code, elements.as_slice());
    }

    /// Plans what comes next and tells the user.
    fn conclude(
        &mut self,
        cx: &mut Context<'_>,
        before: Registrant,
        input: RegistrantInput,
        ies: Ies<'_>,
    ) {
        let account = self.account + 1;
        match (input, self.state) {
            (RegistrantInput::RecRegack, Registrant::Registered) => self.keep(cx, ies),
            (RegistrantInput::RecRegack, _) => cx.sign(Event::Unregistered { account }),
            (RegistrantInput::RecRegrej | RegistrantInput::RecRegauthNoCredentials, _) => {
                let code = ies.cause_code().unwrap_or(CauseCode::CALL_REJECTED);
                let cause = text::cut(ies.cause().unwrap_or("no credentials"));
                cx.sign(Event::Refused { account, cause, code });
                self.shown = false;
                if self.state == Registrant::Rejected {
                    self.try_later(cx);
                }
            }
            (RegistrantInput::GaveUp, _) => self.lose(cx, before),
            _ => {}
        }
    }

    /// REGACK came: the registration holds for the time granted.
    fn keep(&mut self, cx: &mut Context<'_>, ies: Ies<'_>) {
        let habits = &cx.policy().registration;
        self.retry = None;
        if !self.shown {
            self.shown = true;
            cx.sign(Event::Registered { account: self.account + 1 });
        }
        if let Some(count) = ies.msgcount() {
            cx.sign(Event::messages(self.account, count));
        }
        if habits.renews {
            let granted = self.granted(cx, ies);
            self.due = Some(cx.now + renewal(cx, granted));
        }
    }

    fn granted(&self, cx: &Context<'_>, ies: Ies<'_>) -> Duration {
        let habits = &cx.policy().registration;
        if !habits.uses_granted_time {
            return account(cx, self.account).map_or(habits.default_refresh, |it| it.refresh);
        }
        match ies.refresh() {
            None | Some(0) => habits.default_refresh,
            Some(seconds) => Duration::from_secs(seconds.into()),
        }
    }

    /// The registrar is silent, or does not know the dialogue: tries again, unless it was a release.
    fn lose(&mut self, cx: &mut Context<'_>, before: Registrant) {
        self.shown = false;
        cx.sign(Event::Unregistered { account: self.account + 1 });
        if before != Registrant::Releasing {
            self.try_later(cx);
        }
    }

    fn try_later(&mut self, cx: &Context<'_>) {
        let habits = &cx.policy().registration;
        let wait = self.retry.unwrap_or(habits.retry);
        self.due = Some(cx.now + wait);
        self.retry = Some(wait.saturating_mul(2).min(habits.retry_cap));
    }

    /// The dialogue, if it has come to its end.
    fn finished(&mut self) -> Option<Remains> {
        if matches!(self.state, Registrant::RegSent | Registrant::Releasing) {
            return None;
        }
        let remains = self.leg.as_ref().map(Leg::remains);
        self.leg = None;
        remains
    }

    /// Repeats what is due; gives the dialogue back when its other end is silent.
    pub(crate) fn handle_timeout(&mut self, cx: &mut Context<'_>) -> Option<Remains> {
        let alive = self.leg.as_mut().is_none_or(|leg| leg.handle_timeout(cx));
        if alive {
            return None;
        }
        let before = self.state;
        self.step(cx, RegistrantInput::GaveUp, None);
        self.lose(cx, before);
        self.finished()
    }
}

fn account<'c>(cx: &Context<'c>, index: usize) -> Option<&'c Account> {
    let separate = cx.policy().registration.separates_accounts;
    cx.config.accounts.get(if separate { index } else { 0 })
}

/// How long after REGACK the renewal begins: at random, but early enough for some repeats (7.2.2).
fn renewal(cx: &mut Context<'_>, granted: Duration) -> Duration {
    let per_cent = if cx.policy().registration.random_renewal { 70 + cx.rng.below(21) } else { 85 };
    (granted * per_cent / 100).max(SHORTEST_RENEWAL)
}
