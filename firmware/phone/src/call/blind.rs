//! TRANSFER: the caller calls another number instead (RFC 5456 6.4.6).

use core::time::Duration;

use iax2_wire::{CauseCode, Full, IaxCode, Ie};

use super::ending::End;
use super::messages::elements_of;
use super::origination::Wish;
use super::state::{Call, Stage};
use crate::context::Context;
use crate::elements::FewElements;
use crate::text;

/// How long the other end has to hang up after TRANSFER.
const PATIENCE: Duration = Duration::from_secs(5);

impl Call {
    /// Whether TRANSFER can be followed: this end calls, and a number is given.
    pub(super) fn is_transferable(&self, frame: &Full<'_>) -> bool {
        let number = elements_of(Some(frame)).called_number();
        let calling = matches!(self.stage, Stage::Calling(_)) && self.is_linked();
        calling && number.is_some_and(|number| !number.is_empty())
    }

    /// TRANSFER came: the phone hangs up and calls the number given.
    pub(super) fn receive_transfer(&mut self, cx: &mut Context<'_>, frame: &Full<'_>) {
        let ies = elements_of(Some(frame));
        let number = text::cut(ies.called_number().unwrap_or_default());
        let context = ies.called_context().map_or_else(|| self.context.clone(), text::cut);
        let (account, server, user) = (self.account, self.leg.peer, self.user.clone());
        self.redial = Some(Wish { account, server, user, number, context });
        self.end(cx, End::Finish(CauseCode::NORMAL_CLEARING), None);
    }

    /// The user sends the caller to another number; a call that the phone made cannot be sent on.
    pub(crate) fn transfer(&mut self, cx: &mut Context<'_>, number: &str) {
        if !matches!(self.stage, Stage::Called(_)) || !self.is_up() {
            return;
        }
        let mut elements = FewElements::new();
        elements.push(Ie::CalledNumber(number));
        self.leg.send_iax(cx, IaxCode::TRANSFER, elements.as_slice());
        // The leg must not be used for anything else from here on.
        self.hold.retired = Some(cx.now + PATIENCE);
        self.watch.stop();
    }

    pub(super) fn handle_patience(&mut self, cx: &mut Context<'_>) {
        if self.hold.retired.is_some_and(|until| until <= cx.now) {
            self.end(cx, End::Finish(CauseCode::NORMAL_CLEARING), None);
        }
    }
}
