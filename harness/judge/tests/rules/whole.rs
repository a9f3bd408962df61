//! Calls and registrations that keep every rule; and every rule, broken by some case.

use super::case::{CALLEE, CALLER, cases, knows};
use super::{acknowledgement, calls, elements, encryption, headers, media, registration};
use phonerig_judge::rules::{requirements_covered, rules};
use std::collections::BTreeSet;

cases! {
    a_call_out_that_keeps_every_rule: CALLER, "
        60    dut 8005 0009 0000003c 01 02 0204 160*ff
        61    pbx 8009 0005 0000003c 02 02 0604
        80    dut 0005 0050 160*ff
        100   dut 0005 0064 160*ff
        2000  pbx 8009 0005 000007d0 02 02 0602
        2001  dut 8005 0009 000007d0 02 03 0603
        2010  pbx 8009 0005 000007d0 03 03 0604
        3000  dut 8005 0009 00000bb8 03 03 0135
        3010  pbx 8009 0005 00000bb8 03 04 0604
        4000  dut 8005 0009 00000fa0 04 03 0605 160442796521 2a0110
        4010  pbx 8009 0005 00000fa0 03 05 0604
        8000  -
    " => [];

    a_call_in_that_keeps_every_rule: CALLEE, "
        1000  pbx 8009 0005 000003e8 01 03 0204 160*ff
        1001  dut 8005 0009 000003e8 03 02 0604
        2000  pbx 8009 0005 000007d0 02 03 060b
        2001  dut 8005 0009 000007d0 03 03 060c
        2010  pbx 8009 0005 000007d0 03 04 0604
        4000  pbx 8009 0005 00000fa0 03 04 0605 160442796521 2a0110
        4001  dut 8005 0009 00000fa0 04 04 0604
        4500  pbx 8009 8005 00000fa0 03 04 0605 160442796521 2a0110
        4501  dut 8005 0009 00000fa0 04 04 060a
        9000  -
    " => [];

    an_ack_to_another_number_acknowledges_nothing: CALLEE, "
        100  dut 8005 0009 00000064 03 01 0135
        110  pbx 8009 0006 00000064 01 04 0604
        1100 dut 8005 8009 00000064 03 01 0135
    " => [];

    an_ack_from_the_future_acknowledges_nothing: CALLEE, "
        100  dut 8005 0009 00000064 03 01 0135
        110  pbx 8009 0005 00000064 01 40 0604
        1100 dut 8005 8009 00000064 03 01 0135
    " => [];

    an_ack_whose_iseqno_is_from_long_ago_acknowledges_nothing: CALLEE, "
        100  dut 8005 0009 00000064 03 01 0135
        110  pbx 8009 0005 00000064 01 c8 0604
        1100 dut 8005 8009 00000064 03 01 0135
    " => [];

    a_replayed_frame_may_be_acknowledged: CALLER, "
        100 pbx 8009 0005 00000064 c8 01 061a 15020007
        101 dut 8005 0009 00000064 01 02 0604
    " => [];

    frames_that_come_at_once_are_answered_one_by_one: CALLER, "
        100 pbx 8009 0005 00000064 02 01 0131
        100 pbx 8009 0005 00000064 03 01 0132
        100 pbx 8009 0005 00000064 04 01 0133
        100 dut 8005 0009 00000064 01 03 0604
        100 dut 8005 0009 00000064 01 04 0604
        100 dut 8005 0009 00000064 01 05 0604
    " => [];

    a_first_frame_that_was_overtaken_is_known_all_the_same: "", "
        0   dut 8005 0000 00000000 00 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 080400000004 090400000004 1f0414516dbe
        30  pbx 8009 0005 0000001e 01 01 0404
        31  dut 8005 0009 0000001f 01 00 0612
        60  pbx 8009 0005 00000014 00 01 0607 090400000004
        61  dut 8005 0009 00000014 01 01 0604
        62  pbx 8009 8005 0000001e 01 01 0404
        63  dut 8005 0009 0000001e 01 02 0604
    " => [];

    a_vanished_peer_is_given_up_after_four_repeats: CALLER, "
        1000  dut 8005 0009 000003e8 01 02 060b
        2000  dut 8005 8009 000003e8 01 02 060b
        4000  dut 8005 8009 000003e8 01 02 060b
        8000  dut 8005 8009 000003e8 01 02 060b
        16000 dut 8005 8009 000003e8 01 02 060b
        28000 -
        40000 -
    " => [];
}

#[test]
fn every_requirement_that_a_rule_lists_is_in_the_catalogue() {
    for id in requirements_covered() {
        assert!(knows(id), "{id}");
    }
}

#[test]
fn rules_have_names_of_their_own() {
    let names: BTreeSet<_> = rules().map(|rule| rule.name).collect();
    assert_eq!(names.len(), rules().count());
}

#[test]
fn every_requirement_of_every_rule_is_broken_by_some_case() {
    let files = [
        acknowledgement::CASES,
        calls::CASES,
        elements::CASES,
        encryption::CASES,
        headers::CASES,
        media::CASES,
        registration::CASES,
    ];
    let broken: BTreeSet<_> =
        files.iter().flat_map(|cases| cases.iter()).flat_map(|(_, case)| case.cited()).collect();
    let open: Vec<_> =
        requirements_covered().into_iter().filter(|id| !broken.contains(*id)).collect();
    assert!(open.is_empty(), "no case breaks {open:#?}");
}
