//! QEMU as a process, with its serial port and its Ethernet port.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How long QEMU may take to say where its serial port is.
const START: Duration = Duration::from_secs(5);
/// The longest Ethernet frame.
const LONGEST: usize = 2048;

/// What an emulator gives.
pub(super) enum Given {
    /// An Ethernet frame.
    Frame(Vec<u8>),
    /// A line of the console.
    Line(String),
    /// It has ended, or a line to it is gone.
    Gone(&'static str),
}

/// A running emulator; it ends with its value.
pub(super) struct Emulator {
    process: Child,
    serial: Box<dyn serialport::SerialPort>,
    ethernet: UdpSocket,
    given: Receiver<Given>,
}

impl Emulator {
    /// Boots an image.
    ///
    /// # Errors
    /// Why it does not start.
    pub(super) fn boot(image: &Path) -> Result<Self, String> {
        let local = |socket: &UdpSocket| socket.local_addr().map(|at| at.port());
        let open = || UdpSocket::bind((Ipv4Addr::LOCALHOST, 0));
        let wrap = |cause: std::io::Error| format!("no UDP port for QEMU: {cause}");
        let ethernet = open().map_err(wrap)?;
        // QEMU binds its own port: this finds one that is free.
        let there = open().and_then(|socket| local(&socket)).map_err(wrap)?;
        ethernet.connect((Ipv4Addr::LOCALHOST, there)).map_err(wrap)?;
        let here = local(&ethernet).map_err(wrap)?;
        let mut process = spawn(image, here, there)?;
        let serial = serial_port(&mut process).and_then(|name| open_serial(&name));
        let serial = serial.inspect_err(|_| end(&mut process))?;
        let (give, given) = channel();
        listen(&ethernet, serial.as_ref(), &give).inspect_err(|_| end(&mut process))?;
        Ok(Self { process, serial, ethernet, given })
    }

    /// The next thing that it gives, until a moment.
    pub(super) fn next(&mut self, until: Option<Instant>) -> Option<Given> {
        let Some(until) = until else {
            return Some(self.given.recv().unwrap_or(Given::Gone("QEMU")));
        };
        match self.given.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(given) => Some(given),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Given::Gone("QEMU")),
        }
    }

    /// Sends an Ethernet frame; one that QEMU does not take is lost.
    pub(super) fn send(&self, frame: &[u8]) {
        let _ = self.ethernet.send(frame);
    }

    /// Types a line at the console.
    ///
    /// # Errors
    /// Where the serial port is gone.
    pub(super) fn say(&mut self, line: &str) -> Result<(), String> {
        let typed = self.serial.write_all(format!("{line}\n").as_bytes());
        typed.map_err(|cause| format!("the serial port takes nothing: {cause}"))
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

fn end(process: &mut Child) {
    // It may have ended by itself; it is reaped either way.
    let _ = process.kill();
    let _ = process.wait();
}

fn spawn(image: &Path, here: u16, there: u16) -> Result<Child, String> {
    let nic = format!("socket,udp=127.0.0.1:{here},localaddr=127.0.0.1:{there},model=stellaris");
    Command::new("qemu-system-arm")
        .args(["-M", "lm3s6965evb", "-display", "none", "-monitor", "none", "-serial", "pty"])
        .args(["-nic", &nic, "-kernel"])
        .arg(image)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|cause| format!("qemu-system-arm does not start: {cause}"))
}

/// Reads where the PTY is: `char device redirected to /dev/pts/3 (label serial0)`.
fn serial_port(process: &mut Child) -> Result<String, String> {
    let output = process.stdout.take().ok_or("QEMU has no standard output")?;
    let (give, given) = channel();
    std::thread::spawn(move || {
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let place = lines.find_map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            words.iter().find(|word| word.starts_with("/dev/")).map(|word| (*word).to_owned())
        });
        // Whoever waited may have given up.
        let _ = give.send(place);
        lines.for_each(drop);
    });
    let place = given.recv_timeout(START).ok().flatten();
    place.ok_or_else(|| "QEMU names no serial port".to_owned())
}

fn open_serial(name: &str) -> Result<Box<dyn serialport::SerialPort>, String> {
    serialport::new(name, 115_200)
        .timeout(Duration::from_secs(1))
        .open()
        .map_err(|cause| format!("the serial port {name} does not open: {cause}"))
}

/// Starts a thread for each of the two ports.
fn listen(
    ethernet: &UdpSocket,
    serial: &dyn serialport::SerialPort,
    give: &Sender<Given>,
) -> Result<(), String> {
    let frames = ethernet.try_clone().map_err(|cause| format!("the Ethernet port: {cause}"))?;
    let lines = serial.try_clone().map_err(|cause| format!("the serial port: {cause}"))?;
    let (to, too) = (give.clone(), give.clone());
    std::thread::spawn(move || hear_frames(&frames, &to));
    std::thread::spawn(move || hear_lines(lines, &too));
    Ok(())
}

fn hear_frames(ethernet: &UdpSocket, give: &Sender<Given>) {
    let mut frame = [0; LONGEST];
    while let Ok(length) = ethernet.recv(&mut frame) {
        if give.send(Given::Frame(frame[..length].to_vec())).is_err() {
            return;
        }
    }
    let _ = give.send(Given::Gone("the Ethernet port"));
}

fn hear_lines(mut serial: Box<dyn serialport::SerialPort>, give: &Sender<Given>) {
    let mut line = Vec::new();
    let mut octet = [0];
    loop {
        match serial.read(&mut octet) {
            Ok(0) => break,
            Ok(_) if octet[0] == b'\n' => {
                let text = String::from_utf8_lossy(&std::mem::take(&mut line)).trim().to_owned();
                if give.send(Given::Line(text)).is_err() {
                    return;
                }
            }
            Ok(_) => line.push(octet[0]),
            Err(cause) if cause.kind() == std::io::ErrorKind::TimedOut => {}
            Err(_) => break,
        }
    }
    let _ = give.send(Given::Gone("the serial port"));
}
