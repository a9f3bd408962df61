//! Every registered number and name, as the IANA registry of IAX parameters lists them.

use iax2_wire::{
    CauseCode, ControlCode, Format, FrameType, HtmlCode, IaxCode, IeCode, MetaCommand, Subclass,
};

const MESSAGES: &[(u8, &str)] = &[
    (0x01, "NEW"),
    (0x02, "PING"),
    (0x03, "PONG"),
    (0x04, "ACK"),
    (0x05, "HANGUP"),
    (0x06, "REJECT"),
    (0x07, "ACCEPT"),
    (0x08, "AUTHREQ"),
    (0x09, "AUTHREP"),
    (0x0a, "INVAL"),
    (0x0b, "LAGRQ"),
    (0x0c, "LAGRP"),
    (0x0d, "REGREQ"),
    (0x0e, "REGAUTH"),
    (0x0f, "REGACK"),
    (0x10, "REGREJ"),
    (0x11, "REGREL"),
    (0x12, "VNAK"),
    (0x13, "DPREQ"),
    (0x14, "DPREP"),
    (0x15, "DIAL"),
    (0x16, "TXREQ"),
    (0x17, "TXCNT"),
    (0x18, "TXACC"),
    (0x19, "TXREADY"),
    (0x1a, "TXREL"),
    (0x1b, "TXREJ"),
    (0x1c, "QUELCH"),
    (0x1d, "UNQUELCH"),
    (0x1e, "POKE"),
    (0x20, "MWI"),
    (0x21, "UNSUPPORT"),
    (0x22, "TRANSFER"),
    (0x26, "TXMEDIA"),
    (0x27, "RTKEY"),
    (0x28, "CALLTOKEN"),
    (0x30, "T38-REQUEST-NEGOTIATE"),
    (0x31, "T38-REQUEST-TERMINATE"),
    (0x32, "T38-NEGOTIATED"),
    (0x33, "T38-TERMINATED"),
    (0x34, "T38-REFUSED"),
];

const ELEMENTS: &[(u8, &str)] = &[
    (0x01, "CALLED NUMBER"),
    (0x02, "CALLING NUMBER"),
    (0x03, "CALLING ANI"),
    (0x04, "CALLING NAME"),
    (0x05, "CALLED CONTEXT"),
    (0x06, "USERNAME"),
    (0x07, "PASSWORD"),
    (0x08, "CAPABILITY"),
    (0x09, "FORMAT"),
    (0x0a, "LANGUAGE"),
    (0x0b, "VERSION"),
    (0x0c, "ADSICPE"),
    (0x0d, "DNID"),
    (0x0e, "AUTHMETHODS"),
    (0x0f, "CHALLENGE"),
    (0x10, "MD5 RESULT"),
    (0x11, "RSA RESULT"),
    (0x12, "APPARENT ADDR"),
    (0x13, "REFRESH"),
    (0x14, "DPSTATUS"),
    (0x15, "CALLNO"),
    (0x16, "CAUSE"),
    (0x17, "IAX UNKNOWN"),
    (0x18, "MSGCOUNT"),
    (0x19, "AUTOANSWER"),
    (0x1a, "MUSICONHOLD"),
    (0x1b, "TRANSFERID"),
    (0x1c, "RDNIS"),
    (0x1f, "DATETIME"),
    (0x26, "CALLINGPRES"),
    (0x27, "CALLINGTON"),
    (0x28, "CALLINGTNS"),
    (0x29, "SAMPLINGRATE"),
    (0x2a, "CAUSECODE"),
    (0x2b, "ENCRYPTION"),
    (0x2c, "ENCKEY"),
    (0x2d, "CODEC PREFS"),
    (0x2e, "RR JITTER"),
    (0x2f, "RR LOSS"),
    (0x30, "RR PKTS"),
    (0x31, "RR DELAY"),
    (0x32, "RR DROPPED"),
    (0x33, "RR OOO"),
    (0x34, "VARIABLE"),
    (0x35, "OSPTOKEN"),
    (0x36, "CALLTOKEN"),
    (0x37, "CAPABILITY2"),
    (0x38, "FORMAT2"),
    (0x40, "T38 VERSION"),
    (0x41, "T38 MAX IFP"),
    (0x42, "T38 MAX RATE"),
    (0x43, "T38 RATE MANAGEMENT"),
    (0x44, "T38 FILL BIT REMOVAL"),
    (0x45, "T38 MMR TRANSCODING"),
    (0x46, "T38 JBIG TRANSCODING"),
];

