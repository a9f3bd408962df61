//! DTMF in the voice of a call, and voices that hold none.

use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use hex_literal::hex;
use iax2_wire::Format;
use iax2_wire::time::Instant;
use phonerig_judge::audio::{Speech, Tones, encode};
use phonerig_judge::rules::{Observation, Options, WireJudge};

/// NEW and ACCEPT of a call in some format, then voice: a full frame and mini frames of 20 ms.
fn judged(format: Format, samples: &[i16], options: Options) -> Vec<String> {
    let (dut, pbx) = (address(2), address(1));
    let mut judge = WireJudge::new(options);
    let mut packet = 0;
    let mut send = |at: u64, from, to, octets: &[u8]| {
        packet += 1;
        judge.observe(Observation {
            packet,
            at: Instant::from_millis(at),
            src: from,
            dst: to,
            octets,
        });
    };
    let mask = u32::try_from(format.0).expect("32 bits").to_be_bytes();
    let new = hex!(
        "8005 0000 00000000 00 00 0601 0b020002 0103323030 260100 270100 28020000 2d0144 1f0414516dbe 0904"
    );
    send(0, dut, pbx, &[&new[..], &mask].concat());
    send(10, pbx, dut, &[&hex!("8009 0005 00000000 00 01 0607 0904")[..], &mask].concat());
    for (nth, block) in (0_u16..).zip(samples.chunks(160)) {
        let stamp = 20 + 20 * nth;
        let mut payload = Vec::new();
        assert!(encode(format, block, &mut payload));
        let [high, low] = stamp.to_be_bytes();
        let header = if nth == 0 {
            vec![0x80, 5, 0, 9, 0, 0, high, low, 1, 1, 2, format.0 as u8]
        } else {
            vec![0, 5, high, low]
        };
        send(u64::from(stamp), dut, pbx, &[header, payload].concat());
    }
    judge.drain().iter().map(|finding| finding.words.clone()).collect()
}

fn address(host: u8) -> SocketAddr {
    SocketAddr::from((IpAddr::V4(Ipv4Addr::new(10, 0, 0, host)), 4569))
}

/// A key of 100 ms in two seconds of silence.
fn five() -> Vec<i16> {
    let mut samples = vec![0; 16_000];
    Tones::key(b'5').expect("a key").fill(&mut samples[8000..8800]);
    samples
}

#[test]
fn a_key_in_the_voice_is_found_in_each_codec_that_is_decoded() {
    for format in [Format::ULAW, Format::ALAW, Format::SLINEAR] {
        let found = judged(format, &five(), Options::default());
        assert_eq!(found, ["DTMF \"5\" is heard in the voice; digits travel in DTMF frames"]);
    }
}

#[test]
fn nothing_is_listened_to_where_audio_is_off() {
    let options = Options { audio: false, ..Options::default() };
    assert_eq!(judged(Format::ULAW, &five(), options), Vec::<String>::new());
}

#[test]
fn a_voice_and_a_tone_are_no_keys() {
    let mut samples = vec![0; 80_000];
    Speech::new(7).fill(&mut samples[..64_000]);
    Tones::one(440.0, -10.0).fill(&mut samples[64_000..]);
    assert_eq!(judged(Format::ULAW, &samples, Options::default()), Vec::<String>::new());
}
