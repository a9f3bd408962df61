//! Being called: what figure 3's arrows do.

use core::fmt::Write;

use heapless::String;
use iax2_wire::auth::md5_result;
use iax2_wire::{CauseCode, ControlCode, Format, Full, IaxCode, Ie};

use super::caller_id::CallerId;
use super::ending::End;
use super::messages::elements_of;
use super::origination::AES128;
use super::state::{Call, Stage};
use crate::capacity::ENCRYPTION;
use crate::config::IncomingUser;
use crate::context::Context;
use crate::credentials;
use crate::elements::FewElements;
use crate::event::Event;
use crate::figures::{CALL_TERMINATION, CalleeInput, CalleeOutput};

/// What a NEW asks for, as far as it must be remembered until the caller has proved himself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Invitation {
    /// Index of the account that is called; `None`: nobody here has that number.
    pub(crate) account: Option<usize>,
    /// The codec that both ends speak; `None`: there is none.
    pub(crate) codec: Option<Format>,
    pub(crate) caller: CallerId,
    /// Whether the caller wants encryption.
    pub(crate) encryption: bool,
}

/// A challenge that a caller has to answer.
#[derive(Clone, Debug)]
pub(crate) struct Trial {
    user: IncomingUser,
    challenge: String<10>,
}

impl Call {
    /// Takes a call in; what becomes of it is decided by `receive_new`.
    pub(crate) fn invite(
        &mut self,
        cx: &mut Context<'_>,
        invitation: Invitation,
        frame: &Full<'_>,
    ) {
        self.invitation = invitation;
        self.leg.receive(cx, frame);
    }

    /// Takes an arrow of figure 3; `false` if `input` means nothing here.
    pub(super) fn terminate(
        &mut self,
        cx: &mut Context<'_>,
        input: CalleeInput,
        frame: Option<&Full<'_>>,
    ) -> bool {
        let Stage::Called(state) = self.stage else { return false };
        let Some(arrow) = CALL_TERMINATION.step(state, input) else { return false };
        self.stage = Stage::Called(arrow.to);
        match arrow.output {
            CalleeOutput::SndAuthreq => self.send_authreq(cx),
            CalleeOutput::SndReject => self.close(cx, IaxCode::REJECT),
            CalleeOutput::SndAccept => self.send_accept(cx),
            CalleeOutput::SndRinging => self.send_ringing(cx),
            CalleeOutput::SndAnswer => self.send_answer(cx),
            CalleeOutput::SndHangup => self.close(cx, IaxCode::HANGUP),
            CalleeOutput::SndAck => self.acknowledge(cx, frame),
            CalleeOutput::Nothing => {}
        }
        true
    }

    /// Refuses the call.
    pub(crate) fn refuse(&mut self, cx: &mut Context<'_>, cause: CauseCode) {
        self.cause = cause;
        self.terminate(cx, CalleeInput::RecNewRefused, None);
    }

    /// Asks the caller to prove that he is `user`.
    pub(crate) fn challenge(&mut self, cx: &mut Context<'_>, user: &IncomingUser) {
        let mut challenge = String::new();
        let number = 100_000_000 + cx.rng.below(900_000_000);
        write!(challenge, "{number}").expect("nine digits fit");
        self.trial = Some(Trial { user: user.clone(), challenge });
        self.terminate(cx, CalleeInput::RecNewUnauthenticated, None);
    }

    #[inline(never)]
    fn send_authreq(&mut self, cx: &mut Context<'_>) {
        let Some(trial) = self.trial.clone() else { return };
        let mut elements = FewElements::new();
        elements
            .push(Ie::Username(&trial.user.name))
            .push(Ie::AuthMethods(credentials::MD5))
            .push(Ie::Challenge(trial.challenge.as_bytes()));
        let encrypt = ENCRYPTION && self.invitation.encryption && cx.config.incoming.encryption;
        if encrypt {
            elements.push(Ie::Encryption(AES128));
        }
        self.leg.send_iax(cx, IaxCode::AUTHREQ, elements.as_slice());
        if encrypt && cx.policy().calls.encrypts {
            let secret = trial.user.secret.as_bytes();
            self.leg.cipher.start(cx, trial.challenge.as_bytes(), secret);
        }
    }

    /// AUTHREP came (6.2.6): ACCEPT or REJECT.
    pub(super) fn receive_authrep(&mut self, cx: &mut Context<'_>, frame: &Full<'_>) -> bool {
        let Some(trial) = self.trial.take() else { return false };
        let given = elements_of(Some(frame)).md5_result().unwrap_or_default();
        let right = md5_result(trial.challenge.as_bytes(), trial.user.secret.as_bytes());
        if given.eq_ignore_ascii_case(&right) || !cx.policy().calls.checks_credentials {
            self.admit(cx);
        } else {
            self.cause = CauseCode::CALL_REJECTED;
            self.terminate(cx, CalleeInput::Invalid, None);
        }
        true
    }

    /// The caller is known: links the call and rings, if it leads anywhere.
    pub(crate) fn admit(&mut self, cx: &mut Context<'_>) {
        let Some(account) = self.invitation.account else {
            return self.refuse(cx, CauseCode::UNASSIGNED_NUMBER);
        };
        let Some(codec) = self.invitation.codec else {
            return self.refuse(cx, CauseCode::BEARER_NOT_AVAILABLE);
        };
        self.voice.use_codec(codec);
        self.terminate(cx, CalleeInput::Valid, None);
        self.watch.start(cx);
        self.terminate(cx, CalleeInput::Alerting, None);
        let CallerId { name, number } = self.invitation.caller.clone();
        cx.sign(Event::Rings { src: self.leg.own, name, number, account: account + 1 });
    }

    #[inline(never)]
    fn send_accept(&mut self, cx: &mut Context<'_>) {
        let mut elements = FewElements::new();
        let codec = self.voice.codec().unwrap_or(Format::ULAW);
        elements.push(Ie::Format(codec));
        self.leg.send_iax(cx, IaxCode::ACCEPT, elements.as_slice());
    }

    fn send_ringing(&mut self, cx: &mut Context<'_>) {
        if cx.policy().calls.sends_ringing {
            self.send_control(cx, ControlCode::RINGING);
        }
    }

    /// The user lifts.
    pub(crate) fn answer(&mut self, cx: &mut Context<'_>) {
        self.touched = cx.now;
        if self.terminate(cx, CalleeInput::Answered, None) {
            cx.sign(Event::Up(self.leg.own));
        }
    }

    fn send_answer(&mut self, cx: &mut Context<'_>) {
        self.send_control(cx, ControlCode::ANSWER);
    }

    /// The user hangs up, or refuses to answer.
    pub(crate) fn hang_up(&mut self, cx: &mut Context<'_>) {
        let cause =
            if self.is_ringing() { CauseCode::USER_BUSY } else { CauseCode::NORMAL_CLEARING };
        self.end(cx, End::Finish(cause), None);
    }
}
