//! A phone, and a peer that does only what the test says.

use core::net::{Ipv4Addr, SocketAddr};
use core::time::Duration;
use std::collections::VecDeque;
use std::string::{String, ToString};
use std::vec::Vec;

use iax2_wire::time::Instant;
use iax2_wire::{
    Body, CallNumber, Format, Full, IaxCode, Ie, IeWriter, Ies, Mini, MiniTimestamp, SeqNo,
    Timestamp,
};

use crate::UserAction;
use crate::config::{Account, Config, IncomingUser};
use crate::phone::{Input, Phone};
use crate::text::cut;

/// The peer's number in every dialogue.
pub(super) const PEER: u16 = 0x1234;

pub(super) fn server() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::new(192, 0, 2, 1), 4569))
}

pub(super) fn stranger() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::new(203, 0, 113, 9), 4569))
}

/// One account that does not register, without tokens.
pub(super) fn plain() -> Config {
    let mut config = Config::default();
    let mut account = Account::new(server(), "200", "sesame");
    (account.register, account.token) = (false, false);
    config.accounts.push(account).expect("the first account fits");
    config
        .incoming
        .users
        .push(IncomingUser { name: cut("carol"), secret: cut("opensesame") })
        .expect("fits");
    config
}

pub(super) struct Rig {
    pub(super) phone: Phone,
    pub(super) now: Instant,
    pub(super) sent: VecDeque<(SocketAddr, Vec<u8>)>,
    pub(super) signs: VecDeque<String>,
    pub(super) source: CallNumber,
    pub(super) dest: CallNumber,
    pub(super) oseqno: SeqNo,
    pub(super) iseqno: SeqNo,
    epoch: Instant,
}

impl Rig {
    pub(super) fn new(config: Config) -> Self {
        let now = Instant::from_millis(1_000_000);
        let mut rig = Self {
            phone: Phone::new(config, 7),
            now,
            sent: VecDeque::new(),
            signs: VecDeque::new(),
            source: CallNumber::new(PEER).expect("15 bits"),
            dest: CallNumber::NONE,
            oseqno: SeqNo(0),
            iseqno: SeqNo(0),
            epoch: now,
        };
        rig.pass(0);
        rig
    }

    /// Lets `millis` pass, doing all that falls due.
    pub(super) fn pass(&mut self, millis: u64) {
        let end = self.now + Duration::from_millis(millis);
        for _ in 0..100_000 {
            self.drain();
            match self.phone.poll_timeout() {
                Some(due) if due <= end => {
                    self.now = self.now.max(due);
                    self.phone.handle_timeout(self.now);
                }
                _ => {
                    self.now = end;
                    return;
                }
            }
        }
        panic!("the phone does not come to rest");
    }

    fn drain(&mut self) {
        let mut buf = [0; 2048];
        while let Some(transmit) = self.phone.poll_transmit(self.now, &mut buf) {
            self.sent.push_back((transmit.to, buf[..transmit.len].to_vec()));
        }
        while let Some(event) = self.phone.poll_event() {
            self.signs.push_back(event.to_string());
        }
    }

    pub(super) fn user(&mut self, words: &str) {
        let action = UserAction::parse(words).expect("the test's words are right");
        self.phone.handle_input(self.now, Input::User(action));
        self.pass(0);
    }

    pub(super) fn datagram(&mut self, from: SocketAddr, octets: &[u8]) {
        self.phone.handle_input(self.now, Input::Datagram { from, octets });
        self.pass(0);
    }

    /// The peer's clock.
    pub(super) fn stamp(&self) -> Timestamp {
        Timestamp(u32::try_from(self.now.since(self.epoch).as_millis()).expect("tests are short"))
    }

    /// The peer sends a message with the numbers that are next.
    pub(super) fn send(&mut self, body: Body<'_>) {
        self.send_stamped(self.stamp(), body);
    }

    pub(super) fn send_stamped(&mut self, timestamp: Timestamp, body: Body<'_>) {
        let full = Full {
            source: self.source,
            dest: self.dest,
            retry: false,
            timestamp,
            oseqno: self.oseqno,
            iseqno: self.iseqno,
            body,
        };
        if body.is_counted() {
            self.oseqno = self.oseqno.next();
        }
        self.send_full(server(), &full);
    }

    pub(super) fn send_full(&mut self, from: SocketAddr, full: &Full<'_>) {
        let mut octets = [0; 2048];
        let len = full.emit(&mut octets).expect("the test's frame fits");
        self.datagram(from, &octets[..len]);
    }

