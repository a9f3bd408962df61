//! How things stand, for whoever asks: a console, a display.

use core::fmt;

use iax2_wire::CallNumber;

use super::machine::Phone;
use crate::audio::Playout;
use crate::call::{Call, Stage};
use crate::figures::Registrant;
use crate::quoted::Quoted;

/// How an account's registration stands. It prints as `account=1 user="200" state="Registered"`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AccountStatus<'a> {
    /// Number of the account, from 1.
    pub account: usize,
    /// Its USERNAME.
    pub user: &'a str,
    /// Where it stands in figure 1.
    pub state: Registrant,
}

/// How a call stands. It prints as `call src=7 account=1 number="300" state="Linked"`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CallStatus<'a> {
    /// The phone's own number of the call.
    pub src: CallNumber,
    /// The account that it belongs to, from 1.
    pub account: usize,
    /// Whom the phone calls; empty where it is called.
    pub number: &'a str,
    /// Where it stands in the figure of its role, or `closing`.
    pub state: &'static str,
}

impl Phone {
    /// Octets of IAX2's own state of a call: all of it but the audio that waits to be played.
    pub const CALL_STATE: usize = size_of::<Call>() - size_of::<Playout>();

    /// How each account stands.
    pub fn accounts(&self) -> impl Iterator<Item = AccountStatus<'_>> {
        let numbered = self.registrations.iter().zip(&self.core.config.accounts).enumerate();
        numbered.map(|(index, (registration, account))| AccountStatus {
            account: index + 1,
            user: &account.username,
            state: registration.state(),
        })
    }

    /// How each call stands.
    pub fn calls(&self) -> impl Iterator<Item = CallStatus<'_>> {
        self.calls.iter().map(|call| CallStatus {
            src: call.leg.own,
            account: call.account + 1,
            number: &call.number,
            state: state(call),
        })
    }
}

const fn state(call: &Call) -> &'static str {
    match call.stage {
        _ if !call.is_live() => "closing",
        Stage::Calling(caller) => caller.word(),
        Stage::Called(callee) => callee.word(),
    }
}

impl fmt::Display for AccountStatus<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { account, user, state } = self;
        write!(f, "account={account} user={} state=\"{}\"", Quoted(user), state.word())
    }
}

impl fmt::Display for CallStatus<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { src, account, number, state } = self;
        let number = Quoted(number);
        write!(f, "call src={} account={account} number={number} state=\"{state}\"", src.get())
    }
}
