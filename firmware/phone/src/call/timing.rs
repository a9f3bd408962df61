//! A call's deadlines.

use iax2_wire::CauseCode;
use iax2_wire::time::Instant;

use super::ending::End;
use super::state::{Call, Life};
use crate::context::Context;

impl Call {
    /// The next moment at which the call has something to do.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        let leg = self.leg.poll_timeout();
        if !self.is_live() {
            return leg;
        }
        let keys = self.keypad.poll_timeout(self.takes_digits());
        let own = [leg, keys, self.watch.poll_timeout(), self.hearing.poll_timeout()];
        let setup = Some(self.setup_until).filter(|_| !self.is_linked());
        let more = [self.dialling_timeout(), self.path.poll_timeout(), self.hold.retired, setup];
        own.into_iter().chain(more).flatten().min()
    }

    pub(crate) fn handle_timeout(&mut self, cx: &mut Context<'_>) {
        if !self.leg.handle_timeout(cx) {
            return self.give_up(cx);
        }
        if self.is_live() {
            self.handle_setup(cx);
            self.handle_watch(cx);
            self.handle_keys(cx);
            self.handle_begun(cx);
            self.play(cx);
            self.handle_pause(cx);
            self.handle_path(cx);
            self.handle_patience(cx);
        }
    }

    /// The other end acknowledges, but nothing comes of it.
    fn handle_setup(&mut self, cx: &mut Context<'_>) {
        if !self.is_linked() && self.setup_until <= cx.now {
            self.end(cx, End::Finish(CauseCode::TIMER_EXPIRY), None);
        }
    }

    /// The other end acknowledges nothing any more: the call ends without a word to it (7).
    fn give_up(&mut self, cx: &mut Context<'_>) {
        if !cx.policy().calls.gives_up {
            return self.leg.start_over(cx);
        }
        if self.is_live() {
            self.end(cx, End::GaveUp, None);
        }
        self.life = Life::Gone;
    }
}
