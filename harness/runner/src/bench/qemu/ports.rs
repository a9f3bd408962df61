//! What a board gives, from three threads into one channel: its Ethernet port, its serial port, its log.

use phonerig_board::probe::LogEvent;
use std::net::UdpSocket;
use std::sync::Weak;
use std::sync::mpsc::{SendError, Sender};
use std::time::Duration;

/// The longest Ethernet frame.
const LONGEST: usize = 2048;
/// The speed of the board's console.
const BAUD: u32 = 115_200;
/// How often a silent serial port is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// What a board gives, and in which of its lives: from one switching on to the next.
pub(super) struct Given {
    pub(super) life: u32,
    pub(super) what: What,
}

/// The life of what outlives the power.
pub(super) const ALWAYS: u32 = 0;

/// What a board gives.
pub(super) enum What {
    /// An Ethernet frame.
    Frame(Vec<u8>),
    /// A line of the console.
    Line(String),
    /// A line of the log, its level before it.
    Log(String),
    /// A line to it is gone: which, and why.
    Gone(String),
}

/// A serial port; it is opened for as long as this and the thread that hears it live.
pub(super) type Serial = Box<dyn serialport::SerialPort>;

/// Opens a serial port and hears it.
///
/// # Errors
/// Why it does not open.
pub(super) fn open_serial(name: &str, life: u32, give: Sender<Given>) -> Result<Serial, String> {
    let opened = serialport::new(name, BAUD).timeout(LOOK).open();
    let told = |cause| format!("the serial port {name} does not open: {cause}");
    let serial = opened.map_err(told)?;
    let lines = serial.try_clone().map_err(told)?;
    std::thread::spawn(move || hear_lines(lines, |what| give.send(Given { life, what })));
    Ok(serial)
}

/// Hears an Ethernet port, until nobody holds `alive` any more.
///
/// # Errors
/// Where the port takes no time limit.
pub(super) fn hear_ethernet(
    ethernet: UdpSocket,
    alive: Weak<()>,
    give: Sender<Given>,
) -> std::io::Result<()> {
    ethernet.set_read_timeout(Some(LOOK))?;
    std::thread::spawn(move || {
        let mut frame = [0; LONGEST];
        while alive.strong_count() > 0 {
            // What cannot be heard was refused by a board without power, or did not come in time.
            let Ok(length) = ethernet.recv(&mut frame) else { continue };
            let given = Given { life: ALWAYS, what: What::Frame(frame[..length].to_vec()) };
            if give.send(given).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// What a log's thread gives, as this channel has it.
pub(super) fn of_log(event: LogEvent) -> What {
    match event {
        LogEvent::Line(line) => What::Log(format!("{} {}", line.level, line.text)),
        LogEvent::Gone(error) => What::Gone(error.to_string()),
    }
}

fn hear_lines(mut serial: Serial, give: impl Fn(What) -> Result<(), SendError<Given>>) {
    let mut line = Vec::new();
    let mut octets = [0; 256];
    loop {
        let read = match serial.read(&mut octets) {
            Ok(0) => break,
            Ok(length) => &octets[..length],
            Err(cause) if cause.kind() == std::io::ErrorKind::TimedOut => continue,
            Err(_) => break,
        };
        for octet in read {
            if *octet != b'\n' {
                // What never ends is no line of a console.
                if line.len() < LONGEST {
                    line.push(*octet);
                }
                continue;
            }
            let text = String::from_utf8_lossy(&std::mem::take(&mut line)).trim().to_owned();
            if give(What::Line(text)).is_err() {
                return;
            }
        }
    }
    let _ = give(What::Gone("the serial port is gone".to_owned()));
}
