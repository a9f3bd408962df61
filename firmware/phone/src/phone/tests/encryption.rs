//! Calls that nobody else can read.

use iax2_wire::crypt::MediaKey;
use iax2_wire::{Body, Format, Full, IaxCode, Ie, Ies};

use super::rig::{PEER, Rig, new_elements, plain, server};
use crate::config::{Encryption, IncomingUser};
use crate::text::cut;

const CHALLENGE: &[u8] = b"164223847";

fn key() -> MediaKey {
    MediaKey::from_challenge(CHALLENGE, b"sesame")
}

/// The peer sends a frame under a key.
fn send_sealed(rig: &mut Rig, key: MediaKey, body: Body<'_>) {
    let full = Full {
        source: rig.source,
        dest: rig.dest,
        retry: false,
        timestamp: rig.stamp(),
        oseqno: rig.oseqno,
        iseqno: rig.iseqno,
        body,
    };
    if body.is_counted() {
        rig.oseqno = rig.oseqno.next();
    }
    let (mut clear, mut sealed) = ([0; 512], [0; 600]);
    let len = full.emit(&mut clear).expect("fits");
    let len = key.encrypt(&clear[..len], &[0x5a; 32], &mut sealed).expect("fits");
    rig.datagram(server(), &sealed[..len]);
}

/// The phone's next full frame, opened.
fn expect_sealed(rig: &mut Rig, code: IaxCode) -> std::vec::Vec<u8> {
    let full = |octets: &[u8]| octets[0] & 0x80 != 0;
    let place = rig.sent.iter().position(|(_, octets)| full(octets)).expect("the phone sends");
    let (_, octets) = rig.sent.remove(place).expect("it is there");
    let mut clear = [0; 600];
    let len = key().decrypt(&octets, &mut clear).expect("it opens with the key");
    let frame = Full::parse(&clear[..len]).expect("it parses");
    assert!(matches!(frame.body, Body::Iax(it, _) if it == code), "{frame:?}");
    if frame.body.is_counted() {
        rig.iseqno = frame.oseqno.next();
    }
    clear[..len].to_vec()
}

fn wanting() -> crate::config::Config {
    let mut config = plain();
    config.accounts[0].encryption = Encryption::Offered;
    config
}

