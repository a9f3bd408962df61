//! The phone's configuration as lines of its console.

use core::net::SocketAddr;
use phonerig_phone::{Account, Config, Encryption, GuestPolicy, Trunk};

/// The lines that set a board up; `start` ends them.
pub(super) fn set_up(config: &Config, address: SocketAddr, seed: u64) -> Vec<String> {
    // Everybody is on the board's own wire: the rig answers for every address.
    let mut lines = vec![format!("net {}/0", address.ip()), format!("seed {seed}")];
    lines.extend(config.clock.map(|clock| format!("clock {clock}")));
    lines.push(format!("calls {}", config.calls));
    lines.extend(config.accounts.iter().map(account));
    let incoming = &config.incoming;
    lines.extend(incoming.users.iter().map(|user| format!("user {} {}", user.name, user.secret)));
    lines.push(format!("guests {}", yes(incoming.guests == GuestPolicy::Taken)));
    lines.extend(incoming.contexts.iter().map(|context| format!("context {context}")));
    lines.push("start".to_owned());
    lines
}

fn account(account: &Account) -> String {
    let Account { server, username, number, refresh, .. } = account;
    let mut line = format!("account add {} {username} number={number}", server.ip());
    let words = [
        ("secret", &account.secret),
        ("context", &account.context),
        ("language", &account.language),
    ];
    for (key, value) in words.into_iter().filter(|(_, value)| !value.is_empty()) {
        line += &format!(" {key}={value}");
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

const fn yes(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_one_line() {
        let server = "10.0.0.1:4569".parse().expect("literal");
        let config = Config {
            accounts: core::iter::once(Account::new(server, "200", "sesame")).collect(),
            ..Config::default()
        };
        let lines = set_up(&config, "10.0.0.2:4569".parse().expect("literal"), 7);
        let account = "account add 10.0.0.1 200 number=200 secret=sesame refresh=60 register=yes token=yes overlap=no trunk=no encryption=no";
        assert_eq!(lines[..4], ["net 10.0.0.2/0", "seed 7", "calls 4", account]);
        assert_eq!(lines.last().map(String::as_str), Some("start"));
    }
}
