//! Registrations that no script is about: the rig's registrar takes them in the background.

use super::book::LegId;
use super::{Player, codes};
use crate::datagram::{FullFrame, IAX};
use iax2_wire::auth::md5_result;

/// How long a registration is granted, in seconds.
const GRANTED: u16 = 60;
/// The cause of a refusal: facility rejected, RFC 5456 8.6.33.
const REFUSED: u8 = 29;

impl Player {
    /// Answers REGREQ and REGREL as the device's account demands.
    pub(super) fn register(&mut self, id: LegId, frame: &FullFrame) {
        let username = frame.element(codes::IE_USERNAME).unwrap_or_default().to_vec();
        let account =
            self.cast.declaration.accounts.iter().find(|a| a.username.as_bytes() == username);
        let (secret, token) = account.map_or((None, false), |a| (a.secret.clone(), a.token));
        let offered = frame.element(codes::IE_TOKEN);
        if token && offered.is_some_and(<[u8]>::is_empty) {
            return self.demand_token(id, frame);
        }
        let challenge = self.book.get(id).secrets.challenge.clone();
        match (secret, frame.element(codes::IE_MD5), challenge) {
            (Some(secret), Some(result), Some(challenge)) => {
                let right = md5_result(&challenge, secret.as_bytes());
                if result.eq_ignore_ascii_case(&right) {
                    self.grant(id, &username);
                } else {
                    self.refuse(id);
                }
            }
            (Some(_), ..) => self.challenge(id, &username),
            (None, ..) => self.grant(id, &username),
        }
    }

    /// CALLTOKEN keeps nothing: source 0, no number taken (IAX2 Security 3.2).
    fn demand_token(&mut self, id: LegId, frame: &FullFrame) {
        let token = self.new_token();
        let data = elements(&[(codes::IE_TOKEN, &token)]);
        let reply = FullFrame {
            source: 0,
            dest: frame.source,
            ts: frame.ts,
            iseq: 1,
            kind: IAX,
            subclass: codes::CALLTOKEN,
            data,
            ..FullFrame::default()
        };
        if self.transports {
            self.emit(id, &reply, None, super::cast::PORT);
        }
    }

    fn challenge(&mut self, id: LegId, username: &[u8]) {
        let challenge = self.new_challenge();
        self.book.get_mut(id).secrets.challenge = Some(challenge.clone());
        let data = elements(&[
            (codes::IE_USERNAME, username),
            (0x0e, &[0, 2]),
            (codes::IE_CHALLENGE, &challenge),
        ]);
        self.reply(id, codes::REGAUTH, data);
    }

    fn grant(&mut self, id: LegId, username: &[u8]) {
        let apparent = super::compose::address_octets(self.book.get(id).to);
        let data = elements(&[
            (codes::IE_USERNAME, username),
            (codes::IE_DATETIME, &super::defaults::date_time(self.now).to_be_bytes()),
            (codes::IE_APPARENT, &apparent),
            (0x13, &GRANTED.to_be_bytes()),
        ]);
        self.reply(id, codes::REGACK, data);
    }

    fn refuse(&mut self, id: LegId) {
        let data = elements(&[(0x16, b"Registration Refused"), (0x2a, &[REFUSED])]);
        self.reply(id, codes::REGREJ, data);
    }

    fn reply(&mut self, id: LegId, code: u8, data: Vec<u8>) {
        let ts = self.book.get(id).ts(self.now);
        self.answer(id, code, ts, data);
    }
}

/// A chain of elements; data beyond 255 octets are cut.
pub(super) fn elements(list: &[(u8, &[u8])]) -> Vec<u8> {
    let mut chain = Vec::new();
    for (code, data) in list {
        let data = &data[..data.len().min(255)];
        chain.extend([*code, u8::try_from(data.len()).unwrap_or(u8::MAX)]);
        chain.extend_from_slice(data);
    }
    chain
}
