//! What the user does, and to which call.

use iax2_wire::time::Instant;
use iax2_wire::{Body, CallNumber, ControlCode, HtmlCode};

use super::machine::Phone;
use crate::action::UserAction;
use crate::call::{Call, TO_BE_DIALLED, Wish};
use crate::context::Context;

impl Phone {
    #[inline(never)]
    pub(super) fn act(&mut self, now: Instant, action: &UserAction) {
        match action {
            UserAction::Dials { number, account } => self.dial(now, number, *account),
            UserAction::Lifts { account } => self.lift(now, *account),
            UserAction::Registers(account) => self.register(now, *account, false),
            UserAction::Unregisters(account) => self.register(now, *account, true),
            UserAction::Answers(call) | UserAction::Rejects(call) => {
                let ringing = self.ringing(*call);
                self.act_on(now, ringing, action);
            }
            UserAction::SpeaksTone { call, .. }
            | UserAction::StopsSpeaking(call)
            | UserAction::StaysSilent(call) => self.use_microphone(now, *call, action),
            _ => {
                let at_hand = self.at_hand(call_of(action));
                self.act_on(now, at_hand, action);
            }
        }
    }

    #[inline(never)]
    fn dial(&mut self, now: Instant, dialled: &str, account: Option<usize>) {
        let index = account.unwrap_or(1).saturating_sub(1);
        if let Some(wish) = Wish::new(&self.core.config, index, dialled) {
            self.place_call(now, wish);
        }
    }

    fn lift(&mut self, now: Instant, account: Option<usize>) {
        match self.ringing(None) {
            Some(index) => self.act_on(now, Some(index), &UserAction::Answers(None)),
            None => self.dial(now, TO_BE_DIALLED, account),
        }
    }

    fn register(&mut self, now: Instant, account: Option<usize>, release: bool) {
        let index = account.unwrap_or(1).saturating_sub(1);
        if let Some(registration) = self.registrations.get_mut(index) {
            registration.schedule(now);
            self.begin_registration(now, index, release);
        }
    }

    fn ringing(&self, call: Option<CallNumber>) -> Option<usize> {
        let meant = |it: &Call| it.is_ringing() && call.is_none_or(|number| it.leg.own == number);
        self.calls.iter().position(meant)
    }

    /// The call that is named, or the one that was used last.
    fn at_hand(&self, call: Option<CallNumber>) -> Option<usize> {
        let meant = |it: &Call| it.is_live() && call.is_none_or(|number| it.leg.own == number);
        let live = self.calls.iter().enumerate().filter(|(_, call)| meant(call));
        live.max_by_key(|(_, call)| call.touched).map(|(index, _)| index)
    }

    fn use_microphone(&mut self, now: Instant, call: Option<CallNumber>, action: &UserAction) {
        for it in &mut self.calls {
            if call.is_none_or(|number| it.leg.own == number) {
                let mouth = &mut it.voice.mouth;
                match *action {
                    UserAction::SpeaksTone { tone, lasting, .. } => {
                        mouth.whistle(now, [tone, 0], lasting)
                    }
                    UserAction::StaysSilent(_) => mouth.mute(),
                    _ => mouth.be_quiet(),
                }
            }
        }
    }

    fn act_on(&mut self, now: Instant, index: Option<usize>, action: &UserAction) {
        let mut cx = self.core.context(now);
        if let Some(call) = index.and_then(|index| self.calls.get_mut(index)) {
            call.touched = now;
            call.act_for_user(&mut cx, action);
        }
    }
}

impl Call {
    fn act_for_user(&mut self, cx: &mut Context<'_>, action: &UserAction) {
        match action {
            UserAction::Answers(_) => self.answer(cx),
            UserAction::Rejects(_) | UserAction::HangsUp(_) => self.hang_up(cx),
            UserAction::Presses { digits, every, .. } => self.press(cx, digits, *every),
            UserAction::Holds(_) => self.hold(cx),
            UserAction::Resumes(_) => self.resume(cx),
            UserAction::Flashes(_) if self.is_up() => {
                self.leg.send(cx, Body::Control(ControlCode::FLASH, &[]));
            }
            UserAction::TransfersTo { number, .. } => self.transfer(cx, number),
            UserAction::SendsText { text, .. } if self.is_linked() => {
                self.leg.send(cx, Body::Text(text.as_bytes()));
            }
            UserAction::SendsUrl { url, .. } if self.is_linked() => {
                self.leg.send(cx, Body::Html(HtmlCode::URL, url.as_bytes()));
            }
            _ => {}
        }
    }
}

const fn call_of(action: &UserAction) -> Option<CallNumber> {
    match action {
        UserAction::HangsUp(call)
        | UserAction::Holds(call)
        | UserAction::Resumes(call)
        | UserAction::Flashes(call)
        | UserAction::Presses { call, .. }
        | UserAction::TransfersTo { call, .. }
        | UserAction::SendsText { call, .. }
        | UserAction::SendsUrl { call, .. } => *call,
        _ => None,
    }
}
