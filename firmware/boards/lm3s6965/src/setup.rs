//! What the phone is told before it starts.

use core::net::{IpAddr, SocketAddr};
use core::str::{FromStr, SplitWhitespace};
use core::time::Duration;
use iax2_wire::Format;
use phonerig_phone::text::Number;
use phonerig_phone::{Account, Config, Encryption, GuestPolicy, IncomingUser, Trunk};
use smoltcp::wire::Ipv4Cidr;

/// IAX2's port.
const PORT: u16 = 4569;

/// The settings, in the making.
pub(crate) struct Setup {
    /// The phone's address and network.
    pub(crate) address: Ipv4Cidr,
    /// Accounts and the rest.
    pub(crate) config: Config,
    /// Where chance begins.
    pub(crate) seed: u64,
}

/// What a line of set-up did.
pub(crate) enum Told {
    /// It was taken.
    Taken,
    /// The phone is to start.
    Start,
    /// It is none of set-up.
    Other,
    /// It lacks something, or something in it is wrong.
    Wrong(&'static str),
}

impl Setup {
    /// A phone in the network of [`crate::NETWORK`], with no account.
    pub(crate) fn new(address: Ipv4Cidr) -> Self {
        // What the board has no room to decode is not offered.
        let codecs = [Format::ULAW, Format::ALAW].into_iter().collect();
        Self { address, config: Config { codecs, ..Config::default() }, seed: 1 }
    }

    /// Takes a line of set-up:
    ///
    /// ```text
    /// net ADDRESS/BITS            the phone's address and how much of it names its network
    /// seed N                      where chance begins
    /// clock SECONDS               the wall clock at power-on, since 1970 UTC
    /// calls N                     calls at once
    /// account add SERVER USER [KEY=VALUE..]   keys: secret number context language register refresh token overlap trunk encryption
    /// user NAME SECRET            who may call in and has to prove it
    /// guests yes|no               whether callers without a name are taken
    /// context NAME                where the phone can be reached besides `default`
    /// start                       ends set-up; the phone is switched on
    /// ```
    pub(crate) fn take(&mut self, line: &str) -> Told {
        let mut words = line.split_whitespace();
        let done = match words.next() {
            Some("net") => parsed(words.next()).map(|address| self.address = address),
            Some("seed") => parsed(words.next()).map(|seed| self.seed = seed),
            Some("clock") => parsed(words.next()).map(|clock| self.config.clock = Some(clock)),
            Some("calls") => parsed(words.next()).map(|calls| self.config.calls = calls),
            Some("account") => self.account(&mut words),
            Some("user") => self.user(&mut words),
            Some("guests") => self.guests(words.next()),
            Some("context") => self.context(words.next()),
            Some("start") => return Told::Start,
            _ => return Told::Other,
        };
        done.map_or_else(Told::Wrong, |()| Told::Taken)
    }

    fn account(&mut self, words: &mut SplitWhitespace<'_>) -> Done {
        let (Some("add"), server, Some(user)) = (words.next(), words.next(), words.next()) else {
            return Err("account add SERVER USER [KEY=VALUE..]");
        };
        let server: IpAddr = parsed(server)?;
        let mut account = Account::new(SocketAddr::new(server, PORT), user, "");
        account.token = false;
        for option in words {
            let (key, value) = option.split_once('=').ok_or("options are KEY=VALUE")?;
            set(&mut account, key, value)?;
        }
        self.config.accounts.push(account).map_err(|_| "there is room for no more accounts")
    }

    fn user(&mut self, words: &mut SplitWhitespace<'_>) -> Done {
        let (Some(name), Some(secret)) = (words.next(), words.next()) else {
            return Err("user NAME SECRET");
        };
        let user = IncomingUser { name: text(name)?, secret: text(secret)? };
        self.config.incoming.users.push(user).map_err(|_| "there is room for no more users")
    }

    fn guests(&mut self, word: Option<&str>) -> Done {
        let taken = yes(word.unwrap_or_default())?;
        self.config.incoming.guests = if taken { GuestPolicy::Taken } else { GuestPolicy::Refused };
        Ok(())
    }

    fn context(&mut self, word: Option<&str>) -> Done {
        let context = text(word.unwrap_or_default())?;
        self.config
            .incoming
            .contexts
            .push(context)
            .map_err(|_| "there is room for no more contexts")
    }
}

/// Done, or what was needed.
type Done = Result<(), &'static str>;

fn set(account: &mut Account, key: &str, value: &str) -> Done {
    match key {
        "secret" => account.secret = text(value)?,
        "number" => account.number = text(value)?,
        "context" => account.context = text(value)?,
        "language" => account.language = text(value)?,
        "register" => account.register = yes(value)?,
        "refresh" => account.refresh = Duration::from_secs(parsed(Some(value))?),
        "token" => account.token = yes(value)?,
        "overlap" => account.overlap = yes(value)?,
        "trunk" => account.trunk = if yes(value)? { Trunk::Timestamps } else { Trunk::Never },
        "encryption" => {
            account.encryption = if yes(value)? { Encryption::Offered } else { Encryption::Never };
        }
        _ => return Err("no account has that key"),
    }
    Ok(())
}

fn yes(word: &str) -> Result<bool, &'static str> {
    match word {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("yes or no"),
    }
}

fn text(word: &str) -> Result<Number, &'static str> {
    Number::try_from(word).map_err(|_| "a shorter word")
}

fn parsed<T: FromStr>(word: Option<&str>) -> Result<T, &'static str> {
    word.and_then(|word| word.parse().ok()).ok_or("a number or an address")
}
