//! Encrypted frames against literal octets (RFC 5456 7.4, 8.1.4).

use hex_literal::hex;
use iax2_wire::crypt::MediaKey;

const FULL: [u8; 12] = hex!("9234 0042 000003e8 02 03 06 04");
const FULL_PADDING: [u8; 32] =
    hex!("000102030405060708090a0b0c0d0e08 1011121314151617 0000000000000000");
const FULL_CIPHER: [u8; 36] =
    hex!("9234 0042 b500f2b6aaf2d455f884c725698555379caed858da3121b6a06fd708f01ae162");

fn key() -> MediaKey {
    MediaKey::from_challenge(b"164223847", b"sesame")
}

#[test]
fn the_key_is_md5_of_challenge_and_password() {
    assert_eq!(key().0, hex!("0c5c9961bcfcaf15914289153bde8f00"));
}

#[test]
fn a_full_frame_keeps_its_call_numbers_clear() {
    let mut out = [0; 64];
    let length = key().encrypt(&FULL, &FULL_PADDING, &mut out).expect("fits");
    assert_eq!(out[..length], FULL_CIPHER);
}

#[test]
fn a_full_frame_comes_back() {
    let mut out = [0; 64];
    let length = key().decrypt(&FULL_CIPHER, &mut out).expect("whole blocks");
    assert_eq!(out[..length], FULL);
}

#[test]
fn a_mini_frame_hides_its_time_stamp_too() {
    let mut frame = [0x55; 24];
    frame[..4].copy_from_slice(&hex!("1234 0780"));
    let padding = hex!("000102030405060708090a0b0c0d0e0a 10111213141516171819 000000000000");
    let mut out = [0; 64];
    let length = key().encrypt(&frame, &padding, &mut out).expect("fits");
    let cipher = hex!(
        "1234 92324d822cf72c3f4c87bc1c9c7d905f4d8b8797191dc26ec61c729e38dfec3a652e72aaba37fe5a98531c16fa12dc58"
    );
    assert_eq!(out[..length], cipher);
    let mut clear = [0; 64];
    let length = key().decrypt(&cipher, &mut clear).expect("whole blocks");
    assert_eq!(clear[..length], frame);
}

#[test]
fn a_part_of_a_block_is_refused() {
    assert!(key().decrypt(&FULL_CIPHER[..35], &mut [0; 64]).is_err());
}