const CAUSES: &[(u8, &str)] = &[
    (1, "unassigned number"),
    (2, "no route to transit network"),
    (3, "no route to destination"),
    (6, "channel unacceptable"),
    (7, "call awarded and delivered"),
    (16, "normal clearing"),
    (17, "user busy"),
    (18, "no user response"),
    (19, "no answer"),
    (21, "call rejected"),
    (22, "number changed"),
    (27, "destination out of order"),
    (28, "invalid number"),
    (29, "facility rejected"),
    (30, "response to status enquiry"),
    (31, "normal, unspecified"),
    (34, "no circuit available"),
    (38, "network out of order"),
    (41, "temporary failure"),
    (42, "switch congestion"),
    (43, "access information discarded"),
    (44, "requested channel not available"),
    (45, "pre-empted"),
    (47, "resource unavailable, unspecified"),
    (50, "facility not subscribed"),
    (52, "outgoing call barred"),
    (54, "incoming call barred"),
    (57, "bearer capability not authorized"),
    (58, "bearer capability not available"),
    (63, "service or option not available"),
    (65, "bearer capability not implemented"),
    (66, "channel type not implemented"),
    (69, "facility not implemented"),
    (70, "only restricted digital bearer"),
    (79, "service or option not implemented"),
    (81, "invalid call reference"),
    (82, "channel does not exist"),
    (83, "suspended call exists"),
    (84, "call identity in use"),
    (85, "no call suspended"),
    (86, "call has been cleared"),
    (88, "incompatible destination"),
    (91, "invalid transit network"),
    (95, "invalid message"),
    (96, "mandatory element missing"),
    (97, "message type non-existent"),
    (98, "message not compatible with state"),
    (99, "element non-existent"),
    (100, "invalid element contents"),
    (101, "message not compatible with call state"),
    (102, "recovery on timer expiry"),
    (103, "mandatory element length error"),
    (111, "protocol error"),
    (127, "interworking"),
];

const CONTROLS: &[(u8, &str)] = &[
    (0x01, "HANGUP"),
    (0x03, "RINGING"),
    (0x04, "ANSWER"),
    (0x05, "BUSY"),
    (0x08, "CONGESTION"),
    (0x09, "FLASH"),
    (0x0b, "OPTION"),
    (0x0c, "KEY"),
    (0x0d, "UNKEY"),
    (0x0e, "PROGRESS"),
    (0x0f, "PROCEEDING"),
    (0x10, "HOLD"),
    (0x11, "UNHOLD"),
];

const HTML: &[(u8, &str)] = &[
    (0x01, "URL"),
    (0x02, "DATA"),
    (0x04, "BEGIN"),
    (0x08, "END"),
    (0x10, "LOAD-COMPLETE"),
    (0x11, "NOT-SUPPORTED"),
    (0x12, "LINK-URL"),
    (0x13, "UNLINK-URL"),
    (0x14, "LINK-REJECT"),
];

const TYPES: &[(u8, &str)] = &[
    (0x01, "DTMF"),
    (0x02, "VOICE"),
    (0x03, "VIDEO"),
    (0x04, "CONTROL"),
    (0x05, "NULL"),
    (0x06, "IAX"),
    (0x07, "TEXT"),
    (0x08, "IMAGE"),
    (0x09, "HTML"),
    (0x0a, "CNG"),
    (0x0b, "T38"),
];

