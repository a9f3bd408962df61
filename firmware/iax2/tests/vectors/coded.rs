//! One vector a control and HTML message (RFC 5456 8.3, 8.5) and a coded medium (8.7).

use crate::{LATER, full};
use hex_literal::hex;
use iax2_wire::Format;
use iax2_wire::code::{ControlCode, HtmlCode};
use iax2_wire::frame::Body;

fn control(code: ControlCode, data: &[u8], octets: &[u8]) {
    full(LATER, Body::Control(code, data), octets);
}

fn html(code: HtmlCode, data: &[u8], octets: &[u8]) {
    full(LATER, Body::Html(code, data), octets);
}

fn voice(format: Format, octets: &[u8]) {
    full(LATER, Body::Voice(format, &[0xaa]), octets);
}

#[test]
fn control_messages_carry_their_number_as_subclass() {
    control(ControlCode::HANGUP, &[], &hex!("8005 0009 00002710 07 06 04 01"));
    control(ControlCode::RINGING, &[], &hex!("8005 0009 00002710 07 06 04 03"));
    control(ControlCode::ANSWER, &[], &hex!("8005 0009 00002710 07 06 04 04"));
    control(ControlCode::BUSY, &[], &hex!("8005 0009 00002710 07 06 04 05"));
    control(ControlCode::CONGESTION, &[], &hex!("8005 0009 00002710 07 06 04 08"));
    control(ControlCode::FLASH, &[], &hex!("8005 0009 00002710 07 06 04 09"));
    control(ControlCode::OPTION, &[7, 8], &hex!("8005 0009 00002710 07 06 04 0b 0708"));
    control(ControlCode::KEY, &[], &hex!("8005 0009 00002710 07 06 04 0c"));
    control(ControlCode::UNKEY, &[], &hex!("8005 0009 00002710 07 06 04 0d"));
    control(ControlCode::PROGRESS, &[], &hex!("8005 0009 00002710 07 06 04 0e"));
    control(ControlCode::PROCEEDING, &[], &hex!("8005 0009 00002710 07 06 04 0f"));
    control(ControlCode::HOLD, &[], &hex!("8005 0009 00002710 07 06 04 10"));
    control(ControlCode::UNHOLD, &[], &hex!("8005 0009 00002710 07 06 04 11"));
    control(ControlCode::STOP_SOUNDS, &[], &hex!("8005 0009 00002710 07 06 04 ff"));
}

#[test]
fn html_messages_carry_their_number_as_subclass() {
    html(HtmlCode::URL, b"a:b", &hex!("8005 0009 00002710 07 06 09 01 613a62"));
    html(HtmlCode::DATA, b"<p>", &hex!("8005 0009 00002710 07 06 09 02 3c703e"));
    html(HtmlCode::BEGIN, b"<p>", &hex!("8005 0009 00002710 07 06 09 04 3c703e"));
    html(HtmlCode::END, b"<p>", &hex!("8005 0009 00002710 07 06 09 08 3c703e"));
    html(HtmlCode::LOAD_COMPLETE, &[], &hex!("8005 0009 00002710 07 06 09 10"));
    html(HtmlCode::NOT_SUPPORTED, &[], &hex!("8005 0009 00002710 07 06 09 11"));
    html(HtmlCode::LINK_URL, b"a:b", &hex!("8005 0009 00002710 07 06 09 12 613a62"));
    html(HtmlCode::UNLINK_URL, &[], &hex!("8005 0009 00002710 07 06 09 13"));
    html(HtmlCode::LINK_REJECT, &[], &hex!("8005 0009 00002710 07 06 09 14"));
}

#[test]
fn audio_formats_are_plain_below_0x80_and_powers_from_there() {
    voice(Format::G723, &hex!("8005 0009 00002710 07 06 02 01 aa"));
    voice(Format::GSM, &hex!("8005 0009 00002710 07 06 02 02 aa"));
    voice(Format::ULAW, &hex!("8005 0009 00002710 07 06 02 04 aa"));
    voice(Format::ALAW, &hex!("8005 0009 00002710 07 06 02 08 aa"));
    voice(Format::G726, &hex!("8005 0009 00002710 07 06 02 10 aa"));
    voice(Format::ADPCM, &hex!("8005 0009 00002710 07 06 02 20 aa"));
    voice(Format::SLINEAR, &hex!("8005 0009 00002710 07 06 02 40 aa"));
    voice(Format::LPC10, &hex!("8005 0009 00002710 07 06 02 87 aa"));
    voice(Format::G729, &hex!("8005 0009 00002710 07 06 02 88 aa"));
    voice(Format::SPEEX, &hex!("8005 0009 00002710 07 06 02 89 aa"));
    voice(Format::ILBC, &hex!("8005 0009 00002710 07 06 02 8a aa"));
    voice(Format::G726_AAL2, &hex!("8005 0009 00002710 07 06 02 8b aa"));
    voice(Format::G722, &hex!("8005 0009 00002710 07 06 02 8c aa"));
    voice(Format::AMR, &hex!("8005 0009 00002710 07 06 02 8d aa"));
    voice(Format::SLINEAR16, &hex!("8005 0009 00002710 07 06 02 8f aa"));
    voice(Format::OPUS, &hex!("8005 0009 00002710 07 06 02 a2 aa"));
}

#[test]
fn pictures_name_their_format_as_a_power() {
    let image = |format, octets: &[u8]| full(LATER, Body::Image(format, &[9]), octets);
    image(Format::JPEG, &hex!("8005 0009 00002710 07 06 08 90 09"));
    image(Format::PNG, &hex!("8005 0009 00002710 07 06 08 91 09"));
    let video = |format, octets: &[u8]| {
        full(LATER, Body::Video { format, mark: false, data: &[9] }, octets);
    };
    video(Format::H261, &hex!("8005 0009 00002710 07 06 03 92 09"));
    video(Format::H263, &hex!("8005 0009 00002710 07 06 03 93 09"));
    video(Format::H263P, &hex!("8005 0009 00002710 07 06 03 94 09"));
    video(Format::H264, &hex!("8005 0009 00002710 07 06 03 95 09"));
}
