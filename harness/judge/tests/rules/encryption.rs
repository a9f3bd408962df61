//! Encrypted calls.
//!
//! The key is the MD5 of `164223847` and `sesame`; the frames are those of the wire facts' own examples.

use super::case::cases;

/// The device calls, asks for encryption and is granted it.
const GRANTED: &str = "
    0  dut 9234 0000 00000000 00 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 080400000004 090400000004 1f0414516dbe 2b020001
    20 pbx 8042 1234 00000000 00 01 0608 0603626f62 0e020002 0f09313634323233383437 2b020001
";

cases! {
    a_clear_authrep_on_an_encrypted_call: GRANTED, "
        30 dut 9234 0042 0000001e 01 01 0609 1020 032*61
    " => ["IAX2-7.4-04"];

    a_clear_mini_frame_on_an_encrypted_call: GRANTED, "
        100 dut 1234 0064 160*ff
    ", secrets &["sesame"] => ["IAX2-8.1.2-02", "IAX2-8.1.2-14", "IAX2-8.1.4-01"];

    ciphertext_that_is_no_whole_blocks: GRANTED, "
        30 dut 9234 0042 b500f2b6aaf2d455f884c725f855379caed858da3121b6a06fd708f01ae1
    " => ["IAX2-8.1.4-06"];

    ciphertext_of_another_key: GRANTED, "
        30 dut 9234 0042 b500f2b6aaf2d455f884c725698555379caed858da3121b6a06fd708f01ae162
    ", secrets &["another"] => ["IAX2-7.4-07"];

    ciphertext_of_another_key_after_the_right_one: GRANTED, "
        30 dut 9234 0042 b500f2b6aaf2d455f884c725698555379caed858da3121b6a06fd708f01ae162
        40 dut 9234 0042 c500f2b6aaf2d455f884c725698555379caed858da3121b6a06fd708f01ae163
    ", secrets &["sesame"] => ["IAX2-6.9.1-04", "IAX2-7-06", "IAX2-7.4-09"];

    encryption_that_was_not_asked_for: "", "
        0  pbx 8009 0000 00000000 00 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 080400000004 090400000004
        10 dut 8005 0009 0000000a 00 01 0608 0603626f62 0e020002 0f03313233 2b020001
    " => ["IAX2-7.4-05"];

    ciphertext_though_authreq_did_not_agree: "", "
        0  dut 9234 0000 00000000 00 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 080400000004 090400000004 1f0414516dbe 2b020001
        20 pbx 8042 1234 00000000 00 01 0608 0603626f62 0e020002 0f09313634323233383437
        30 dut 9234 0042 b500f2b6aaf2d455f884c725698555379caed858da3121b6a06fd708f01ae162
    " => ["IAX2-7.4-06"];
}
