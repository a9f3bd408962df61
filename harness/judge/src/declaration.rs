//! What an implementation says of itself: what it supports (PICS) and its values (IXIT), ISO 9646.

use crate::network::Span;
use crate::notation::diagnostic::Diagnostic;
use crate::scenario::Source;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The words of `supports` and `needs`.
pub const WORDS: &[&str] = &[
    "iax2",
    "caller",
    "callee",
    "registrant",
    "registrar",
    "md5",
    "rsa",
    "call-token",
    "trunk",
    "encryption",
    "key-rotation",
    "overlap-dialling",
    "transfer",
    "media-transfer",
    "quelch",
    "hold",
    "mwi",
    "html",
    "text",
    "video",
    "image",
    "comfort-noise",
    "jitter-buffer",
    "ulaw",
    "alaw",
    "slinear",
    "adpcm",
    "gsm",
    "g729",
    "g726",
    "g722",
    "ilbc",
    "speex",
    "lines2",
    "calls3",
    "hands",
    "eyes",
    "ipv6",
];

/// A declaration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// The implementation's name.
    pub name: String,
    /// Its version.
    #[serde(default)]
    pub version: String,
    /// What it supports.
    pub supports: Vec<Word>,
    /// What it does not support, and why.
    #[serde(default)]
    pub unsupported: BTreeMap<Word, String>,
    /// Its timers.
    #[serde(default)]
    pub timers: Timers,
    /// Its limits.
    #[serde(default)]
    pub limits: Limits,
    /// Its accounts, counted from 1 in scripts.
    #[serde(default, rename = "account")]
    pub accounts: Vec<Account>,
    /// What it asks of those who call it.
    #[serde(default)]
    pub incoming: Incoming,
}

/// A word of [`WORDS`].
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(try_from = "String")]
pub struct Word(String);

impl Word {
    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Word {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        if WORDS.contains(&word.as_str()) {
            Ok(Self(word))
        } else {
            Err(format!("`{word}` is nothing that a device declares; one of: {}", WORDS.join(" ")))
        }
    }
}

/// The values of its timers, where it states them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Timers {
    /// Between two PINGs.
    pub ping: Option<Span>,
    /// Between two LAGRQs.
    pub lagrq: Option<Span>,
    /// From a frame to its first repeat, before a round trip was measured.
    pub retry_first: Option<Span>,
    /// The longest pause between two repeats.
    pub retry_cap: Option<Span>,
    /// How often a frame is repeated.
    pub retries: Option<u32>,
    /// How long a registration is asked for.
    pub registration: Option<Span>,
}

/// How much it takes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Calls at once.
    pub calls: Option<u32>,
    /// Accounts.
    pub accounts: Option<u32>,
}

/// One account of the device with a server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// What the device shows for it.
    #[serde(default)]
    pub name: String,
    /// The party that is its server.
    #[serde(default = "Account::usual_server")]
    pub server: String,
    /// The user.
    pub username: String,
    /// The secret of MD5 and of encryption.
    pub secret: Option<String>,
    /// The key of RSA, by the name of its file.
    pub rsa: Option<String>,
    /// Its public half in PEM, by which signatures are checked.
    #[serde(rename = "public-key")]
    pub public_key: Option<String>,
    /// The number that it shows to those whom it calls; the user where absent.
    pub number: Option<String>,
    /// The name that it shows to those whom it calls.
    pub display: Option<String>,
    /// The context that it calls into.
    pub context: Option<String>,
    /// The language that it wishes.
    pub language: Option<String>,
    /// Whether it offers call tokens.
    #[serde(default)]
    pub token: bool,
    /// Whether it dials digit by digit.
    #[serde(default)]
    pub overlap: bool,
    /// Whether it trunks.
    #[serde(default)]
    pub trunk: bool,
    /// Whether it asks for encryption.
    #[serde(default)]
    pub encryption: bool,
    /// Whether it registers at power-on.
    #[serde(default)]
    pub register: bool,
}

impl Account {
    fn usual_server() -> String {
        "pbx".to_owned()
    }
}

/// What it asks of those who call it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Incoming {
    /// How it authenticates them; only where they name a user.
    #[serde(default)]
    pub auth: Auth,
    /// The user.
    pub user: Option<String>,
    /// The user's secret.
    pub secret: Option<String>,
    /// Whether callers that name no user are taken.
    #[serde(default = "Incoming::usual_guests")]
    pub guests: bool,
}

impl Incoming {
    fn usual_guests() -> bool {
        true
    }
}

/// How callers are authenticated.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Auth {
    /// Not at all.
    #[default]
    None,
    /// By MD5.
    Md5,
}

impl Declaration {
    /// Reads a declaration; `file` names it in messages.
    ///
    /// # Errors
    /// The first mistake, with its place in the file.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        Source { file, text }.envelope()
    }

    /// Whether it declares a word.
    pub fn supports(&self, word: &str) -> bool {
        self.supports.iter().any(|known| known.as_str() == word)
    }

    /// Why it cannot meet a need; nothing where it can.
    pub fn lacks<'n>(&self, needs: impl IntoIterator<Item = &'n str>) -> Option<String> {
        let missing = needs.into_iter().find(|need| !self.supports(need))?;
        let reason = self.unsupported.iter().find(|(word, _)| word.as_str() == missing);
        Some(match reason {
            Some((_, reason)) => format!("{} does not declare `{missing}`: {reason}", self.name),
            None => format!("{} does not declare `{missing}`", self.name),
        })
    }

    /// Why it has not so many accounts; nothing where it has.
    pub fn lacks_accounts(&self, needed: u32) -> Option<String> {
        let have = self.accounts.len();
        let enough = usize::try_from(needed).is_ok_and(|needed| needed <= have);
        (!enough)
            .then(|| format!("{} declares {have} accounts, and {needed} are needed", self.name))
    }

    /// The account of a number, counted from 1.
    pub fn account(&self, number: u32) -> Option<&Account> {
        usize::try_from(number).ok()?.checked_sub(1).and_then(|at| self.accounts.get(at))
    }

    /// The secret of a user name, as the rig's servers know it.
    pub fn secret_of(&self, username: &[u8]) -> Option<&str> {
        self.account_of(username)?.secret.as_deref()
    }

    /// The account of a user name.
    pub fn account_of(&self, username: &[u8]) -> Option<&Account> {
        self.accounts.iter().find(|account| account.username.as_bytes() == username)
    }
}
