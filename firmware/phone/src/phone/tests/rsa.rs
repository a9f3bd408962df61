//! Challenges answered with a private key.

use iax2_wire::auth::rsa::CheckingKey;
use iax2_wire::{IaxCode, Ie};

use super::rig::{Rig, plain};

const PRIVATE: &str = include_str!("rsa-private.pem");
const PUBLIC: &str = include_str!("rsa-public.pem");

#[test]
fn an_account_with_a_key_answers_rsa_challenges() {
    let mut config = plain();
    config.accounts[0].secret.clear();
    config.accounts[0].rsa_key = Some(PRIVATE);
    let mut rig = Rig::new(config);
    rig.user("dials \"300\"");
    rig.expect_iax(IaxCode::NEW);
    let methods = Ie::AuthMethods(0x0006);
    rig.send_iax(IaxCode::AUTHREQ, &[Ie::Username("200"), methods, Ie::Challenge(b"164223847")]);
    let answer = rig.expect_iax(IaxCode::AUTHREP);
    let key = CheckingKey::from_pem(PUBLIC).expect("the test's key is one");
    let result = answer.ies().rsa_result().expect("it answers by RSA");
    assert!(key.accepts(b"164223847", result));
}
