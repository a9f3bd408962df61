//! Faults between a device and its network.

use super::{Mutant, MutantError, Mutants, Mutated, Scout};
use crate::bench::{Device, Outgoing};
use crate::suite::library::Library;
use crate::suite::load::{Meant, Suite};
use core::net::SocketAddr;
use core::time::Duration;
use hex_literal::hex;
use iax2_wire::time::Instant;
use phonerig_phone::Policy;
use std::collections::VecDeque;

const NOW: Instant = Instant::ZERO;

/// Sends what it is told to, and keeps what it hears.
#[derive(Default)]
struct Parrot {
    out: VecDeque<Outgoing>,
    heard: Vec<Vec<u8>>,
}

impl Device for Parrot {
    fn handle_datagram(&mut self, _: Instant, _: SocketAddr, _: u16, octets: &[u8]) {
        self.heard.push(octets.to_vec());
    }

    fn act(&mut self, _: Instant, action: &str) -> Result<(), String> {
        self.out.push_back(Outgoing { port: 4569, to: far(), octets: octets(action) });
        Ok(())
    }

    fn handle_timeout(&mut self, _: Instant) {}

    fn power(&mut self, _: Instant, _: bool) -> Result<(), String> {
        Ok(())
    }

    fn poll_timeout(&self) -> Option<Instant> {
        None
    }

    fn poll_transmit(&mut self, _: Instant) -> Option<Outgoing> {
        self.out.pop_front()
    }

    fn poll_sign(&mut self) -> Option<String> {
        None
    }
}

fn far() -> SocketAddr {
    "198.51.100.1:4569".parse().expect("literal")
}

fn octets(hex: &str) -> Vec<u8> {
    let digits: String = hex.split_whitespace().collect();
    let pair = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hex");
    (0..digits.len()).step_by(2).map(pair).collect()
}

fn mutant(wire: &str) -> Mutant {
    let text = format!(
        "[[mutant]]\nname = \"m\"\nfault = \"f\"\nbreaks = [\"IAX2-7-03\"]\nwire = [{{ {wire} }}]\n"
    );
    Mutants::parse("mutants.toml", &text).expect("valid").0.remove(0)
}

fn sends(mutated: &mut Mutated<'_, Parrot>, hex: &str) -> Vec<Vec<u8>> {
    mutated.act(NOW, hex).expect("it sends anything");
    drain(mutated, NOW)
}

fn drain(mutated: &mut Mutated<'_, Parrot>, now: Instant) -> Vec<Vec<u8>> {
    let sent = core::iter::from_fn(|| mutated.poll_transmit(now));
    sent.map(|outgoing| outgoing.octets).collect()
}

fn hears(mutated: &mut Mutated<'_, Parrot>, hex: &str) -> Vec<Vec<u8>> {
    mutated.handle_datagram(NOW, far(), 4569, &octets(hex));
    drain(mutated, NOW)
}

const RINGING: &str = "8001 0002 00000010 01 01 04 03";
const RINGING_AGAIN: &str = "8001 8002 00000010 01 01 04 03";
const ANSWER: &str = "8001 0002 00000020 02 01 04 04";

#[test]
fn what_no_rule_means_passes() {
    let mutant = mutant("sends = \"HANGUP\", drop = true");
    let mut mutated = Mutated::new(Parrot::default(), &mutant);
    assert_eq!(sends(&mut mutated, RINGING), [octets(RINGING)]);
    assert_eq!(sends(&mut mutated, "0001 0010 ff"), [octets("0001 0010 ff")]);
}

#[test]
fn a_dropped_frame_is_dropped_however_often_it_comes() {
    let mutant = mutant("sends = \"RINGING 1st\", drop = true");
    let mut mutated = Mutated::new(Parrot::default(), &mutant);
    assert!(sends(&mut mutated, RINGING).is_empty());
    assert!(sends(&mut mutated, RINGING_AGAIN).is_empty());
    let second = "8001 0002 00000030 03 01 04 03";
    assert_eq!(sends(&mut mutated, second), [octets(second)]);
}

