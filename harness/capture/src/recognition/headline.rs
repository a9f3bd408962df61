//! The twelve octets that make a datagram look like a full frame, and two of them like one flow.

/// The header of a full frame (RFC 5456 8.1.1) whose type and subclass make sense.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Headline {
    source: u16,
    dest: u16,
    timestamp: u32,
    oseqno: u8,
    iseqno: u8,
    frame_type: u8,
    subclass: u8,
}

/// How far the numbers of two frames of one call may lie apart: other frames may be missing.
const NEAR: u8 = 32;
/// How far their time-stamps may lie apart: a day.
const DAY: u32 = 24 * 3600 * 1000;

impl Headline {
    /// Reads the header at its fixed offsets; `None` where it makes no sense as a full frame.
    pub(super) fn of(octets: &[u8]) -> Option<Self> {
        let header: &[u8; 12] = octets.first_chunk()?;
        if header[0] & 0x80 == 0 {
            return None;
        }
        let headline = Self {
            source: u16::from_be_bytes([header[0] & 0x7f, header[1]]),
            dest: u16::from_be_bytes([header[2] & 0x7f, header[3]]),
            timestamp: u32::from_be_bytes([header[4], header[5], header[6], header[7]]),
            oseqno: header[8],
            iseqno: header[9],
            frame_type: header[10],
            subclass: header[11],
        };
        headline.makes_sense(&octets[12..]).then_some(headline)
    }

    /// Whether type, subclass and data go together (RFC 5456 8.2 to 8.7 and the registry).
    fn makes_sense(&self, data: &[u8]) -> bool {
        match self.frame_type {
            0x01 | 0x0c => matches!(self.subclass, b'0'..=b'9' | b'A'..=b'D' | b'*' | b'#'),
            0x02 | 0x03 | 0x08 => self.subclass.is_power_of_two() || self.subclass & 0x80 != 0,
            0x04 => self.subclass <= 0x20 || self.subclass == 0xff,
            0x06 => matches!(self.subclass, 0x01..=0x28 | 0x30..=0x34) && is_chain(data),
            0x07 | 0x0b => self.subclass == 0,
            0x09 => self.subclass <= 0x14,
            0x0a => self.subclass & 0x80 == 0,
            _ => false,
        }
    }

    /// Whether two different frames of a flow belong together. The later one answers the earlier
    /// (`same_way` is false), or goes on from it.
    pub(super) fn goes_with(&self, later: &Self, same_way: bool) -> bool {
        if same_way { self.goes_on_in(later) } else { self.is_answered_by(later) }
    }

    /// Whether one sender cannot mean both: its call would have changed its other end. RTP does
    /// that with every packet, since its sequence number stands where that end's number does.
    pub(super) fn contradicts(&self, later: &Self) -> bool {
        self.source == later.source && self.dest != 0 && self.dest != later.dest
    }

    /// Call numbers stay, OSeqno counts on: what RTP with its fixed SSRC at these octets never does.
    fn goes_on_in(&self, later: &Self) -> bool {
        self.source == later.source
            && (self.dest == later.dest || self.dest == 0)
            && (1..=NEAR).contains(&later.oseqno.wrapping_sub(self.oseqno))
            && later.iseqno.wrapping_sub(self.iseqno) <= NEAR
            && self.timestamp.abs_diff(later.timestamp) <= DAY
    }

    /// Call numbers are crossed, and what was numbered is acknowledged, or nearly so.
    fn is_answered_by(&self, later: &Self) -> bool {
        let expects = later.iseqno.wrapping_sub(self.oseqno);
        self.source != 0
            && later.dest == self.source
            && (self.dest == later.source || self.dest == 0)
            && (expects <= NEAR || expects >= 0u8.wrapping_sub(NEAR))
            && self.timestamp.abs_diff(later.timestamp) <= DAY
    }
}

/// Whether octets make sense as a full frame, by its type, subclass and data.
pub(crate) fn reads_as_full_frame(octets: &[u8]) -> bool {
    Headline::of(octets).is_some()
}

/// Whether the data is a chain of information elements that ends with the frame (RFC 5456 8.6).
fn is_chain(mut data: &[u8]) -> bool {
    while let [_, length, rest @ ..] = data {
        match rest.get(usize::from(*length)..) {
            Some(behind) => data = behind,
            None => return false,
        }
    }
    data.is_empty()
}
