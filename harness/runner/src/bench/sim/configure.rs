//! The reference phone set up as its declaration says.

use crate::net::topology::Addresses;
use crate::record::EPOCH;
use core::net::SocketAddr;
use core::str::FromStr;
use core::time::Duration;
use iax2_wire::Format;
use phonerig_judge::declaration::{Account as Declared, Auth, Declaration};
use phonerig_phone::{
    Account, Config, Encryption, GuestPolicy, Incoming, IncomingUser, Policy, Trunk,
};

/// A declaration that the reference phone cannot follow.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ConfigError {
    /// It has more accounts than the phone has room for.
    #[error("the reference phone has no room for account {0}")]
    Accounts(usize),
    /// An account's key is not built in.
    #[error("the reference phone knows no RSA key `{0}`")]
    Key(String),
    /// A text is longer than the phone has room for.
    #[error("`{0}` is too long for the reference phone")]
    TooLong(String),
}

/// How long registrations are asked for where the declaration does not say.
const USUAL_REFRESH: Duration = Duration::from_secs(60);

/// Codecs in the phone's order of preference, by the words of a declaration.
const CODECS: [(&str, Format); 4] = [
    ("ulaw", Format::ULAW),
    ("alaw", Format::ALAW),
    ("slinear", Format::SLINEAR),
    ("adpcm", Format::ADPCM),
];

/// Sets the phone up for a scenario's network.
///
/// # Errors
///
/// What of the declaration it has no room for.
pub fn configure(
    declaration: &Declaration,
    addresses: &Addresses,
    policy: Policy,
) -> Result<Config, ConfigError> {
    let mut config = Config { policy, clock: Some(EPOCH.as_secs()), ..Config::default() };
    let declared = CODECS.iter().filter(|(word, _)| declaration.supports(word));
    config.codecs = declared.map(|(_, format)| *format).collect();
    if let Some(calls) = declaration.limits.calls {
        config.calls = usize::try_from(calls).unwrap_or(usize::MAX);
    }
    for (index, declared) in declaration.accounts.iter().enumerate() {
        let account = account(declared, declaration, addresses)?;
        config.accounts.push(account).map_err(|_| ConfigError::Accounts(index + 1))?;
    }
    config.incoming = incoming(declaration)?;
    config.own_addresses = [addresses.dut, addresses.dut_own].into_iter().collect();
    Ok(config)
}

fn account(
    declared: &Declared,
    declaration: &Declaration,
    addresses: &Addresses,
) -> Result<Account, ConfigError> {
    let refresh = declaration.timers.registration.map_or(USUAL_REFRESH, |span| span.0);
    Ok(Account {
        server: server(&declared.server, addresses),
        username: text(&declared.username)?,
        secret: text(declared.secret.as_deref().unwrap_or_default())?,
        rsa_key: declared.rsa.as_deref().map(key).transpose()?,
        number: text(declared.number.as_ref().unwrap_or(&declared.username))?,
        display_name: text(declared.display.as_deref().unwrap_or_default())?,
        context: text(declared.context.as_deref().unwrap_or_default())?,
        language: text(declared.language.as_deref().unwrap_or_default())?,
        register: declared.register,
        refresh,
        token: declared.token,
        overlap: declared.overlap,
        trunk: if declared.trunk { Trunk::Timestamps } else { Trunk::Never },
        encryption: if declared.encryption { Encryption::Offered } else { Encryption::Never },
    })
}

/// Where an account's server is: the party of that name, else the scenario's first.
fn server(name: &str, addresses: &Addresses) -> SocketAddr {
    let named = addresses.parties.iter().find(|(party, _)| party == name);
    let party = named.or(addresses.parties.first());
    party.map_or(addresses.dut_own, |(_, address)| *address)
}

fn incoming(declaration: &Declaration) -> Result<Incoming, ConfigError> {
    let declared = &declaration.incoming;
    let mut incoming = Incoming {
        guests: if declared.guests { GuestPolicy::Taken } else { GuestPolicy::Refused },
        encryption: declaration.supports("encryption"),
        ..Incoming::default()
    };
    if let (Auth::Md5, Some(user)) = (declared.auth, &declared.user) {
        let secret = text(declared.secret.as_deref().unwrap_or_default())?;
        let user = IncomingUser { name: text(user)?, secret };
        incoming.users = core::iter::once(user).collect();
    }
    let contexts = declaration.accounts.iter().filter_map(|account| account.context.as_deref());
    for context in contexts {
        let context = text(context)?;
        if !incoming.contexts.contains(&context) {
            // Those beyond the phone's room cannot be called into.
            let _ = incoming.contexts.push(context);
        }
    }
    Ok(incoming)
}

fn text<T: FromStr>(text: &str) -> Result<T, ConfigError> {
    text.parse().map_err(|_| ConfigError::TooLong(text.to_owned()))
}

/// Keys for tests, by the names that declarations use.
fn key(name: &str) -> Result<&'static str, ConfigError> {
    match name {
        "reference-key" => {
            Ok(include_str!("../../../../../scenarios/declarations/reference-key.pem"))
        }
        _ => Err(ConfigError::Key(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFERENCE: &str = include_str!("../../../../../scenarios/declarations/reference.toml");

    fn configured() -> Config {
        let declaration = Declaration::parse("reference.toml", REFERENCE).expect("valid");
        let address = |text: &str| text.parse().expect("literal");
        let addresses = Addresses {
            dut: address("203.0.113.1:4569"),
            dut_own: address("192.168.1.10:4569"),
            parties: vec![("alice".to_owned(), address("198.51.100.1:4569"))],
        };
        configure(&declaration, &addresses, Policy::default()).expect("it fits")
    }

    #[test]
    fn the_reference_declaration_fits_the_reference_phone() {
        let config = configured();
        assert_eq!(config.accounts.len(), 6);
        assert_eq!(config.codecs.first(), Some(&Format::ULAW));
        assert_eq!(config.incoming.users.len(), 1);
    }

    #[test]
    fn a_server_that_is_not_played_is_the_first_party() {
        assert_eq!(configured().accounts[0].server.to_string(), "198.51.100.1:4569");
    }
}
