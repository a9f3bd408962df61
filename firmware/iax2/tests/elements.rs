//! Each information element against literal octets worked out from RFC 5456 8.6 and the registry, in both directions.

use hex_literal::hex;
use iax2_wire::code::{
    CauseCode, DialStatus, IaxCode, IeCode, NetworkPlan, NetworkType, Presentation, TypeOfNumber,
};
use iax2_wire::number::{CallNumber, TransferId};
use iax2_wire::{ApparentAddr, DateTime, Format, Ie, IeWriter, Ies, Layer, RawIe, WireError};

fn agree(element: Ie<'_>, octets: &[u8]) {
    let raw = Ies::new(octets).iter().next().expect("one element").expect("whole");
    assert_eq!(Ie::parse(raw), Ok(element));
    let mut out = [0; 300];
    let mut writer = IeWriter::new(&mut out);
    writer.push(element).expect("fits");
    assert_eq!(writer.ies().octets(), octets);
}

#[test]
fn numbers_and_names_are_text() {
    agree(Ie::CalledNumber("200"), &hex!("01 03 323030"));
    agree(Ie::CallingNumber("1"), &hex!("02 01 31"));
    agree(Ie::CallingAni("2"), &hex!("03 01 32"));
    agree(Ie::CallingName("Zo\u{eb}"), &hex!("04 04 5a6fc3ab"));
    agree(Ie::CalledContext("home"), &hex!("05 04 686f6d65"));
    agree(Ie::Username("bob"), &hex!("06 03 626f62"));
    agree(Ie::Language("en"), &hex!("0a 02 656e"));
    agree(Ie::Dnid("9"), &hex!("0d 01 39"));
    agree(Ie::Cause("No"), &hex!("16 02 4e6f"));
    agree(Ie::MusicOnHold(""), &hex!("1a 00"));
    agree(Ie::Rdnis("7"), &hex!("1c 01 37"));
    agree(Ie::Variable("a=b"), &hex!("34 03 613d62"));
}

#[test]
fn masks_are_four_octets_or_a_version_and_eight() {
    agree(Ie::Capability(Format::ULAW | Format::ALAW | Format::GSM), &hex!("08 04 0000000e"));
    agree(Ie::Format(Format::ULAW), &hex!("09 04 00000004"));
    agree(Ie::Capability2(Format::OPUS | Format::ULAW), &hex!("37 09 00 0000000400000004"));
    agree(Ie::Format2(Format::OPUS), &hex!("38 09 00 0000000400000000"));
}

#[test]
fn short_numbers_are_big_endian() {
    agree(Ie::Version(2), &hex!("0b 02 0002"));
    agree(Ie::Adsicpe(2), &hex!("0c 02 0002"));
    agree(Ie::AuthMethods(2), &hex!("0e 02 0002"));
    agree(Ie::Refresh(60), &hex!("13 02 003c"));
    agree(Ie::DpStatus(0x8002), &hex!("14 02 8002"));
    agree(Ie::CallNo(CallNumber::new(9).expect("15 bits")), &hex!("15 02 0009"));
    agree(Ie::IaxUnknown(IaxCode(0x7f)), &hex!("17 01 7f"));
    agree(Ie::MsgCount(0x0103), &hex!("18 02 0103"));
    agree(Ie::AutoAnswer, &hex!("19 00"));
    agree(Ie::TransferId(TransferId(0xdead_beef)), &hex!("1b 04 deadbeef"));
    agree(Ie::CallingPres(0x43), &hex!("26 01 43"));
    agree(Ie::CallingTon(0x10), &hex!("27 01 10"));
    agree(Ie::CallingTns(0x2131), &hex!("28 02 2131"));
    agree(Ie::SamplingRate(8000), &hex!("29 02 1f40"));
    agree(Ie::CauseCode(CauseCode::NORMAL_CLEARING), &hex!("2a 01 10"));
    agree(Ie::Encryption(0x8001), &hex!("2b 02 8001"));
    agree(Ie::CallingAni2(23), &hex!("39 04 00000017"));
}

#[test]
fn opaque_elements_keep_their_octets() {
    agree(Ie::Challenge(b"164223847"), &hex!("0f 09 313634323233383437"));
    agree(Ie::Md5Result(b"0c"), &hex!("10 02 3063"));
    agree(Ie::RsaResult(b"AA=="), &hex!("11 04 41413d3d"));
    agree(Ie::CodecPrefs(b"DC"), &hex!("2d 02 4443"));
    agree(Ie::OspToken(&[0, 1, 2]), &hex!("35 03 000102"));
    agree(Ie::CallToken(&[]), &hex!("36 00"));
    agree(Ie::Other(IeCode(0xff), &[1]), &hex!("ff 01 01"));
}

#[test]
fn receiver_reports_have_fixed_widths() {
    agree(Ie::RrJitter(3), &hex!("2e 04 00000003"));
    agree(Ie::RrLoss(0x0100_0002), &hex!("2f 04 01000002"));
    agree(Ie::RrPkts(500), &hex!("30 04 000001f4"));
    agree(Ie::RrDelay(40), &hex!("31 02 0028"));
    agree(Ie::RrDropped(1), &hex!("32 04 00000001"));
    agree(Ie::RrOoo(2), &hex!("33 04 00000002"));
}

