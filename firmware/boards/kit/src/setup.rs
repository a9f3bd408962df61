//! What the phone is told before it starts.

use crate::network::PORT;
use core::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use core::str::{FromStr, SplitWhitespace};
use core::time::Duration;
use heapless::{String, Vec};
use iax2_wire::Format;
use phonerig_phone::capacity::{ENCRYPTION, TRUNK};
use phonerig_phone::{Account, Config, Encryption, GuestPolicy, IncomingUser, Trunk};
use smoltcp::wire::{Ipv4Address, Ipv4Cidr};

/// The network until `net` says otherwise.
const NETWORK: Ipv4Cidr = Ipv4Cidr::new(Ipv4Address::new(10, 0, 0, 2), 24);

/// Codecs by their names on the console.
const CODECS: [(&str, Format); 4] = [
    ("ulaw", Format::ULAW),
    ("alaw", Format::ALAW),
    ("slinear", Format::SLINEAR),
    ("adpcm", Format::ADPCM),
];

/// What is told apart from the phone's configuration.
pub(crate) struct Setup {
    /// The phone's address and network.
    pub(crate) address: Ipv4Cidr,
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
    /// A phone with no account that offers G.711.
    pub(crate) fn new(config: &mut Config) -> Self {
        *config = Config::default();
        config.codecs = [Format::ULAW, Format::ALAW].into_iter().collect();
        Self { address: NETWORK, seed: 1 }
    }

    /// Takes a line of set-up, as the boards' README lists them.
    pub(crate) fn take(&mut self, config: &mut Config, line: &str) -> Told {
        let mut words = line.split_whitespace();
        let incoming = &mut config.incoming;
        let done = match words.next() {
            Some("net") => network(words.next()).map(|address| self.address = address),
            Some("seed") => parsed(words.next()).map(|seed| self.seed = seed),
            Some("clock") => parsed(words.next()).map(|clock| config.clock = Some(clock)),
            Some("calls") => parsed(words.next()).map(|calls| config.calls = calls),
            Some("name") => text(words.next()).map(|name| config.display_name = name),
            Some("codecs") => codecs(&mut words).map(|codecs| config.codecs = codecs),
            Some("own") => endpoint(words.next()).and_then(|own| {
                config.own_addresses.push(own).map_err(|_| "there is room for no more addresses")
            }),
            Some("account") => account(config, &mut words),
            Some("user") => user(config, &mut words),
            Some("guests") => yes(words.next()).map(|taken| {
                incoming.guests = if taken { GuestPolicy::Taken } else { GuestPolicy::Refused };
            }),
            Some("encryption") => {
                built_in(ENCRYPTION, words.next()).map(|wanted| incoming.encryption = wanted)
            }
            Some("context") => text(words.next()).and_then(|context| {
                incoming.contexts.push(context).map_err(|_| "there is room for no more contexts")
            }),
            Some("start") => return Told::Start,
            _ => return Told::Other,
        };
        done.map_or_else(Told::Wrong, |()| Told::Taken)
    }
}

/// Done, or what was needed.
type Done = Result<(), &'static str>;

fn account(config: &mut Config, words: &mut SplitWhitespace<'_>) -> Done {
    let (Some("add"), server, Some(user)) = (words.next(), words.next(), words.next()) else {
        return Err("account add SERVER USER [KEY=VALUE..]");
    };
    let mut account = Account::new(endpoint(server)?, "", "");
    account.username = text(Some(user))?;
    account.number.clone_from(&account.username);
    account.token = false;
    for option in words {
        let (key, value) = option.split_once('=').ok_or("options are KEY=VALUE")?;
        set(&mut account, key, Some(value))?;
    }
    config.accounts.push(account).map_err(|_| "there is room for no more accounts")
}

