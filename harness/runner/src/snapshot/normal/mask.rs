//! Elements whose value differs from run to run, as what they amount to.

use core::net::{IpAddr, SocketAddr};
use iax2_wire::auth::md5_result;
use iax2_wire::{IaxCode, IeCode};
use phonerig_judge::datagram::FullFrame;
use phonerig_judge::notation::ast::{Field, Value};
use std::collections::HashMap;

/// What is needed to say what a value amounts to.
#[derive(Debug, Default)]
pub(super) struct Mask {
    secrets: Vec<String>,
    names: HashMap<IpAddr, String>,
    /// The last challenge of each end.
    challenges: HashMap<(SocketAddr, u16), Vec<u8>>,
    transfers: Vec<u64>,
}

/// A frame on its way.
#[derive(Clone, Copy)]
pub(super) struct Way {
    pub(super) src: SocketAddr,
    pub(super) dst: SocketAddr,
}

impl Mask {
    pub(super) fn new(secrets: Vec<String>, names: HashMap<IpAddr, String>) -> Self {
        Self { secrets, names, ..Self::default() }
    }

    /// The fields of a frame, each as what it amounts to.
    pub(super) fn fields(&mut self, way: Way, frame: &FullFrame, said: Vec<Field>) -> Vec<Field> {
        let challenges = [IaxCode::AUTHREQ, IaxCode::REGAUTH];
        if frame.iax().is_some_and(|code| challenges.contains(&IaxCode(code)))
            && let Some(challenge) = frame.element(IeCode::CHALLENGE.0)
        {
            self.challenges.insert((way.src, frame.source), challenge.to_vec());
        }
        said.into_iter().map(|field| self.field(way, frame, field)).collect()
    }

    fn field(&mut self, way: Way, frame: &FullFrame, field: Field) -> Field {
        let Field::Ie(key, value) = field else { return field };
        let word = |word: &str| Value::Word(word.to_owned());
        let value = match (IeCode(key.0), value) {
            (IeCode::CHALLENGE, Value::Text(_)) => word("new"),
            (IeCode::MD5_RESULT, Value::Text(digest)) => self.digest(way, frame, &digest),
            (IeCode::RSA_RESULT, Value::Text(_)) => Value::Present,
            (IeCode::APPARENT_ADDR, Value::Text(text)) => self.address(text),
            (IeCode::CALLTOKEN, Value::Text(token)) if !token.is_empty() => word("fresh"),
            (IeCode::TRANSFERID, Value::Number(id)) => self.transfer(id),
            (IeCode::CALLNO | IeCode::DATETIME, Value::Number(_)) => Value::Present,
            (code, Value::Number(_)) if is_report(code) => Value::Present,
            (_, value) => value,
        };
        Field::Ie(key, value)
    }

    /// A digest, computed again with every secret that is known.
    fn digest(&self, way: Way, frame: &FullFrame, digest: &[u8]) -> Value {
        let challenge = self.challenges.get(&(way.dst, frame.dest));
        let fits = challenge.is_some_and(|challenge| {
            let right = |secret: &String| md5_result(challenge, secret.as_bytes()) == *digest;
            self.secrets.iter().any(right)
        });
        Value::Word(if fits { "ok" } else { "wrong" }.to_owned())
    }

    /// The name of an address; the port of a mapping is chance.
    fn address(&self, text: Vec<u8>) -> Value {
        let address: Option<SocketAddr> =
            core::str::from_utf8(&text).ok().and_then(|text| text.parse().ok());
        let name = address.and_then(|address| self.names.get(&address.ip()));
        name.map_or(Value::Text(text), |name| Value::Word(name.clone()))
    }

    /// `$t1`, `$t2`, .. by first appearance.
    fn transfer(&mut self, id: u64) -> Value {
        let index = self.transfers.iter().position(|known| *known == id).unwrap_or_else(|| {
            self.transfers.push(id);
            self.transfers.len() - 1
        });
        Value::Variable(format!("t{}", index + 1))
    }
}

/// The receiver reports of PONG and LAGRP, RFC 5456 8.6.33 to 8.6.38.
fn is_report(code: IeCode) -> bool {
    (IeCode::RR_JITTER.0..=IeCode::RR_OOO.0).contains(&code.0)
}
