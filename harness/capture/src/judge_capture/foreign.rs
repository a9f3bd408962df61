//! One capture.

use std::io::Read;

use phonerig_judge::finding::Finding;
use phonerig_judge::rules::{Observation, Options, WireJudge};
use phonerig_judge::verdict::Verdict;

use crate::capture::{CaptureError, Damage, Reader};
use crate::decryption::Secrets;
use crate::recognition::{Copies, Datagram, Event, Flows, stream};

/// How often findings are taken from the rules, in datagrams.
const DRAIN: u64 = 1024;

/// How captures are judged.
#[derive(Clone, Debug)]
pub struct Judging {
    /// The UDP port whose flows are IAX2 without being recognised.
    pub port: Option<u16>,
    /// Whether to look for DTMF in the sound.
    pub audio: bool,
    /// Passwords of encrypted calls.
    pub secrets: Secrets,
}

/// Something to tell of a capture.
#[derive(Clone, Debug)]
pub enum Told {
    /// A rule was broken.
    Finding(Box<Finding>),
    /// A packet is damaged; the rest is judged.
    Damaged {
        /// The packet's number as Wireshark counts, from 1.
        packet: u64,
        /// Octets from the file's start to its record.
        offset: u64,
        /// What is wrong.
        damage: Damage,
    },
}

/// What came of a capture.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Judged {
    /// Datagrams of IAX2 flows; a copy on a second interface is not counted.
    pub datagrams: u64,
    /// Findings by what they are worth.
    pub fails: u64,
    /// Findings that only warn.
    pub warnings: u64,
    /// The first frame that was not captured whole, with which judging ended: nobody can say
    /// what it held.
    pub incomplete: Option<u64>,
}

impl Judged {
    /// The worst of it.
    pub fn verdict(&self) -> Option<Verdict> {
        match self {
            Self { datagrams: 0, .. } => None,
            Self { fails: 1.., .. } => Some(Verdict::Fail),
            Self { incomplete: Some(_), .. } => Some(Verdict::Inconclusive),
            Self { warnings: 1.., .. } => Some(Verdict::Warn),
            _ => Some(Verdict::Pass),
        }
    }
}

/// Judges a capture as it streams by; `tell` hears of findings in the order in which they are made.
///
/// # Errors
/// A capture that cannot be read on, after the findings up to there, and whatever `tell` returns.
pub fn judge<R: Read, E: From<CaptureError>>(
    reader: &mut Reader<R>,
    judging: &Judging,
    mut tell: impl FnMut(Told) -> Result<(), E>,
) -> Result<Judged, E> {
    let mut flows = Flows::new(judging.port);
    let mut rules = Rules::new(judging);
    let read = stream(reader, &mut flows, |event| match event {
        Event::Datagram(datagram) => rules.observe(&datagram, &mut tell),
        Event::Note { .. } => Ok(()),
        Event::Damaged { packet, offset, damage } => tell(Told::Damaged { packet, offset, damage }),
    });
    let finished = rules.finish(&mut tell);
    read.and(finished)
}

/// The rules and what they found.
struct Rules {
    judge: WireJudge,
    copies: Copies,
    judged: Judged,
}

impl Rules {
    fn new(judging: &Judging) -> Self {
        let secrets = judging.secrets.passwords.iter();
        let options = Options {
            audio: judging.audio,
            secrets: secrets.map(|password| password.clone().into_bytes()).collect(),
            ..Options::default()
        };
        Self {
            judge: WireJudge::new(options),
            copies: Copies::default(),
            judged: Judged::default(),
        }
    }

    fn observe<E>(
        &mut self,
        datagram: &Datagram<'_>,
        tell: &mut impl FnMut(Told) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.copies.is_copy(datagram) {
            return Ok(());
        }
        let Datagram { packet, at, src, dst, payload, missing, .. } = *datagram;
        let is_full = payload.first().is_some_and(|first| first & 0x80 != 0);
        if missing > 0 && is_full && self.judged.incomplete.is_none() {
            self.judged.incomplete = Some(packet);
        }
        self.judged.datagrams += 1;
        if self.judged.incomplete.is_none() {
            self.judge.observe(Observation { packet, at, src, dst, octets: payload });
        }
        if self.judged.datagrams.is_multiple_of(DRAIN) { self.drain(tell) } else { Ok(()) }
    }

    fn drain<E>(&mut self, tell: &mut impl FnMut(Told) -> Result<(), E>) -> Result<(), E> {
        self.judge.drain().into_iter().try_for_each(|finding| {
            match finding.verdict {
                Verdict::Warn => self.judged.warnings += 1,
                Verdict::Fail => self.judged.fails += 1,
                _ => {}
            }
            tell(Told::Finding(Box::new(finding)))
        })
    }

    fn finish<E>(mut self, tell: &mut impl FnMut(Told) -> Result<(), E>) -> Result<Judged, E> {
        self.judge.finish();
        self.drain(tell)?;
        Ok(self.judged)
    }
}
