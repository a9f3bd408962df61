//! Voice, video, trunks, digits and text.

use super::case::{CALLEE, CALLER, cases};

/// The device is called and has not answered yet.
const NEW_IN: &str = "
    0 pbx 8009 0000 00000000 00 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 080400000004 090400000004 1f0414516dbe
    10 dut 8005 0009 0000000a 00 01 0608 0603626f62 0e020002 0f03313233
";

/// A call that begins with a full voice frame of the device.
const VOICE: &str = "
    0   dut 8005 0000 00000000 00 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 080400000004 090400000004 1f0414516dbe
    20  pbx 8009 0005 00000000 00 01 0607 090400000004
    21  dut 8005 0009 00000000 01 01 0604
    60  dut 8005 0009 0000003c 01 01 0204 160*ff
    61  pbx 8009 0005 0000003c 01 02 0604
";

cases! {
    voice_before_accept: NEW_IN, "
        60 dut 8005 0009 0000003c 01 01 0204 160*ff
        80 dut 0005 0050 160*ff
    " => ["IAX2-8.1.2-02"];

    a_mini_frame_before_any_full_voice_frame: CALLER, "
        60 dut 0005 003c 160*ff
    " => ["IAX2-8.1.2-14"];

    a_mini_frame_with_the_receivers_number: VOICE, "
        80 dut 0009 0050 160*ff
    " => ["IAX2-6-03"];

    a_mini_frame_with_a_number_of_no_leg: VOICE, "
        80 dut 0007 0050 160*ff
    " => ["IAX2-8.1.2-05"];

    a_mini_frame_far_off_the_clock: VOICE, "
        80 dut 0005 1000 160*ff
    " => ["IAX2-8.1.2-06"];

    a_mini_frame_that_is_no_whole_codec_frames: CALLER, "
        60 dut 8005 0009 0000003c 01 02 0202 033*00
        80 dut 0005 0050 034*01
    " => ["IAX2-6-02?", "IAX2-8.6.8-02", "IAX2-8.7-02"];

    voice_that_begins_in_another_codec: "", "
        0   dut 8005 0000 00000000 00 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 08040000000c 090400000004 1f0414516dbe
        20  pbx 8009 0005 00000000 00 01 0607 090400000004
        21  dut 8005 0009 00000000 01 01 0604
        60  dut 8005 0009 0000003c 01 01 0208 160*d5
    " => ["IAX2-8.1.2-12?"];

    voice_in_a_format_of_pictures: CALLER, "
        60 dut 8005 0009 0000003c 01 02 0295 160*00
    " => ["IAX2-8.2.2-01"];

    video_in_a_format_of_sound: CALLER, "
        60 dut 8005 0009 0000003c 01 02 0304 160*00
    " => ["IAX2-8.2.3-01"];

    an_image_in_a_format_of_sound: CALLER, "
        60 dut 8005 0009 0000003c 01 02 0804 160*00
    " => ["IAX2-8.2.8-01"];

    /// The wrap comes after 65.5 s.
    a_wrap_that_no_full_frame_marks: VOICE, "
        65500 dut 0005 ffdc 160*ff
        65540 dut 0005 0004 160*ff
        66000 dut 0005 01d0 160*ff
        66600 -
    " => ["IAX2-8.1.2-08?"];

    short_video_with_f_set: CALLER, "
        60 dut 8005 0009 0000003c 01 02 0395 020*00
        70 pbx 8009 0005 0000003c 02 02 0604
        80 dut 8000 8005 0050 020*11
    " => ["IAX2-8.1.3.1-01"];

    short_video_with_an_odd_indicator: CALLER, "
        60 dut 8005 0009 0000003c 01 02 0395 020*00
        70 pbx 8009 0005 0000003c 02 02 0604
        80 dut 0001 8005 0050 020*11
    " => ["IAX2-8.1.3.1-02"];

    short_video_without_its_mark: CALLER, "
        60 dut 8005 0009 0000003c 01 02 0395 020*00
        70 pbx 8009 0005 0000003c 02 02 0604
        80 dut 0000 0005 0050 020*11
    " => ["IAX2-8.1.3.1-03"];

    short_video_far_off_the_clock: CALLER, "
        60 dut 8005 0009 0000003c 01 02 0395 020*00
        70 pbx 8009 0005 0000003c 02 02 0604
        80 dut 0000 8005 5000 020*11
    " => ["IAX2-8.1.3.1-05"];

    a_trunk_clock_that_stands: VOICE, "
        100 dut 00000101 00000064 00a0 0005 0064 160*ff
        200 dut 00000101 00000064 00a0 0005 00c8 160*ff
        400 dut 00000101 00000064 00a0 0005 0190 160*ff
    " => ["IAX2-8.1.3.2-07"];

    voice_from_another_port: VOICE, "
        80 dut:5000 0005 0050 160*ff
    " => ["IAX2-3-01"];

    short_video_before_full_video: CALLER, "
        60 dut 0000 8005 003c 040*00
    " => ["IAX2-8.1.3.1-07"];

    short_video_with_a_number_of_no_leg: CALLER, "
        60 dut 0000 8007 003c 040*00
    " => ["IAX2-8.1.3.1-04"];

    a_video_wrap_that_no_full_frame_marks: CALLER, "
        60    dut 8005 0009 0000003c 01 02 0395 040*00
        61    pbx 8009 0005 0000003c 02 02 0604
        32700 dut 0000 8005 7fbc 040*00
        32800 dut 0000 8005 0020 040*00
    " => ["IAX2-8.1.3.1-06?"];

    a_trunk_frame_without_entries: VOICE, "
        80 dut 0000 0100 00000050
    " => ["IAX2-7.1-02"];

    a_trunk_frame_with_reserved_bits: VOICE, "
        80 dut 0000 0102 00000050 0005 00a0 160*ff
    " => ["IAX2-8.1.3.2-06"];

    a_plain_trunk_entry_that_is_cut: VOICE, "
        80 dut 0000 0100 00000050 0005 00a0 150*ff
    " => ["IAX2-8.1.3.2-08"];

    a_stamped_trunk_entry_that_is_cut: VOICE, "
        80 dut 0000 0101 00000050 00a0 0005 0050 150*ff
    " => ["IAX2-8.1.3.2-09"];

    a_trunk_clock_that_goes_back: VOICE, "
        80  dut 0000 0100 00000050 0005 00a0 160*ff
        100 dut 0000 0100 0000004f 0005 00a0 160*ff
    " => ["IAX2-8.1.3.2-07"];

    a_meta_frame_of_a_reserved_kind: CALLER, "
        80 dut 0000 0500 00000050
    " => ["IAX2-8.1.3.2-04"];

    a_mini_frame_with_call_number_0: CALLER, "
        80 dut 0000 0050 160*ff
    " => ["IAX2-8.1.2-05"];

    a_digit_that_is_none: CALLER, "
        100 dut 8005 0009 00000064 01 02 0105
    " => ["IAX2-8.2.1-01"];

    several_digits_in_one_frame: CALLER, "
        100 dut 8005 0009 00000064 01 02 0131 323334
    " => ["IAX2-6.10.1-01"];

    text_that_is_no_utf_8: CALLER, "
        100 dut 8005 0009 00000064 01 02 0700 fffe
    " => ["IAX2-8.2.7-01"];

    text_with_a_subclass: CALLEE, "
        100 dut 8005 0009 00000064 03 01 0701 6869
    " => ["IAX2-8.2.7-01"];

    a_frame_of_type_0: CALLER, "
        100 dut 8005 0009 00000064 01 02 0001
    " => ["IAX2-8.1.1-15"];

    a_frame_of_an_unassigned_type: CALLER, "
        100 dut 8005 0009 00000064 01 02 0e01
    " => ["IAX2-8.2-01?"];

    a_null_frame: CALLER, "
        100 dut 8005 0009 00000064 01 02 0500
    " => ["IAX2-8.2.5-01"];

    an_unassigned_iax_message: CALLER, "
        100 dut 8005 0009 00000064 01 02 067e
    " => ["IAX2-8.2.6-01"];

    a_reserved_iax_message: CALLER, "
        100 dut 8005 0009 00000064 01 02 0624
    " => ["IAX2-8.4-02"];

    an_iax_message_as_a_power_of_two: CALLER, "
        100 dut 8005 0009 00000064 01 02 0681
    " => ["IAX2-8.1.1-16"];

    an_unassigned_control_frame: CALLER, "
        100 dut 8005 0009 00000064 01 02 04ff
    " => ["IAX2-8.2.4-01?"];

    a_reserved_control_frame: CALLER, "
        100 dut 8005 0009 00000064 01 02 0406
    " => ["IAX2-8.2.4-01", "IAX2-8.3-02"];

    an_unassigned_html_frame: CALLER, "
        100 dut 8005 0009 00000064 01 02 0903
    " => ["IAX2-8.5-01"];
}
