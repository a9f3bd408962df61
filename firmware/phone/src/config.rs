//! What the owner of a phone sets: accounts, who may call in, what is offered.

use core::net::SocketAddr;
use core::time::Duration;

use heapless::{String, Vec};
use iax2_wire::Format;

use crate::audio::Codec;
use crate::capacity::{ACCOUNTS, CALLS};
use crate::policy::{MediaHabits, Policy};
use crate::text::{Line, Number, cut};

/// Everything that a phone is told before it starts.
#[derive(Clone, Debug)]
pub struct Config {
    /// Accounts in the order of their numbers: the first is account 1.
    pub accounts: Vec<Account, ACCOUNTS>,
    /// What the phone asks of those who call it.
    pub incoming: Incoming,
    /// Shown to those who are called (CALLING NAME).
    pub display_name: Line,
    /// Codecs in order of preference; the first is offered as FORMAT.
    pub codecs: Vec<Format, 8>,
    /// Calls at once; at most [`CALLS`].
    pub calls: usize,
    /// The wall clock at the phone's own zero, in seconds since 1970 UTC; `None` sends no DATETIME.
    pub clock: Option<u64>,
    /// Addresses that are the phone's own: no transfer is followed to them.
    pub own_addresses: Vec<SocketAddr, 4>,
    /// Behaviour; the default conforms. A board's phone conforms and has no choice, which saves it the room for one.
    #[cfg(not(feature = "small"))]
    pub policy: Policy,
}

impl Default for Config {
    fn default() -> Self {
        let codecs = [Format::ULAW, Format::ALAW, Format::SLINEAR, Format::ADPCM];
        Self {
            incoming: Incoming::default(),
            display_name: cut("phonerig"),
            codecs: codecs.into_iter().collect(),
            calls: 4,
            ..Self::blank()
        }
    }
}

impl Config {
    /// Nothing is configured: a phone that has none of this yet. It is all zeros, which cost a board no flash.
    pub(crate) const fn blank() -> Self {
        let incoming = Incoming {
            users: Vec::new(),
            guests: GuestPolicy::Taken,
            token: TokenPolicy::Ignored,
            encryption: false,
            contexts: Vec::new(),
        };
        Self {
            accounts: Vec::new(),
            incoming,
            display_name: String::new(),
            codecs: Vec::new(),
            calls: 0,
            clock: None,
            own_addresses: Vec::new(),
            #[cfg(not(feature = "small"))]
            policy: Policy::CONFORMING,
        }
    }

    /// How the phone behaves.
    #[cfg(not(feature = "small"))]
    pub(crate) const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// How the phone behaves.
    #[cfg(feature = "small")]
    pub(crate) const fn policy(&self) -> &'static Policy {
        &Policy::CONFORMING
    }

    /// The mask of all codecs offered (CAPABILITY, RFC 5456 8.6.7).
    pub fn capability(&self) -> Format {
        Format(self.codecs.iter().fold(0, |mask, codec| mask | codec.0))
    }

    /// Whether a codec is built in, so that it can stand among [`codecs`](Self::codecs).
    pub const fn speaks(codec: Format) -> bool {
        Codec::of(codec, &MediaHabits::CONFORMING).is_some()
    }

    pub(crate) fn calls(&self) -> usize {
        self.calls.min(CALLS)
    }
}

/// An account at a provider: whom to call through, and as whom.
#[derive(Clone, Debug)]
pub struct Account {
    /// The provider's server.
    pub server: SocketAddr,
    /// USERNAME; also the number under which the phone is called.
    pub username: Number,
    /// Shared secret for MD5; empty if there is none.
    pub secret: Number,
    /// Private key for RSA as PKCS#1 or PKCS#8 PEM text; used only with the feature `rsa`.
    pub rsa_key: Option<&'static str>,
    /// Number shown to those who are called, apart from `username` (CALLING NUMBER).
    pub number: Number,
    /// Shown to those who are called in place of the phone's own name (CALLING NAME); empty shows that.
    pub display_name: Line,
    /// CALLED CONTEXT of calls; empty sends none.
    pub context: Number,
    /// LANGUAGE tag; empty sends none.
    pub language: Number,
    /// Whether the phone registers by itself at power-on.
    pub register: bool,
    /// Asked of the registrar (REFRESH).
    pub refresh: Duration,
    /// Offers CALLTOKEN in NEW, REGREQ and REGREL.
    pub token: bool,
    /// Dials digit by digit with the server's dial plan (RFC 5456 6.8).
    pub overlap: bool,
    /// Gathers the voice of several calls into trunk frames (7.1).
    pub trunk: Trunk,
    /// Whether calls are to be encrypted (7.4).
    pub encryption: Encryption,
}

impl Account {
    /// An account with a name and a secret and nothing special; it registers.
    pub fn new(server: SocketAddr, username: &str, secret: &str) -> Self {
        Self {
            server,
            username: cut(username),
            secret: cut(secret),
            rsa_key: None,
            number: cut(username),
            display_name: String::new(),
            context: String::new(),
            language: String::new(),
            register: true,
            refresh: Duration::from_secs(60),
            token: true,
            overlap: false,
            trunk: Trunk::Never,
            encryption: Encryption::Never,
        }
    }
}

/// Whether and how an account's calls share trunk frames (RFC 5456 8.1.3.2).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Trunk {
    /// Each call has Mini Frames of its own.
    #[default]
    Never,
    /// Entries without time-stamps.
    Plain,
    /// Entries with time-stamps.
    Timestamps,
}

/// Whether an account's calls are encrypted (RFC 5456 7.4).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Encryption {
    /// Not offered.
    #[default]
    Never,
    /// Offered; the call goes on in clear where the server declines.
    Offered,
    /// Offered; the call is hung up where the server declines.
    Required,
}

/// Who may call in, and what is asked of them.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
    /// Callers who name themselves by USERNAME are challenged (MD5) and must know their secret.
    pub users: Vec<IncomingUser, 4>,
    /// Takes calls of those who give no USERNAME.
    pub guests: GuestPolicy,
    /// How CALLTOKEN is used against forged addresses (IAX2 Security 3.2).
    pub token: TokenPolicy,
    /// Encrypts calls of challenged callers who offer it.
    pub encryption: bool,
    /// Contexts in which the phone can be reached besides `default` and none.
    pub contexts: Vec<Number, 4>,
}

/// Somebody who may call and has to prove it.
#[derive(Clone, Debug, Default)]
pub struct IncomingUser {
    /// USERNAME of NEW.
    pub name: Number,
    /// Shared secret.
    pub secret: Number,
}

/// What becomes of callers without USERNAME.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum GuestPolicy {
    /// They are taken without a challenge.
    #[default]
    Taken,
    /// They are refused.
    Refused,
}

/// What the phone does about call tokens when it is called.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum TokenPolicy {
    /// Neither asked for nor looked at.
    Ignored,
    /// A caller who offers is given a token; one who does not is taken too.
    #[default]
    Offered,
    /// Only callers with a token are taken.
    Required,
}
