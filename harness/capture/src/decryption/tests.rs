//! Encrypted calls: the recording, and the vectors of the wire facts.

use std::path::Path;

use hex_literal::hex;
use iax2_wire::crypt::MediaKey;
use iax2_wire::time::Instant;

use super::{Decryption, Opened, Secrets, SecretsError};
use crate::capture::{Kind, Reader};
use crate::recognition::Datagram;

const CALLER: &str = "10.0.0.1:4569";
const CALLEE: &str = "10.0.0.2:4569";

/// AUTHREQ from call 0x0042 to 0x1234: CHALLENGE `164223847`, ENCRYPTION 1.
const AUTHREQ: &[u8] = &hex!(
    "8042 1234 00000010 00 01 06 08" "0f 09 313634323233383437" "2b 02 0001"
);

fn datagram<'a>(src: &str, dst: &str, payload: &'a [u8]) -> Datagram<'a> {
    let (src, dst) = (src.parse().expect("an address"), dst.parse().expect("an address"));
    Datagram { packet: 1, at: Instant::ZERO, interface: 0, src, dst, payload, missing: 0 }
}

fn with_password(password: &str) -> Decryption {
    let mut decryption = Decryption::new(Secrets { passwords: vec!["no".into(), password.into()] });
    decryption.open(&datagram(CALLEE, CALLER, AUTHREQ));
    decryption
}

#[test]
fn an_encrypted_ack_is_read_with_the_right_password() {
    let sealed = hex!("92340042 b500f2b6aaf2d455f884c725698555379caed858da3121b6a06fd708f01ae162");
    let ack = hex!("92340042 000003e8 02030604");
    let mut decryption = with_password("sesame");
    let opened = decryption.open(&datagram(CALLER, CALLEE, &sealed));
    assert_eq!(opened, Opened::Decrypted(&ack));
    let opened = decryption.open(&datagram(CALLEE, CALLER, &sealed));
    assert_eq!(opened, Opened::Clear(&sealed), "the other end has no call of that number");
}

#[test]
fn voice_is_read_once_a_full_frame_showed_the_key() {
    let ack = hex!("92340042 b500f2b6aaf2d455f884c725698555379caed858da3121b6a06fd708f01ae162");
    let sealed = hex!(
        "1234 92324d822cf72c3f4c87bc1c9c7d905f4d8b8797191dc26ec61c729e38dfec3a652e72aaba37fe5a98531c16fa12dc58"
    );
    let mini = [&hex!("1234 0780")[..], &[0x55; 20]].concat();
    let mut decryption = with_password("sesame");
    assert_eq!(decryption.open(&datagram(CALLER, CALLEE, &sealed)), Opened::Sealed(&sealed));
    decryption.open(&datagram(CALLER, CALLEE, &ack));
    assert_eq!(decryption.open(&datagram(CALLER, CALLEE, &sealed)), Opened::Decrypted(&mini));
}

#[test]
fn without_the_password_frames_stay_sealed() {
    let sealed = hex!("92340042 b500f2b6aaf2d455f884c725698555379caed858da3121b6a06fd708f01ae162");
    let mut decryption = with_password("guess");
    assert_eq!(decryption.open(&datagram(CALLER, CALLEE, &sealed)), Opened::Sealed(&sealed));
}

#[test]
fn a_repeated_authreq_and_a_frame_that_is_no_blocks_are_clear() {
    let mut decryption = with_password("sesame");
    assert_eq!(decryption.open(&datagram(CALLEE, CALLER, AUTHREQ)), Opened::Clear(AUTHREQ));
    let ack = hex!("92340042 000003e8 02030604");
    assert_eq!(decryption.open(&datagram(CALLER, CALLEE, &ack)), Opened::Clear(&ack));
}

#[test]
fn a_number_that_a_new_call_takes_is_clear_again() {
    let new = hex!("9234 0000 00000003 00 00 06 01 0b 02 0002");
    let looks_sealed = [&hex!("9234 0042 00000010 01 01 07 00")[..], &[0x20; 24]].concat();
    let mut decryption = with_password("sesame");
    decryption.open(&datagram(CALLER, CALLEE, &new));
    let opened = decryption.open(&datagram(CALLER, CALLEE, &looks_sealed));
    assert_eq!(opened, Opened::Clear(&looks_sealed));
}

#[test]
fn a_rotated_key_is_followed_in_its_direction_and_repeats_use_the_old_one() {
    let old = MediaKey::from_challenge(b"164223847", b"sesame");
    let new = MediaKey([7; 16]);
    let rtkey = [&hex!("9234 0042 00000100 02 03 06 27 0f 10")[..], &[7; 16]].concat();
    let lagrq = hex!("9234 0042 00000200 03 03 06 0b");
    let seal = |key: MediaKey, frame: &[u8]| {
        let mut out = [0; 128];
        let length = key.encrypt(frame, &[9; 32], &mut out).expect("room enough");
        out[..length].to_vec()
    };
    let mut decryption = with_password("sesame");
    for (key, frame) in [(old, &rtkey[..]), (new, &lagrq), (old, &rtkey), (new, &lagrq)] {
        let sealed = seal(key, frame);
        let opened = decryption.open(&datagram(CALLER, CALLEE, &sealed));
        assert_eq!(opened, Opened::Decrypted(frame));
    }
}

fn in_recording(passwords: &[&str]) -> (usize, usize, usize) {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../captures/asterisk-encrypted-call.pcap");
    let mut reader = Reader::open(&path).expect("a capture");
    let passwords = passwords.iter().map(|word| (*word).to_owned()).collect();
    let mut decryption = Decryption::new(Secrets { passwords });
    let (mut clear, mut decrypted, mut sealed) = (0, 0, 0);
    while let Some(item) = reader.next_item().expect("readable") {
        let Kind::Udp { src, dst, payload, missing } = item.kind else { continue };
        let (packet, at, interface) = (item.packet, item.at, item.interface);
        let datagram = Datagram { packet, at, interface, src, dst, payload, missing };
        match decryption.open(&datagram) {
            Opened::Clear(_) => clear += 1,
            Opened::Decrypted(_) => decrypted += 1,
            Opened::Sealed(_) => sealed += 1,
        }
    }
    (clear, decrypted, sealed)
}

/// NEW, CALLTOKEN, NEW, AUTHREQ are clear; everything from AUTHREP on is not.
#[test]
fn all_of_the_recorded_call_is_read_with_its_password() {
    assert_eq!(in_recording(&["pA"]), (4, 762, 0));
    assert_eq!(in_recording(&[]), (4, 0, 762));
}

#[test]
fn a_secrets_file_says_what_is_wrong_with_it_and_where() {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), "passwords = [\"pA\"]\n").expect("written");
    assert_eq!(Secrets::read(file.path()).expect("read").passwords, ["pA"]);
    std::fs::write(file.path(), "\npassword = \"pA\"\n").expect("written");
    let error = Secrets::read(file.path()).expect_err("refused");
    assert!(matches!(error, SecretsError::Toml { .. }));
    assert!(error.to_string().contains("line 2, column 1"), "{error}");
}
