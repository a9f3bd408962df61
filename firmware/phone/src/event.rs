//! Signs: what the phone shows, lights and sounds; one word each on every console.

use core::fmt;

use iax2_wire::{CallNumber, CauseCode};

use crate::quoted::Quoted;
use crate::text::{Line, Number};

/// A sign of the phone. `src` is the phone's own number of the call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// No call is left.
    Idle,
    /// An account is registered.
    Registered {
        /// Number of the account, from 1.
        account: usize,
    },
    /// An account is no longer registered: released, or its registrar is silent.
    Unregistered {
        /// Number of the account, from 1.
        account: usize,
    },
    /// The registrar refused (REGREJ), or asked for credentials that the phone has not.
    Refused {
        /// Number of the account, from 1.
        account: usize,
        /// CAUSE in words.
        cause: Line,
        /// CAUSECODE, 0 where none was given.
        code: CauseCode,
    },
    /// Somebody calls.
    Rings {
        /// The phone's own number of the call.
        src: CallNumber,
        /// CALLING NAME as far as its presentation is allowed.
        name: Line,
        /// CALLING NUMBER likewise.
        number: Number,
        /// The account that is called, from 1.
        account: usize,
    },
    /// The called party is alerted: ring-back tone.
    Ringback(CallNumber),
    /// The called party is busy.
    Busy(CallNumber),
    /// The network is congested.
    Congestion(CallNumber),
    /// The call is being processed further on.
    Proceeding(CallNumber),
    /// The call is answered: both can talk.
    Up(CallNumber),
    /// The call is over.
    Ended {
        /// The phone's own number of the call.
        src: CallNumber,
        /// CAUSE in words.
        cause: Line,
        /// CAUSECODE.
        code: CauseCode,
    },
    /// Sound comes in; a tone's frequency in Hz where it is one.
    Hears {
        /// The phone's own number of the call.
        src: CallNumber,
        /// Hz, in steps of ten.
        tone: Option<u16>,
    },
    /// Nothing was heard for 60 ms, after something was.
    Silent(CallNumber),
    /// The far end pressed a key.
    Digit {
        /// The phone's own number of the call.
        src: CallNumber,
        /// `0` to `9`, `A` to `D`, `*`, `#`.
        digit: char,
    },
    /// A text is shown.
    Text {
        /// The phone's own number of the call.
        src: CallNumber,
        /// What it says.
        text: Line,
    },
    /// A page is shown.
    Url {
        /// The phone's own number of the call.
        src: CallNumber,
        /// Its address.
        url: Line,
    },
    /// Messages wait in the mailbox.
    Messages {
        /// Number of the account, from 1.
        account: usize,
        /// New ones; `None`: some, the server does not count.
        new: Option<u8>,
        /// Old ones.
        old: u8,
    },
    /// The far end holds the call (HOLD).
    Held(CallNumber),
    /// The far end took the call up again (UNHOLD).
    Resumed(CallNumber),
    /// The far end asked for silence (QUELCH).
    Quelched(CallNumber),
    /// The far end wants to hear again (UNQUELCH).
    Unquelched(CallNumber),
    /// The far end flashed its hook.
    Flashed(CallNumber),
    /// The call's path was shortened: it runs to another address now.
    Transferred(CallNumber),
    /// Digits may be dialled.
    Dialtone(CallNumber),
    /// What was dialled leads nowhere.
    Nodialtone(CallNumber),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Idle => f.write_str("idle"),
            Self::Registered { account } => write!(f, "registered account={account}"),
            Self::Unregistered { account } => write!(f, "unregistered account={account}"),
            Self::Refused { account, cause, code } => {
                write!(f, "refused account={account} cause={} causecode={}", Quoted(cause), code.0)
            }
            Self::Rings { src, name, number, account } => {
                write!(f, "rings src={} name={} ", src.get(), Quoted(name))?;
                write!(f, "number={} account={account}", Quoted(number))
            }
            Self::Ended { src, cause, code } => {
                write!(f, "ended src={} cause={} causecode={}", src.get(), Quoted(cause), code.0)
            }
            Self::Hears { src, tone: Some(tone) } => {
                write!(f, "hears src={} tone={tone}", src.get())
            }
            Self::Hears { src, tone: None } => write!(f, "hears src={}", src.get()),
            Self::Digit { src, digit } => write!(f, "digit \"{digit}\" src={}", src.get()),
            Self::Text { src, text } => write!(f, "shows src={} text={}", src.get(), Quoted(text)),
            Self::Url { src, url } => write!(f, "shows src={} url={}", src.get(), Quoted(url)),
            Self::Messages { account, new: Some(new), old } => {
                write!(f, "messages account={account} new={new} old={old}")
            }
            Self::Messages { account, .. } => write!(f, "messages account={account}"),
            plain => write!(f, "{} src={}", plain.word(), plain.call().map_or(0, CallNumber::get)),
        }
    }
}

impl Event {
    /// The word that stands for this sign in scripts and on consoles.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Registered { .. } => "registered",
            Self::Unregistered { .. } => "unregistered",
            Self::Refused { .. } => "refused",
            Self::Rings { .. } => "rings",
            Self::Ringback(_) => "ringback",
            Self::Busy(_) => "busy",
            Self::Congestion(_) => "congestion",
            Self::Proceeding(_) => "proceeding",
            Self::Up(_) => "up",
            Self::Ended { .. } => "ended",
            Self::Hears { .. } => "hears",
            Self::Silent(_) => "silent",
            Self::Digit { .. } => "digit",
            Self::Text { .. } | Self::Url { .. } => "shows",
            Self::Messages { .. } => "messages",
            Self::Held(_) => "held",
            Self::Resumed(_) => "resumed",
            Self::Quelched(_) => "quelched",
            Self::Unquelched(_) => "unquelched",
            Self::Flashed(_) => "flashed",
            Self::Transferred(_) => "transferred",
            Self::Dialtone(_) => "dialtone",
            Self::Nodialtone(_) => "nodialtone",
        }
    }

    /// What MSGCOUNT says (RFC 5456 8.6.23): old ones in the high octet, new ones in the low.
    pub(crate) const fn messages(account: usize, count: u16) -> Self {
        let [old, new] = count.to_be_bytes();
        let account = account + 1;
        if count == u16::MAX {
            return Self::Messages { account, new: None, old: 0 };
        }
        Self::Messages { account, new: Some(new), old }
    }

    /// The phone's own number of the call that the sign is about.
    pub const fn call(&self) -> Option<CallNumber> {
        match self {
            Self::Idle
            | Self::Registered { .. }
            | Self::Unregistered { .. }
            | Self::Refused { .. }
            | Self::Messages { .. } => None,
            Self::Rings { src, .. }
            | Self::Ended { src, .. }
            | Self::Hears { src, .. }
            | Self::Digit { src, .. }
            | Self::Text { src, .. }
            | Self::Url { src, .. }
            | Self::Ringback(src)
            | Self::Busy(src)
            | Self::Congestion(src)
            | Self::Proceeding(src)
            | Self::Up(src)
            | Self::Silent(src)
            | Self::Held(src)
            | Self::Resumed(src)
            | Self::Quelched(src)
            | Self::Unquelched(src)
            | Self::Flashed(src)
            | Self::Transferred(src)
            | Self::Dialtone(src)
            | Self::Nodialtone(src) => Some(*src),
        }
    }
}
