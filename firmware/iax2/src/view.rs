//! Views over octets that can carry nonsense: the layouts of RFC 5456 8.1, readable and writable field by field.

use crate::error::{Layer, WireError};

/// Octets of a full frame's header (RFC 5456 8.1.1).
pub const FULL_HEADER: usize = 12;
/// Octets of a mini frame's header (RFC 5456 8.1.2).
pub const MINI_HEADER: usize = 4;
/// Octets of a meta video frame's header (RFC 5456 8.1.3.1).
pub const VIDEO_HEADER: usize = 6;
/// Octets of a meta trunk frame's header (RFC 5456 8.1.3.2).
pub const TRUNK_HEADER: usize = 8;

/// Which of the frames of RFC 5456 8.1 a datagram is, by its first octets.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Kind {
    /// F = 1.
    Full,
    /// F = 0 and a call number.
    Mini,
    /// F = 0, no call number, V = 1.
    Video,
    /// F = 0, no call number, V = 0, meta command 1.
    Trunk,
    /// F = 0, no call number, V = 0, any other meta command.
    OtherMeta,
}

/// Tells frames apart and checks that the header is whole.
///
/// # Errors
/// The datagram is shorter than the header of its kind.
pub fn classify(octets: &[u8]) -> Result<Kind, WireError> {
    let [first, second, third, _, ..] = *octets else {
        return Err(WireError {
            at: Layer::Datagram,
            offset: 0,
            need: MINI_HEADER,
            have: octets.len(),
        });
    };
    let (kind, need, at) = if first & 0x80 != 0 {
        (Kind::Full, FULL_HEADER, Layer::FullHeader)
    } else if first != 0 || second != 0 {
        (Kind::Mini, MINI_HEADER, Layer::Datagram)
    } else if third & 0x80 != 0 {
        (Kind::Video, VIDEO_HEADER, Layer::MetaHeader)
    } else if third == 1 {
        (Kind::Trunk, TRUNK_HEADER, Layer::MetaHeader)
    } else {
        (Kind::OtherMeta, MINI_HEADER, Layer::MetaHeader)
    };
    if octets.len() < need {
        return Err(WireError { at, offset: 0, need, have: octets.len() });
    }
    Ok(kind)
}

fn word(octets: &[u8], at: usize) -> u16 {
    match octets.get(at..) {
        Some([high, low, ..]) => u16::from_be_bytes([*high, *low]),
        _ => 0,
    }
}

fn long(octets: &[u8], at: usize) -> u32 {
    match octets.get(at..) {
        Some([a, b, c, d, ..]) => u32::from_be_bytes([*a, *b, *c, *d]),
        _ => 0,
    }
}

fn octet(octets: &[u8], at: usize) -> u8 {
    octets.get(at).copied().unwrap_or(0)
}

fn put(octets: &mut [u8], at: usize, data: &[u8]) {
    if let Some(place) = octets.get_mut(at..).and_then(|rest| rest.get_mut(..data.len())) {
        place.copy_from_slice(data);
    }
}

