//! Call numbers, sequence numbers, the R bit, time-stamps, repeats.

use super::case::{CALLEE, CALLER, cases};

cases! {
    a_full_frame_of_eleven_octets: CALLER, "
        100 dut 8005 0009 00000064 01 02 02
    " => ["IAX2-8.1.1-03"];

    a_full_frame_from_call_number_0: "", "
        0 dut 8000 0000 00000000 00 00 061e
    " => ["IAX2-8.1.1-04"];

    a_frame_to_call_number_0_though_the_other_is_known: CALLER, "
        100 dut 8005 0000 00000064 01 02 0135
    " => ["IAX2-6-01"];

    ping_to_call_number_0: CALLER, "
        100 dut 8005 0000 00000064 01 02 0602
    " => ["IAX2-6.7.2-01"];

    ack_to_call_number_0: CALLER, "
        100 pbx 8009 0005 00000064 02 01 0403
        101 dut 8005 0000 00000064 01 03 0604
    " => ["IAX2-6.9.1-02"];

    a_frame_to_a_number_that_is_not_the_other_ends: CALLER, "
        100 dut 8005 000a 00000064 01 02 0135
    " => ["IAX2-8.1.1-09"];

    an_end_that_changes_its_number: CALLEE, "
        100 dut 8006 0009 00000064 03 01 0135
    " => ["IAX2-4-01"];

    new_to_a_call_number: "", "
        0 pbx 8009 0000 00000000 00 00 061e
        1 dut 8005 0009 00000000 00 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 080400000004 090400000004 1f0414516dbe
    " => ["IAX2-6.2.2-02"];

    poke_with_the_numbers_of_a_call: CALLER, "
        100 dut 8005 0009 00000064 01 02 061e
    " => ["IAX2-6.7.1-01", "IAX2-6.7.1-03"];

    new_with_a_sequence_number: "", "
        0 dut 8005 0000 00000000 01 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 080400000004 090400000004 1f0414516dbe
    " => ["IAX2-6.2.2-05"];

    regreq_with_a_sequence_number: "", "
        0 dut 8005 0000 00000000 01 00 060d 0603626f62 1302003c
    " => ["IAX2-6.1.1-03"];

    an_answer_that_does_not_begin_at_0: "", "
        0  pbx 8009 0000 00000000 00 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 080400000004 090400000004 1f0414516dbe
        10 dut 8005 0009 0000000a 01 01 0607 090400000004
    " => ["IAX2-7-04"];

    numbers_taken_by_two_acks: CALLER, "
        100 dut 8005 0009 00000064 03 02 0135
    " => ["IAX2-6.9.1-03"];

    numbers_left_out: CALLER, "
        100 dut 8005 0009 00000064 06 02 0135
    " => ["IAX2-8.1.1-11"];

    a_number_taken_by_txcnt: CALLER, "
        50  dut 8005 0009 00000032 01 02 0135
        51  pbx 8009 0005 00000032 02 02 0604
        60  dut 8005 0009 00000000 02 02 0617 1b0400000001
        100 dut 8005 0009 00000064 03 02 0136
    " => ["IAX2-6.5.2-04"];

    one_number_for_two_messages: CALLER, "
        100 dut 8005 0009 00000064 01 02 0135
        200 dut 8005 0009 000000c8 01 02 0136
    " => ["IAX2-7-05"];

    /// A leg of 256 frames would be long; one that was joined shows the wrap as well.
    after_255_comes_0: "", "
        0   dut 8005 0009 00000064 fe 02 0135
        10  pbx 8009 0005 00000064 02 ff 0135
        20  dut 8005 0009 00000078 ff 02 0136
        40  dut 8005 0009 0000008c 02 03 0137
    " => ["IAX2-8.1.1-12"];

    iseqno_that_is_one_more: CALLER, "
        100 dut 8005 0009 00000064 01 03 0135
    " => ["IAX2-7-06"];

    iseqno_that_is_one_less_throughout: "", "
        0   pbx 8009 0000 00000000 00 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 080400000004 090400000004 1f0414516dbe
        100 dut 8005 0009 00000000 00 00 0604
        200 dut 8005 0009 000000c8 00 00 0608 0603626f62 0e020002 0f03313233
        300 pbx 8009 0005 0000012c 01 01 0609 1020 032*61
        400 dut 8005 0009 0000012c 01 01 0604
    " => ["IAX2-7-06?"];

    a_frame_out_of_order_that_is_counted: CALLER, "
        100 pbx 8009 0005 00000064 03 01 0136
        200 dut 8005 0009 00000064 01 04 0604
        210 dut 8005 0009 000000d2 01 04 0135
    " => ["IAX2-7-12"];

    a_first_copy_with_r: CALLER, "
        100 dut 8005 8009 00000064 01 02 0135
    " => ["IAX2-8.1.1-07"];

    a_repeat_without_r: CALLER, "
        100  dut 8005 0009 00000064 01 02 0135
        1100 dut 8005 0009 00000064 01 02 0135
    " => ["IAX2-8.1.1-07"];

    a_repeat_that_vnak_asked_for_without_r: CALLER, "
        100 dut 8005 0009 00000064 01 02 0135
        110 pbx 8009 0005 0000006e 02 01 0612
        120 dut 8005 0009 00000064 01 02 0135
    " => ["IAX2-8.1.1-07?"];

    a_repeat_under_a_new_number: CALLER, "
        100  dut 8005 0009 00000064 01 02 0135
        1100 dut 8005 8009 00000064 02 02 0135
    " => ["IAX2-8.1.1-08", "IAX2-8.1.1-10?"];

    a_repeat_with_a_new_time_stamp: CALLER, "
        100  dut 8005 0009 00000064 01 02 0135
        1100 dut 8005 8009 0000044c 01 02 0135
    " => ["IAX2-8.1.1-08"];

    a_repeat_of_what_was_acknowledged: CALLER, "
        100  dut 8005 0009 00000064 01 02 0135
        110  pbx 8009 0005 00000064 02 02 0604
        1100 dut 8005 8009 00000064 01 02 0135
    " => ["IAX2-7-14"];

    /// The second wait is twice the first, whatever VNAK asked for between.
    a_repeat_soon_after_one_that_vnak_asked_for: CALLER, "
        100 dut 8005 0009 00000064 01 02 0135
        240 pbx 8009 0005 00000078 02 01 0612
        240 dut 8005 8009 00000064 01 02 0135
        300 dut 8005 8009 00000064 01 02 0135
        700 dut 8005 8009 00000064 01 02 0135
        720 pbx 8009 0005 00000064 02 02 0604
    " => [];

    /// The answer to a PING takes 600 ms, so that to a digit cannot be there after 200.
    a_repeat_before_an_answer_can_be_there: CALLER, "
        100  dut 8005 0009 00000064 01 02 0602
        700  pbx 8009 0005 00000064 02 02 0603
        700  dut 8005 0009 00000064 02 03 0604
        1000 dut 8005 0009 000003e8 02 03 0135
        1200 dut 8005 8009 000003e8 02 03 0135
        1600 pbx 8009 0005 000003e8 03 03 0604
    " => ["IAX2-7.2.1-02?"];

    a_repeat_after_two_round_trips: CALLER, "
        100  dut 8005 0009 00000064 01 02 0602
        700  pbx 8009 0005 00000064 02 02 0603
        700  dut 8005 0009 00000064 02 03 0604
        1000 dut 8005 0009 000003e8 02 03 0135
        2200 dut 8005 8009 000003e8 02 03 0135
        2800 pbx 8009 0005 000003e8 03 03 0604
    " => [];

    repeats_at_a_constant_wait: CALLER, "
        100  dut 8005 0009 00000064 01 02 0135
        1100 dut 8005 8009 00000064 01 02 0135
        2100 dut 8005 8009 00000064 01 02 0135
    " => ["IAX2-7.2.1-03?"];

    a_wait_of_ten_and_a_half_seconds: CALLER, "
        100   dut 8005 0009 00000064 01 02 0135
        10600 dut 8005 8009 00000064 01 02 0135
    " => ["IAX2-7.2.1-04?"];

    repeats_without_an_end: CALLER, "
        100  dut 8005 0009 00000064 01 02 0135
        200  dut 8005 8009 00000064 01 02 0135
        400  dut 8005 8009 00000064 01 02 0135
        700  dut 8005 8009 00000064 01 02 0135
        1100 dut 8005 8009 00000064 01 02 0135
        1600 dut 8005 8009 00000064 01 02 0135
        2200 dut 8005 8009 00000064 01 02 0135
        2900 dut 8005 8009 00000064 01 02 0135
        3700 dut 8005 8009 00000064 01 02 0135
        4600 dut 8005 8009 00000064 01 02 0135
        5600 dut 8005 8009 00000064 01 02 0135
        6700 dut 8005 8009 00000064 01 02 0135
        7900 dut 8005 8009 00000064 01 02 0135
        9200 dut 8005 8009 00000064 01 02 0135
        10600 dut 8005 8009 00000064 01 02 0135
        12100 dut 8005 8009 00000064 01 02 0135
        13700 dut 8005 8009 00000064 01 02 0135
    " => ["IAX2-7-03"];

    a_frame_that_is_never_repeated: CALLER, "
        100   dut 8005 0009 00000064 01 02 0135
        11600 -
    " => ["IAX2-7-03"];

    a_hangup_that_is_sent_once: CALLER, "
        100   dut 8005 0009 00000064 01 02 0605 160442796521 2a0110
        11600 -
    " => ["IAX2-7-01"];

    two_repeats_only: CALLER, "
        100   dut 8005 0009 00000064 01 02 0135
        1100  dut 8005 8009 00000064 01 02 0135
        3100  dut 8005 8009 00000064 01 02 0135
        14600 -
    " => ["IAX2-7-15?"];

    a_leg_that_goes_on_after_it_was_given_up: CALLER, "
        100   dut 8005 0009 00000064 01 02 0135
        1100  dut 8005 8009 00000064 01 02 0135
        3100  dut 8005 8009 00000064 01 02 0135
        7100  dut 8005 8009 00000064 01 02 0135
        15100 dut 8005 8009 00000064 01 02 0135
        27000 -
        28000 dut 8005 0009 00006d60 02 02 0605 160442796521 2a0110
    " => ["IAX2-7-16"];

    a_time_stamp_that_goes_back: CALLER, "
        100 dut 8005 0009 00000064 01 02 0135
        200 dut 8005 0009 00000063 02 02 0136
    " => ["IAX2-7-10"];

    a_new_whose_clock_does_not_begin_at_zero: "", "
        0 dut 8005 0000 00010000 00 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 080400000004 090400000004 1f0414516dbe
    " => ["IAX2-6.2.2-04"];

    a_clock_that_counts_samples: CALLER, "
        1000 dut 8005 0009 00001f40 01 02 0135
    " => ["IAX2-8.1.1-10"];

    a_clock_that_is_half_a_second_off: CALLER, "
        1000 dut 8005 0009 000005dc 01 02 0135
    " => ["IAX2-8.1.1-10?"];

    lagrq_with_a_clock_of_its_own: CALLER, "
        5000 dut 8005 0009 00000100 01 02 060b
    " => ["IAX2-6.7.4-01"];

    a_frame_from_another_port: CALLER, "
        100 dut:5000 8005 0009 00000064 01 02 0135
    " => ["IAX2-3-01"];

    an_answer_to_the_default_port: "", "
        0 pbx:5000 8009 0000 00000000 00 00 061e
        1 dut>4569 8001 0009 00000000 00 01 0603
    " => ["IAX2-7.3-01"];

    a_dialogue_that_begins_with_voice: "", "
        0 dut 8005 0000 00000000 00 00 0204 160*ff
    " => ["IAX2-6.2.2-01"];

    a_number_for_two_live_calls: CALLER, "
        100 dut>5000 8005 0000 00000000 00 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 080400000004 090400000004 1f0414516dbe
    " => ["IAX2-8.1.1-05"];
}