fn set(account: &mut Account, key: &str, value: Option<&str>) -> Done {
    match key {
        "secret" => account.secret = text(value)?,
        "number" => account.number = text(value)?,
        "name" => account.display_name = text(value)?,
        "context" => account.context = text(value)?,
        "language" => account.language = text(value)?,
        "register" => account.register = yes(value)?,
        "refresh" => account.refresh = Duration::from_secs(parsed(value)?),
        "token" => account.token = yes(value)?,
        "overlap" => account.overlap = yes(value)?,
        "trunk" => {
            account.trunk = if built_in(TRUNK, value)? { Trunk::Timestamps } else { Trunk::Never };
        }
        "encryption" => {
            let wanted = built_in(ENCRYPTION, value)?;
            account.encryption = if wanted { Encryption::Offered } else { Encryption::Never };
        }
        _ => return Err("no account has that key"),
    }
    Ok(())
}

fn user(config: &mut Config, words: &mut SplitWhitespace<'_>) -> Done {
    let user = IncomingUser { name: text(words.next())?, secret: text(words.next())? };
    config.incoming.users.push(user).map_err(|_| "there is room for no more users")
}

fn codecs<const N: usize>(words: &mut SplitWhitespace<'_>) -> Result<Vec<Format, N>, &'static str> {
    let spoken = || CODECS.iter().filter(|(_, codec)| Config::speaks(*codec));
    let named = |word: &str| spoken().find(|(name, _)| *name == word);
    let mut codecs = Vec::new();
    for word in words {
        let (_, codec) = named(word).ok_or("codecs that are built in")?;
        codecs.push(*codec).map_err(|_| "each codec once")?;
    }
    Ok(codecs)
}

/// Yes or no; yes only to what is built in.
fn built_in(has: bool, word: Option<&str>) -> Result<bool, &'static str> {
    if yes(word)? && !has { Err("an image with that built in") } else { yes(word) }
}

fn yes(word: Option<&str>) -> Result<bool, &'static str> {
    match word {
        Some("yes") => Ok(true),
        Some("no") => Ok(false),
        _ => Err("yes or no"),
    }
}

/// An address with or without a port.
fn endpoint(word: Option<&str>) -> Result<SocketAddr, &'static str> {
    let word = word.unwrap_or_default();
    let (ip, port) = match word.split_once(':') {
        Some((ip, port)) => (ip, parsed(Some(port))?),
        None => (word, PORT),
    };
    Ok(SocketAddr::V4(SocketAddrV4::new(parsed(Some(ip))?, port)))
}

/// An address and how many of its bits name its network.
fn network(word: Option<&str>) -> Result<Ipv4Cidr, &'static str> {
    let (ip, bits) = word.and_then(|word| word.split_once('/')).ok_or("ADDRESS/BITS")?;
    let bits = parsed(Some(bits)).ok().filter(|bits| *bits <= 32).ok_or("up to 32 bits")?;
    Ok(Ipv4Cidr::new(parsed::<Ipv4Addr>(Some(ip))?, bits))
}

fn parsed<T: FromStr>(word: Option<&str>) -> Result<T, &'static str> {
    word.and_then(|word| word.parse().ok()).ok_or("a number or an address")
}

/// A word in which `%` and two hexadecimal digits stand for an octet, so that it can hold spaces.
fn text<const N: usize>(word: Option<&str>) -> Result<String<N>, &'static str> {
    let mut octets = Vec::<u8, N>::new();
    let mut rest = word.ok_or("one more word")?.bytes();
    while let Some(octet) = rest.next() {
        let octet = if octet == b'%' { coded(&mut rest).ok_or("% and two digits")? } else { octet };
        octets.push(octet).map_err(|_| "a shorter word")?;
    }
    String::from_utf8(octets).map_err(|_| "UTF-8")
}

fn coded(rest: &mut impl Iterator<Item = u8>) -> Option<u8> {
    let mut digit = || char::from(rest.next()?).to_digit(16);
    u8::try_from(digit()? * 16 + digit()?).ok()
}
