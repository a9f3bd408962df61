//! The end of a call, from either side or from nowhere (RFC 5456 6.2.4, 6.2.5, 6.6, 6.9.2).

use iax2_wire::{CauseCode, Full};

use super::messages::elements_of;
use super::state::{Call, Life, Stage};
use crate::context::Context;
use crate::event::Event;
use crate::figures::{CalleeInput, CallerInput};
use crate::text;

/// What ends a call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum End {
    /// The user, or the phone itself.
    Finish(CauseCode),
    /// The other end's HANGUP.
    Hangup,
    /// The other end's REJECT.
    Reject,
    /// The other end knows nothing of the call.
    Inval,
    /// The other end is silent.
    GaveUp,
}

impl End {
    const fn inputs(self) -> (CallerInput, CalleeInput) {
        match self {
            Self::Finish(_) => (CallerInput::Finish, CalleeInput::Finish),
            Self::Hangup => (CallerInput::RecHangup, CalleeInput::RecHangup),
            Self::Reject => (CallerInput::RecReject, CalleeInput::RecReject),
            Self::Inval => (CallerInput::RecInval, CalleeInput::RecInval),
            Self::GaveUp => (CallerInput::GaveUp, CalleeInput::GaveUp),
        }
    }
}

impl Call {
    /// Ends the call; `false` if its state knows no such end.
    pub(crate) fn end(&mut self, cx: &mut Context<'_>, end: End, frame: Option<&Full<'_>>) -> bool {
        if let End::Finish(cause) = end {
            self.cause = cause;
        }
        let (caller, callee) = end.inputs();
        let taken = match self.stage {
            Stage::Calling(_) => self.originate(cx, caller, frame),
            Stage::Called(_) => self.terminate(cx, callee, frame),
        };
        if taken {
            self.show_ended(cx, end, frame);
        }
        taken
    }

    fn show_ended(&mut self, cx: &mut Context<'_>, end: End, frame: Option<&Full<'_>>) {
        let ies = elements_of(frame);
        let (code, words) = match end {
            End::Finish(code) => (code, ""),
            End::Hangup | End::Reject => {
                let code = ies.cause_code().unwrap_or(CauseCode::NORMAL_UNSPECIFIED);
                (code, ies.cause().unwrap_or(""))
            }
            End::Inval => (CauseCode::INVALID_CALL_REFERENCE, ""),
            End::GaveUp => (CauseCode::DESTINATION_OUT_OF_ORDER, ""),
        };
        self.show_end(cx, code, words);
        if self.life == Life::Live {
            self.life = Life::Gone;
        }
    }

    /// Tells the user that the call is over.
    pub(super) fn show_end(&mut self, cx: &mut Context<'_>, code: CauseCode, words: &str) {
        let words = if words.is_empty() { code.name().unwrap_or("") } else { words };
        cx.sign(Event::Ended { src: self.leg.own, cause: text::cut(words), code });
    }
}