#[test]
fn repetitions_alone_can_be_meant() {
    let mutant = mutant("sends = \"RINGING retry\", drop = true");
    let mut mutated = Mutated::new(Parrot::default(), &mutant);
    assert_eq!(sends(&mut mutated, RINGING).len(), 1);
    assert!(sends(&mut mutated, RINGING_AGAIN).is_empty());
}

#[test]
fn a_swallowed_frame_is_missed_by_nobody() {
    let mutant = mutant("sends = \"RINGING\", swallow = true");
    let mut mutated = Mutated::new(Parrot::default(), &mutant);
    let accept = "8001 0002 00000008 00 01 06 07";
    assert_eq!(sends(&mut mutated, accept), [octets(accept)]);
    assert!(sends(&mut mutated, RINGING).is_empty());
    assert_eq!(
        mutated_device(&mutated),
        [hex!("8002 0001 00000010 01 02 06 04")],
        "the device believes that its frame has arrived"
    );
    assert_eq!(sends(&mut mutated, ANSWER), [hex!("8001 0002 00000020 01 01 04 04")]);
    hears(&mut mutated, "8002 0001 00000020 01 02 06 04");
    assert_eq!(mutated_device(&mutated)[1], hex!("8002 0001 00000020 01 03 06 04"));
}

fn mutated_device<'a>(mutated: &'a Mutated<'_, Parrot>) -> &'a [Vec<u8>] {
    &mutated.device().heard
}

#[test]
fn a_swallowed_order_is_acknowledged_and_not_obeyed() {
    let mutant = mutant("hears = \"QUELCH\", swallow = true");
    let mut mutated = Mutated::new(Parrot::default(), &mutant);
    sends(&mut mutated, "8001 0002 00000008 00 01 06 07");
    let ack = hears(&mut mutated, "8002 0001 00000040 01 01 06 1c");
    assert_eq!(ack, [hex!("8001 0002 00000040 01 02 06 04")]);
    assert!(mutated_device(&mutated).is_empty());
    hears(&mut mutated, "8002 0001 00000050 02 01 06 1d");
    assert_eq!(mutated_device(&mutated)[0], hex!("8002 0001 00000050 01 01 06 1d"));
    let answer = "8001 0002 00000050 01 02 06 04";
    assert_eq!(sends(&mut mutated, answer), [hex!("8001 0002 00000050 01 03 06 04")]);
}

