//! QEMU's machine port: resets the machine, cuts its Ethernet cable, says where its serial port is.

use super::lines::Lines;
use crate::target::TargetError;
use serde_json::{Value, json};
use std::os::unix::net::UnixStream;

/// The machine port.
#[derive(Debug)]
pub(super) struct Qmp(Lines);

impl Qmp {
    pub(super) fn open(stream: UnixStream) -> Result<Self, TargetError> {
        let mut qmp = Self(Lines::new("QMP", stream)?);
        qmp.0.next()?;
        qmp.execute("qmp_capabilities", json!({}))?;
        Ok(qmp)
    }

    /// The PTY of the serial port.
    pub(super) fn serial_port(&mut self) -> Result<String, TargetError> {
        let answer = self.execute("query-chardev", json!({}))?;
        let serial = answer.as_array().into_iter().flatten().find(|one| one["label"] == "serial0");
        let place = serial.and_then(|one| one["filename"].as_str()?.strip_prefix("pty:"));
        let place = place.map(ToOwned::to_owned);
        place.ok_or_else(|| strange("query-chardev", &answer))
    }

    /// Resets the machine, and waits until it has been.
    pub(super) fn reset(&mut self) -> Result<(), TargetError> {
        self.send("system_reset", json!({}))?;
        let (mut returned, mut reset) = (false, false);
        while !(returned && reset) {
            let message = self.message()?;
            let by_us = message["event"] == "RESET" && message["data"]["guest"] == false;
            reset |= by_us;
            returned |= message.get("return").is_some();
        }
        Ok(())
    }

    /// Plugs the Ethernet cable in or out.
    pub(super) fn set_link(&mut self, up: bool) -> Result<(), TargetError> {
        self.execute("set_link", json!({ "name": "net", "up": up })).map(|_| ())
    }

    fn execute(&mut self, command: &str, arguments: Value) -> Result<Value, TargetError> {
        self.send(command, arguments)?;
        loop {
            let mut message = self.message()?;
            if message.get("error").is_some() {
                return Err(strange(command, &message));
            }
            if let Some(answer) = message.get_mut("return") {
                return Ok(answer.take());
            }
        }
    }

    fn send(&mut self, command: &str, arguments: Value) -> Result<(), TargetError> {
        self.0.send(&json!({ "execute": command, "arguments": arguments }).to_string())
    }

    /// The next answer or event.
    fn message(&mut self) -> Result<Value, TargetError> {
        let line = self.0.next()?;
        serde_json::from_str(&line).map_err(|_| strange("QMP", &Value::String(line)))
    }
}

fn strange(question: &str, answer: &Value) -> TargetError {
    TargetError::Strange { question: question.to_owned(), answer: answer.to_string() }
}
