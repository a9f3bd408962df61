//! What is filled in where a line says nothing: the elements that the RFC requires of a message, and usual ones.

use super::book::LegId;
use super::{Player, codes};
use crate::datagram::FullFrame;
use iax2_wire::time::Instant;
use iax2_wire::{DateTime, Format};

/// Normal clearing, RFC 5456 8.6.33.
const NORMAL_CLEARING: u8 = 16;
/// Call rejected, RFC 5456 8.6.33.
const CALL_REJECTED: u8 = 21;
/// How long a registration is granted, in seconds.
const GRANTED: u16 = 60;
/// How long a dial plan answer may be kept, in seconds.
const KEPT: u16 = 600;

/// An element by its code, and its data.
pub(super) type Element = (u8, Vec<u8>);

impl Player {
    /// The elements of an IAX message that nobody wrote down. `format` is what the line says of it.
    pub(super) fn usual_elements(
        &mut self,
        id: LegId,
        code: u8,
        format: Option<u64>,
    ) -> Vec<Element> {
        let text = |code, text: &str| (code, text.as_bytes().to_vec());
        match code {
            codes::NEW => self.usual_new(format),
            codes::ACCEPT => vec![(codes::IE_FORMAT, mask(self.usual_format(id)))],
            codes::AUTHREQ | codes::REGAUTH => {
                let challenge = self.new_challenge();
                vec![
                    (codes::IE_USERNAME, self.username(id)),
                    (0x0e, vec![0, 2]),
                    (codes::IE_CHALLENGE, challenge),
                ]
            }
            codes::AUTHREP => vec![(codes::IE_MD5, self.md5_of(id, true))],
            codes::REGACK => vec![
                (codes::IE_USERNAME, self.username(id)),
                (codes::IE_DATETIME, date_time(self.now).to_be_bytes().to_vec()),
                (codes::IE_APPARENT, super::compose::address_octets(self.book.get(id).to)),
                (0x13, GRANTED.to_be_bytes().to_vec()),
            ],
            codes::REGREJ => vec![text(0x16, "Registration Refused"), (0x2a, vec![29])],
            codes::REJECT => vec![text(0x16, "Call Rejected"), (0x2a, vec![CALL_REJECTED])],
            codes::HANGUP => vec![text(0x16, "Normal Clearing"), (0x2a, vec![NORMAL_CLEARING])],
            codes::DPREP => vec![
                (codes::IE_CALLED, self.asked_number(id)),
                (0x14, vec![0, 1]),
                (0x13, KEPT.to_be_bytes().to_vec()),
            ],
            codes::CALLTOKEN => vec![(codes::IE_TOKEN, self.new_token())],
            codes::PONG => pairs(&receiver_report()),
            _ => Vec::new(),
        }
    }

    /// NEW with all that RFC 5456 6.2.2 requires.
    fn usual_new(&mut self, format: Option<u64>) -> Vec<Element> {
        let format = format.unwrap_or(self.codec);
        let letter = Format(format).preference_letter().unwrap_or(b'D');
        let called = self.username_of_start();
        vec![
            (0x0b, vec![0, 2]),
            (codes::IE_CALLED, called),
            (0x02, b"100".to_vec()),
            (0x04, b"Alice".to_vec()),
            (codes::IE_CAPABILITY, mask(format)),
            (codes::IE_FORMAT, mask(format)),
            (0x26, vec![0]),
            (0x27, vec![0]),
            (0x28, vec![0, 0]),
            (0x2d, vec![letter]),
        ]
    }

    /// The user whom the start of the scenario is about.
    pub(super) fn username_of_start(&self) -> Vec<u8> {
        let account = self.cast.declaration.account(self.account);
        account.map_or_else(|| b"s".to_vec(), |account| account.username.clone().into_bytes())
    }

    /// The format of a leg: what its NEW asked for, where the rig has it, else the start's codec.
    pub(super) fn usual_format(&self, id: LegId) -> u64 {
        self.book.get(id).format.filter(|format| format.is_power_of_two()).unwrap_or(self.codec)
    }

    /// The user who is challenged: whom the device names, else the account of the start.
    fn username(&self, id: LegId) -> Vec<u8> {
        let named = |frame: &FullFrame| frame.element(codes::IE_USERNAME).map(<[u8]>::to_vec);
        let request = self.book.get(id).request.as_ref();
        request.and_then(named).unwrap_or_else(|| self.username_of_start())
    }

    /// The number of the DPREQ that is answered.
    fn asked_number(&self, id: LegId) -> Vec<u8> {
        let last = self.book.get(id).last.as_ref();
        last.and_then(|frame| frame.element(codes::IE_CALLED)).unwrap_or_default().to_vec()
    }
}

/// A 32-bit format mask in network order.
pub(super) fn mask(format: u64) -> Vec<u8> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "formats beyond 31 have elements of their own"
    )]
    let mask = format as u32;
    mask.to_be_bytes().to_vec()
}

/// The six elements of a receiver report (RFC 5456 6.7.3) of somebody who has heard nothing amiss.
pub(super) fn receiver_report() -> Vec<u8> {
    super::registrar::elements(&[
        (0x2e, &[0; 4]),
        (0x2f, &[0; 4]),
        (0x30, &[0; 4]),
        (0x31, &[0; 2]),
        (0x32, &[0; 4]),
        (0x33, &[0; 4]),
    ])
}

fn pairs(chain: &[u8]) -> Vec<Element> {
    let frame =
        FullFrame { kind: crate::datagram::IAX, data: chain.to_vec(), ..FullFrame::default() };
    frame.elements().0.into_iter().map(|(code, data)| (code, data.to_vec())).collect()
}

/// The date and time that the rig's servers tell: they were switched on at New Year's midnight of 2026.
pub(super) fn date_time(now: Instant) -> u32 {
    let seconds = now.as_millis() / 1000;
    let (day, rest) = (seconds / 86_400, seconds % 86_400);
    let number = |value: u64| u8::try_from(value).unwrap_or(0);
    let (hour, minute) = (number(rest / 3600), number(rest % 3600 / 60));
    DateTime::new(2026, 1, number(1 + day % 28), hour, minute, number(rest % 60)).0
}
