//! Control frames (RFC 5456 6.3, 6.4, 8.3).

use iax2_wire::{ControlCode, Full};

use super::ending::End;
use super::state::Call;
use crate::context::Context;
use crate::event::Event;
use crate::figures::CallerInput;

/// "Stop sounds" of deployed servers.
const STOP_SOUNDS: ControlCode = ControlCode(0xff);

impl Call {
    pub(super) fn receive_control(
        &mut self,
        cx: &mut Context<'_>,
        frame: &Full<'_>,
        code: ControlCode,
    ) {
        if let Some(input) = progress(code)
            && self.originate(cx, input, Some(frame))
        {
            return;
        }
        if !is_known(code) {
            return self.refuse_frame(cx, frame, code.0);
        }
        self.acknowledge(cx, Some(frame));
        match code {
            ControlCode::HOLD if self.is_linked() => self.receive_hold(cx, true),
            ControlCode::UNHOLD if self.is_linked() => self.receive_hold(cx, false),
            ControlCode::FLASH if self.is_up() => cx.sign(Event::Flashed(self.leg.own)),
            // The far end's device is on hook; the call itself ends by HANGUP.
            ControlCode::HANGUP if self.is_linked() => {
                self.end(cx, End::Finish(iax2_wire::CauseCode::NORMAL_CLEARING), None);
            }
            _ => {}
        }
    }
}

/// What moves a call of ours on.
const fn progress(code: ControlCode) -> Option<CallerInput> {
    match code {
        ControlCode::PROCEEDING => Some(CallerInput::RecProceeding),
        ControlCode::RINGING => Some(CallerInput::RecRinging),
        ControlCode::BUSY => Some(CallerInput::RecBusy),
        ControlCode::CONGESTION => Some(CallerInput::RecCongestion),
        ControlCode::ANSWER => Some(CallerInput::RecAnswer),
        _ => None,
    }
}

/// Understood, though there may be nothing to do about it.
fn is_known(code: ControlCode) -> bool {
    code.name().is_some() || code == STOP_SOUNDS
}
