//! Frames that keep calls alive and come at times of their own: they are counted, and stand apart.

use iax2_wire::IaxCode;
use phonerig_judge::datagram::FullFrame;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Background frames by sender and name.
#[derive(Debug, Default)]
pub(super) struct Background {
    counts: BTreeMap<(String, &'static str), u32>,
}

/// What belongs to the background.
const CODES: [IaxCode; 6] =
    [IaxCode::ACK, IaxCode::PING, IaxCode::PONG, IaxCode::LAGRQ, IaxCode::LAGRP, IaxCode::VNAK];

/// The name of a frame that belongs to the background.
pub(super) fn name(frame: &FullFrame) -> Option<&'static str> {
    let code = IaxCode(frame.iax()?);
    if CODES.contains(&code) { code.name() } else { None }
}

impl Background {
    pub(super) fn count(&mut self, sender: &str, name: &'static str) {
        *self.counts.entry((sender.to_owned(), name)).or_default() += 1;
    }

    /// One line a sender.
    pub(super) fn write(&self, text: &mut String) {
        let mut last = "";
        for ((sender, name), count) in &self.counts {
            if sender != last {
                let begin = if last.is_empty() { "" } else { "\n" };
                write!(text, "{begin}# background of {sender}:").expect("a String takes it");
                last = sender;
            }
            write!(text, " {name} x{count}").expect("a String takes it");
        }
        if !last.is_empty() {
            text.push('\n');
        }
    }
}
