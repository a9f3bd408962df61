//! The phone's configuration as lines of its console.

use core::net::SocketAddr;
use iax2_wire::Format;
use phonerig_phone::{Account, Config, Encryption, GuestPolicy, Trunk};

/// The lines that set a board up; `start` ends them.
pub(super) fn set_up(config: &Config, address: SocketAddr, seed: u64) -> Vec<String> {
    // Everybody is on the board's own wire: the rig answers for every address.
    let mut lines = vec![format!("net {}/0", address.ip()), format!("seed {seed}")];
    lines.extend(config.clock.map(|clock| format!("clock {clock}")));
    lines.push(format!("calls {}", config.calls));
    lines.push(format!("name {}", word(&config.display_name)));
    lines.push(format!("codecs{}", config.codecs.iter().map(codec).collect::<String>()));
    lines.extend(config.own_addresses.iter().map(|own| format!("own {own}")));
    lines.extend(config.accounts.iter().map(account));
    let incoming = &config.incoming;
    let users = incoming.users.iter();
    lines.extend(users.map(|user| format!("user {} {}", word(&user.name), word(&user.secret))));
    lines.push(format!("guests {}", yes(incoming.guests == GuestPolicy::Taken)));
    lines.push(format!("encryption {}", yes(incoming.encryption)));
    lines.extend(incoming.contexts.iter().map(|context| format!("context {}", word(context))));
    lines.push("start".to_owned());
    lines
}

fn account(account: &Account) -> String {
    let Account { server, username, number, refresh, .. } = account;
    let mut line = format!("account add {server} {} number={}", word(username), word(number));
    let words: [(&str, &str); 4] = [
        ("secret", &account.secret),
        ("name", &account.display_name),
        ("context", &account.context),
        ("language", &account.language),
    ];
    for (key, value) in words.into_iter().filter(|(_, value)| !value.is_empty()) {
        line += &format!(" {key}={}", word(value));
    }
    line += &format!(" refresh={}", refresh.as_secs());
    let flags = [
        ("register", account.register),
        ("token", account.token),
        ("overlap", account.overlap),
        ("trunk", account.trunk != Trunk::Never),
        ("encryption", account.encryption != Encryption::Never),
    ];
    for (key, flag) in flags {
        line += &format!(" {key}={}", yes(flag));
    }
    line
}

/// A codec's name on the console, with a space before it.
fn codec(codec: &Format) -> &'static str {
    match *codec {
        Format::ULAW => " ulaw",
        Format::ALAW => " alaw",
        Format::SLINEAR => " slinear",
        Format::ADPCM => " adpcm",
        _ => "",
    }
}

/// A text as one word: what ends words or is no plain character is `%` and two hexadecimal digits.
fn word(text: &str) -> String {
    let coded = |octet: u8| match octet {
        b'%' => "%25".to_owned(),
        b'!'..=b'~' => char::from(octet).to_string(),
        odd => format!("%{odd:02x}"),
    };
    text.bytes().map(coded).collect()
}

const fn yes(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_one_line() {
        let server = "10.0.0.1:4569".parse().expect("literal");
        let mut account = Account::new(server, "200", "sesame");
        account.display_name = "Front desk".parse().expect("it is short");
        let config = Config { accounts: core::iter::once(account).collect(), ..Config::default() };
        let lines = set_up(&config, "10.0.0.2:4569".parse().expect("literal"), 7);
        let account = "account add 10.0.0.1:4569 200 number=200 secret=sesame name=Front%20desk refresh=60 register=yes token=yes overlap=no trunk=no encryption=no";
        let first = ["net 10.0.0.2/0", "seed 7", "calls 4", "name phonerig"];
        assert_eq!(lines[..4], first);
        assert_eq!(lines[4..6], ["codecs ulaw alaw slinear adpcm", account]);
        assert_eq!(lines.last().map(String::as_str), Some("start"));
    }
}
