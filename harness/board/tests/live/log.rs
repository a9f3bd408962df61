//! A log in RAM as firmware keeps it, written here through the probe.

use crate::image::{self, CONTROL_BLOCK};
use phonerig_board::probe::{Log, LogEvent, Probe, SharedProbe};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Its buffer, and how long that is.
const BUFFER: u32 = CONTROL_BLOCK + 0x100;
const LENGTH: u32 = 64;
/// Where the control block tells how far it was written: behind its name, two counts, and the channel's name, buffer and length.
const WRITTEN: u32 = CONTROL_BLOCK + 36;

/// Writes an empty log, as firmware does when it starts.
fn begin(probe: &mut Probe) {
    let words = [0x4747_4553, 0x5220_5245, 0x5454, 0, 1, 0, 0, BUFFER, LENGTH, 0, 0, 0];
    for (word, address) in words.into_iter().zip((CONTROL_BLOCK..).step_by(4)) {
        probe.write_word(address, word).expect("memory can be written");
    }
}

/// Writes the one line that the image can say: its number, in two octets.
fn say(probe: &mut Probe) {
    let written = probe.read_word(WRITTEN).expect("memory can be read");
    probe.write_word(BUFFER + written, 1).expect("memory can be written");
    probe.write_word(WRITTEN, written + 2).expect("memory can be written");
}

fn next(given: &Receiver<LogEvent>) -> LogEvent {
    given.recv_timeout(Duration::from_secs(3)).expect("something comes")
}

#[test]
fn a_log_is_read_while_the_core_runs_over_a_reset_and_until_the_probe_is_gone() {
    let image = image::counting_from(0);
    let (board, mut probe) = crate::board(&image);
    begin(&mut probe);
    let probe: SharedProbe = Arc::new(Mutex::new(probe));
    let (give, given) = channel();
    let _log = Log::follow(Arc::clone(&probe), &image, move |event| {
        give.send(event).expect("the test listens");
    });
    for _ in 0..2 {
        say(&mut probe.lock().expect("nobody panicked"));
        let LogEvent::Line(line) = next(&given) else { panic!("the probe is there") };
        assert_eq!((line.level.as_str(), line.text.as_str()), ("info", "here I am"));
        assert_eq!(probe.lock().expect("nobody panicked").is_halted(), Ok(false));
        let mut probe = probe.lock().expect("nobody panicked");
        // Memory is older than the reset; firmware writes the control block anew.
        probe.write_word(CONTROL_BLOCK, 0).expect("memory can be written");
        probe.reset().expect("it is reset");
        begin(&mut probe);
    }
    board.disconnect_probe();
    let LogEvent::Gone(error) = next(&given) else { panic!("the probe is gone") };
    assert!(error.to_string().starts_with("board test: cannot give its log:"), "{error}");
}
