//! ITU-T Q.24: what a receiver of DTMF must take for a digit, and what it must leave alone.

use phonerig_judge::audio::{DtmfDetector, RATE, Speech, Tones, dtmf_pair};

const KEYS: &[u8; 16] = b"123A456B789C*0#D";

/// What is heard in `samples`, which come in packets of 20 ms, some blocks off the start of a packet.
fn heard(samples: &[i16], offset: usize) -> String {
    let mut detector = DtmfDetector::default();
    let mut keys = String::new();
    let led = [vec![0; offset], samples.to_vec(), vec![0; 800]].concat();
    for packet in led.chunks(160) {
        keys.extend(detector.push(packet).map(|digit| char::from(digit.key)));
    }
    keys
}

/// The offsets, in samples, at which a sound is tried against the detector's blocks.
const OFFSETS: [usize; 7] = [0, 11, 23, 37, 48, 59, 71];

fn ms(milliseconds: u32) -> usize {
    (milliseconds * RATE / 1000) as usize
}

/// A key with both frequencies off by a share of themselves, at levels in dBm0, for some ms.
fn key(key: u8, off: f64, low_dbm0: f64, high_dbm0: f64, duration: u32) -> Vec<i16> {
    let [low, high] = dtmf_pair(key).expect("a key");
    let mut samples = vec![0; ms(duration)];
    Tones::one(f64::from(low) * (1.0 + off), low_dbm0)
        .with(f64::from(high) * (1.0 + off), high_dbm0)
        .fill(&mut samples);
    samples
}

fn is_heard(samples: &[i16], name: u8) -> bool {
    OFFSETS.iter().all(|&offset| heard(samples, offset) == char::from(name).to_string())
}

fn is_never_heard(samples: &[i16]) -> bool {
    OFFSETS.iter().all(|&offset| heard(samples, offset).is_empty())
}

#[test]
fn a_digit_of_40_ms_is_accepted() {
    for &name in KEYS {
        assert!(is_heard(&key(name, 0.0, -10.0, -10.0, 40), name), "{}", char::from(name));
    }
}

#[test]
fn a_digit_of_23_ms_is_rejected() {
    for &name in KEYS {
        assert!(is_never_heard(&key(name, 0.0, -10.0, -10.0, 23)), "{}", char::from(name));
    }
}

#[test]
fn frequencies_within_one_and_a_half_percent_are_accepted() {
    for off in [-0.015, -0.01, 0.01, 0.015] {
        for &name in KEYS {
            let samples = key(name, off, -10.0, -10.0, 50);
            assert!(is_heard(&samples, name), "{} off by {off}", char::from(name));
        }
    }
}

#[test]
fn frequencies_three_and_a_half_percent_off_are_rejected() {
    for off in [-0.07, -0.05, -0.035, 0.035, 0.05, 0.07] {
        for &name in KEYS {
            let samples = key(name, off, -10.0, -10.0, 100);
            assert!(is_never_heard(&samples), "{} off by {off}", char::from(name));
        }
    }
}

#[test]
fn one_frequency_off_is_enough_to_reject() {
    for &name in KEYS {
        let [low, high] = dtmf_pair(name).expect("a key").map(f64::from);
        for (low, high) in [(low * 1.035, high), (low, high * 0.965)] {
            let mut samples = vec![0; ms(100)];
            Tones::one(low, -10.0).with(high, -10.0).fill(&mut samples);
            assert!(is_never_heard(&samples), "{low} + {high}");
        }
    }
}

#[test]
fn levels_from_0_to_25_below_are_accepted() {
    for level in [-3.0, -6.0, -12.0, -18.0, -25.0] {
        for &name in KEYS {
            assert!(
                is_heard(&key(name, 0.0, level, level, 45), name),
                "{} at {level}",
                char::from(name)
            );
        }
    }
}

#[test]
fn levels_of_40_below_and_less_are_rejected() {
    for level in [-40.0, -55.0] {
        for &name in KEYS {
            assert!(is_never_heard(&key(name, 0.0, level, level, 100)));
        }
    }
}

