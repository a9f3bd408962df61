//! Answers to a challenge (RFC 5456 8.6.13 to 8.6.16).

use iax2_wire::auth::md5_result;
#[cfg(feature = "rsa")]
use iax2_wire::auth::rsa::SigningKey;
use iax2_wire::{Ie, Ies};

use crate::config::Account;
use crate::elements::Elements;

/// AUTHMETHODS: MD5.
pub(crate) const MD5: u16 = 0x0002;
/// AUTHMETHODS: RSA.
#[cfg(feature = "rsa")]
const RSA: u16 = 0x0004;

/// Adds the account's answer to a challenge by one of the methods offered; `false` if it has none.
/// A secret never leaves in clear, whatever is offered.
pub(crate) fn answer(account: &Account, request: Ies<'_>, elements: &mut Elements) -> bool {
    let Some(challenge) = request.challenge() else { return false };
    let methods = request.authmethods().unwrap_or(0);
    if methods & MD5 != 0 && !account.secret.is_empty() {
        let result = md5_result(challenge, account.secret.as_bytes());
        elements.push(Ie::Md5Result(&result));
        return true;
    }
    answer_rsa(account, challenge, methods, elements)
}

#[cfg(feature = "rsa")]
fn answer_rsa(account: &Account, challenge: &[u8], methods: u16, elements: &mut Elements) -> bool {
    let Some(key) = account.rsa_key.filter(|_| methods & RSA != 0) else { return false };
    let signed = SigningKey::from_pem(key).and_then(|key| key.answer(challenge));
    signed.is_ok_and(|result| {
        elements.push(Ie::RsaResult(result.as_bytes()));
        true
    })
}

#[cfg(not(feature = "rsa"))]
const fn answer_rsa(_: &Account, _: &[u8], _: u16, _: &mut Elements) -> bool {
    false
}

/// Whether `request` asks for an answer that the account can give.
pub(crate) fn can_answer(account: &Account, request: Ies<'_>) -> bool {
    answer(account, request, &mut Elements::new())
}
