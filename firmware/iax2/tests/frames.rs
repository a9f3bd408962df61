//! Each kind of frame against literal octets worked out from RFC 5456 section 8, in both directions.

use hex_literal::hex;
use iax2_wire::code::{ControlCode, FrameType, HtmlCode, IaxCode, Subclass};
use iax2_wire::frame::{Body, Frame, Full, Mini, Trunk, Video};
use iax2_wire::number::{CallNumber, MiniTimestamp, SeqNo, Timestamp, VideoTimestamp};
use iax2_wire::view::TrunkEntry;
use iax2_wire::{Format, Ies, Kind, Layer, WireError, classify};

fn call(number: u16) -> CallNumber {
    CallNumber::new(number).expect("15 bits")
}

/// A frame from call 5 to call 9 at 10 s, numbered 7, expecting 6.
fn from_five_to_nine(body: Body<'_>) -> Frame<'_> {
    Frame::Full(Full {
        source: call(5),
        dest: call(9),
        retry: false,
        timestamp: Timestamp(10_000),
        oseqno: SeqNo(7),
        iseqno: SeqNo(6),
        body,
    })
}

/// The octets mean the frame, and the frame is written as the octets.
fn agree(frame: Frame<'_>, octets: &[u8]) {
    assert_eq!(Frame::parse(octets), Ok(frame));
    let mut out = [0; 256];
    let length = frame.emit(&mut out).expect("fits");
    assert_eq!(&out[..length], octets);
}

#[test]
fn an_ack_has_twelve_octets() {
    let ack = Full {
        source: call(0x1234),
        dest: call(0x42),
        retry: false,
        timestamp: Timestamp(1000),
        oseqno: SeqNo(2),
        iseqno: SeqNo(3),
        body: Body::Iax(IaxCode::ACK, Ies::new(&[])),
    };
    agree(Frame::Full(ack), &hex!("9234 0042 000003e8 02 03 06 04"));
}

#[test]
fn a_first_message_has_no_destination_and_starts_at_zero() {
    let poke = Full {
        source: call(5),
        dest: CallNumber::NONE,
        retry: false,
        timestamp: Timestamp(0),
        oseqno: SeqNo(0),
        iseqno: SeqNo(0),
        body: Body::Iax(IaxCode::POKE, Ies::new(&[])),
    };
    agree(Frame::Full(poke), &hex!("8005 0000 00000000 00 00 06 1e"));
}

#[test]
fn the_r_bit_is_the_top_bit_of_the_destination() {
    let hangup = Full {
        source: call(5),
        dest: call(9),
        retry: true,
        timestamp: Timestamp(0x2710),
        oseqno: SeqNo(7),
        iseqno: SeqNo(6),
        body: Body::Iax(IaxCode::HANGUP, Ies::new(&[0x2a, 0x01, 0x10])),
    };
    agree(Frame::Full(hangup), &hex!("8005 8009 00002710 07 06 06 05 2a0110"));
}

#[test]
fn a_digit_is_its_ascii_code() {
    agree(from_five_to_nine(Body::Dtmf(b'5')), &hex!("8005 0009 00002710 07 06 01 35"));
    agree(from_five_to_nine(Body::DtmfBegin(b'#')), &hex!("8005 0009 00002710 07 06 0c 23"));
}

#[test]
fn a_small_codec_is_plain_and_a_large_one_a_power_of_two() {
    let ulaw = Body::Voice(Format::ULAW, &[0xd5, 0x55]);
    agree(from_five_to_nine(ulaw), &hex!("8005 0009 00002710 07 06 02 04 d555"));
    let g729 = Body::Voice(Format::G729, &[0xaa]);
    agree(from_five_to_nine(g729), &hex!("8005 0009 00002710 07 06 02 88 aa"));
}

#[test]
fn a_small_codec_may_also_come_as_a_power_of_two() {
    let frame = Frame::parse(&hex!("8005 0009 00002710 07 06 02 82 d5"));
    assert_eq!(frame, Ok(from_five_to_nine(Body::Voice(Format::ULAW, &[0xd5]))));
}

#[test]
fn a_subclass_that_names_no_codec_is_an_error_at_its_place() {
    let frame = Frame::parse(&hex!("8005 0009 00002710 07 06 02 06 d5"));
    assert_eq!(frame, Err(WireError { at: Layer::Subclass, offset: 11, need: 1, have: 6 }));
    assert!(Frame::parse(&hex!("8005 0009 00002710 07 06 02 ff d5")).is_err());
}

#[test]
fn the_end_of_a_picture_is_bit_six_of_the_subclass() {
    let video = Body::Video { format: Format::H264, mark: true, data: &[1, 2] };
    agree(from_five_to_nine(video), &hex!("8005 0009 00002710 07 06 03 d5 0102"));
    let video = Body::Video { format: Format::H263, mark: false, data: &[1] };
    agree(from_five_to_nine(video), &hex!("8005 0009 00002710 07 06 03 93 01"));
}

#[test]
fn control_text_image_html_and_noise_have_types_of_their_own() {
    let rest = |body| from_five_to_nine(body);
    agree(rest(Body::Control(ControlCode::RINGING, &[])), &hex!("8005 0009 00002710 07 06 04 03"));
    agree(
        rest(Body::Control(ControlCode::OPTION, &[7, 8])),
        &hex!("8005 0009 00002710 07 06 04 0b 0708"),
    );
    agree(rest(Body::Null), &hex!("8005 0009 00002710 07 06 05 00"));
    agree(rest(Body::Text(b"hi")), &hex!("8005 0009 00002710 07 06 07 00 6869"));
    agree(rest(Body::Image(Format::JPEG, &[9])), &hex!("8005 0009 00002710 07 06 08 90 09"));
    agree(rest(Body::Html(HtmlCode::URL, b"a:b")), &hex!("8005 0009 00002710 07 06 09 01 613a62"));
    agree(rest(Body::Cng(40)), &hex!("8005 0009 00002710 07 06 0a 28"));
}

#[test]
fn an_unknown_type_keeps_its_octets() {
    let body = Body::Other { frame_type: FrameType(0x0d), subclass: Subclass(0xff), data: &[1] };
    agree(from_five_to_nine(body), &hex!("8005 0009 00002710 07 06 0d ff 01"));
    let body = Body::Other { frame_type: FrameType::T38, subclass: Subclass(0), data: &[2] };
    agree(from_five_to_nine(body), &hex!("8005 0009 00002710 07 06 0b 00 02"));
}

#[test]
fn a_mini_frame_has_four_octets_of_header() {
    let mini = Mini { source: call(5), timestamp: MiniTimestamp(0x780), data: &[0xaa, 0xbb] };
    agree(Frame::Mini(mini), &hex!("0005 0780 aabb"));
}

#[test]
fn a_meta_video_frame_marks_its_kind_above_the_call_number() {
    let stamp = VideoTimestamp::from_low_bits(0x0780);
    let video = Video { source: call(5), mark: false, timestamp: stamp, data: &[0xaa] };
    agree(Frame::Video(video), &hex!("0000 8005 0780 aa"));
    agree(Frame::Video(Video { mark: true, ..video }), &hex!("0000 8005 8780 aa"));
}

#[test]
fn a_trunk_without_entry_time_stamps_has_the_number_first() {
    let octets = hex!("0000 01 00 00000100 0005 0003 aabbcc 0006 0001 dd");
    let trunk = Trunk { command_data: 0, timestamp: Timestamp(0x100), data: &octets[8..] };
    agree(Frame::Trunk(trunk), &octets);
    let entries: Vec<_> = trunk.entries().collect();
    let first = TrunkEntry { offset: 8, call: 5, timestamp: None, media: &hex!("aabbcc") as &[u8] };
    let second = TrunkEntry { offset: 15, call: 6, timestamp: None, media: &hex!("dd") as &[u8] };
    assert_eq!(entries, [Ok(first), Ok(second)]);
}

#[test]
fn a_trunk_with_entry_time_stamps_has_the_length_first() {
    let octets = hex!("0000 01 01 00000100 0003 0005 0780 aabbcc");
    let trunk = Trunk { command_data: 1, timestamp: Timestamp(0x100), data: &octets[8..] };
    agree(Frame::Trunk(trunk), &octets);
    let entry =
        TrunkEntry { offset: 8, call: 5, timestamp: Some(0x780), media: &hex!("aabbcc") as &[u8] };
    assert_eq!(trunk.entries().collect::<Vec<_>>(), [Ok(entry)]);
}

#[test]
fn entries_are_written_in_both_forms() {
    let mut out = [0; 32];
    let end = Trunk::push_entry(&mut out, 0, call(5), None, &hex!("aabbcc")).expect("fits");
    assert_eq!(out[..end], hex!("0005 0003 aabbcc"));
    let stamp = Some(MiniTimestamp(0x780));
    let end = Trunk::push_entry(&mut out, 0, call(5), stamp, &hex!("aabbcc")).expect("fits");
    assert_eq!(out[..end], hex!("0003 0005 0780 aabbcc"));
}

#[test]
fn an_entry_that_runs_past_the_end_ends_the_walk_with_an_error() {
    let octets = hex!("0005 0001 aa 0006 0009 dd");
    let trunk = Trunk { command_data: 0, timestamp: Timestamp(0), data: &octets };
    let walk: Vec<_> = trunk.entries().collect();
    assert_eq!(walk.len(), 2);
    assert_eq!(walk[1], Err(WireError { at: Layer::TrunkEntry, offset: 13, need: 13, have: 5 }));
}

#[test]
fn first_octets_tell_frames_apart() {
    assert_eq!(classify(&hex!("8005 0000 00000000 00 00 06 1e")), Ok(Kind::Full));
    assert_eq!(classify(&hex!("0005 0780")), Ok(Kind::Mini));
    assert_eq!(classify(&hex!("0000 8005 0780")), Ok(Kind::Video));
    assert_eq!(classify(&hex!("0000 0100 00000000")), Ok(Kind::Trunk));
    assert_eq!(classify(&hex!("0000 0200")), Ok(Kind::OtherMeta));
}

#[test]
fn a_cut_header_is_an_error_that_says_how_much_it_needs() {
    let cut = |octets: &[u8]| classify(octets).map_err(|error| (error.at, error.need, error.have));
    assert_eq!(cut(&[]), Err((Layer::Datagram, 4, 0)));
    assert_eq!(cut(&hex!("0005 07")), Err((Layer::Datagram, 4, 3)));
    assert_eq!(cut(&hex!("8005 0000 00")), Err((Layer::FullHeader, 12, 5)));
    assert_eq!(cut(&hex!("0000 8005 07")), Err((Layer::MetaHeader, 6, 5)));
    assert_eq!(cut(&hex!("0000 0100 0000")), Err((Layer::MetaHeader, 8, 6)));
}

#[test]
fn acknowledgements_and_probes_of_a_transfer_take_no_sequence_number() {
    for code in IaxCode::ALL {
        let counted = Body::Iax(*code, Ies::new(&[])).is_counted();
        let listed = matches!(code.name(), Some("ACK" | "INVAL" | "VNAK" | "TXCNT" | "TXACC"));
        assert_eq!(counted, !listed, "{code}");
    }
}

#[test]
fn a_marked_picture_of_a_small_codec_uses_the_coding_by_powers() {
    let video = Body::Video { format: Format::ULAW, mark: true, data: &[] };
    agree(from_five_to_nine(video), &hex!("8005 0009 00002710 07 06 03 c2"));
}

#[test]
fn a_meta_frame_of_another_kind_is_an_error_that_names_it() {
    let error = Frame::parse(&hex!("0000 02 00 00000100")).expect_err("not a trunk");
    assert_eq!(error.to_string(), "meta command at offset 2 cannot be 0x02");
}
