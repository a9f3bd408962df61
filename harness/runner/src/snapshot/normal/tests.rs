//! What is normalised away, and what is not.

use super::Normaliser;
use core::net::{IpAddr, SocketAddr};
use hex_literal::hex;
use iax2_wire::auth::md5_result;
use iax2_wire::time::Instant;
use phonerig_judge::finding::Finding;
use phonerig_judge::happening::{Command, Happening, What, WireId};
use phonerig_judge::verdict::{Level, Verdict};
use std::time::Duration;

const DUT: [u8; 4] = [192, 0, 2, 1];
const PBX: [u8; 4] = [192, 0, 2, 2];

struct Told {
    normaliser: Normaliser,
    packet: u64,
}

impl Told {
    fn new() -> Self {
        let names = [(DUT, "dut"), (PBX, "pbx")];
        let names = names.map(|(address, name)| (IpAddr::from(address), name.to_owned()));
        Self { normaliser: Normaliser::new(names, vec!["sesame".to_owned()]), packet: 0 }
    }

    fn hear(mut self, millis: u64, what: What) -> Self {
        self.packet += 1;
        let at = Instant::ZERO + Duration::from_millis(millis);
        self.normaliser.hear(&Happening { at, packet: self.packet, what });
        self
    }

    fn wire(self, millis: u64, from: [u8; 4], octets: &[u8]) -> Self {
        let to = if from == DUT { PBX } else { DUT };
        let [src, dst] = [from, to].map(|address| SocketAddr::from((address, 4569)));
        let what = What::Wire { wire: WireId::Dut, src, dst, octets: octets.to_vec() };
        self.hear(millis, what)
    }

    fn rows(self, findings: &[Finding]) -> Vec<String> {
        self.normaliser.finish(findings).lines().map(str::to_owned).collect()
    }
}

#[test]
fn call_numbers_are_letters_and_sequence_numbers_count_foreground_frames() {
    let rows = Told::new()
        .wire(0, PBX, &hex!("8005 0000 00000000 00 00 06 02"))
        .wire(0, PBX, &hex!("8005 0009 00000001 01 00 06 1e"))
        .wire(0, DUT, &hex!("8009 0005 00000001 00 02 04 03"))
        .rows(&[]);
    let expected = ["pbx -> dut  POKE  a/a o0 i0", "dut -> pbx  RINGING  a/a o0 i1"];
    assert_eq!(rows, expected);
}

#[test]
fn numbers_begin_again_after_a_token() {
    let rows = Told::new()
        .wire(0, DUT, &hex!("8009 0000 00000001 00 00 06 0d"))
        .wire(20, PBX, &hex!("8001 0009 00000001 00 01 06 28"))
        .wire(40, DUT, &hex!("8009 0000 00000002 00 00 06 0d"))
        .wire(60, PBX, &hex!("8005 0009 00000002 00 01 06 0f"))
        .rows(&[]);
    assert_eq!(rows[1], "pbx -> dut  CALLTOKEN  a/a o0 i1", "{rows:#?}");
    assert_eq!(rows[2], "dut -> pbx  REGREQ  a/- o0 i0", "{rows:#?}");
    assert_eq!(rows[3], "pbx -> dut  REGACK  b/a o0 i1", "{rows:#?}");
}

#[test]
fn of_a_flood_the_first_rows_are_shown_and_the_rest_is_counted() {
    let mut told = Told::new();
    for number in 2..=41_u8 {
        let poke = [&[0x80, number][..], &hex!("0000 00000000 00 00 06 1e")].concat();
        told = told.wire(0, PBX, &poke);
    }
    let rows = told.rows(&[]);
    assert_eq!(rows.len(), 25);
    assert_eq!(rows[23..], ["pbx -> dut  POKE  x/- o0 i0", "    # 16 more like it"]);
}

#[test]
fn a_repetition_is_counted_and_the_devices_background_stands_apart() {
    let ringing = hex!("8009 0005 00000001 00 00 04 03");
    let repeated = hex!("8009 8005 00000001 00 00 04 03");
    let rows = Told::new()
        .wire(0, DUT, &ringing)
        .wire(1000, DUT, &repeated)
        .wire(1020, PBX, &hex!("8005 0009 00000001 00 01 06 04"))
        .wire(1040, DUT, &hex!("8009 0005 00000002 01 00 06 02"))
        .rows(&[]);
    assert_eq!(rows, ["dut -> pbx  RINGING  a/a o0 i0  x2", "# background of dut: PING"]);
}

#[test]
fn signs_stand_behind_the_frames_that_came_with_them() {
    let ringing = hex!("8009 0005 00000001 00 00 06 0d");
    let rows = Told::new()
        .hear(0, What::Sign("idle".to_owned()))
        .hear(0, What::Sign("idle".to_owned()))
        .wire(1, DUT, &ringing)
        .hear(2, What::Sign("idle".to_owned()))
        .rows(&[]);
    assert_eq!(rows, ["dut -> pbx  REGREQ  a/a o0 i0", "dut idle  x3"]);
}

#[test]
fn a_digest_is_computed_again() {
    let challenge = [&hex!("8005 0009 00000001 00 00 06 08 0f 03")[..], b"123"].concat();
    let answer = |secret: &[u8]| {
        let digest = md5_result(b"123", secret);
        [&hex!("8009 0005 00000001 00 01 06 09 10 20")[..], &digest].concat()
    };
    let told = Told::new().wire(0, PBX, &challenge);
    let rows = told.wire(0, DUT, &answer(b"sesame")).wire(1, DUT, &answer(b"x")).rows(&[]);
    assert!(rows[0].ends_with("challenge=new"), "{rows:#?}");
    assert!(rows[1].contains("md5=ok"), "{rows:#?}");
}

#[test]
fn media_shows_when_it_begins_and_after_a_pause() {
    let mini = hex!("0009 0028 ffff");
    let rows = Told::new()
        .wire(0, DUT, &mini)
        .wire(20, DUT, &mini)
        .wire(40, DUT, &mini)
        .wire(2000, DUT, &mini)
        .rows(&[]);
    assert_eq!(rows, ["dut ~> pbx  minis  # a  x2"]);
}

#[test]
fn signs_and_actions_name_calls_by_their_letters() {
    let mut told = Told::new().hear(0, What::Sign("rings src=9 name=\"A\"".to_owned()));
    let later = Instant::ZERO + Duration::from_secs(1);
    told.normaliser.act(later, &Command::User("answers src=9".to_owned()));
    assert_eq!(told.rows(&[]), ["dut rings src=a name=\"A\"", "user answers src=a"]);
}

#[test]
fn a_broken_rule_stands_under_the_row_that_shows_it() {
    let finding = Finding {
        requirement: Some("IAX2-7-03".into()),
        level: Level::Must,
        verdict: Verdict::Fail,
        party: "dut".to_owned(),
        packet: Some(1),
        line: None,
        expected: None,
        got: None,
        words: String::new(),
    };
    let told = Told::new().hear(0, What::Sign("up src=9".to_owned()));
    let rows = told.hear(5, What::Sign("idle".to_owned())).rows(&[finding]);
    assert_eq!(rows, ["dut up src=a", "    # dut breaks IAX2-7-03", "dut idle"]);
}