macro_rules! view {
    ($(#[$doc:meta])* $name:ident, $header:expr, $layer:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<T>(T);

        impl<T: AsRef<[u8]>> $name<T> {
            /// A view over octets of any length; fields beyond the end read as zero and are not written.
            pub const fn new_unchecked(octets: T) -> Self {
                Self(octets)
            }

            /// A view over octets that hold at least the header.
            ///
            /// # Errors
            /// They are shorter than the header.
            pub fn new_checked(octets: T) -> Result<Self, WireError> {
                let have = octets.as_ref().len();
                if have < $header {
                    return Err(WireError { at: $layer, offset: 0, need: $header, have });
                }
                Ok(Self(octets))
            }

            /// What follows the header.
            pub fn payload(&self) -> &[u8] {
                self.0.as_ref().get($header..).unwrap_or(&[])
            }

            /// The octets looked at.
            pub fn octets(&self) -> &[u8] {
                self.0.as_ref()
            }
        }
    };
}

view! {
    /// A full frame (RFC 5456 8.1.1).
    FullView, FULL_HEADER, Layer::FullHeader
}

impl<T: AsRef<[u8]>> FullView<T> {
    /// The F bit.
    pub fn full_bit(&self) -> bool {
        octet(self.octets(), 0) & 0x80 != 0
    }

    /// The sender's call number.
    pub fn source_call(&self) -> u16 {
        word(self.octets(), 0) & 0x7fff
    }

    /// The R bit: this is a retransmission.
    pub fn retry(&self) -> bool {
        octet(self.octets(), 2) & 0x80 != 0
    }

    /// The receiver's call number; 0 where the sender does not know it.
    pub fn dest_call(&self) -> u16 {
        word(self.octets(), 2) & 0x7fff
    }

    /// Milliseconds since the call's first transmission.
    pub fn timestamp(&self) -> u32 {
        long(self.octets(), 4)
    }

    /// The frame's own number.
    pub fn oseqno(&self) -> u8 {
        octet(self.octets(), 8)
    }

    /// The number expected next from the other end.
    pub fn iseqno(&self) -> u8 {
        octet(self.octets(), 9)
    }

    /// The frame type.
    pub fn frame_type(&self) -> u8 {
        octet(self.octets(), 10)
    }

    /// The subclass octet with its C bit.
    pub fn subclass(&self) -> u8 {
        octet(self.octets(), 11)
    }
}

impl<T: AsRef<[u8]> + AsMut<[u8]>> FullView<T> {
    fn change(&mut self, at: usize, mask: u8, bits: u8) {
        if let Some(octet) = self.0.as_mut().get_mut(at) {
            *octet = (*octet & !mask) | (bits & mask);
        }
    }

    /// Sets the F bit.
    pub fn set_full_bit(&mut self, full: bool) {
        self.change(0, 0x80, if full { 0x80 } else { 0 });
    }

    /// Sets the source call number; the F bit stays.
    pub fn set_source_call(&mut self, number: u16) {
        let [high, low] = number.to_be_bytes();
        self.change(0, 0x7f, high);
        self.change(1, 0xff, low);
    }

    /// Sets the R bit.
    pub fn set_retry(&mut self, retry: bool) {
        self.change(2, 0x80, if retry { 0x80 } else { 0 });
    }

    /// Sets the destination call number; the R bit stays.
    pub fn set_dest_call(&mut self, number: u16) {
        let [high, low] = number.to_be_bytes();
        self.change(2, 0x7f, high);
        self.change(3, 0xff, low);
    }

    /// Sets the time-stamp.
    pub fn set_timestamp(&mut self, millis: u32) {
        put(self.0.as_mut(), 4, &millis.to_be_bytes());
    }

    /// Sets the frame's own number.
    pub fn set_oseqno(&mut self, number: u8) {
        put(self.0.as_mut(), 8, &[number]);
    }

    /// Sets the number expected next.
    pub fn set_iseqno(&mut self, number: u8) {
        put(self.0.as_mut(), 9, &[number]);
    }

    /// Sets the frame type.
    pub fn set_frame_type(&mut self, frame_type: u8) {
        put(self.0.as_mut(), 10, &[frame_type]);
    }

    /// Sets the subclass octet.
    pub fn set_subclass(&mut self, subclass: u8) {
        put(self.0.as_mut(), 11, &[subclass]);
    }
}

view! {
    /// A mini frame (RFC 5456 8.1.2).
    MiniView, MINI_HEADER, Layer::Datagram
}

impl<T: AsRef<[u8]>> MiniView<T> {
    /// The sender's call number.
    pub fn source_call(&self) -> u16 {
        word(self.octets(), 0) & 0x7fff
    }

    /// The low 16 bits of the call's time-stamp.
    pub fn timestamp(&self) -> u16 {
        word(self.octets(), 2)
    }
}

view! {
    /// A meta video frame (RFC 5456 8.1.3.1).
    VideoView, VIDEO_HEADER, Layer::MetaHeader
}

impl<T: AsRef<[u8]>> VideoView<T> {
    /// The sender's call number.
    pub fn source_call(&self) -> u16 {
        word(self.octets(), 2) & 0x7fff
    }

    /// The bit that the figure leaves open; deployed stacks mark the end of a picture with it.
    pub fn mark(&self) -> bool {
        octet(self.octets(), 4) & 0x80 != 0
    }

    /// The low 15 bits of the call's time-stamp.
    pub fn timestamp(&self) -> u16 {
        word(self.octets(), 4) & 0x7fff
    }
}

view! {
    /// A meta trunk frame (RFC 5456 8.1.3.2).
    TrunkView, TRUNK_HEADER, Layer::MetaHeader
}

impl<T: AsRef<[u8]>> TrunkView<T> {
    /// The meta command, 1 for a trunk.
    pub fn command(&self) -> u8 {
        octet(self.octets(), 2) & 0x7f
    }

    /// The command data; bit 0 says that entries carry time-stamps of their own.
    pub fn command_data(&self) -> u8 {
        octet(self.octets(), 3)
    }

    /// When the trunk frame was sent, on a clock of the sender's own.
    pub fn timestamp(&self) -> u32 {
        long(self.octets(), 4)
    }

    /// The entries, in order; the first that does not hold together ends the walk.
    pub fn entries(&self) -> TrunkEntries<'_> {
        TrunkEntries {
            rest: self.payload(),
            offset: TRUNK_HEADER,
            stamped: self.command_data() & 1 != 0,
        }
    }
}

/// One call's media in a trunk frame.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TrunkEntry<'a> {
    /// Where the entry starts in the datagram, in octets.
    pub offset: usize,
    /// The two octets of the call number as they stand, top bit included.
    pub call: u16,
    /// The entry's own time-stamp; none in the plain form.
    pub timestamp: Option<u16>,
    /// The media.
    pub media: &'a [u8],
}

/// The walk over a trunk frame's entries.
#[derive(Clone, Debug)]
pub struct TrunkEntries<'a> {
    rest: &'a [u8],
    offset: usize,
    stamped: bool,
}

impl<'a> TrunkEntries<'a> {
    /// A walk over entries alone, as [`crate::frame::Trunk`] holds them.
    pub const fn new(entries: &'a [u8], stamped: bool) -> Self {
        Self { rest: entries, offset: TRUNK_HEADER, stamped }
    }

    fn fail(&mut self, need: usize) -> WireError {
        let error =
            WireError { at: Layer::TrunkEntry, offset: self.offset, need, have: self.rest.len() };
        self.rest = &[];
        error
    }
}

impl<'a> Iterator for TrunkEntries<'a> {
    type Item = Result<TrunkEntry<'a>, WireError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let header = if self.stamped { 6 } else { 4 };
        let Some((head, tail)) = self.rest.split_at_checked(header) else {
            return Some(Err(self.fail(header)));
        };
        let (call, length, timestamp) = if self.stamped {
            (word(head, 2), word(head, 0), Some(word(head, 4)))
        } else {
            (word(head, 0), word(head, 2), None)
        };
        let length = usize::from(length);
        let Some((media, rest)) = tail.split_at_checked(length) else {
            return Some(Err(self.fail(header.saturating_add(length))));
        };
        let entry = TrunkEntry { offset: self.offset, call, timestamp, media };
        self.rest = rest;
        self.offset = self.offset.saturating_add(header).saturating_add(length);
        Some(Ok(entry))
    }
}
