//! Every rule, in the order of the RFC's sections.

use super::rule::RuleInfo;
use super::*;

/// The rules of each file.
const FILES: &[&[RuleInfo]] = &[
    s3_association::RULES,
    s6_1_registration::RULES,
    s6_2_calls::RULES,
    dead_letters::RULES,
    s6_4_midcall::RULES,
    s6_5_transfer::RULES,
    s6_7_monitoring::RULES,
    s6_8_dialplan::RULES,
    s6_9_acknowledgement::RULES,
    s6_9_3_vnak::RULES,
    s6_10_media::RULES,
    in_band_dtmf::RULES,
    s7_sequence::RULES,
    s7_iseqno::RULES,
    s7_repeats::RULES,
    s7_timestamps::RULES,
    s7_2_timers::RULES,
    s7_4_encryption::RULES,
    s8_1_1_headers::RULES,
    s8_1_2_mini::RULES,
    s8_1_3_meta::RULES,
    s8_1_3_1_video::RULES,
    s8_2_codes::RULES,
    s8_6_elements::RULES,
    s8_6_28_datetime::RULES,
    required::RULES,
    s10_authentication::RULES,
    call_token::RULES,
    storms::RULES,
];

/// Every always-on rule.
pub fn rules() -> impl Iterator<Item = &'static RuleInfo> {
    FILES.iter().copied().flatten()
}

/// Every requirement that an always-on rule can find broken, each once.
pub fn requirements_covered() -> std::collections::BTreeSet<&'static str> {
    rules().flat_map(|rule| rule.requirements).copied().collect()
}

/// Whether some rule lists this requirement.
pub(crate) fn is_listed(id: &str) -> bool {
    rules().any(|rule| rule.requirements.contains(&id))
}