const MEDIA: &[(u64, &str)] = &[
    (0x00000001, "g723"),
    (0x00000002, "gsm"),
    (0x00000004, "ulaw"),
    (0x00000008, "alaw"),
    (0x00000010, "g726"),
    (0x00000020, "adpcm"),
    (0x00000040, "slinear"),
    (0x00000080, "lpc10"),
    (0x00000100, "g729"),
    (0x00000200, "speex"),
    (0x00000400, "ilbc"),
    (0x00000800, "g726aal2"),
    (0x00001000, "g722"),
    (0x00002000, "amr"),
    (0x00010000, "jpeg"),
    (0x00020000, "png"),
    (0x00040000, "h261"),
    (0x00080000, "h263"),
    (0x00100000, "h263p"),
    (0x00200000, "h264"),
];

#[test]
fn messages_have_their_registered_numbers() {
    for (number, name) in MESSAGES {
        assert_eq!(IaxCode(*number).name(), Some(*name));
        assert_eq!(IaxCode::from_name(name), Some(IaxCode(*number)));
    }
    assert_eq!(IaxCode::ALL.len(), MESSAGES.len());
    assert_eq!(IaxCode(0x1f).to_string(), "0x1f");
}

#[test]
fn elements_have_their_registered_numbers() {
    for (number, name) in ELEMENTS {
        assert_eq!(IeCode(*number).name(), Some(*name));
    }
    // CALLINGANI2 is deployed, not registered.
    assert_eq!(IeCode::ALL.len(), ELEMENTS.len() + 1);
    assert_eq!(IeCode::CALLINGANI2, IeCode(57));
}

#[test]
fn control_html_and_frame_types_have_their_registered_numbers() {
    for (number, name) in CONTROLS {
        assert_eq!(ControlCode(*number).name(), Some(*name));
    }
    for (number, name) in HTML {
        assert_eq!(HtmlCode(*number).name(), Some(*name));
    }
    for (number, name) in TYPES {
        assert_eq!(FrameType(*number).name(), Some(*name));
    }
    // A begin of a digit is deployed, not registered.
    assert_eq!(FrameType::DTMF_BEGIN, FrameType(12));
    assert_eq!(FrameType::ALL.len(), TYPES.len() + 1);
}

#[test]
fn media_formats_have_their_registered_bits() {
    for (mask, name) in MEDIA {
        assert_eq!(Format(*mask).name(), Some(*name));
        let octet = Subclass::from_format(Format(*mask)).expect("one bit");
        assert_eq!(octet.value(), Some(*mask));
    }
}

#[test]
fn causes_have_the_numbers_of_section_8_6_33() {
    for (number, words) in CAUSES {
        assert_eq!(CauseCode(*number).name(), Some(*words));
    }
    assert_eq!(CauseCode::ALL.len(), CAUSES.len());
    assert_eq!(CauseCode::NORMAL_CLEARING, CauseCode(16));
    assert_eq!(CauseCode::FACILITY_REJECTED, CauseCode(29));
}

#[test]
fn a_meta_frame_is_a_trunk_or_a_fax() {
    assert_eq!(MetaCommand(1).name(), Some("TRUNK"));
    assert_eq!(MetaCommand(2).name(), Some("T38-IFP"));
}

#[test]
fn deployed_numbers_have_a_name_only_where_it_is_asked_for() {
    assert_eq!(ControlCode::STOP_SOUNDS, ControlCode(0xff));
    assert_eq!(ControlCode(0xff).name(), None);
    assert_eq!(ControlCode(0xff).deployed_name(), Some("STOP-SOUNDS"));
    assert_eq!(ControlCode(0x16).deployed_name(), Some("CONNECTED-LINE"));
    assert_eq!(IaxCode(0x23).deployed_name(), Some("PROVISION"));
    assert_eq!(IeCode(0x20).deployed_name(), Some("DEVICE TYPE"));
    assert_eq!(ControlCode::ANSWER.deployed_name(), None);
}
