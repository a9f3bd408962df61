//! What each message asks of its receiver, and which requirement says so.

use super::rule::{Cite, must};
use crate::flow::Message;
use iax2_wire::{ControlCode, FrameType, IaxCode};

/// What answers a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Wanted {
    /// An ACK of its own; a frame that only covers it is poorer.
    Ack,
    /// Anything that covers it.
    Cover,
    /// One of these messages; an ACK may come before.
    Reply(&'static [IaxCode]),
}

/// A receiver's duty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Duty {
    pub(crate) wanted: Wanted,
    pub(crate) cite: Cite,
    /// How long the answer may take, in ms.
    pub(crate) within: u64,
}

const fn duty(wanted: Wanted, id: &'static str) -> Duty {
    Duty { wanted, cite: must(id), within: 2000 }
}

const fn reply(codes: &'static [IaxCode], id: &'static str, within: u64) -> Duty {
    Duty { wanted: Wanted::Reply(codes), cite: must(id), within }
}

/// Every requirement that a duty cites.
pub(super) const CITED: &[&str] = &[
    "IAX2-6.2.2-11",
    "IAX2-6.2.3-05",
    "IAX2-6.2.4-05",
    "IAX2-6.2.5-03",
    "IAX2-6.2.7-04",
    "IAX2-6.2.6-03",
    "IAX2-6.7.1-04",
    "IAX2-6.7.2-03",
    "IAX2-6.7.3-04",
    "IAX2-6.7.4-02",
    "IAX2-6.1.4-07",
    "IAX2-6.1.5-05",
    "IAX2-6.5.5-01",
    "IAX2-6.8-02",
    "IAX2-6.2-06",
    "IAX2-6.2-08",
    "IAX2-6.10-04",
    "IAX2-6.3.1-09",
    "IAX2-6.9.5-01",
    "IAX2-6.9.1-01",
    "IAX2-6.1.2-06",
];

/// What this message asks of its receiver; `None` where nothing is asked or nothing is certain.
pub(crate) fn of(message: Message) -> Option<Duty> {
    match message.kind {
        FrameType::IAX => of_iax(IaxCode(message.code)),
        FrameType::CONTROL => Some(of_control(ControlCode(message.code))),
        FrameType::VOICE | FrameType::VIDEO | FrameType::IMAGE => {
            Some(duty(Wanted::Cover, "IAX2-6.10-04"))
        }
        FrameType::DTMF | FrameType::TEXT | FrameType::HTML | FrameType::CNG => {
            Some(duty(Wanted::Cover, "IAX2-6.10-04"))
        }
        _ => None,
    }
}

fn of_control(code: ControlCode) -> Duty {
    match code {
        ControlCode::PROCEEDING | ControlCode::RINGING => duty(Wanted::Cover, "IAX2-6.2-06"),
        ControlCode::ANSWER => duty(Wanted::Cover, "IAX2-6.2-08"),
        code if code.name().is_some() => duty(Wanted::Cover, "IAX2-6.9.1-01"),
        _ => duty(Wanted::Cover, "IAX2-6.3.1-09"),
    }
}

fn of_iax(code: IaxCode) -> Option<Duty> {
    use IaxCode as C;
    Some(match code {
        C::NEW => reply(
            &[C::ACCEPT, C::AUTHREQ, C::REJECT, C::HANGUP, C::CALLTOKEN],
            "IAX2-6.2.2-11",
            10_000,
        ),
        C::ACCEPT => duty(Wanted::Ack, "IAX2-6.2.3-05"),
        C::REJECT => duty(Wanted::Ack, "IAX2-6.2.4-05"),
        C::HANGUP => duty(Wanted::Ack, "IAX2-6.2.5-03"),
        C::AUTHREQ => reply(&[C::AUTHREP, C::HANGUP], "IAX2-6.2.7-04", 5000),
        C::AUTHREP => {
            reply(&[C::ACCEPT, C::REJECT, C::HANGUP, C::AUTHREQ], "IAX2-6.2.6-03", 10_000)
        }
        C::POKE => reply(&[C::PONG], "IAX2-6.7.1-04", 2000),
        C::PING => reply(&[C::PONG], "IAX2-6.7.2-03", 2000),
        C::PONG => duty(Wanted::Cover, "IAX2-6.7.3-04"),
        C::LAGRQ => reply(&[C::LAGRP], "IAX2-6.7.4-02", 2000),
        C::REGREQ | C::REGREL => {
            reply(&[C::REGAUTH, C::REGACK, C::REGREJ, C::CALLTOKEN], "IAX2-6.1.2-06", 10_000)
        }
        C::REGACK => duty(Wanted::Ack, "IAX2-6.1.4-07"),
        C::REGREJ => duty(Wanted::Ack, "IAX2-6.1.5-05"),
        C::TXREL => duty(Wanted::Cover, "IAX2-6.5.5-01"),
        C::DPREQ => reply(&[C::DPREP, C::UNSUPPORT], "IAX2-6.8-02", 10_000),
        C::LAGRP
        | C::DPREP
        | C::QUELCH
        | C::UNQUELCH
        | C::MWI
        | C::TXREJ
        | C::UNSUPPORT
        | C::TRANSFER => duty(Wanted::Cover, "IAX2-6.9.1-01"),
        code if code.name().is_none() => reply(&[C::UNSUPPORT], "IAX2-6.9.5-01", 2000),
        _ => return None,
    })
}