#[test]
fn a_call_with_the_number_of_one_before_is_another() {
    let mutant = mutant(r#"hears = "NEW", drop = true, after = ["hears HANGUP"]"#);
    let mut mutated = Mutated::new(Parrot::default(), &mutant);
    hears(&mut mutated, "8002 0000 00000000 00 00 06 01");
    hears(&mut mutated, "8002 8000 00000000 00 00 06 01");
    hears(&mut mutated, "8002 0001 00000009 01 01 06 05");
    hears(&mut mutated, "8002 0000 00000000 00 00 06 01");
    hears(&mut mutated, "8002 8000 00000000 00 00 06 01");
    assert_eq!(mutated.device().heard.len(), 3);
}

#[test]
fn an_acknowledgment_can_take_a_number() {
    let mutant = mutant(r#"sends = "ACK", takes_number = true"#);
    let mut mutated = Mutated::new(Parrot::default(), &mutant);
    sends(&mut mutated, "8001 8002 00000000 00 00 06 0b");
    sends(&mut mutated, "8001 8002 00000000 01 01 06 04");
    assert_eq!(
        sends(&mut mutated, "8001 8002 00000001 01 01 06 0b"),
        [hex!("8001 8002 00000001 02 01 06 0b").to_vec()]
    );
}

#[test]
fn frames_are_added_with_numbers_of_their_own() {
    let mutant = mutant("sends = \"RINGING\", also = \"PROGRESS\"");
    let mut mutated = Mutated::new(Parrot::default(), &mutant);
    assert_eq!(
        sends(&mut mutated, RINGING),
        [octets(RINGING), octets("8001 0002 00000010 02 01 04 0e")]
    );
    assert_eq!(sends(&mut mutated, RINGING_AGAIN).len(), 1, "its repetition adds nothing");
    assert_eq!(sends(&mut mutated, ANSWER), [hex!("8001 0002 00000020 03 01 04 04")]);
}

#[test]
fn what_is_heard_can_be_answered() {
    let mutant = mutant("hears = \"ACK\", also = \"ACK\"");
    let mut mutated = Mutated::new(Parrot::default(), &mutant);
    let answers = hears(&mut mutated, "8002 0001 00000020 01 02 06 04");
    assert_eq!(answers, [hex!("8001 0002 00000020 00 01 06 04")]);
    assert_eq!(mutated_device(&mutated).len(), 1);
}

#[test]
fn a_frame_can_be_late_doubled_and_overtaken() {
    let mutant = mutant("sends = \"RINGING\", delay = \"500ms\", copies = 1, every = \"1s\"");
    let mut mutated = Mutated::new(Parrot::default(), &mutant);
    assert!(sends(&mut mutated, RINGING).is_empty());
    for millis in [500, 1500] {
        let at = NOW + Duration::from_millis(millis);
        assert_eq!(mutated.poll_timeout(), Some(at));
        mutated.handle_timeout(at);
        assert_eq!(drain(&mut mutated, at), [octets(RINGING)]);
    }
    let mutant = self::mutant("sends = \"RINGING 1st\", swap = true");
    let mut mutated = Mutated::new(Parrot::default(), &mutant);
    assert!(sends(&mut mutated, RINGING).is_empty());
    assert_eq!(sends(&mut mutated, ANSWER), [octets(ANSWER), octets(RINGING)]);
}

#[test]
fn a_frame_can_leave_from_another_port() {
    let mutant = mutant("sends = \"ANSWER\", port = 5000, to = \"198.51.100.2:4569\"");
    let mut mutated = Mutated::new(Parrot::default(), &mutant);
    mutated.act(NOW, ANSWER).expect("it sends anything");
    let sent = mutated.poll_transmit(NOW).expect("sent");
    assert_eq!((sent.port, sent.to.to_string().as_str()), (5000, "198.51.100.2:4569"));
}

#[test]
fn elements_are_written_as_in_the_notation() {
    let mutant =
        mutant("sends = \"HANGUP\", without = [\"cause\"], with = \"causecode=17 ie0x39=0102\"");
    let mut mutated = Mutated::new(Parrot::default(), &mutant);
    assert_eq!(
        sends(&mut mutated, "8001 0002 00000010 01 01 06 05 160178 2a0110"),
        [hex!("8001 0002 00000010 01 01 06 05 2a0111 39020102")]
    );
}

#[test]
fn a_policy_is_bent() {
    let text = "[[mutant]]\nname = \"m\"\nfault = \"f\"\nbreaks = [\"IAX2-7-03\"]\n\
                policy = { \"delivery.repeats\" = 1, \"watch.ping_interval\" = \"none\" }\n";
    let mutants = Mutants::parse("mutants.toml", text).expect("valid");
    let mut policy = Policy::default();
    mutants.0[0].bend(&mut policy);
    assert_eq!((policy.delivery.repeats, policy.watch.ping_interval), (1, None));
}

#[test]
fn what_is_wrong_with_a_mutant_is_told() {
    let wrong = |text: &str| {
        let text = format!("[[mutant]]\nname = \"m\"\nfault = \"f\"\n{text}\n");
        Mutants::parse("mutants.toml", &text).expect_err("it is wrong").to_string()
    };
    let breaks = "breaks = [\"IAX2-7-03\"]\n";
    for (text, words) in [
        ("breaks = []", "breaks no requirement"),
        (&*breaks.to_string(), "no fault"),
        (&format!("{breaks}wire = [{{ drop = true }}]"), "either `sends` or `hears`"),
        (&format!("{breaks}wire = [{{ sends = \"HANGPU\" }}]"), "HANGPU"),
        (&format!("{breaks}wire = [{{ sends = \"NEW\", with = \"format\" }}]"), "format"),
        (&format!("{breaks}wire = [{{ sends = \"NEW\", oseq = \"x\" }}]"), "`x`"),
        (&format!("{breaks}wire = [{{ sends = \"NEW\", without = [\"x\"] }}]"), "`x`"),
        (&format!("{breaks}wire = [{{ sends = \"NEW\", data = \"0\" }}]"), "`0`"),
        (&format!("{breaks}wire = [{{ sends = \"NEW\", tilt = 1 }}]"), "tilt"),
        (&format!("{breaks}policy = {{ \"delivery.repeats\" = 4 }}"), "the phone's own"),
        (&format!("{breaks}policy = {{ patience = 4 }}"), "patience"),
    ] {
        let told = wrong(text);
        assert!(told.contains(words), "{told}");
    }
    let twice = "[[mutant]]\nname = \"m\"\nfault = \"f\"\nbreaks = [\"R\"]\n\
                 wire = [{ sends = \"NEW\", drop = true }]\n";
    let error = Mutants::parse("mutants.toml", &twice.repeat(2)).expect_err("twice");
    assert!(matches!(error, MutantError::Mutant { name, .. } if name == "m"));
}

#[test]
fn only_mutants_whose_frames_come_up_make_a_difference() {
    let text = "[[mutant]]\nname = \"a\"\nfault = \"f\"\nbreaks = [\"R\"]\n\
                wire = [{ sends = \"RINGING\", drop = true }]\n\
                [[mutant]]\nname = \"b\"\nfault = \"f\"\nbreaks = [\"R\"]\n\
                wire = [{ hears = \"RINGING\", drop = true }, { sends = \"retry\", drop = true }]\n\
                [[mutant]]\nname = \"c\"\nfault = \"f\"\nbreaks = [\"R\"]\n\
                policy = { \"delivery.repeats\" = 1 }\n";
    let mutants = Mutants::parse("mutants.toml", text).expect("valid").0;
    let mut scout = Scout::new(Parrot::default(), &mutants);
    assert_eq!(scout.met(), [false, false, true], "a policy may always matter");
    scout.act(NOW, RINGING).expect("it sends anything");
    scout.poll_transmit(NOW);
    assert_eq!(scout.met(), [true, false, true]);
    scout.handle_datagram(NOW, far(), 4569, &octets(RINGING));
    assert_eq!(scout.met(), [true, true, true]);
}

#[test]
fn a_name_stands_in_one_file_alone() {
    let one = "[[mutant]]\nname = 'm'\nfault = 'x'\nbreaks = ['IAX2-7-03']\npolicy = { 'delivery.repeats' = 0 }";
    let error = Mutants::read([("a.toml", one), ("b.toml", one)]).expect_err("twice").to_string();
    assert_eq!(error, "b.toml: mutant `m`: another file has one of that name");
}

#[test]
fn the_projects_own_mutants_are_well_formed() {
    let suite = Suite::load(Library::embedded(), &Meant::default()).expect("the project's own");
    let mutants = suite.mutants().expect("the project's own");
    assert!(mutants.len() >= 40, "{}", mutants.len());
    let known = |mutant: &Mutant| mutant.breaks.iter().all(|id| suite.catalogue.get(id).is_some());
    let unknown: Vec<_> = mutants.iter().filter(|mutant| !known(mutant)).map(|m| &m.name).collect();
    assert!(unknown.is_empty(), "they break what no catalogue knows: {unknown:?}");
}
