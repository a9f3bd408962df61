//! What the rules say of real Asterisk and iaxmodem: every finding is a true deviation.
//!
//! What Asterisk always does: CALLTOKEN from call number 1 (IAX2SEC-3.2-03, -17), a control frame 0xff
//! after ANSWER (IAX2-8.2.4-01), HANGUP with a cause code and no text (IAX2-8.6.21-01).

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
fn a_plain_call_shows_only_what_asterisk_always_does() {
    let expected = ["2 IAX2SEC-3.2-03", "10 IAX2-8.2.4-01", "756 IAX2-8.6.21-01"];
    assert_eq!(findings("asterisk-call-md5-dtmf", &[]), expected);
}

#[test]
fn a_peer_that_is_killed_does_nothing_wrong() {
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

#[test]
fn what_vnak_asked_for_comes_again_without_the_r_bit() {
    let expected = [
        "2 IAX2SEC-3.2-03",
        "9 IAX2-8.2.4-01",
        "11 IAX2-8.1.1-07",
        "16 IAX2SEC-3.2-03",
        "23 IAX2-8.2.4-01",
        "116 IAX2-8.1.1-07",
        "165 IAX2-8.1.1-07",
        "1538 IAX2-8.6.21-01",
        "1542 IAX2-8.6.21-01",
    ];
    assert_eq!(findings("asterisk-loss-12-percent", &[]), expected);
}

#[test]
fn txacc_lacks_its_transfer_id() {
    let expected = [
        "2 IAX2SEC-3.2-03",
        "8 IAX2SEC-3.2-03",
        "16 IAX2-8.2.4-01",
        "20 IAX2-8.2.4-01",
        "36 IAX2-6.5.3-01",
        "38 IAX2-6.5.3-01",
        "795 IAX2-8.6.21-01",
    ];
    assert_eq!(findings("asterisk-native-transfer", &[]), expected);
}

/// A trunk frame gathers entries for up to 20 ms, and takes those of calls that were hung up meanwhile along.
#[test]
fn trunks_carry_voice_of_calls_that_are_over() {
    for (name, packets) in [
        ("asterisk-trunk-plain", ["2432", "2438", "2446", "2446"]),
        ("asterisk-trunk-timestamps", ["2421", "2442", "2448", "2448"]),
    ] {
        let found = findings(name, &[]);
        let late = found.iter().filter_map(|finding| finding.strip_suffix(" IAX2-6.2.5-06"));
        assert_eq!(late.collect::<Vec<_>>(), packets, "{name}");
        let usual = ["IAX2SEC-3.2-03", "IAX2-8.2.4-01", "IAX2-8.6.21-01"];
        for id in usual {
            assert_eq!(found.iter().filter(|finding| finding.ends_with(id)).count(), 4, "{name}");
        }
        assert_eq!(found.len(), 16, "{name}: {found:#?}");
    }
}

#[test]
fn iaxmodem_leaves_required_elements_out_of_new() {
    let expected = [
        "6 IAX2-6.2.2-15",
        "6 IAX2-6.2.2-16",
        "6 IAX2-6.2.2-17",
        "6 IAX2-6.2.2-18",
        "6 IAX2-8.6.28-03",
        "12 IAX2-8.2.4-01",
        // A call that iaxmodem refuses while it has one.
        "1129 IAX2-8.6.33-02",
        // Asterisk marks no wrap of the 16-bit time-stamp.
        "6633 IAX2-8.1.2-08",
    ];
    assert_eq!(findings("iaxmodem-register-call-150s", &[]), expected);
}
