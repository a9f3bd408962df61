//! The Ethernet cable. The board's controller is set up through the probe: no firmware is needed to see frames come.

use crate::image;
use phonerig_board::emulator::EmulatedBoard;
use phonerig_board::probe::Probe;
use std::time::{Duration, Instant};

/// The controller's control of what is received, and how many frames wait in it.
const MACRCTL: u32 = 0x4004_8008;
const MACNP: u32 = 0x4004_8034;
/// Receive, and take what is for others too.
const RECEIVE: u32 = 0b101;

fn send(board: &EmulatedBoard) {
    board.ethernet().expect("it is ours").send(&[0xff; 60]).expect("the cable is there");
}

/// How many frames have come, a moment later.
fn frames(probe: &mut Probe, expected: u32) -> u32 {
    let deadline = Instant::now() + Duration::from_secs(1);
    // What must not come is given time to come.
    std::thread::sleep(Duration::from_millis(50));
    loop {
        let frames = probe.read_word(MACNP).expect("the controller can be read");
        if frames == expected || Instant::now() > deadline {
            return frames;
        }
    }
}

#[test]
fn frames_come_while_the_cable_is_plugged_in() {
    let (board, mut probe) = crate::board(&image::counting_from(0));
    probe.write_word(MACRCTL, RECEIVE).expect("the controller can be set up");
    send(&board);
    assert_eq!(frames(&mut probe, 1), 1);
    board.set_link(false).expect("it is plugged out");
    send(&board);
    assert_eq!(frames(&mut probe, 1), 1);
    board.set_link(true).expect("it is plugged in");
    send(&board);
    assert_eq!(frames(&mut probe, 2), 2);
}

#[test]
fn what_is_sent_to_a_board_without_power_reaches_nobody() {
    let (board, probe) = crate::board(&image::counting_from(0));
    drop(probe);
    board.power_off();
    send(&board);
    board.power_on().expect("QEMU starts");
    let mut probe = crate::attach(&board);
    probe.write_word(MACRCTL, RECEIVE).expect("the controller can be set up");
    assert_eq!(frames(&mut probe, 0), 0);
    send(&board);
    assert_eq!(frames(&mut probe, 1), 1, "the cable is the same");
}

#[test]
fn an_end_that_was_given_away_is_not_ours() {
    let mut board = EmulatedBoard::new().expect("the host has ports");
    let address = board.give_away_ethernet().expect("it has one");
    assert!(board.ethernet().is_err());
    assert!(std::net::UdpSocket::bind(address).is_ok(), "another process can take it");
}
