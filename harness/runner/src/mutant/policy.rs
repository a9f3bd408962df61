//! The phone's policy by the names of its fields, such as `delivery.repeats`.

use core::time::Duration;
use phonerig_judge::network::Span;
use phonerig_phone::Policy;

/// Something that a text can set.
trait Settable {
    /// False where the text is no such value.
    fn set(&mut self, text: &str) -> bool;
}

impl Settable for bool {
    fn set(&mut self, text: &str) -> bool {
        text.parse().map(|value| *self = value).is_ok()
    }
}

impl Settable for u8 {
    fn set(&mut self, text: &str) -> bool {
        text.parse().map(|value| *self = value).is_ok()
    }
}

impl Settable for u32 {
    fn set(&mut self, text: &str) -> bool {
        text.parse().map(|value| *self = value).is_ok()
    }
}

impl Settable for Duration {
    fn set(&mut self, text: &str) -> bool {
        text.parse().map(|Span(value)| *self = value).is_ok()
    }
}

impl Settable for Option<Duration> {
    fn set(&mut self, text: &str) -> bool {
        if text == "none" {
            *self = None;
            return true;
        }
        text.parse().map(|Span(value)| *self = Some(value)).is_ok()
    }
}

macro_rules! fields {
    ($($group:ident: $($field:ident)+;)+) => {
        fn field<'p>(policy: &'p mut Policy, name: &str) -> Option<&'p mut dyn Settable> {
            Some(match name {
                $($(concat!(stringify!($group), ".", stringify!($field)) => &mut policy.$group.$field,)+)+
                _ => return None,
            })
        }
    };
}

fields! {
    delivery:
        repeats assumed_rtt shortest_wait rtt_factor back_off longest_wait sets_retry_bit
        acknowledges checks_source checks_destination sends_vnak vnak_interval
        obeys_vnak resend_interval drops_duplicates acknowledges_duplicates takes_early_frames
        sends_inval answers_inval obeys_inval wraps_sequence;
    watch:
        first_ping ping_interval lagrq_interval sends_pong sends_lagrp echoes_timestamps reports;
    media:
        early full_at_wrap unwraps acknowledges_minis vnaks_early_minis obeys_quelch
        obeys_hold dtmf_in_band follows_codec takes_any_codec adpcm_swapped
        takes_trunks trunk_stops_at_stranger after_hangup playout_delay longest_growth;
    calls:
        hangs_up_once sends_hangup frees_slots number_rest gives_cause
        separates_accounts sends_ringing checks_credentials
        sends_unsupport folds_digits encrypts takes_clear_frames
        follows_rtkey trusts_tokens binds_tokens_to_ports unique_numbers gives_up waits_for_dial_plan;
    registration:
        renews random_renewal uses_granted_time default_refresh retry retry_cap
        answers_challenges challenges separates_accounts;
    transfer:
        txcnt_interval txcnts checks_id checks_destination ready_unproved sends_txrej
        obeys_txrel moves_encrypted;
    cipher:
        uses_password covers_media pads counts_padding chains_blocks;
}

/// Sets a field of a policy from text: `true`, `4`, `10s`, `none`.
///
/// # Errors
///
/// Says which field there is not, or which value it cannot have.
pub fn set_policy(policy: &mut Policy, name: &str, value: &str) -> Result<(), String> {
    let field = field(policy, name);
    let field = field.ok_or_else(|| format!("the phone's policy has no field `{name}`"))?;
    if field.set(value) { Ok(()) } else { Err(format!("`{value}` is no value for `{name}`")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_set_by_name() {
        let mut policy = Policy::default();
        for (name, value) in [
            ("delivery.repeats", "1"),
            ("delivery.acknowledges", "false"),
            ("delivery.longest_wait", "60s"),
            ("watch.ping_interval", "none"),
        ] {
            set_policy(&mut policy, name, value).expect(name);
        }
        assert_eq!(policy.delivery.repeats, 1);
        assert!(!policy.delivery.acknowledges);
        assert_eq!(policy.delivery.longest_wait, Duration::from_secs(60));
        assert_eq!(policy.watch.ping_interval, None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let mut policy = Policy::default();
        let error = set_policy(&mut policy, "delivery.patience", "1").expect_err("no such field");
        assert!(error.contains("delivery.patience"));
        let error = set_policy(&mut policy, "delivery.repeats", "often").expect_err("no number");
        assert!(error.contains("often"));
    }
}
