//! Whether a datagram of the device is what a line expects.

use super::book::{Dialogue, LegId};
use super::compose::get;
use super::seen::Seen;
use super::vars::{Bound, Vars};
use super::{Player, codes};
use crate::datagram::{Datagram, FullFrame, number};
use crate::happening::WireId;
use crate::notation::ast::{End, Field, Flag, FrameEvent, HeaderField, Mapping, Value};
use crate::notation::fields::{IeKey, Kind};
use crate::notation::message::Message;
use iax2_wire::auth::md5_result;
use iax2_wire::auth::rsa::CheckingKey;
use iax2_wire::{ApparentAddr, DateTime, Subclass};

impl Player {
    /// Whether the line expects it; binds the line's free variables where it does.
    pub(super) fn expects(&mut self, event: &FrameEvent, seen: &Seen) -> bool {
        let arrives = event.fields.iter().any(|field| matches!(field, Field::From(_)));
        let wire = if arrives { WireId::Net } else { WireId::Dut };
        if seen.wire != wire || !self.is_end(&event.to, seen) {
            return false;
        }
        if !event.messages.iter().any(|message| self.is_message(message, seen)) {
            return false;
        }
        if super::compose::has_flag(event, Flag::Only) && !holds_only(event, seen) {
            return false;
        }
        let mut vars = self.vars.clone();
        let fits = event.fields.iter().all(|field| self.fits(field, seen, &mut vars));
        if fits {
            self.vars = vars;
        }
        fits
    }

    /// Whether a frame goes to an end. Without a letter it is the party's first call, or no call at all.
    pub(super) fn is_end(&self, end: &End, seen: &Seen) -> bool {
        if seen.party.as_deref() != Some(&end.party) {
            return false;
        }
        let about = seen.leg.map(|id| &self.book.get(id).about);
        match (end.leg.as_deref(), about) {
            (None, Some(Dialogue::Call(letter))) => letter == "a",
            (None, _) | (Some("*"), _) => true,
            (Some(leg), Some(Dialogue::Call(letter))) => leg == letter,
            (Some(leg), Some(Dialogue::Registration(number))) => leg == format!("r{number}"),
            (Some(_), _) => false,
        }
    }

    fn is_message(&self, message: &Message, seen: &Seen) -> bool {
        match (message, &seen.datagram) {
            (Message::Any, _) | (Message::Mini, Datagram::Mini { .. }) => true,
            (Message::MetaVideo, Datagram::Video { .. }) => true,
            (Message::Trunk(letters), Datagram::Trunk { entries, .. }) => {
                letters.iter().all(|letter| {
                    let leg = seen.party.as_deref().and_then(|party| self.book.call(party, letter));
                    let shown = leg.and_then(|id| self.book.get(id).shown);
                    entries.iter().any(|entry| Some(entry.source) == shown)
                })
            }
            (_, Datagram::Full(frame)) => is_full(message, frame),
            _ => false,
        }
    }

    fn fits(&self, field: &Field, seen: &Seen, vars: &mut Vars) -> bool {
        match field {
            Field::Header(name, value) => {
                header(&seen.datagram, *name).is_some_and(|n| number_fits(value, n, vars))
            }
            Field::Ie(key, value) => {
                let data = seen.full().and_then(|frame| frame.element(key.0));
                data.is_some_and(|data| self.element_fits(*key, value, data, seen, vars))
            }
            Field::Without(key) => seen.full().is_none_or(|frame| frame.element(key.0).is_none()),
            Field::Flag(flag) => has(*flag, seen),
            Field::Not(flag) => !has(*flag, seen),
            Field::Data(data) => payload(&seen.datagram) == data,
            Field::Tail(tail) => seen.full().is_some_and(|frame| frame.elements().1 == tail),
            Field::From(mapping) => {
                let home = seen.party.as_ref().and_then(|party| self.home.get(party));
                (home == Some(&seen.src)) == (*mapping == Mapping::Old)
            }
            Field::Port(port) => seen.src.port() == *port,
            Field::ToPort(port) => seen.dst.port() == *port,
            Field::To(to) => to.parse() == Ok(seen.dst),
            Field::Leg(end) => {
                let id = self.book.call(&end.party, end.leg.as_deref().unwrap_or("a"));
                let ours = id.map(|id| self.book.get(id).ours);
                seen.full().is_some_and(|frame| Some(frame.dest) == ours)
            }
            Field::Calls(..) | Field::SentIndex(_) | Field::SeenIndex(_) => true,
        }
    }

