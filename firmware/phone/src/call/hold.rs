//! Who keeps whom silent: HOLD and UNHOLD, QUELCH and UNQUELCH (RFC 5456 6.4.2 to 6.4.5).

use iax2_wire::time::Instant;
use iax2_wire::{Body, ControlCode, IaxCode, Ies};

use super::state::Call;
use crate::context::Context;
use crate::event::Event;
use crate::policy::MediaHabits;

/// What the two ends have asked of each other.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hold {
    /// The far end sent HOLD.
    held: bool,
    /// The far end sent QUELCH.
    quelched: bool,
    /// The user holds the far end.
    holding: bool,
    /// TRANSFER was sent: the leg is used for nothing else, and hung up at this moment at the latest.
    pub(super) retired: Option<Instant>,
}

impl Hold {
    pub(super) const fn is_silenced(self, habits: &MediaHabits) -> bool {
        self.held && habits.obeys_hold
            || self.quelched && habits.obeys_quelch
            || self.retired.is_some()
    }
}

impl Call {
    pub(super) fn receive_hold(&mut self, cx: &mut Context<'_>, held: bool) {
        self.hold.held = held;
        let src = self.leg.own;
        cx.sign(if held { Event::Held(src) } else { Event::Resumed(src) });
    }

    pub(super) fn receive_quelch(&mut self, cx: &mut Context<'_>, quelched: bool) {
        self.hold.quelched = quelched;
        let src = self.leg.own;
        cx.sign(if quelched { Event::Quelched(src) } else { Event::Unquelched(src) });
    }

    /// The user holds the far end: by HOLD on a call that DIAL started, by QUELCH on any other (6.4.2, 6.4.4).
    pub(crate) fn hold(&mut self, cx: &mut Context<'_>) {
        if self.is_linked() && !self.hold.holding {
            self.hold.holding = true;
            self.send_either(cx, ControlCode::HOLD, IaxCode::QUELCH);
        }
    }

    /// The user takes the call up again.
    pub(crate) fn resume(&mut self, cx: &mut Context<'_>) {
        if self.is_linked() && self.hold.holding {
            self.hold.holding = false;
            self.send_either(cx, ControlCode::UNHOLD, IaxCode::UNQUELCH);
        }
    }

    fn send_either(&mut self, cx: &mut Context<'_>, dialled: ControlCode, other: IaxCode) {
        if self.was_dialled() {
            self.leg.send(cx, Body::Control(dialled, &[]));
        } else {
            self.leg.send(cx, Body::Iax(other, Ies::default()));
        }
    }
}
