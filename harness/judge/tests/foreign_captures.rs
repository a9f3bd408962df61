//! What the rules say of real Asterisk and iaxmodem: every finding is a true deviation.

mod support;

use phonerig_judge::rules::Options;

/// The findings of a capture as `packet requirement`, in order.
fn findings(name: &str, secrets: &[&str]) -> Vec<String> {
    let secrets = secrets.iter().map(|secret| secret.as_bytes().to_vec()).collect();
    support::judged(name, Options { secrets, ..Options::default() })
        .iter()
        .map(|finding| {
            let id = finding.requirement.as_ref().map_or("", |id| id.as_str());
            format!("{} {id}", finding.packet.unwrap_or(0))
        })
        .collect()
}

#[test]
fn a_peer_that_is_killed_does_nothing_wrong() {
    // CALLTOKEN from call number 1, and a control frame 0xff: as Asterisk always does.
    assert_eq!(findings("asterisk-peer-killed", &[]), ["2 IAX2SEC-3.2-03", "9 IAX2-8.2.4-01"]);
}

#[test]
fn asterisk_registers_as_it_should_but_for_the_token_messages_number() {
    let expected = ["3 IAX2SEC-3.2-17", "4 IAX2SEC-3.2-17", "17 IAX2SEC-3.2-17"];
    assert_eq!(findings("asterisk-register", &[]), expected);
}

#[test]
fn an_encrypted_call_is_judged_with_its_secret() {
    let expected = [
        "2 IAX2SEC-3.2-03",
        "8 IAX2-8.2.4-01",
        // The ANSWER that VNAK asked for comes again with R = 0.
        "12 IAX2-8.1.1-07",
        // Voice stamps follow the sample clock, 3 ms behind the control frame before.
        "19 IAX2-7-10",
        "765 IAX2-8.6.21-01",
    ];
    assert_eq!(findings("asterisk-encrypted-call", &["pA"]), expected);
}

#[test]
fn without_its_secret_an_encrypted_call_shows_nothing_but_its_beginning() {
    assert_eq!(findings("asterisk-encrypted-call", &[]), ["2 IAX2SEC-3.2-03"]);
}
