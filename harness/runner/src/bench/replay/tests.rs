//! A recorded run, played back.

use super::Replay;
use crate::bench::{Bench, BenchError, Plays, Wake, play};
use crate::capture::Reader;
use crate::net::datagram::{Datagram, Heading};
use crate::net::topology::Addresses;
use crate::record::{Note, Recording, Tap, Topic, Wire};
use core::time::Duration;
use iax2_wire::time::Instant;
use phonerig_judge::happening::{Command, Happening, What, WireId};
use std::collections::VecDeque;

const DUT: &str = "192.0.2.10:4569";
const PBX: &str = "198.51.100.1:4569";

fn ms(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn datagram(src: &str, dst: &str, octets: &[u8]) -> Datagram {
    Datagram {
        src: src.parse().expect("literal"),
        dst: dst.parse().expect("literal"),
        octets: octets.to_vec(),
    }
}

/// The pbx asks at 1 s, the device answers and says so; `ends` tells whether the run was finished.
fn capture(ends: bool) -> Vec<u8> {
    let mut tap = Recording::new(Vec::new(), ["home"].into_iter()).expect("written");
    let ask = datagram(PBX, DUT, b"ask");
    let answer = datagram(DUT, PBX, b"answer");
    let mut packet = |at, wire, heading, datagram| {
        tap.packet(ms(at), wire, heading, datagram).expect("written");
    };
    packet(1000, Wire::Net, Heading::Out, &ask);
    packet(1020, Wire::Outside(0), Heading::In, &ask);
    packet(1020, Wire::Dut, Heading::In, &ask);
    packet(1020, Wire::Dut, Heading::Out, &answer);
    packet(1040, Wire::Net, Heading::In, &answer);
    let mut note = |at, topic, text| {
        tap.note(ms(at), &Note::new(topic, text)).expect("written");
    };
    note(1050, Topic::Sign, "idle");
    note(1100, Topic::User, "hangs up");
    note(1100, Topic::Net, "something that nobody did");
    if ends {
        note(2000, Topic::End, "");
    }
    tap.finish().expect("written")
}

fn replay(capture: &[u8]) -> Replay<&[u8]> {
    let reader = Reader::new("test".to_owned(), capture).expect("a capture");
    let own = DUT.parse().expect("literal");
    let parties = vec![("pbx".to_owned(), PBX.parse().expect("literal"))];
    let addresses = Addresses { dut: own, dut_own: own, parties };
    Replay::new(reader, Duration::ZERO, &addresses).expect("it begins")
}

fn send(octets: &[u8]) -> Command {
    let to = DUT.parse().expect("literal");
    Command::Send { party: "pbx".to_owned(), port: 4569, to, octets: octets.to_vec() }
}

/// A player that does what it is told at fixed moments, and keeps what happened.
struct Fixed {
    acts: VecDeque<(Instant, Command)>,
    due: VecDeque<Command>,
    ends: Instant,
    over: bool,
    seen: Vec<Happening>,
}

impl Fixed {
    fn new(acts: Vec<(u64, Command)>, ends: u64) -> Self {
        let acts = acts.into_iter().map(|(at, command)| (ms(at), command)).collect();
        let (due, seen) = Default::default();
        Self { acts, due, ends: ms(ends), over: false, seen }
    }
}

impl Plays for Fixed {
    fn handle_input(&mut self, happening: Happening) {
        self.seen.push(happening);
    }

    fn handle_timeout(&mut self, now: Instant) {
        while self.acts.front().is_some_and(|(at, _)| *at <= now) {
            self.due.extend(self.acts.pop_front().map(|(_, command)| command));
        }
        self.over = self.acts.is_empty() && now >= self.ends;
    }

    fn poll_command(&mut self) -> Option<Command> {
        self.due.pop_front()
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.acts.front().map(|(at, _)| *at).or(Some(self.ends))
    }

    fn is_done(&self) -> bool {
        self.over
    }
}

fn faithful() -> Fixed {
    Fixed::new(vec![(1000, send(b"ask")), (1100, Command::User("hangs up".to_owned()))], 2000)
}

#[test]
fn a_replay_tells_what_happened_when_it_happened() {
    let capture = capture(true);
    let (mut player, mut bench) = (faithful(), replay(&capture));
    play(&mut player, &mut bench).expect("it matches");
    bench.finish().expect("both are at their end");
    let told: Vec<(u64, u64)> =
        player.seen.iter().map(|seen| (seen.at.as_millis(), seen.packet)).collect();
    assert_eq!(told, [(1020, 3), (1020, 4), (1040, 5), (1050, 6)]);
    assert!(matches!(&player.seen[2].what, What::Wire { wire: WireId::Net, .. }));
    assert_eq!(player.seen[3].what, What::Sign("idle".to_owned()));
}

#[test]
fn other_octets_do_not_match() {
    let capture = capture(true);
    let mut player = Fixed::new(vec![(1000, send(b"asks"))], 2000);
    let error = play(&mut player, &mut replay(&capture)).expect_err("other octets");
    assert!(matches!(error, BenchError::Mismatch { packet: 1, .. }), "{error}");
}

#[test]
fn what_the_player_leaves_undone_does_not_match() {
    let capture = capture(true);
    let mut player = Fixed::new(vec![(1000, send(b"ask"))], 2000);
    let error = play(&mut player, &mut replay(&capture)).expect_err("nobody hangs up");
    assert!(matches!(error, BenchError::Mismatch { packet: 7, .. }), "{error}");
}

#[test]
fn a_killed_run_ends_too_early() {
    let capture = capture(false);
    let error = play(&mut faithful(), &mut replay(&capture)).expect_err("it has no end");
    assert!(matches!(error, BenchError::CaptureEnds { packet: 7 }), "{error}");
}

#[test]
fn a_script_that_ends_too_early_is_told() {
    let capture = capture(true);
    let mut bench = replay(&capture);
    play(&mut Fixed::new(Vec::new(), 500), &mut bench).expect("nothing happens until then");
    assert!(matches!(bench.finish(), Err(BenchError::Mismatch { packet: 1, .. })));
}

#[test]
fn time_stands_at_the_deadline() {
    let capture = capture(true);
    let mut bench = replay(&capture);
    assert_eq!(bench.wait(Some(ms(700))).expect("quiet until then"), Wake::Deadline);
    assert_eq!(bench.now(), ms(700));
}