#[test]
fn twist_of_4_forward_and_8_reverse_is_accepted() {
    for (low, high) in [(-14.0, -10.0), (-10.0, -18.0)] {
        for &name in KEYS {
            assert!(
                is_heard(&key(name, 0.0, low, high, 45), name),
                "{} {low} {high}",
                char::from(name)
            );
        }
    }
}

#[test]
fn twist_far_beyond_the_limits_is_rejected() {
    for (low, high) in [(-20.0, -10.0), (-8.0, -22.0)] {
        for &name in KEYS {
            assert!(
                is_never_heard(&key(name, 0.0, low, high, 100)),
                "{} {low} {high}",
                char::from(name)
            );
        }
    }
}

#[test]
fn a_pause_of_40_ms_makes_two_digits() {
    let five = key(b'5', 0.0, -10.0, -10.0, 50);
    let samples = [five.clone(), vec![0; ms(40)], five].concat();
    for offset in OFFSETS {
        assert_eq!(heard(&samples, offset), "55");
    }
}

#[test]
fn an_interruption_of_5_ms_makes_no_second_digit() {
    let mut samples = key(b'5', 0.0, -10.0, -10.0, 120);
    samples[ms(60)..ms(65)].fill(0);
    for offset in OFFSETS {
        assert_eq!(heard(&samples, offset), "5");
    }
}

#[test]
fn ten_digits_a_second_are_told_in_order() {
    let samples = b"0123456789"
        .iter()
        .flat_map(|&name| [key(name, 0.0, -10.0, -10.0, 50), vec![0; ms(50)]].concat())
        .collect::<Vec<_>>();
    for offset in OFFSETS {
        assert_eq!(heard(&samples, offset), "0123456789");
    }
}

#[test]
fn a_digit_in_noise_15_db_below_is_accepted() {
    let mut seed = 1_u32;
    let mut samples = key(b'7', 0.0, -10.0, -10.0, 60);
    for sample in &mut samples {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // Uniform noise of 2000 at most has some -25 dBm0.
        *sample += i16::try_from((seed >> 16) % 4001).expect("it is below 4001") - 2000;
    }
    assert!(is_heard(&samples, b'7'));
}

#[test]
fn ten_minutes_of_speech_hold_no_digit() {
    for seed in 0..10 {
        let mut samples = vec![0; ms(60_000)];
        Speech::new(seed).fill(&mut samples);
        assert_eq!(heard(&samples, 0), "", "seed {seed}");
    }
}

#[test]
fn modem_and_fax_tones_hold_no_digit() {
    for tones in
        [&[1100.0][..], &[2100.0], &[980.0], &[1180.0], &[1650.0], &[1850.0], &[697.0], &[1209.0]]
    {
        let mut sound = tones.iter().fold(Tones::silence(), |all, &hertz| all.with(hertz, -10.0));
        let mut samples = vec![0; ms(3000)];
        sound.fill(&mut samples);
        assert!(is_never_heard(&samples), "{tones:?}");
    }
}

#[test]
fn call_progress_tones_hold_no_digit() {
    for pair in [[350.0, 440.0], [440.0, 480.0], [480.0, 620.0], [425.0, 425.0]] {
        let mut samples = vec![0; ms(3000)];
        Tones::one(pair[0], -13.0).with(pair[1], -13.0).fill(&mut samples);
        assert!(is_never_heard(&samples), "{pair:?}");
    }
}

#[test]
fn v21_at_300_baud_holds_no_digit() {
    for (mark, space) in [(980.0, 1180.0), (1650.0, 1850.0)] {
        let (mut bits, mut phase) = (0x2545_f491_u32, 0.0_f64);
        let samples = (0..ms(5000))
            .map(|n| {
                if n % 27 == 0 {
                    bits = bits.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                }
                let hertz: f64 = if bits & 0x8000_0000 == 0 { mark } else { space };
                phase += hertz / f64::from(RATE);
                ((phase * core::f64::consts::TAU).sin() * 8000.0) as i16
            })
            .collect::<Vec<_>>();
        assert!(is_never_heard(&samples), "{mark}");
    }
}
