//! QEMU's gdb port: halts, steps and resumes the core, reads its registers, writes its flash.

use super::gdb_packet::{Packets, packet};
use crate::target::TargetError;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(5);
/// How long a step may take. One onto an instruction that waits for an interrupt never ends.
const STEP: Duration = Duration::from_millis(20);
/// QEMU stops the core when any octet comes; this one means nothing else.
const INTERRUPT: u8 = 0x03;
/// Octets of memory in one packet: QEMU takes packets of 4096 octets.
const CHUNK: usize = 1024;

/// A debugger. While the core runs, nothing may be sent but [`Gdb::halt`]'s octet.
#[derive(Debug)]
pub(super) struct Gdb {
    stream: UnixStream,
    packets: Packets,
    running: bool,
    /// What was wrong once stays wrong: an answer that comes late would be taken for the next question's.
    gone: Option<TargetError>,
}

impl Gdb {
    /// Takes over a machine that stands still.
    ///
    /// # Errors
    /// Where it does not answer.
    pub(super) fn attach(stream: UnixStream) -> Result<Self, TargetError> {
        let packets = Packets::default();
        let mut gdb = Self { stream, packets, running: false, gone: None };
        gdb.ask("?")?;
        // Single registers are there only for those who have read how they are numbered.
        gdb.ask("qSupported:xmlRegisters=arm")?;
        gdb.ask("qXfer:features:read:target.xml:0,ffb")?;
        Ok(gdb)
    }

    pub(super) fn is_halted(&mut self) -> Result<bool, TargetError> {
        if self.running && self.packet(Some(Duration::ZERO))?.is_some() {
            self.running = false;
        }
        Ok(!self.running)
    }

    pub(super) fn halt(&mut self) -> Result<(), TargetError> {
        if !self.is_halted()? {
            self.send(&[INTERRUPT])?;
            self.stopped()?;
        }
        Ok(())
    }

    pub(super) fn resume(&mut self) -> Result<(), TargetError> {
        if self.is_halted()? {
            self.send(&packet("c"))?;
            self.running = true;
        }
        Ok(())
    }

    pub(super) fn step(&mut self) -> Result<(), TargetError> {
        self.send(&packet("s"))?;
        self.running = true;
        if self.packet(Some(STEP))?.is_some() {
            self.running = false;
            return Ok(());
        }
        self.send(&[INTERRUPT])?;
        self.stopped()
    }

    fn stopped(&mut self) -> Result<(), TargetError> {
        let stop = self.packet(Some(ANSWER))?;
        if stop.is_none() {
            return Err(self.give_up("QEMU's core does not halt".to_owned()));
        }
        self.running = false;
        Ok(())
    }

    /// Reads a register by gdb's number.
    pub(super) fn read_register(&mut self, number: u8) -> Result<u32, TargetError> {
        let question = format!("p{number:x}");
        let answer = self.ask(&question)?;
        let value = u32::from_str_radix(&answer, 16).map(u32::swap_bytes);
        value.map_err(|_| TargetError::Strange { question, answer })
    }

    /// Writes a register by gdb's number.
    pub(super) fn write_register(&mut self, number: u8, value: u32) -> Result<(), TargetError> {
        self.told(&format!("P{number:x}={:08x}", value.swap_bytes()))
    }

    /// Sets or clears a breakpoint.
    pub(super) fn set_breakpoint(&mut self, address: u32, set: bool) -> Result<(), TargetError> {
        self.told(&format!("{}1,{address:x},2", if set { 'Z' } else { 'z' }))
    }

    /// Writes memory, read-only memory too.
    pub(super) fn write(&mut self, address: u32, octets: &[u8]) -> Result<(), TargetError> {
        let mut at = address;
        for chunk in octets.chunks(CHUNK) {
            let hex: String = chunk.iter().map(|octet| format!("{octet:02x}")).collect();
            self.told(&format!("M{at:x},{:x}:{hex}", chunk.len()))?;
            at += chunk.len() as u32;
        }
        Ok(())
    }

    fn told(&mut self, question: &str) -> Result<(), TargetError> {
        let answer = self.ask(question)?;
        if answer == "OK" {
            return Ok(());
        }
        let question = question.chars().take(40).collect();
        Err(TargetError::Strange { question, answer })
    }

    fn ask(&mut self, question: &str) -> Result<String, TargetError> {
        self.send(&packet(question))?;
        let answer = self.packet(Some(ANSWER))?;
        answer.ok_or_else(|| self.give_up(format!("QEMU does not answer `{question:.40}`")))
    }

    fn give_up(&mut self, what: String) -> TargetError {
        self.gone.insert(TargetError::Gone(what)).clone()
    }

    fn send(&mut self, octets: &[u8]) -> Result<(), TargetError> {
        if let Some(gone) = &self.gone {
            return Err(gone.clone());
        }
        self.stream.write_all(octets).map_err(|cause| gone(&cause))
    }

    /// The next packet, acknowledged; `None` where none came in time.
    fn packet(&mut self, limit: Option<Duration>) -> Result<Option<String>, TargetError> {
        let deadline = limit.map(|limit| Instant::now() + limit);
        loop {
            if let Some(body) = self.packets.next() {
                self.send(b"+")?;
                return Ok(Some(body));
            }
            if !self.receive(deadline)? {
                return Ok(None);
            }
        }
    }

    fn receive(&mut self, deadline: Option<Instant>) -> Result<bool, TargetError> {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let now = left == Some(Duration::ZERO);
        let set = self.stream.set_nonblocking(now);
        let set = set.and_then(|()| self.stream.set_read_timeout(left.filter(|_| !now)));
        set.map_err(|cause| gone(&cause))?;
        let mut octets = [0; 4096];
        let read = self.stream.read(&mut octets);
        self.stream.set_nonblocking(false).map_err(|cause| gone(&cause))?;
        match read {
            Ok(0) => Err(TargetError::Gone("QEMU's gdb port is closed".to_owned())),
            Ok(length) => {
                self.packets.push(&octets[..length]);
                Ok(true)
            }
            Err(cause) if matches!(cause.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                Ok(false)
            }
            Err(cause) => Err(gone(&cause)),
        }
    }
}

fn gone(cause: &std::io::Error) -> TargetError {
    TargetError::Gone(format!("QEMU's gdb port: {cause}"))
}
