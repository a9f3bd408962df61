//! Makes a long capture out of the short ones in captures/, for the benchmark (`ci/bench`).
//!
//! Every ten seconds of capture time the recordings start once more, with call numbers and
//! addresses shifted, so that calls overlap as on a busy link and none is like another. More than
//! ten per cent of the packets are full frames.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use pcap_file::pcap::{PcapPacket, PcapReader, PcapWriter};

/// A recording, and in which rounds it starts: every one, every second ..
const RECORDINGS: [(&str, u64); 9] = [
    ("asterisk-call-md5-dtmf", 1),
    ("asterisk-encrypted-call", 1),
    ("asterisk-loss-12-percent", 1),
    ("asterisk-native-transfer", 1),
    ("asterisk-register", 1),
    ("asterisk-trunk-plain", 1),
    ("asterisk-trunk-timestamps", 1),
    ("asterisk-peer-killed", 2),
    ("iaxmodem-register-call-150s", 16),
];

/// From one start of the recordings to the next.
const ROUND: Duration = Duration::from_secs(10);
/// Where the first packet stands in time.
const START: Duration = Duration::from_secs(1_700_000_000);
/// Ethernet, IPv4 without options, UDP: all recordings have these headers.
const IPV4: usize = 14;
const UDP: usize = IPV4 + 20;
const PAYLOAD: usize = UDP + 8;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let (Some(out), Some(packets)) = (arguments.next(), arguments.next()) else {
        return Err("usage: million OUT.pcap PACKETS".into());
    };
    let recordings = recordings()?;
    let writer = PcapWriter::new(BufWriter::new(File::create(out)?))?;
    write_rounds(writer, &recordings, packets.parse()?)
}

struct Recording {
    every: u64,
    encrypted: bool,
    packets: Vec<(Duration, Vec<u8>)>,
}

fn recordings() -> Result<Vec<Recording>, Failure> {
    RECORDINGS.iter().map(|(name, every)| recording(name, *every)).collect()
}

fn recording(name: &str, every: u64) -> Result<Recording, Failure> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../captures")
        .join(name)
        .with_extension("pcap");
    let mut reader = PcapReader::new(File::open(path)?)?;
    let mut packets: Vec<(Duration, Vec<u8>)> = Vec::new();
    while let Some(packet) = reader.next_packet() {
        let packet = packet?;
        packets.push((packet.timestamp(), packet.data().to_vec()));
    }
    let first = packets.first().map_or(Duration::ZERO, |(at, _)| *at);
    for (at, _) in &mut packets {
        *at = at.saturating_sub(first);
    }
    Ok(Recording { every, encrypted: name.contains("encrypted"), packets })
}

/// Plays all rounds into one file, in order of time.
fn write_rounds<W: Write>(
    mut writer: PcapWriter<W>,
    recordings: &[Recording],
    packets: usize,
) -> Result<(), Failure> {
    let mut due = BinaryHeap::<Reverse<(Duration, u64, usize, usize)>>::new();
    let mut round = 0;
    for _ in 0..packets {
        while due.peek().is_none_or(|Reverse((at, ..))| *at >= ROUND * round as u32) {
            for (index, recording) in recordings.iter().enumerate() {
                if round % recording.every == 0 {
                    due.push(Reverse((ROUND * round as u32, round, index, 0)));
                }
            }
            round += 1;
        }
        let Some(Reverse((at, round, index, next))) = due.pop() else {
            return Err("no recordings".into());
        };
        let recording = &recordings[index];
        let octets = shifted(&recording.packets[next].1, round, recording.encrypted);
        writer.write_packet(&PcapPacket::new(START + at, octets.len() as u32, octets)?)?;
        if let Some((since, _)) = recording.packets.get(next + 1) {
            due.push(Reverse((ROUND * round as u32 + *since, round, index, next + 1)));
        }
    }
    Ok(())
}

fn shifted(octets: &[u8], round: u64, encrypted: bool) -> Vec<u8> {
    let mut octets = octets.to_vec();
    shift_address(&mut octets[IPV4 + 12..IPV4 + 16], round);
    shift_address(&mut octets[IPV4 + 16..IPV4 + 20], round);
    let checksum = header_checksum(&octets[IPV4..UDP]);
    octets[IPV4 + 10..IPV4 + 12].copy_from_slice(&checksum);
    // No checksum, as RFC 768 permits.
    octets[UDP + 6..UDP + 8].fill(0);
    shift_calls(&mut octets[PAYLOAD..], round, encrypted);
    octets
}

/// 127.0.0.x becomes 127.a.b.x.
fn shift_address(address: &mut [u8], round: u64) {
    address[1] = (round >> 8) as u8;
    address[2] = round as u8;
}

fn header_checksum(header: &[u8]) -> [u8; 2] {
    let words = header.chunks(2).enumerate().filter(|(index, _)| *index != 5);
    let mut sum: u32 = words.map(|(_, word)| u32::from(word[0]) << 8 | u32::from(word[1])).sum();
    while sum > 0xffff {
        sum = (sum >> 16) + (sum & 0xffff);
    }
    (!(sum as u16)).to_be_bytes()
}

fn shift_calls(frame: &mut [u8], round: u64, encrypted: bool) {
    match frame {
        [high, _, ..] if *high & 0x80 != 0 => shift_full(frame, round, encrypted),
        [0, 0, 1, flag, ..] => {
            let with_timestamps = *flag == 1;
            shift_trunk(&mut frame[8..], round, with_timestamps);
        }
        _ => shift_number(&mut frame[..2], round),
    }
}

fn shift_full(frame: &mut [u8], round: u64, encrypted: bool) {
    shift_number(&mut frame[..2], round);
    shift_number(&mut frame[2..4], round);
    if !encrypted && frame[10] == 0x06 {
        shift_elements(&mut frame[12..], round);
    }
}

/// CALLNO and APPARENT ADDR of a transfer name calls and addresses too.
fn shift_elements(mut elements: &mut [u8], round: u64) {
    while let [code, length, rest @ ..] = elements {
        let (data, behind) = rest.split_at_mut(usize::from(*length).min(rest.len()));
        match (*code, data.len()) {
            (0x15, 2) => shift_number(data, round),
            (0x12, 16) => shift_address(&mut data[4..8], round),
            _ => {}
        }
        elements = behind;
    }
}

fn shift_trunk(mut entries: &mut [u8], round: u64, with_timestamps: bool) {
    let (number, length, header) = if with_timestamps { (2, 0, 6) } else { (0, 2, 4) };
    while entries.len() >= header {
        shift_number(&mut entries[number..number + 2], round);
        let media = usize::from(u16::from_be_bytes([entries[length], entries[length + 1]]));
        let end = (header + media).min(entries.len());
        entries = &mut entries[end..];
    }
}

/// Keeps the top bit (F, R), and 0 and 1, which are no calls (Asterisk answers from 1).
fn shift_number(field: &mut [u8], round: u64) {
    let (top, number) = (field[0] & 0x80, u16::from_be_bytes([field[0] & 0x7f, field[1]]));
    if number >= 2 {
        let shifted = 2 + (u64::from(number) - 2 + round * 37) % 0x7ffe;
        field.copy_from_slice(&(shifted as u16).to_be_bytes());
        field[0] |= top;
    }
}
