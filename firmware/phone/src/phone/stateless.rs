//! Frames that belong to no call (RFC 5456 6.7.1, 6.9.2).

use core::net::SocketAddr;

use iax2_wire::time::Instant;
use iax2_wire::{Body, CallNumber, CauseCode, Full, IaxCode, Ie, Ies};

use super::machine::Phone;
use crate::capacity::{FRAME, SHORT_FRAME};
use crate::context::Context;
use crate::elements::FewElements;
use crate::leg::Cipher;

/// The number of replies that belong to no call, as deployed.
const NO_CALL: u16 = 1;

impl Phone {
    /// A full frame that no dialogue owns.
    #[inline(never)]
    pub(super) fn receive_stranger(
        &mut self,
        now: Instant,
        from: SocketAddr,
        octets: &[u8],
        frame: &Full<'_>,
    ) {
        let addressed = frame.dest != CallNumber::NONE;
        match frame.body {
            Body::Iax(IaxCode::POKE, _) if !addressed => self.answer_poke(now, from, frame),
            Body::Iax(IaxCode::NEW, ies) if !addressed && frame.source != CallNumber::NONE => {
                self.receive_new(now, from, frame, ies);
            }
            Body::Iax(IaxCode::REGREQ | IaxCode::REGREL, _) if !addressed => {
                self.refuse_registration(now, from, frame);
            }
            _ if addressed => self.answer_dead(now, from, octets, frame),
            _ => {}
        }
    }

    #[inline(never)]
    fn answer_poke(&mut self, now: Instant, from: SocketAddr, frame: &Full<'_>) {
        if self.core.config.policy().watch.sends_pong {
            let cx = &mut self.core.context(now);
            reply(cx, from, frame, IaxCode::PONG, &[]);
        }
    }

    /// The phone is no registrar.
    #[inline(never)]
    fn refuse_registration(&mut self, now: Instant, from: SocketAddr, frame: &Full<'_>) {
        if frame.source != CallNumber::NONE {
            let mut elements = FewElements::new();
            let code = CauseCode::FACILITY_NOT_IMPLEMENTED;
            elements.push(Ie::Cause("no registrar")).push(Ie::CauseCode(code));
            reply(&mut self.core.context(now), from, frame, IaxCode::REGREJ, elements.as_slice());
        }
    }

    /// A frame for a call that is no more, or never was: INVAL, but never for what would start a storm (6.2.5, 6.9.2).
    #[inline(never)]
    fn answer_dead(&mut self, now: Instant, from: SocketAddr, octets: &[u8], frame: &Full<'_>) {
        let cx = &mut self.core.context(now);
        let clear = Cipher::default();
        let Some(tomb) = self.graveyard.find(from, frame.source, frame.dest) else {
            return answer_inval(cx, from, frame, &clear);
        };
        if !tomb.remains.cipher.is_on() {
            if tomb.is_last_word(frame) {
                return mirror(cx, from, frame, IaxCode::ACK, &clear);
            }
            return answer_inval(cx, from, frame, &clear);
        }
        let mut opened = [0; FRAME];
        let Some(len) = tomb.remains.cipher.open(octets, &mut opened, |clear| clear.len() >= 12)
        else {
            return;
        };
        if let Ok(frame) = Full::parse(&opened[..len]) {
            answer_inval(cx, from, &frame, &tomb.remains.cipher);
        }
    }
}

fn answer_inval(cx: &mut Context<'_>, from: SocketAddr, frame: &Full<'_>, cipher: &Cipher) {
    let delivery = &cx.policy().delivery;
    let storms = matches!(frame.body, Body::Iax(IaxCode::INVAL, _));
    let asks = frame.body.is_counted() && !matches!(frame.body, Body::Iax(IaxCode::CALLTOKEN, _));
    if delivery.sends_inval && (asks || storms && delivery.answers_inval) {
        mirror(cx, from, frame, IaxCode::INVAL, cipher);
    }
}

/// Answers with the frame's own numbers, turned round.
fn mirror(cx: &mut Context<'_>, to: SocketAddr, frame: &Full<'_>, code: IaxCode, cipher: &Cipher) {
    let answer = Full {
        source: frame.dest,
        dest: frame.source,
        retry: false,
        timestamp: frame.timestamp,
        oseqno: frame.iseqno,
        iseqno: frame.oseqno.next(),
        body: Body::Iax(code, Ies::default()),
    };
    let mut octets = [0; SHORT_FRAME];
    if let Ok(len) = answer.emit(&mut octets) {
        cipher.transmit_full(cx, to, &octets[..len], cipher.is_on());
    }
}

/// Answers a frame that starts no call, once and for all: nothing is kept, nothing repeated.
pub(super) fn reply(
    cx: &mut Context<'_>,
    to: SocketAddr,
    frame: &Full<'_>,
    code: IaxCode,
    ies: &[u8],
) {
    reply_from(cx, to, frame, CallNumber::from_low_bits(NO_CALL), code, ies);
}

pub(super) fn reply_from(
    cx: &mut Context<'_>,
    to: SocketAddr,
    frame: &Full<'_>,
    source: CallNumber,
    code: IaxCode,
    ies: &[u8],
) {
    let answer = Full {
        source,
        dest: frame.source,
        retry: false,
        timestamp: frame.timestamp,
        oseqno: iax2_wire::SeqNo(0),
        iseqno: frame.oseqno.next(),
        body: Body::Iax(code, Ies::new(ies)),
    };
    let mut octets = [0; SHORT_FRAME];
    if let Ok(len) = answer.emit(&mut octets) {
        cx.out.push(to, &octets[..len]);
    }
}
