//! A full frame of a call: in order or not, and whose business it is.

use iax2_wire::crypt::MediaKey;
use iax2_wire::{Body, CallNumber, Full, HtmlCode, IaxCode};

use super::ending::End;
use super::messages::elements_of;
use super::state::{Call, Life};
use crate::context::Context;
use crate::event::Event;
use crate::figures::{CallerInput, PathInput};
use crate::leg::Order;
use crate::text;

impl Call {
    /// Takes a frame whose numbers and address are the call's.
    #[inline(never)]
    pub(crate) fn receive(&mut self, cx: &mut Context<'_>, frame: &Full<'_>) {
        if let Body::Iax(IaxCode::CALLTOKEN, _) = frame.body {
            return self.receive_token(cx, frame);
        }
        if self.life == Life::Closing {
            return self.receive_closing(cx, frame);
        }
        if let Order::Next | Order::Uncounted = self.leg.receive(cx, frame) {
            self.act(cx, frame);
        }
    }

    fn act(&mut self, cx: &mut Context<'_>, frame: &Full<'_>) {
        if let Body::Iax(code, _) = frame.body {
            return self.receive_message(cx, frame, code);
        }
        if let Body::Control(code, _) = frame.body {
            return self.receive_control(cx, frame, code);
        }
        self.acknowledge(cx, Some(frame));
        if self.is_linked() {
            self.receive_media(cx, frame);
        }
    }

    #[inline(never)]
    fn receive_media(&mut self, cx: &mut Context<'_>, frame: &Full<'_>) {
        let src = self.leg.own;
        match frame.body {
            Body::Voice(format, data) => self.hear_full(cx, frame.timestamp, format, data),
            Body::Dtmf(digit) => self.receive_digit(cx, digit),
            Body::DtmfBegin(digit) => self.receive_begin(cx, digit),
            Body::Text(octets) => cx.sign(Event::Text { src, text: text::read(octets) }),
            Body::Html(HtmlCode::URL | HtmlCode::LINK_URL, octets) => {
                cx.sign(Event::Url { src, url: text::read(octets) });
                self.send_load_complete(cx);
            }
            Body::Html(HtmlCode::END, _) => self.send_load_complete(cx),
            _ => {}
        }
    }

    /// The page is there (6.10.6).
    fn send_load_complete(&mut self, cx: &mut Context<'_>) {
        self.leg.send(cx, Body::Html(HtmlCode::LOAD_COMPLETE, &[]));
    }

    fn receive_message(&mut self, cx: &mut Context<'_>, frame: &Full<'_>, code: IaxCode) {
        let taken = match code {
            IaxCode::ACK => true,
            IaxCode::VNAK => {
                self.leg.resend(cx, frame.iseqno);
                true
            }
            IaxCode::INVAL => {
                if cx.policy().delivery.obeys_inval {
                    self.end(cx, End::Inval, None);
                }
                true
            }
            IaxCode::TXCNT | IaxCode::TXACC => true,
            _ => self.receive_request(cx, frame, code),
        };
        if !taken {
            self.acknowledge(cx, Some(frame));
        }
    }

    /// A counted message; `false` if it was not answered, so that it wants an ACK.
    fn receive_request(&mut self, cx: &mut Context<'_>, frame: &Full<'_>, code: IaxCode) -> bool {
        match code {
            IaxCode::ACCEPT => self.originate(cx, CallerInput::RecAccept, Some(frame)),
            IaxCode::AUTHREQ => self.receive_authreq(cx, frame),
            IaxCode::AUTHREP => self.receive_authrep(cx, frame),
            IaxCode::HANGUP => self.end(cx, End::Hangup, Some(frame)),
            IaxCode::REJECT => self.end(cx, End::Reject, Some(frame)),
            IaxCode::PING => {
                self.send_pong(cx, frame.timestamp);
                true
            }
            IaxCode::LAGRQ => {
                self.receive_lagrq(cx, frame.timestamp);
                true
            }
            IaxCode::TRANSFER if !self.is_transferable(frame) => {
                self.refuse_frame(cx, frame, code.0);
                true
            }
            _ if !is_known(code) => {
                self.refuse_frame(cx, frame, code.0);
                true
            }
            _ => {
                self.acknowledge(cx, Some(frame));
                self.receive_notice(cx, frame, code);
                true
            }
        }
    }

