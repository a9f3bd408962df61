//! Dialling digit by digit with the server's dial plan (RFC 5456 6.8).

use core::time::Duration;

use iax2_wire::time::Instant;
use iax2_wire::{CauseCode, Full, IaxCode, Ie};

use super::ending::End;
use super::messages::elements_of;
use super::state::{Call, Stage};
use crate::context::Context;
use crate::dial_plan::Answer;
use crate::elements::FewElements;
use crate::event::Event;
use crate::figures::{Caller, CallerInput};
use crate::text::Number;

/// CALLED NUMBER of a NEW whose destination is still to be dialled, as deployed.
pub(crate) const TO_BE_DIALLED: &str = "TBD";
/// How long the user may pause before a number that could be longer is dialled.
const PAUSE: Duration = Duration::from_secs(3);

/// How far a number is dialled.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Dialling {
    /// The number stood in NEW.
    #[default]
    InNew,
    /// Digits are collected and the dial plan is asked.
    Collecting {
        /// When what was dialled is taken for the whole number, although more could follow.
        complete: Option<Instant>,
    },
    /// DIAL was sent.
    Dialled,
}

impl Call {
    pub(super) fn collects_digits(&self) -> bool {
        matches!(self.dialling, Dialling::Collecting { .. })
    }

    /// Whether DIAL started the call: then HOLD is used, else QUELCH (6.4.2, 6.4.4).
    pub(super) fn was_dialled(&self) -> bool {
        self.dialling == Dialling::Dialled
    }

    /// The line is open: the user hears dial tone.
    pub(super) fn start_dialling(&mut self, cx: &mut Context<'_>) {
        if self.number == TO_BE_DIALLED {
            self.number = Number::new();
            self.dialling = Dialling::Collecting { complete: None };
            cx.sign(Event::Dialtone(self.leg.own));
        }
    }

    /// A digit is dialled: asks the dial plan, or remembers what it said.
    pub(super) fn collect(&mut self, cx: &mut Context<'_>, digit: u8) {
        if self.number.push(char::from(digit)).is_err() {
            return;
        }
        self.dialling = Dialling::Collecting { complete: None };
        match cx.dial_plan.recall(cx.now, self.account, &self.number) {
            Some(answer) => self.follow(cx, answer),
            None => {
                self.originate(cx, CallerInput::Digit, None);
            }
        }
        if !cx.policy().calls.waits_for_dial_plan {
            self.dial(cx);
        }
    }

    #[inline(never)]
    pub(super) fn send_dpreq(&mut self, cx: &mut Context<'_>) {
        let mut elements = FewElements::new();
        elements.push(Ie::CalledNumber(&self.number));
        self.leg.send_iax(cx, IaxCode::DPREQ, elements.as_slice());
    }

    /// DPREP came (6.8.2): the answer is remembered; it counts if it is about what is dialled now.
    pub(super) fn receive_dprep(&mut self, cx: &mut Context<'_>, frame: &Full<'_>) {
        let ies = elements_of(Some(frame));
        let (Some(number), Some(status)) = (ies.called_number(), ies.dpstatus()) else { return };
        let answer = Answer::from_status(status);
        let lasting = ies.refresh().map(|seconds| Duration::from_secs(seconds.into()));
        cx.dial_plan.remember(cx.now, self.account, number, answer, lasting);
        if self.collects_digits() && self.number == number {
            self.follow(cx, answer);
        }
    }

    fn follow(&mut self, cx: &mut Context<'_>, answer: Answer) {
        match answer {
            Answer::Exists => self.dial(cx),
            Answer::ExistsOrMore => {
                self.dialling = Dialling::Collecting { complete: Some(cx.now + PAUSE) };
            }
            Answer::CanExist => {}
            Answer::NonExistent => {
                cx.sign(Event::Nodialtone(self.leg.own));
                self.end(cx, End::Finish(CauseCode::INVALID_NUMBER), None);
            }
        }
    }

    pub(super) fn handle_pause(&mut self, cx: &mut Context<'_>) {
        if self.dialling_timeout().is_some_and(|complete| complete <= cx.now) {
            self.dial(cx);
        }
    }

    pub(super) fn dialling_timeout(&self) -> Option<Instant> {
        match self.dialling {
            Dialling::Collecting { complete } => complete,
            _ => None,
        }
    }

    fn dial(&mut self, cx: &mut Context<'_>) {
        if self.stage == Stage::Calling(Caller::Linked) && self.collects_digits() {
            self.dialling = Dialling::Dialled;
            self.originate(cx, CallerInput::Complete, None);
        }
    }

    #[inline(never)]
    pub(super) fn send_dial(&mut self, cx: &mut Context<'_>) {
        let mut elements = FewElements::new();
        elements.push(Ie::CalledNumber(&self.number)).push_text(&self.context, Ie::CalledContext);
        self.leg.send_iax(cx, IaxCode::DIAL, elements.as_slice());
    }
}
