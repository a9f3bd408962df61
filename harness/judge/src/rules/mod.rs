//! The always-on rules: streaming checks of RFC 5456 over any transcript, one file a section.
//!
//! [`WireJudge`] takes packets one by one and keeps only what it needs of each leg, so that memory
//! does not grow with a capture's length. It knows no call state machine: a rule fires on what stands
//! on the wire, and stays silent where the wire leaves doubt.

mod call_token;
mod dead_letters;
mod duty;
mod full_frame;
mod in_band_dtmf;
mod judge;
mod lengths;
mod options;
mod place;
mod registry;
mod required;
mod rule;
mod s10_authentication;
mod s3_association;
mod s6_10_media;
mod s6_1_registration;
mod s6_2_calls;
mod s6_4_midcall;
mod s6_5_transfer;
mod s6_7_monitoring;
mod s6_8_dialplan;
mod s6_9_3_vnak;
mod s6_9_acknowledgement;
mod s7_2_timers;
mod s7_4_encryption;
mod s7_iseqno;
mod s7_repeats;
mod s7_sequence;
mod s7_timestamps;
mod s8_1_1_headers;
mod s8_1_2_mini;
mod s8_1_3_1_video;
mod s8_1_3_meta;
mod s8_2_codes;
mod s8_6_28_datetime;
mod s8_6_elements;
mod scene;
mod storms;
mod sweep;
mod watch;

pub use judge::{Observation, WireJudge};
pub use options::Options;
pub use registry::{requirements_covered, rules};
pub use rule::RuleInfo;