    fn element_fits(
        &self,
        key: IeKey,
        value: &Value,
        data: &[u8],
        seen: &Seen,
        vars: &mut Vars,
    ) -> bool {
        match value {
            Value::Present => true,
            Value::Octets(octets) => octets == data,
            Value::Text(text) if key.kind() == Kind::Address => {
                let address = ApparentAddr::parse(data).map(|address| address.0.to_string());
                address.is_ok_and(|address| address.as_bytes() == text)
            }
            Value::Text(text) => text == data,
            Value::Number(_) | Value::Range(..) => {
                key_number(key, data).is_some_and(|number| number_fits(value, number, vars))
            }
            Value::Variable(name) => vars.agrees(name, bound(key, data)),
            Value::Word(word) => self.is_computed(key, word, data, seen),
            Value::AnyOf(values) => {
                values.iter().any(|value| self.element_fits(key, value, data, seen, vars))
            }
            Value::Not(value) => !self.element_fits(key, value, data, seen, &mut vars.clone()),
        }
    }

    fn is_computed(&self, key: IeKey, word: &str, data: &[u8], seen: &Seen) -> bool {
        match (key.0, word) {
            (codes::IE_MD5, word) => self.is_right_answer(data, seen) == (word == "ok"),
            (codes::IE_RSA, word) => self.is_right_signature(data, seen) == (word == "ok"),
            (codes::IE_TOKEN, "empty") => data.is_empty(),
            (codes::IE_TOKEN, "fresh") => self.tokens.issued.last().is_some_and(|t| t == data),
            (codes::IE_TOKEN, "expired") => {
                let issued = &self.tokens.issued;
                issued.iter().rev().skip(1).any(|token| token == data)
            }
            (codes::IE_TOKEN, _) => !self.tokens.issued.iter().any(|token| token == data),
            (codes::IE_CHALLENGE, _) => {
                let known = seen.leg.and_then(|id| self.book.get(id).secrets.challenge.as_deref());
                !data.is_empty() && known != Some(data)
            }
            (codes::IE_DATETIME, _) => number(data)
                .and_then(|n| u32::try_from(n).ok())
                .is_some_and(|n| DateTime(n).is_sane()),
            (codes::IE_APPARENT, "self") => self.is_address(data, Some(seen.src)),
            (codes::IE_APPARENT, party) => self.is_address(data, self.cast.address_of(party)),
            (codes::IE_CALLNO, leg) => {
                let (party, letter) = leg.split_once('/').unwrap_or((leg, "a"));
                let leg = self.book.call(party, letter).map(|id| self.book.get(id));
                let shown = number(data);
                leg.is_some_and(|leg| {
                    [Some(leg.ours), leg.shown]
                        .iter()
                        .flatten()
                        .any(|n| shown == Some(u64::from(*n)))
                })
            }
            _ => false,
        }
    }

    fn is_address(&self, data: &[u8], address: Option<core::net::SocketAddr>) -> bool {
        ApparentAddr::parse(data).ok().map(|apparent| apparent.0) == address
    }

    /// Whether MD5 RESULT answers the challenge that the rig gave on that leg.
    fn is_right_answer(&self, data: &[u8], seen: &Seen) -> bool {
        let Some(id) = seen.leg else { return false };
        let Some(challenge) = &self.book.get(id).secrets.challenge else { return false };
        let named = seen.full().and_then(|frame| frame.element(codes::IE_USERNAME));
        let secret =
            named.and_then(|user| self.cast.declaration.secret_of(user).map(str::to_owned));
        let Some(secret) = secret.or_else(|| self.secret_of_leg(id)) else { return false };
        data.eq_ignore_ascii_case(&md5_result(challenge, secret.as_bytes()))
    }

    /// Whether RSA RESULT signs the challenge that the rig gave on that leg, by the key of its account.
    fn is_right_signature(&self, data: &[u8], seen: &Seen) -> bool {
        let Some(id) = seen.leg else { return false };
        let Some(challenge) = &self.book.get(id).secrets.challenge else { return false };
        let named = seen.full().and_then(|frame| frame.element(codes::IE_USERNAME));
        let user = named.map_or_else(|| self.username_of_leg(id), <[u8]>::to_vec);
        let account = self.cast.declaration.account_of(&user);
        let key = account.and_then(|account| account.public_key.as_deref());
        let key = key.and_then(|pem| CheckingKey::from_pem(pem).ok());
        key.is_some_and(|key| key.accepts(challenge, data))
    }