fn challenged(methods: &[Ie<'_>]) -> Rig {
    let mut rig = Rig::new(wanting());
    rig.user("dials \"300\"");
    let new = rig.expect_iax(IaxCode::NEW);
    assert_eq!(new.ies().encryption(), Some(0x8001));
    let mut elements = std::vec![Ie::Username("200"), Ie::AuthMethods(2), Ie::Challenge(CHALLENGE)];
    elements.extend_from_slice(methods);
    rig.send_iax(IaxCode::AUTHREQ, &elements);
    rig
}

fn linked() -> Rig {
    let mut rig = challenged(&[Ie::Encryption(1)]);
    expect_sealed(&mut rig, IaxCode::AUTHREP);
    let mut octets = [0; 16];
    let mut writer = iax2_wire::IeWriter::new(&mut octets);
    writer.push(Ie::Format(Format::ULAW)).expect("fits");
    send_sealed(&mut rig, key(), Body::Iax(IaxCode::ACCEPT, writer.finish()));
    expect_sealed(&mut rig, IaxCode::ACK);
    rig
}

#[test]
fn everything_after_authreq_is_encrypted() {
    let mut rig = linked();
    send_sealed(&mut rig, key(), Body::Iax(IaxCode::PING, Ies::default()));
    expect_sealed(&mut rig, IaxCode::PONG);
}

#[test]
fn a_server_without_encryption_is_talked_to_in_clear() {
    let mut rig = challenged(&[]);
    rig.expect_iax(IaxCode::AUTHREP);
}

#[test]
fn where_encryption_is_required_the_call_ends_without_it() {
    let mut config = wanting();
    config.accounts[0].encryption = Encryption::Required;
    let mut rig = Rig::new(config);
    rig.user("dials \"300\"");
    rig.expect_iax(IaxCode::NEW);
    let elements = [Ie::Username("200"), Ie::AuthMethods(2), Ie::Challenge(CHALLENGE)];
    rig.send_iax(IaxCode::AUTHREQ, &elements);
    rig.expect_iax(IaxCode::HANGUP);
}

#[test]
fn clear_frames_and_noise_are_not_taken() {
    let mut rig = linked();
    rig.signs.clear();
    rig.send(Body::Iax(IaxCode::HANGUP, Ies::default()));
    rig.oseqno.0 -= 1;
    for fill in 0..=255u8 {
        let mut noise = [fill; 52];
        noise[..2].copy_from_slice(&(0x8000 | PEER).to_be_bytes());
        noise[2..4].copy_from_slice(&rig.dest.get().to_be_bytes());
        rig.datagram(server(), &noise);
    }
    rig.expect_nothing();
    send_sealed(&mut rig, key(), Body::Iax(IaxCode::PING, Ies::default()));
    expect_sealed(&mut rig, IaxCode::PONG);
    assert!(rig.signs.is_empty());
}

#[test]
fn rtkey_turns_the_incoming_key_and_old_repeats_still_open() {
    let mut rig = linked();
    let (old, new) = (key(), MediaKey([7; 16]));
    let mut octets = [0; 24];
    let mut writer = iax2_wire::IeWriter::new(&mut octets);
    writer.push(Ie::Challenge(&[7; 16])).expect("fits");
    send_sealed(&mut rig, old, Body::Iax(IaxCode::RTKEY, writer.finish()));
    expect_sealed(&mut rig, IaxCode::ACK);
    send_sealed(&mut rig, new, Body::Iax(IaxCode::PING, Ies::default()));
    expect_sealed(&mut rig, IaxCode::PONG);
    send_sealed(&mut rig, old, Body::Iax(IaxCode::PING, Ies::default()));
    expect_sealed(&mut rig, IaxCode::PONG);
}

#[test]
fn repeats_are_encrypted_afresh() {
    let mut rig = challenged(&[Ie::Encryption(1)]);
    rig.pass(1_000);
    let copies: std::vec::Vec<_> = rig.sent.drain(..).map(|(_, octets)| octets).collect();
    assert_eq!(copies.len(), 2);
    assert_eq!(copies[1][2] & 0x80, 0x80, "R stands in clear");
    assert_ne!(copies[0][4..20], copies[1][4..20], "padding is random");
}

#[test]
fn a_caller_who_offers_encryption_gets_it() {
    let mut config = plain();
    config.incoming.encryption = true;
    config.incoming.users[0] = IncomingUser { name: cut("carol"), secret: cut("opensesame") };
    let mut rig = Rig::new(config);
    let mut elements = new_elements();
    elements.extend([Ie::Username("carol"), Ie::Encryption(0x8001)]);
    rig.send_iax(IaxCode::NEW, &elements);
    let request = rig.expect_iax(IaxCode::AUTHREQ);
    assert_eq!(request.ies().encryption(), Some(1));
    let challenge = request.ies().challenge().expect("a challenge").to_vec();
    let key = MediaKey::from_challenge(&challenge, b"opensesame");
    let result = iax2_wire::auth::md5_result(&challenge, b"opensesame");
    let mut octets = [0; 64];
    let mut writer = iax2_wire::IeWriter::new(&mut octets);
    writer.push(Ie::Md5Result(&result)).expect("fits");
    send_sealed(&mut rig, key, Body::Iax(IaxCode::AUTHREP, writer.finish()));
    let (_, octets) = rig.sent.pop_front().expect("the phone answers");
    let mut clear = [0; 600];
    let len = key.decrypt(&octets, &mut clear).expect("it opens");
    assert_eq!(clear[10..12], [6, IaxCode::ACCEPT.0], "{len}");
}
