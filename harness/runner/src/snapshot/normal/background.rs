//! Frames that keep calls alive and come at times of their own: they are named, and stand apart.

use iax2_wire::IaxCode;
use phonerig_judge::datagram::FullFrame;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Background frames of the device by name. How many there are hangs on when the recording ends; the rules look at their times.
/// Those of the rig say nothing of the device.
#[derive(Debug, Default)]
pub(super) struct Background {
    names: BTreeSet<&'static str>,
}

/// The name of the device.
pub(super) const DUT: &str = "dut";

/// What belongs to the background.
const CODES: [IaxCode; 6] =
    [IaxCode::ACK, IaxCode::PING, IaxCode::PONG, IaxCode::LAGRQ, IaxCode::LAGRP, IaxCode::VNAK];

/// The name of a frame that belongs to the background.
pub(super) fn name(frame: &FullFrame) -> Option<&'static str> {
    let code = IaxCode(frame.iax()?);
    if CODES.contains(&code) { code.name() } else { None }
}

impl Background {
    pub(super) fn note(&mut self, name: &'static str) {
        self.names.insert(name);
    }

    /// One line, where there is any.
    pub(super) fn write(&self, text: &mut String) {
        if self.names.is_empty() {
            return;
        }
        write!(text, "# background of {DUT}:").expect("a String takes it");
        for name in &self.names {
            write!(text, " {name}").expect("a String takes it");
        }
        text.push('\n');
    }
}