#[test]
fn an_apparent_address_is_a_linux_socket_address() {
    let four = ApparentAddr("192.0.2.7:4569".parse().expect("an address"));
    agree(Ie::ApparentAddr(four), &hex!("12 10 0200 11d9 c0000207 0000000000000000"));
    let six = ApparentAddr("[2001:db8::7]:4569".parse().expect("an address"));
    agree(
        Ie::ApparentAddr(six),
        &hex!("12 1c 0a00 11d9 00000000 20010db8000000000000000000000007 00000000"),
    );
}

#[test]
fn an_address_of_another_family_or_length_is_an_error() {
    let words = |octets: &[u8]| {
        let raw = RawIe { code: IeCode::APPARENT_ADDR, offset: 7, data: octets };
        Ie::parse(raw).map(|_| ()).map_err(|error| error.to_string())
    };
    assert!(words(&hex!("0002 11d9 c0000207 0000000000000000")).is_ok(), "network order");
    let odd = words(&hex!("0300 11d9 c0000207 0000000000000000"));
    assert_eq!(odd, Err("address family at offset 7 cannot be 0x03".into()));
    let short = words(&hex!("0200 11d9 c0000207"));
    assert_eq!(short, Err("information element data at offset 7 needs 16 octets, has 8".into()));
    let four_as_six = hex!("0200 11d9 00000000 20010db8000000000000000000000007 00000000");
    assert!(words(&four_as_six).is_err());
}

#[test]
fn a_date_that_no_calendar_has_is_told() {
    assert!(DateTime::new(2028, 2, 29, 23, 59, 58).is_sane());
    assert!(!DateTime::new(2027, 2, 29, 0, 0, 0).is_sane());
    assert!(!DateTime::new(2100, 2, 29, 0, 0, 0).is_sane());
    assert!(!DateTime::new(2027, 4, 31, 0, 0, 0).is_sane());
    assert!(!DateTime::new(2027, 13, 1, 0, 0, 0).is_sane());
    assert!(!DateTime::new(2027, 1, 1, 24, 0, 0).is_sane());
}

#[test]
fn a_date_halves_its_seconds() {
    agree(Ie::DateTime(DateTime::new(2010, 2, 17, 13, 45, 30)), &hex!("1f 04 14516daf"));
    let date = DateTime(0x1451_6daf);
    assert_eq!((date.year(), date.month(), date.day()), (2010, 2, 17));
    assert_eq!((date.hour(), date.minute(), date.seconds_field()), (13, 45, 15));
    assert!(date.is_sane() && !DateTime(0).is_sane());
}

#[test]
fn a_date_is_so_many_seconds_after_1970() {
    assert_eq!(DateTime(0x1451_6daf).unix_seconds(), Some(1_266_414_330));
    assert_eq!(DateTime::new(2000, 2, 29, 0, 0, 0).unix_seconds(), Some(951_782_400));
    assert_eq!(DateTime::new(2028, 3, 1, 12, 0, 0).unix_seconds(), Some(1_835_524_800));
    assert_eq!(DateTime::new(2101, 1, 1, 0, 0, 0).unix_seconds(), Some(4_133_980_800));
    assert_eq!(DateTime::new(2027, 2, 29, 0, 0, 0).unix_seconds(), None);
}

#[test]
fn an_element_of_the_wrong_length_is_an_error_at_its_place() {
    let raw = RawIe { code: IeCode::VERSION, offset: 5, data: &[2] };
    let error = WireError { at: Layer::IeData, offset: 5, need: 2, have: 1 };
    assert_eq!(Ie::parse(raw), Err(error));
    assert!(Ie::parse(RawIe { code: IeCode::AUTOANSWER, offset: 0, data: &[1] }).is_err());
    assert!(Ie::parse(RawIe { code: IeCode::CALLNO, offset: 0, data: &[0x80, 1] }).is_err());
    assert!(Ie::parse(RawIe { code: IeCode::FORMAT2, offset: 0, data: &[1; 9] }).is_err());
    assert!(Ie::parse(RawIe { code: IeCode::CALLING_NAME, offset: 0, data: &[0xff] }).is_err());
}

#[test]
fn a_chain_that_runs_past_its_end_is_read_up_to_the_break() {
    let chain = Ies::new(&hex!("0b 02 0002 06 09 626f62"));
    assert_eq!(chain.version(), Some(2));
    assert_eq!(chain.username(), None);
    let error = WireError { at: Layer::IeChain, offset: 4, need: 11, have: 5 };
    assert_eq!(chain.check(), Err(error));
    assert!(Ies::new(&hex!("0b 02 0002 06")).check().is_err());
}

#[test]
fn the_wide_mask_goes_before_the_narrow_one() {
    let chain = Ies::new(&hex!("09 04 00000004 38 09 00 0000000000000008"));
    assert_eq!(chain.format(), Some(Format::ALAW));
    let chain = Ies::new(&hex!("09 04 00000004 38 09 07 0000000000000008"));
    assert_eq!(chain.format(), Some(Format::ULAW));
}

