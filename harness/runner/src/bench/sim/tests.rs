//! Virtual time, and the order in which things are told.

use super::Sim;
use crate::bench::{Bench, BenchError, Device, Jumping, Outgoing, Wake};
use crate::net::topology::{Plan, Topology};
use crate::record::Uncaptured;
use core::net::SocketAddr;
use core::time::Duration;
use iax2_wire::time::Instant;
use phonerig_judge::happening::{Command, Happening, What, WireId};
use std::collections::VecDeque;

/// Answers every datagram at once and again a second later, and says what its user does.
#[derive(Default)]
struct Echo {
    on: bool,
    again: Option<(Instant, Outgoing)>,
    out: VecDeque<Outgoing>,
    signs: VecDeque<String>,
    /// Wakes for ever at one moment.
    stuck: bool,
}

impl Device for Echo {
    fn handle_datagram(&mut self, now: Instant, src: SocketAddr, port: u16, octets: &[u8]) {
        if self.on {
            let answer = Outgoing { port, to: src, octets: octets.to_vec() };
            self.out.push_back(answer.clone());
            self.again = Some((now + Duration::from_secs(1), answer));
        }
    }

    fn act(&mut self, _: Instant, action: &str) -> Result<(), String> {
        match action {
            "sighs" => self.signs.push_back("sigh".to_owned()),
            "sticks" => self.stuck = true,
            _ => return Err("no such action".to_owned()),
        }
        Ok(())
    }

    fn handle_timeout(&mut self, _: Instant) {
        self.out.extend(self.again.take().map(|(_, answer)| answer));
    }

    fn power(&mut self, _: Instant, on: bool) -> Result<(), String> {
        self.on = on;
        self.again = None;
        Ok(())
    }

    fn poll_timeout(&self) -> Option<Instant> {
        let stuck = self.stuck.then_some(Instant::ZERO);
        stuck.or(self.again.as_ref().map(|(at, _)| *at))
    }

    fn poll_transmit(&mut self, _: Instant) -> Option<Outgoing> {
        self.out.pop_front()
    }

    fn poll_sign(&mut self) -> Option<String> {
        self.signs.pop_front()
    }
}

fn with_sim(run: impl FnOnce(Sim<'_, Echo>)) {
    let plays = ["pbx".to_owned()];
    let plan = Plan { seed: 1, scenario: "test", plays: &plays, nats: &[], links: &[] };
    let net = Topology::new(&plan).expect("a network");
    let mut tap = Uncaptured::default();
    run(Sim::new(Echo::default(), Jumping::default(), net, &mut tap).expect("it has power"));
}

fn send(sim: &mut Sim<'_, Echo>, party: &str) -> Result<(), BenchError> {
    let to = "192.0.2.10:4569".parse().expect("literal");
    sim.perform(&Command::Send { party: party.to_owned(), port: 4569, to, octets: b"x".to_vec() })
}

fn do_it(sim: &mut Sim<'_, Echo>, command: Command) {
    sim.perform(&command).expect("done");
}

/// Everything that happens until `until`: millisecond, packet, what.
fn happens(sim: &mut Sim<'_, Echo>, until: u64) -> Vec<String> {
    let mut all = Vec::new();
    while let Wake::Happened(Happening { at, packet, what }) =
        sim.wait(Some(Instant::from_millis(until))).expect("the bench works")
    {
        let what = match what {
            What::Wire { wire: WireId::Dut, src, .. } => format!("dut wire, from {src}"),
            What::Wire { wire: WireId::Net, src, .. } => format!("net wire, from {src}"),
            What::Log(text) | What::Fault(text) | What::Sign(text) => text,
            What::Broken(text) => text,
        };
        all.push(format!("{} #{packet} {what}", at.as_millis()));
    }
    all
}

#[test]
fn time_jumps_from_event_to_event() {
    with_sim(|mut sim| {
        send(&mut sim, "pbx").expect("sent");
        assert_eq!(
            happens(&mut sim, 60_000),
            [
                "20 #2 dut wire, from 198.51.100.1:4569",
                "20 #3 dut wire, from 192.0.2.10:4569",
                "40 #4 net wire, from 192.0.2.10:4569",
                "1020 #5 dut wire, from 192.0.2.10:4569",
                "1040 #6 net wire, from 192.0.2.10:4569",
            ]
        );
        assert_eq!(sim.now(), Instant::from_millis(60_000));
    });
}

#[test]
fn what_happens_at_the_deadline_is_told_before_it() {
    with_sim(|mut sim| {
        send(&mut sim, "pbx").expect("sent");
        assert_eq!(happens(&mut sim, 20).len(), 2);
    });
}

#[test]
fn a_user_is_heard_at_once() {
    with_sim(|mut sim| {
        do_it(&mut sim, Command::User("sighs".to_owned()));
        assert_eq!(happens(&mut sim, 0), ["0 #2 sigh"]);
    });
}

#[test]
fn a_device_without_power_is_silent() {
    with_sim(|mut sim| {
        do_it(&mut sim, Command::Power("cut".to_owned()));
        send(&mut sim, "pbx").expect("sent");
        assert_eq!(happens(&mut sim, 5000).len(), 1);
        do_it(&mut sim, Command::Power("restored".to_owned()));
        send(&mut sim, "pbx").expect("sent");
        assert_eq!(happens(&mut sim, 10_000).len(), 5);
    });
}

#[test]
fn waiting_for_ever_for_nothing_is_an_error() {
    with_sim(|mut sim| {
        assert!(matches!(sim.wait(None), Err(BenchError::Idle { at }) if at == Instant::ZERO));
    });
}

#[test]
fn time_that_stands_still_is_an_error() {
    with_sim(|mut sim| {
        do_it(&mut sim, Command::User("sticks".to_owned()));
        assert!(matches!(sim.wait(None), Err(BenchError::Livelock { .. })));
    });
}

#[test]
fn what_cannot_be_done_is_an_error() {
    with_sim(|mut sim| {
        assert!(
            matches!(send(&mut sim, "bob"), Err(BenchError::UnknownParty(party)) if party == "bob")
        );
        assert!(matches!(send(&mut sim, "dut"), Err(BenchError::UnknownParty(_))));
        let dance = sim.perform(&Command::User("dances".to_owned()));
        assert!(matches!(dance, Err(BenchError::User { action, .. }) if action == "dances"));
        let power = sim.perform(&Command::Power("doubled".to_owned()));
        assert!(matches!(power, Err(BenchError::Power(_))));
    });
}
