//! What is wrong with octets: where, what was needed, what was there.

use core::fmt;

/// The part of a datagram that does not hold together.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Layer {
    /// The four octets that any frame needs.
    Datagram,
    /// A full frame's 12-octet header.
    FullHeader,
    /// A meta frame's header.
    MetaHeader,
    /// An entry of a trunk frame.
    TrunkEntry,
    /// The chain of information elements.
    IeChain,
    /// The data of one information element.
    IeData,
    /// Text that is not UTF-8; `need` is how many octets of it are.
    Text,
    /// The version octet in front of a 64-bit mask.
    MaskVersion,
    /// What a meta frame is.
    MetaCommand,
    /// The address family in APPARENT ADDR.
    AddressFamily,
    /// A subclass octet.
    Subclass,
    /// A call number.
    CallNumber,
    /// Ciphertext or its padding.
    Cipher,
    /// The buffer that a frame is written to.
    Output,
}

impl Layer {
    const fn words(self) -> &'static str {
        match self {
            Self::Datagram => "datagram",
            Self::FullHeader => "full frame header",
            Self::MetaHeader => "meta frame header",
            Self::TrunkEntry => "trunk entry",
            Self::IeChain => "information element",
            Self::IeData => "information element data",
            Self::Text => "text",
            Self::MaskVersion => "version of a mask",
            Self::MetaCommand => "meta command",
            Self::AddressFamily => "address family",
            Self::Subclass => "subclass",
            Self::CallNumber => "call number",
            Self::Cipher => "encrypted part",
            Self::Output => "output buffer",
        }
    }
}

/// Octets that do not hold together: which part, at which offset, how much it needs and how much there is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct WireError {
    /// The part that is wrong.
    pub at: Layer,
    /// Where it starts in what was read, in octets: in the datagram, or in the chain of elements or the element that was
    /// read on its own.
    pub offset: usize,
    /// Octets needed; for a value that is not allowed, the least that would be.
    pub need: usize,
    /// Octets present; for a value that is not allowed, the value.
    pub have: usize,
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, offset, need, have } = *self;
        match at {
            Layer::MaskVersion
            | Layer::MetaCommand
            | Layer::AddressFamily
            | Layer::Subclass
            | Layer::CallNumber => {
                write!(f, "{} at offset {offset} cannot be 0x{have:02x}", at.words())
            }
            Layer::Text => {
                write!(f, "text at offset {offset} is UTF-8 only for {need} of its {have} octets")
            }
            _ => write!(f, "{} at offset {offset} needs {need} octets, has {have}", at.words()),
        }
    }
}

impl core::error::Error for WireError {}
