//! RSA RESULT against a signature that another implementation made (RFC 5456 8.6.16).
#![cfg(feature = "rsa")]

use iax2_wire::auth::rsa::{CheckingKey, SigningKey};

const PRIVATE: &str = include_str!("keys/test.key");
const PUBLIC: &str = include_str!("keys/test.pub");

/// What OpenSSL signs for the challenge `123456789` with the test key.
const SIGNATURE: &str = "aGT6pUTZpoRF+ovK9RpaP126QoLhZTQhbZnQgZq4TmDGran+SqxxMwdlB7fFGotrMyST8IvuhV6b/0fhSySO+MkQObK4HGM4AenBmLsxQ7/wY2dkH8nbcm6kVu4tfn5Ul2CiHJgAJBjpDaTot78qR+Gd2hRmGaDhlkCmj9mOWaY=";

#[test]
fn a_challenge_is_answered_as_openssl_answers_it() {
    let key = SigningKey::from_pem(PRIVATE).expect("the test key");
    assert_eq!(key.answer(b"123456789").expect("large enough"), SIGNATURE);
}

#[test]
fn only_the_answer_to_this_challenge_is_accepted() {
    let key = CheckingKey::from_pem(PUBLIC).expect("the test key");
    assert!(key.accepts(b"123456789", SIGNATURE.as_bytes()));
    assert!(!key.accepts(b"123456780", SIGNATURE.as_bytes()));
    assert!(!key.accepts(b"123456789", b"not base64!"));
}
