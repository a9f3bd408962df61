//! The reference phone on the sim, recorded, and its recording played back.

use super::replay::Replay;
use super::sim::{Reference, Sim, configure};
use super::{Bench, Jumping, Plays, play};
use crate::capture::Reader;
use crate::net::topology::{Plan, Topology};
use crate::record::{Note, Recording, Tap, Topic};
use core::net::SocketAddr;
use core::time::Duration;
use hex_literal::hex;
use iax2_wire::time::Instant;
use phonerig_judge::declaration::Declaration;
use phonerig_judge::happening::{Command, Happening, What, WireId};
use phonerig_judge::network::NatSpec;
use phonerig_phone::Policy;

const POKE: [u8; 12] = hex!("8123 0000 00000000 00 00 06 1e");
const REGREQ: [u8; 2] = hex!("06 0d");
const PONG: [u8; 2] = hex!("06 03");

/// Pokes the phone at the address that its registration came from, two seconds after power-on.
#[derive(Default)]
struct Poker {
    phone: Option<SocketAddr>,
    poked: bool,
    due: Option<Command>,
    over: bool,
    seen: Vec<Happening>,
}

impl Plays for Poker {
    fn handle_input(&mut self, happening: Happening) {
        if let What::Wire { wire: WireId::Net, src, .. } = happening.what {
            self.phone = Some(src);
        }
        self.seen.push(happening);
    }

    fn handle_timeout(&mut self, _: Instant) {
        self.over = core::mem::replace(&mut self.poked, true);
        let to = self.phone.filter(|_| !self.over);
        self.due = to.map(|to| Command::Send {
            party: "pbx".to_owned(),
            port: 4569,
            to,
            octets: POKE.to_vec(),
        });
    }

    fn poll_command(&mut self) -> Option<Command> {
        self.due.take()
    }

    fn poll_timeout(&self) -> Option<Instant> {
        Some(Instant::from_millis(if self.poked { 4000 } else { 2000 }))
    }

    fn is_done(&self) -> bool {
        self.over
    }
}

/// Plays behind a NAT that does not keep ports.
fn topology(seed: u64) -> Topology {
    let nat: NatSpec = toml::from_str("name = \"home\"\ninside = [\"dut\"]\nport = \"random\"\n")
        .expect("a valid NAT");
    let (plays, nats) = (["pbx".to_owned()], [nat]);
    let plan = Plan { seed, scenario: "test", plays: &plays, nats: &nats, links: &[] };
    Topology::new(&plan).expect("a network")
}

fn run(seed: u64) -> (Vec<u8>, Vec<Happening>) {
    let text = include_str!("../../../../scenarios/declarations/reference.toml");
    let declaration = Declaration::parse("reference.toml", text).expect("valid");
    let net = topology(seed);
    let config = configure(&declaration, &net.addresses(), Policy::default()).expect("it fits");
    let mut tap = Recording::new(Vec::new(), net.nats()).expect("memory");
    let mut player = Poker::default();
    let phone = Reference::new(config, seed);
    let mut sim = Sim::new(phone, Jumping::default(), net, &mut tap).expect("it has power");
    play(&mut player, &mut sim).expect("played");
    let end = sim.now();
    tap.note(end, &Note::new(Topic::End, "")).expect("memory");
    (tap.finish().expect("memory"), player.seen)
}

fn has(seen: &[Happening], wire: WireId, message: [u8; 2]) -> bool {
    seen.iter().any(|happening| match &happening.what {
        What::Wire { wire: on, octets, .. } => {
            *on == wire && octets.get(10..12) == Some(message.as_slice())
        }
        _ => false,
    })
}

#[test]
fn the_phone_registers_by_itself_and_answers_a_poke_through_a_nat() {
    let (_, seen) = run(1);
    assert!(has(&seen, WireId::Dut, REGREQ) && has(&seen, WireId::Net, REGREQ));
    assert!(has(&seen, WireId::Net, PONG));
    assert!(seen.iter().any(|happening| happening.what == What::Sign("idle".to_owned())));
}

#[test]
fn the_same_seed_gives_the_same_octets_and_another_gives_others() {
    assert_eq!(run(1).0, run(1).0);
    assert_ne!(run(1).0, run(2).0);
}

#[test]
fn a_recording_tells_the_player_what_the_run_told_it() {
    let (capture, seen) = run(1);
    let reader = Reader::new("test".to_owned(), capture.as_slice()).expect("a capture");
    let addresses = topology(1).addresses();
    let mut bench = Replay::new(reader, Duration::ZERO, &addresses).expect("it begins");
    let mut player = Poker::default();
    play(&mut player, &mut bench).expect("it matches");
    bench.finish().expect("both are at their end");
    assert_eq!(player.seen, seen);
}