    pub(super) fn send_iax(&mut self, code: IaxCode, elements: &[Ie<'_>]) {
        let mut octets = [0; 1024];
        let mut writer = IeWriter::new(&mut octets);
        for element in elements {
            writer.push(*element).expect("the test's elements fit");
        }
        let ies: Ies<'_> = writer.finish();
        self.send(Body::Iax(code, ies));
    }

    pub(super) fn mini(&mut self, timestamp: u16, data: &[u8]) {
        let mini = Mini { source: self.source, timestamp: MiniTimestamp(timestamp), data };
        let mut octets = [0; 2048];
        let len = mini.emit(&mut octets).expect("the test's frame fits");
        self.datagram(server(), &octets[..len]);
    }

    /// Acknowledges everything that the phone has sent so far.
    pub(super) fn ack(&mut self) {
        self.send(Body::Iax(IaxCode::ACK, Ies::default()));
    }

    /// The next full frame of the phone, which must say `code`.
    pub(super) fn expect_iax(&mut self, code: IaxCode) -> Got {
        let got = self.expect();
        assert!(matches!(got.full().body, Body::Iax(it, _) if it == code), "{:?}", got.full());
        got
    }

    /// The next full frame of the phone that is not short voice; learns its numbers.
    pub(super) fn expect(&mut self) -> Got {
        loop {
            let (to, octets) = self.sent.pop_front().expect("the phone sends something");
            if octets[0] & 0x80 == 0 {
                continue;
            }
            let got = Got { to, octets };
            let full = got.full();
            if full.source.get() > 1 {
                self.dest = full.source;
            }
            if full.body.is_counted() && !full.retry {
                self.iseqno = full.oseqno.next();
            }
            return got;
        }
    }

    pub(super) fn expect_nothing(&mut self) {
        assert!(self.sent.is_empty(), "{:02x?}", self.sent);
    }

    pub(super) fn forget(&mut self) {
        while self.sent.iter().any(|(_, octets)| octets[0] & 0x80 != 0) {
            self.expect();
        }
        self.sent.clear();
        self.signs.clear();
    }

    pub(super) fn sign(&mut self) -> String {
        self.signs.pop_front().expect("the phone shows something")
    }

    /// The sign without the call's number.
    pub(super) fn word(&mut self) -> String {
        let sign = self.sign();
        let words = sign.split(' ').filter(|word| !word.starts_with("src="));
        words.collect::<Vec<_>>().join(" ")
    }

    /// The peer calls; the phone rings.
    pub(super) fn ringing() -> Self {
        Self::ringing_on(plain())
    }

    pub(super) fn ringing_on(config: Config) -> Self {
        let mut rig = Self::new(config);
        rig.send_iax(IaxCode::NEW, &new_elements());
        rig.expect_iax(IaxCode::ACCEPT);
        rig.expect();
        rig.ack();
        rig.forget();
        rig
    }

    /// The peer has called and the phone has answered.
    pub(super) fn up() -> Self {
        Self::up_on(plain())
    }

    pub(super) fn up_on(config: Config) -> Self {
        let mut rig = Self::ringing_on(config);
        rig.user("answers");
        rig.forget();
        rig.ack();
        rig
    }

    /// The phone has called and the peer has accepted.
    pub(super) fn linked_out(config: Config) -> Self {
        let mut rig = Self::new(config);
        rig.user("dials \"300\"");
        rig.expect_iax(IaxCode::NEW);
        rig.send_iax(IaxCode::ACCEPT, &[Ie::Format(Format::ULAW)]);
        rig.forget();
        rig
    }
}

/// What a proper NEW holds.
pub(super) fn new_elements() -> Vec<Ie<'static>> {
    std::vec![
        Ie::Version(2),
        Ie::CalledNumber("200"),
        Ie::CallingNumber("300"),
        Ie::CallingName("Alice"),
        Ie::Format(Format::ULAW),
        Ie::Capability(Format(0x0c)),
        Ie::CallingPres(0),
        Ie::CallingTon(0),
        Ie::CallingTns(0),
    ]
}

/// A frame that the phone sent.
pub(super) struct Got {
    pub(super) to: SocketAddr,
    pub(super) octets: Vec<u8>,
}

impl Got {
    pub(super) fn full(&self) -> Full<'_> {
        Full::parse(&self.octets).expect("the phone's frames parse")
    }

    pub(super) fn ies(&self) -> Ies<'_> {
        match self.full().body {
            Body::Iax(_, ies) => ies,
            _ => Ies::default(),
        }
    }
}