    /// A message that has been acknowledged and may ask for more.
    #[inline(never)]
    fn receive_notice(&mut self, cx: &mut Context<'_>, frame: &Full<'_>, code: IaxCode) {
        match code {
            IaxCode::PONG => self.leg.measure(cx.now, frame.timestamp),
            IaxCode::DPREP => self.receive_dprep(cx, frame),
            IaxCode::QUELCH if self.is_linked() => self.receive_quelch(cx, true),
            IaxCode::UNQUELCH if self.is_linked() => self.receive_quelch(cx, false),
            IaxCode::MWI => self.receive_mwi(cx, frame),
            IaxCode::RTKEY => self.receive_key(cx, frame),
            IaxCode::TXREQ => self.receive_txreq(cx, frame),
            IaxCode::TRANSFER => self.receive_transfer(cx, frame),
            IaxCode::TXREL => self.move_path(cx, PathInput::RecTxrel),
            IaxCode::TXMEDIA => self.move_path(cx, PathInput::RecTxmedia),
            IaxCode::TXREJ => self.move_path(cx, PathInput::RecTxrej),
            _ => {}
        }
    }

    /// RTKEY came: the other end encrypts with sixteen octets of its own making from here on.
    fn receive_key(&mut self, cx: &Context<'_>, frame: &Full<'_>) {
        let key = elements_of(Some(frame)).challenge().and_then(|key| key.try_into().ok());
        let wanted = self.leg.cipher.is_on() && cx.policy().calls.follows_rtkey;
        if let Some(key) = key.filter(|_| wanted) {
            self.leg.cipher.rotate(MediaKey(key));
        }
    }

    fn receive_mwi(&self, cx: &mut Context<'_>, frame: &Full<'_>) {
        if let Some(count) = elements_of(Some(frame)).msgcount() {
            cx.sign(Event::messages(self.account, count));
        }
    }

    fn receive_token(&mut self, cx: &mut Context<'_>, frame: &Full<'_>) {
        let token = elements_of(Some(frame)).call_token().unwrap_or_default();
        let wanted = !token.is_empty() && !self.has_token;
        // Once the call has begun a token is of no use.
        let unanswered = self.leg.remote == CallNumber::NONE && frame.dest == self.leg.own;
        if self.is_live() && wanted && unanswered {
            self.has_token = self.originate(cx, CallerInput::RecCalltoken, Some(frame));
        }
    }

    /// The call is over for the user: whatever comes but its acknowledgment is told so (6.2.5).
    #[inline(never)]
    fn receive_closing(&mut self, cx: &mut Context<'_>, frame: &Full<'_>) {
        let order = self.leg.receive_last(frame);
        match frame.body {
            Body::Iax(IaxCode::INVAL, _) => self.life = Life::Gone,
            Body::Iax(IaxCode::VNAK, _) => self.leg.resend(cx, frame.iseqno),
            Body::Iax(IaxCode::HANGUP | IaxCode::REJECT, _) if order == Order::Next => {
                self.acknowledge(cx, Some(frame));
            }
            _ if frame.body.is_counted() => self.send_inval(cx),
            _ => {}
        }
        if self.leg.is_settled() {
            self.life = Life::Gone;
        }
    }
}

/// Understood, though there may be nothing to do about it.
const fn is_known(code: IaxCode) -> bool {
    matches!(
        code,
        IaxCode::NEW
            | IaxCode::HANGUP
            | IaxCode::REJECT
            | IaxCode::PONG
            | IaxCode::LAGRP
            | IaxCode::UNSUPPORT
            | IaxCode::DPREP
            | IaxCode::MWI
            | IaxCode::RTKEY
            | IaxCode::TRANSFER
            | IaxCode::TXREQ
            | IaxCode::TXREL
            | IaxCode::TXMEDIA
            | IaxCode::TXREJ
            | IaxCode::QUELCH
            | IaxCode::UNQUELCH
    )
}