    /// Notes which dialogue of a party spoke last.
    pub(super) fn note_heard(&mut self, party: &str, id: LegId) {
        self.heard.insert(party.to_owned(), id);
    }
}

/// Whether a frame has no element that the line does not name.
fn holds_only(event: &FrameEvent, seen: &Seen) -> bool {
    let named = |code: u8| {
        event.fields.iter().any(|field| matches!(field, Field::Ie(key, _) if key.0 == code))
    };
    seen.full().is_none_or(|frame| frame.elements().0.iter().all(|(code, _)| named(*code)))
}

fn is_full(message: &Message, frame: &FullFrame) -> bool {
    let (kind, subclass) = (frame.kind, frame.subclass);
    let is_format = |said: &Option<u64>, octet: u8| {
        said.is_none_or(|said| Subclass(octet).value() == Some(said))
    };
    let is_text = |said: &Option<Vec<u8>>| {
        let bare = frame.data.strip_suffix(&[0]).unwrap_or(&frame.data);
        said.as_ref().is_none_or(|said| *said == frame.data || said == bare)
    };
    match message {
        Message::Iax(code) => frame.iax() == Some(*code),
        Message::Control(code) => kind == 4 && subclass == *code,
        Message::Dtmf(digit) => kind == 1 && digit.is_none_or(|digit| digit == subclass),
        Message::DtmfBegin(digit) => kind == 12 && digit.is_none_or(|digit| digit == subclass),
        Message::Voice(format) => kind == 2 && is_format(format, subclass),
        Message::Video(format) => kind == 3 && is_format(format, subclass & !0x40),
        Message::Text(text) => kind == 7 && is_text(text),
        Message::Image(format) => kind == 8 && is_format(format, subclass),
        Message::Html(code, data) => kind == 9 && subclass == *code && is_text(data),
        Message::Cng(level) => kind == 10 && level.is_none_or(|level| level == subclass),
        Message::Null => kind == 5,
        Message::Frame(said, octet) => kind == *said && subclass == *octet,
        _ => false,
    }
}

fn has(flag: Flag, seen: &Seen) -> bool {
    match flag {
        Flag::Retry => seen.full().is_some_and(|frame| frame.retry),
        Flag::Encrypted => seen.sealed,
        Flag::Clear => !seen.sealed,
        Flag::Only | Flag::Once => true,
    }
}

fn header(datagram: &Datagram, name: HeaderField) -> Option<u64> {
    match (datagram, name) {
        (Datagram::Full(frame), name) => Some(get(frame, name)),
        (Datagram::Mini { source, .. } | Datagram::Video { source, .. }, HeaderField::Src) => {
            Some(u64::from(*source))
        }
        (Datagram::Mini { ts, .. } | Datagram::Video { ts, .. }, HeaderField::Ts) => {
            Some(u64::from(*ts))
        }
        (Datagram::Trunk { ts, .. }, HeaderField::Ts) => Some(u64::from(*ts)),
        _ => None,
    }
}

fn payload(datagram: &Datagram) -> &[u8] {
    match datagram {
        Datagram::Full(FullFrame { data, .. })
        | Datagram::Mini { data, .. }
        | Datagram::Video { data, .. }
        | Datagram::Other(data) => data,
        Datagram::Trunk { .. } => &[],
    }
}

/// Whether a number is what a value says.
pub(super) fn number_fits(value: &Value, number: u64, vars: &mut Vars) -> bool {
    match value {
        Value::Number(said) => *said == number,
        Value::Range(from, to) => (*from..=*to).contains(&number),
        Value::Variable(name) => vars.agrees(name, Bound::Number(number)),
        Value::Present => true,
        Value::AnyOf(values) => values.iter().any(|value| number_fits(value, number, vars)),
        Value::Not(value) => !number_fits(value, number, &mut vars.clone()),
        Value::Text(_) | Value::Octets(_) | Value::Word(_) => false,
    }
}

/// The number that an element holds, where its length fits.
fn key_number(key: IeKey, data: &[u8]) -> Option<u64> {
    match key.kind() {
        Kind::Number(width) | Kind::Mask(width, _) | Kind::Format(width) => {
            number(data).filter(|_| data.len() == usize::from(width))
        }
        Kind::DateTime => number(data).filter(|_| data.len() == 4),
        Kind::Wide(_) => data.split_first().and_then(|(_, mask)| number(mask)),
        _ => None,
    }
}

/// What a variable takes from an element.
pub(super) fn bound(key: IeKey, data: &[u8]) -> Bound {
    key_number(key, data).map_or_else(|| Bound::Octets(data.to_vec()), Bound::Number)
}