#[test]
fn a_writer_refuses_what_does_not_fit() {
    let mut out = [0; 5];
    let mut writer = IeWriter::new(&mut out);
    writer.push(Ie::Username("bob")).expect("fits");
    assert!(writer.push(Ie::AutoAnswer).is_err());
    assert_eq!(writer.ies().octets(), hex!("06 03 626f62"));
    assert!(IeWriter::new(&mut [0; 300]).push_raw(IeCode::CAUSE, &[0x41; 256]).is_err());
}

#[test]
fn preference_letters_are_those_of_deployed_phones() {
    let letters: Vec<_> = [Format::G723, Format::GSM, Format::ULAW, Format::ALAW, Format::H264]
        .iter()
        .filter_map(|format| format.preference_letter())
        .collect();
    assert_eq!(letters, b"BCDEV");
    assert_eq!(Format::from_preference_letter(b'J'), Some(Format::G729));
    assert_eq!(Format::from_preference_letter(b'A'), None);
    assert_eq!(Format::from_preference_letter(b'W'), None);
}

#[test]
fn getters_read_what_a_caller_says_of_itself() {
    let chain = Ies::new(&hex!(
        "02 01 31  03 01 32  04 02 5a6f  06 03 626f62  0a 02 656e  0d 01 39  1c 01 37  26 01 43  27 01 10  28 02 2131"
    ));
    assert_eq!((chain.calling_number(), chain.calling_ani()), (Some("1"), Some("2")));
    assert_eq!((chain.calling_name(), chain.username()), (Some("Zo"), Some("bob")));
    assert_eq!((chain.language(), chain.dnid(), chain.rdnis()), (Some("en"), Some("9"), Some("7")));
    assert_eq!(chain.calling_pres(), Some(Presentation::NOT_AVAILABLE));
    assert_eq!(chain.calling_pres().map(Presentation::may_be_shown), Some(false));
    assert_eq!(chain.calling_ton(), Some(TypeOfNumber::INTERNATIONAL));
    let network = chain.calling_tns().expect("two octets");
    assert_eq!(NetworkPlan::of(network), NetworkPlan::CALLER_IDENTIFICATION);
    assert_eq!(NetworkType::of(network), NetworkType::NATIONAL);
}

#[test]
fn getters_read_numbers_and_reports() {
    let chain = Ies::new(&hex!(
        "0c 02 0002  14 02 c002  15 02 0009  19 00  1a 00  1b 04 deadbeef  29 02 1f40  2e 04 00000003  2f 04 05000002"
        "30 04 000001f4  31 02 0028  32 04 00000001  33 04 00000002  34 03 613d62  35 03 010203  39 04 00000017"
    ));
    let status = chain.dpstatus().map(DialStatus).expect("two octets");
    assert!(status.contains(DialStatus::CAN_EXIST | DialStatus::MATCH_MORE) && status.is_decided());
    assert_eq!((chain.adsicpe(), chain.sampling_rate()), (Some(2), Some(8000)));
    assert_eq!((chain.auto_answer(), chain.music_on_hold()), (true, Some("")));
    assert_eq!(
        (chain.callno(), chain.transfer_id()),
        (CallNumber::new(9), Some(TransferId(0xdead_beef)))
    );
    assert_eq!((chain.rr_jitter(), chain.rr_loss()), (Some(3), Some((5, 2))));
    assert_eq!((chain.rr_pkts(), chain.rr_delay()), (Some(500), Some(40)));
    assert_eq!((chain.rr_dropped(), chain.rr_ooo()), (Some(1), Some(2)));
    assert_eq!(
        (chain.variable(), chain.osp_token()),
        (Some("a=b"), Some((1, &hex!("0203") as &[u8])))
    );
    assert_eq!(chain.calling_ani2(), Some(23));
}

#[test]
fn codec_preferences_are_read_in_order_without_unknown_letters() {
    let chain = Ies::new(&hex!("2d 04 44434101"));
    let formats: Vec<_> = chain.codec_prefs().expect("there").collect();
    assert_eq!(formats, [Format::ULAW, Format::GSM]);
    assert!(Ies::new(&[]).codec_prefs().is_none());
}

#[test]
fn an_error_names_place_need_and_cause() {
    let words = |octets: &[u8]| {
        let raw = Ies::new(octets).iter().next().expect("one element");
        raw.and_then(Ie::parse).expect_err("broken").to_string()
    };
    assert_eq!(
        words(&hex!("06 09 626f62")),
        "information element at offset 0 needs 11 octets, has 5"
    );
    assert_eq!(
        words(&hex!("06 03 62ff62")),
        "text at offset 0 is UTF-8 only for 1 of its 3 octets"
    );
    assert_eq!(
        words(&hex!("38 09 07 0000000000000008")),
        "version of a mask at offset 0 cannot be 0x07"
    );
    assert_eq!(words(&hex!("15 02 8001")), "call number at offset 0 cannot be 0x8001");
}
