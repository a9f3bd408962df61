//! A stand on which a scenario is played against frames that a test writes down.

use core::net::SocketAddr;
use core::time::Duration;
use iax2_wire::time::Instant;
use phonerig_judge::catalogue::Catalogue;
use phonerig_judge::datagram::{Datagram, FullFrame, IAX};
use phonerig_judge::declaration::Declaration;
use phonerig_judge::happening::{Command, Happening, What, WireId};
use phonerig_judge::notation::describe::frame_row;
use phonerig_judge::player::{Addresses, Outcome, Player, Setup};
use phonerig_judge::scenario::{Preamble, Scenario};

/// The device's call number.
pub(crate) const DUT: u16 = 700;

const DECLARATION: &str = r#"
name = "a device of this test"
supports = ["iax2", "caller", "callee", "hands", "eyes", "md5", "ulaw", "encryption"]
[[account]]
username = "200"
secret = "sesame"
[incoming]
auth = "md5"
user = "carol"
secret = "opensesame"
"#;

const CATALOGUE: &str = r#"
[[requirement]]
id = "MUST-1"
source = "test"
section = "1"
level = "MUST"
role = "any-peer"
topic = "test"
statement = "It must."
observable = "wire"
verdict = "pass: it does; fail: it does not."
[[requirement]]
id = "SHOULD-1"
source = "test"
section = "1"
level = "SHOULD"
role = "any-peer"
topic = "test"
statement = "It should."
observable = "wire"
verdict = "pass: it does; warn: it does not."
"#;

/// A player, what it was told and what it sent.
pub(crate) struct Stand {
    pub(crate) player: Player,
    pub(crate) told: Vec<Happening>,
    /// Rows of what the rig sent, and console words of what it did.
    pub(crate) sent: Vec<String>,
    /// The last frame that the rig sent.
    pub(crate) last: Option<FullFrame>,
    now: Instant,
}

/// The text of a scenario that starts at power-on.
pub(crate) fn scenario(script: &str) -> String {
    with("transport = \"rig\"", script)
}

/// The same, with a key of the envelope.
pub(crate) fn with(key: &str, script: &str) -> String {
    format!(
        "title = 't'\nrequires = ['MUST-1', 'SHOULD-1']\nplays = ['pbx', 'mallory']\nstart = 'cold'\n{key}\nscript = '''\n{script}\n'''\n"
    )
}

pub(crate) fn at(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}

fn dut() -> SocketAddr {
    address("192.0.2.10:4569")
}

fn pbx() -> SocketAddr {
    address("198.51.100.1:4569")
}

pub(crate) fn player(text: &str, slack: Duration) -> Player {
    prepared(text, &[], slack)
}

pub(crate) fn prepared(text: &str, preambles: &[Preamble], slack: Duration) -> Player {
    let scenario = Scenario::parse("s.toml", text).unwrap_or_else(|found| panic!("{}", found[0]));
    let declaration = Declaration::parse("d.toml", DECLARATION).expect("a declaration");
    let catalogue = Catalogue::parse([("c.toml", CATALOGUE)]).expect("a catalogue");
    let parties = [("pbx", pbx()), ("mallory", address("198.51.100.2:4569"))];
    let parties = parties.map(|(name, at)| (name.to_owned(), at.ip())).into_iter().collect();
    let addresses = Addresses { dut: dut(), dut_own: dut(), parties };
    Player::new(&Setup {
        scenario: &scenario,
        preambles,
        declaration: &declaration,
        catalogue: &catalogue,
        seed: 1,
        addresses: &addresses,
        slack,
    })
}

impl Stand {
    pub(crate) fn new(script: &str) -> Self {
        Self::of(player(&scenario(script), Duration::ZERO))
    }

    pub(crate) fn of(player: Player) -> Self {
        let mut stand =
            Self { player, told: Vec::new(), sent: Vec::new(), last: None, now: Instant::ZERO };
        stand.player.handle_timeout(Instant::ZERO);
        stand.drain();
        stand
    }

    fn drain(&mut self) {
        while let Some(command) = self.player.poll_command() {
            match command {
                Command::Send { party, octets, .. } => {
                    let datagram = Datagram::parse(&octets);
                    self.sent.push(frame_row(&party, "dut", &datagram));
                    if let Datagram::Full(frame) = datagram {
                        self.last = Some(frame);
                    }
                }
                Command::User(words) => self.sent.push(format!("user {words}")),
                _ => {}
            }
        }
    }

    /// Lets time pass.
    pub(crate) fn wait(&mut self, until: u64) {
        let until = at(until);
        while let Some(due) = self.player.poll_timeout().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            self.player.handle_timeout(self.now);
            self.drain();
        }
        self.now = self.now.max(until);
    }

    pub(crate) fn tell(&mut self, what: What) {
        let packet = self.told.len() as u64 + 1;
        let happening = Happening { at: self.now, packet, what };
        self.player.handle_input(&happening);
        self.told.push(happening);
        self.drain();
    }

    pub(crate) fn sign(&mut self, millis: u64, words: &str) {
        self.wait(millis);
        self.tell(What::Sign(words.to_owned()));
    }

    /// The device sends octets that the party gets at once.
    pub(crate) fn octets(&mut self, millis: u64, octets: &[u8]) {
        self.wait(millis);
        for wire in [WireId::Dut, WireId::Net] {
            let octets = octets.to_vec();
            self.tell(What::Wire { wire, src: dut(), dst: pbx(), octets });
        }
    }

    pub(crate) fn frame(&mut self, millis: u64, frame: &FullFrame) {
        self.octets(millis, &frame.octets());
    }

    /// A frame of the device to the rig's last call number.
    pub(crate) fn answer(&self, kind: u8, subclass: u8, oseq: u8, iseq: u8) -> FullFrame {
        let dest = self.last.as_ref().map_or(0, |frame| frame.source);
        FullFrame { source: DUT, dest, oseq, iseq, kind, subclass, ..FullFrame::default() }
    }

    pub(crate) fn iax(&self, code: u8, oseq: u8, iseq: u8) -> FullFrame {
        self.answer(IAX, code, oseq, iseq)
    }

    /// What was sent since the last look.
    pub(crate) fn look(&mut self) -> Vec<String> {
        std::mem::take(&mut self.sent)
    }

    pub(crate) fn outcome(&self) -> Outcome {
        self.player.outcome()
    }
}
