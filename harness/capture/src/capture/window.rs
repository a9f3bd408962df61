//! A window that slides over the file, so that a record lies in one piece and is never copied out.

use std::io::{self, Read};
use std::ops::Range;

/// Octets that the window holds at first.
const INITIAL: usize = 256 * 1024;

/// The octets of the file from the current record on.
pub(super) struct Window<R> {
    source: R,
    octets: Vec<u8>,
    held: Range<usize>,
    offset: u64,
    ended: bool,
}

impl<R: Read> Window<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, octets: vec![0; INITIAL], held: 0..0, offset: 0, ended: false }
    }

    /// Where in the file the window begins.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// What is held, from the current record on.
    pub(super) fn held(&self) -> &[u8] {
        &self.octets[self.held.clone()]
    }

    /// The octets behind `range`, as [`Window::consume`] gave it.
    pub(super) fn octets(&self, range: Range<usize>) -> &[u8] {
        &self.octets[range]
    }

    /// Reads on until `need` octets are held or the file ends; says how many are.
    pub(super) fn fill(&mut self, need: usize) -> io::Result<usize> {
        if self.held.len() < need && !self.ended {
            self.refill(need)?;
        }
        Ok(self.held.len())
    }

    /// Steps over `count` held octets and says where they lie until the next `fill`.
    pub(super) fn consume(&mut self, count: usize) -> Range<usize> {
        let start = self.held.start;
        self.held.start = (start + count).min(self.held.end);
        self.offset += (self.held.start - start) as u64;
        start..self.held.start
    }

    fn refill(&mut self, need: usize) -> io::Result<()> {
        self.octets.copy_within(self.held.clone(), 0);
        self.held = 0..self.held.len();
        if self.octets.len() < need {
            self.octets.resize(need, 0);
        }
        while self.held.end < need && !self.ended {
            match self.source.read(&mut self.octets[self.held.end..]) {
                Ok(0) => self.ended = true,
                Ok(count) => self.held.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
