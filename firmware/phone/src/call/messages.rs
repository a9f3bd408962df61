//! Small things that many messages need.

use iax2_wire::{Body, CauseCode, ControlCode, Full, IaxCode, Ie, Ies};

use super::state::{Call, Life};
use crate::context::Context;
use crate::elements::FewElements;

/// The elements of an IAX message; none for any other frame.
pub(super) fn elements_of<'a>(frame: Option<&Full<'a>>) -> Ies<'a> {
    match frame.map(|frame| frame.body) {
        Some(Body::Iax(_, ies)) => ies,
        _ => Ies::default(),
    }
}

impl Call {
    pub(super) fn acknowledge(&mut self, cx: &mut Context<'_>, frame: Option<&Full<'_>>) {
        if let Some(frame) = frame {
            self.leg.acknowledge(cx, frame.timestamp);
        }
    }

    pub(super) fn send_control(&mut self, cx: &mut Context<'_>, code: ControlCode) -> bool {
        self.leg.send(cx, Body::Control(code, &[]))
    }

    /// Answers with UNSUPPORT and the subclass that is not understood (6.9.5, 8.6.22). That acknowledges it as well.
    pub(super) fn refuse_frame(&mut self, cx: &mut Context<'_>, frame: &Full<'_>, subclass: u8) {
        let mut elements = FewElements::new();
        elements.push(Ie::IaxUnknown(IaxCode(subclass)));
        let wanted = cx.policy().calls.sends_unsupport;
        if !wanted || !self.leg.send_iax(cx, IaxCode::UNSUPPORT, elements.as_slice()) {
            self.acknowledge(cx, Some(frame));
        }
    }

    /// Sends INVAL for a call that is no more (6.2.5).
    pub(super) fn send_inval(&mut self, cx: &mut Context<'_>) {
        if cx.policy().delivery.sends_inval {
            let timestamp = self.leg.clock.read(cx.now);
            self.leg.send_uncounted(cx, timestamp, Body::Iax(IaxCode::INVAL, Ies::default()));
        }
    }

    /// Sends HANGUP or REJECT and waits for nothing but its acknowledgment.
    pub(super) fn close_with(&mut self, cx: &mut Context<'_>, code: IaxCode, cause: CauseCode) {
        let habits = &cx.policy().calls;
        let elements = FewElements::cause(cx.config, cause);
        if habits.sends_hangup || code == IaxCode::REJECT {
            self.leg.send_iax(cx, code, elements.as_slice());
        }
        let forgotten = habits.hangs_up_once || !habits.sends_hangup;
        self.life = if forgotten { Life::Gone } else { Life::Closing };
    }

    #[inline(never)]
    pub(super) fn close(&mut self, cx: &mut Context<'_>, code: IaxCode) {
        self.close_with(cx, code, self.cause);
    }
}
