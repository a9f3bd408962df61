//! RFC 5456 10, 8.6.15, 8.6.16: results answer challenges, and are right.

use super::rule::{Cite, RuleInfo, must};
use super::scene::Scene;
use crate::flow::{AT_ONCE_MS, elapsed_ms};
use iax2_wire::{IaxCode, IeCode, auth};

const CALL_MD5: Cite = must("IAX2-8.6.15-03");
const CALL_RSA: Cite = must("IAX2-8.6.16-04");
const REGISTRATION_MD5: Cite = must("IAX2-8.6.15-04").read_as(47);
const REGISTRATION_RSA: Cite = must("IAX2-8.6.16-05").read_as(47);
const MD5_FORM: Cite = must("IAX2-8.6.15-01").read_as(35);
const CALL_RESULT: Cite = must("IAX2-6.2.6-01");
const REGISTRATION_RESULT: Cite = must("IAX2-6.1.2-03");

pub(super) const RULES: &[RuleInfo] = &[
    RuleInfo {
        name: "no-result-without-a-challenge",
        requirements: &["IAX2-8.6.15-03", "IAX2-8.6.16-04", "IAX2-8.6.15-04", "IAX2-8.6.16-05"],
        summary: "MD5 RESULT and RSA RESULT are sent only in answer to a challenge.",
    },
    RuleInfo {
        name: "md5-results-are-right",
        requirements: &["IAX2-8.6.15-01", "IAX2-6.2.6-01", "IAX2-6.1.2-03"],
        summary: "MD5 RESULT is 32 hex digits of the MD5 of the last challenge and a known secret.",
    },
];

/// Judges the results that a message carries.
pub(super) fn check(scene: &mut Scene<'_>) {
    if !scene.is_fresh() {
        return;
    }
    let md5 = scene.ies().find(IeCode::MD5_RESULT);
    let rsa = scene.ies().find(IeCode::RSA_RESULT);
    if md5.is_none() && rsa.is_none() {
        return;
    }
    let request = scene.message.is_any(&[IaxCode::REGREQ, IaxCode::REGREL]);
    let challenged = !scene.shared.challenges.is_empty();
    if !challenged && (request || scene.is(IaxCode::NEW)) {
        unchallenged(scene, md5.is_some());
    } else if let Some(result) = md5 {
        right(scene, result);
    }
}

fn unchallenged(scene: &mut Scene<'_>, md5: bool) {
    let words = format!("{} has a result, though there was no challenge", scene.message);
    let cite = match (scene.is(IaxCode::NEW), md5) {
        (true, true) => CALL_MD5,
        (true, false) => CALL_RSA,
        (false, true) => REGISTRATION_MD5,
        (false, false) => REGISTRATION_RSA,
    };
    if scene.is(IaxCode::REGREL) { scene.warn(cite, words) } else { scene.fail(cite, words) }
}

fn right(scene: &mut Scene<'_>, result: &[u8]) {
    if result.len() != 32 || !result.iter().all(u8::is_ascii_hexdigit) {
        let words = format!("MD5 RESULT in {} is not 32 hex digits", scene.message);
        scene.fail(MD5_FORM, words);
        return;
    }
    if scene.watch.options.secrets.is_empty()
        || !scene.watch.options.at_device
        || fits(scene, result)
    {
        return;
    }
    let words = format!(
        "MD5 RESULT in {} fits the last challenge with no secret of the accounts",
        scene.message
    );
    let call = scene.is(IaxCode::AUTHREP);
    scene.fail(if call { CALL_RESULT } else { REGISTRATION_RESULT }, words);
}

/// Whether an AUTHREP proves a secret, or cannot be checked.
pub(super) fn proves(scene: &Scene<'_>) -> bool {
    match scene.ies().find(IeCode::MD5_RESULT) {
        Some(result) => scene.watch.options.secrets.is_empty() || fits(scene, result),
        None => scene.has(IeCode::RSA_RESULT),
    }
}

/// Whether a result is that of a known secret and of the last challenge, or of one that was the last
/// until just now.
fn fits(scene: &Scene<'_>, result: &[u8]) -> bool {
    let challenges = &scene.shared.challenges;
    let just_now = AT_ONCE_MS + scene.watch.slack_ms();
    (0..challenges.len())
        .filter(|&index| {
            challenges
                .get(index + 1)
                .is_none_or(|(_, at)| elapsed_ms(scene.watch.now, *at) <= just_now)
        })
        .any(|index| {
            scene.watch.options.secrets.iter().any(|secret| {
                auth::md5_result(&challenges[index].0, secret).eq_ignore_ascii_case(result)
            })
        })
}
