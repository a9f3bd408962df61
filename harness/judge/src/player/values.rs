//! Values that are computed: answers to challenges, tokens, addresses.

use super::book::{Dialogue, LegId};
use super::vars::Bound;
use super::{Player, codes};
use crate::notation::ast::Value;
use crate::notation::fields::{IeKey, Kind};
use iax2_wire::auth::md5_result;
use std::collections::BTreeMap;

/// Call tokens, either way.
#[derive(Clone, Debug, Default)]
pub(super) struct Tokens {
    /// Those that the rig gave.
    pub(super) issued: Vec<Vec<u8>>,
    /// Those that the device gave, by party.
    pub(super) got: BTreeMap<String, Vec<Vec<u8>>>,
}

impl Player {
    /// The data of an element that a line says. `usual` is what would have been filled in.
    pub(super) fn element(
        &mut self,
        id: LegId,
        message: u8,
        key: IeKey,
        value: &Value,
        usual: Option<Vec<u8>>,
    ) -> Vec<u8> {
        let usual = || usual.unwrap_or_else(|| present(key));
        match value {
            Value::Octets(octets) => octets.clone(),
            Value::Text(text) => text_octets(key, text),
            Value::Number(number) | Value::Range(number, _) => number_octets(key.kind(), *number),
            Value::Word(word) => self.computed(id, message, key, word).unwrap_or_else(usual),
            Value::Variable(name) => match self.vars.get(name) {
                Some(Bound::Number(number)) => number_octets(key.kind(), *number),
                Some(Bound::Octets(octets)) => octets.clone(),
                None => usual(),
            },
            Value::AnyOf(values) => {
                let mut numbers = values.iter().map(|value| self.number(value));
                match numbers.try_fold(0, |all, one| Some(all | one?)) {
                    Some(mask) => number_octets(key.kind(), mask),
                    None => usual(),
                }
            }
            Value::Present | Value::Not(_) => usual(),
        }
    }

    fn computed(&mut self, id: LegId, message: u8, key: IeKey, word: &str) -> Option<Vec<u8>> {
        match (key.0, word) {
            (codes::IE_MD5, word) => Some(self.md5_of(id, word == "ok")),
            (codes::IE_CHALLENGE, _) if message == codes::RTKEY => {
                Some(self.dice.octets::<16>().to_vec())
            }
            (codes::IE_CHALLENGE, _) => Some(self.new_challenge()),
            (codes::IE_TOKEN, word) => Some(self.token(id, message, word)),
            (codes::IE_DATETIME, _) => {
                Some(number_octets(Kind::DateTime, super::defaults::date_time(self.now).into()))
            }
            (codes::IE_APPARENT, "self" | "dut") => {
                Some(super::compose::address_octets(self.book.get(id).to))
            }
            (codes::IE_APPARENT, party) => {
                self.cast.address_of(party).map(super::compose::address_octets)
            }
            (codes::IE_CALLNO, leg) => Some(self.number_of_leg(leg).to_be_bytes().to_vec()),
            _ => None,
        }
    }

    /// MD5 RESULT to the device's last challenge; with another secret where it is to be wrong.
    pub(super) fn md5_of(&self, id: LegId, right: bool) -> Vec<u8> {
        let challenge = self.book.get(id).secrets.challenge.clone().unwrap_or_default();
        let secret = self.cast.declaration.incoming.secret.as_deref().unwrap_or_default();
        let secret = if right { secret.to_owned() } else { format!("not {secret}") };
        md5_result(&challenge, secret.as_bytes()).to_vec()
    }

    fn token(&mut self, id: LegId, message: u8, word: &str) -> Vec<u8> {
        let got = self.tokens.got.get(&self.book.get(id).party);
        let first = got.and_then(|tokens| tokens.first()).cloned();
        let last = got.and_then(|tokens| tokens.last()).cloned();
        match word {
            "empty" => Vec::new(),
            "fresh" if message == codes::CALLTOKEN => self.new_token(),
            "fresh" => last.unwrap_or_default(),
            "expired" => first.unwrap_or_default(),
            _ => {
                let mut wrong = last.unwrap_or_else(|| b"1?0".to_vec());
                if let Some(end) = wrong.last_mut() {
                    *end ^= 1;
                }
                wrong
            }
        }
    }

    /// The number of a leg that another party is told of; the leg is opened where it is not.
    fn number_of_leg(&mut self, leg: &str) -> u16 {
        let (party, letter) = leg.split_once('/').unwrap_or((leg, "a"));
        let id = self.book.call(party, letter).filter(|id| !self.book.get(*id).ended);
        let id = id.unwrap_or_else(|| {
            let to = self.device_address(party);
            self.book.add(party, Dialogue::Call(letter.to_owned()), to, self.now)
        });
        self.book.get(id).ours
    }

    /// Nine digits, as deployed.
    pub(super) fn new_challenge(&mut self) -> Vec<u8> {
        (100_000_000 + self.dice.below(900_000_000)).to_string().into_bytes()
    }

    /// Seconds and a digest, as deployed.
    pub(super) fn new_token(&mut self) -> Vec<u8> {
        let (high, low) = (self.dice.roll(), self.dice.roll());
        let token =
            format!("{}?{high:016x}{low:016x}", 1_767_225_600 + self.now.as_millis() / 1000);
        self.tokens.issued.push(token.clone().into_bytes());
        token.into_bytes()
    }
}

/// What an element holds that is only to be there.
fn present(key: IeKey) -> Vec<u8> {
    match (key.0, key.kind()) {
        (codes::IE_ENCRYPTION, _) => vec![0, 1],
        (_, Kind::Number(width) | Kind::Mask(width, _) | Kind::Format(width)) => {
            vec![0; width.into()]
        }
        (_, Kind::DateTime) => vec![0; 4],
        (_, Kind::Wide(_)) => vec![0; 9],
        _ => Vec::new(),
    }
}

fn text_octets(key: IeKey, text: &[u8]) -> Vec<u8> {
    let address = core::str::from_utf8(text).ok().and_then(|text| text.parse().ok());
    match (key.kind(), address) {
        (Kind::Address, Some(address)) => super::compose::address_octets(address),
        _ => text.to_vec(),
    }
}

fn number_octets(kind: Kind, number: u64) -> Vec<u8> {
    let octets = number.to_be_bytes();
    let width = match kind {
        Kind::Number(width) | Kind::Mask(width, _) | Kind::Format(width) => usize::from(width),
        Kind::DateTime => 4,
        Kind::Wide(_) => return [&[0], &octets[..]].concat(),
        _ => return number.to_string().into_bytes(),
    };
    octets[8 - width.min(8)..].to_vec()
}
