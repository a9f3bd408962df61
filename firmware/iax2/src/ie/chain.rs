//! The raw chain: type, length, data, again and again.

use crate::code::IeCode;
use crate::error::{Layer, WireError};

/// A message's elements as they stand, not yet looked into.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ies<'a>(&'a [u8]);

/// One element: its number, where it starts in the chain, and its data.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RawIe<'a> {
    /// The element's number.
    pub code: IeCode,
    /// Where its first octet stands, counted from the chain's start.
    pub offset: usize,
    /// Its data.
    pub data: &'a [u8],
}

/// The walk over a chain; the first element that runs past the end is an error and ends it.
#[derive(Clone, Debug)]
pub struct IeIter<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Iterator for IeIter<'a> {
    type Item = Result<RawIe<'a>, WireError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (code, have) = (*self.rest.first()?, self.rest.len());
        let length = self.rest.get(1).copied().map_or(0, usize::from);
        let need = length.saturating_add(2);
        let offset = self.offset;
        let Some((element, rest)) = self.rest.split_at_checked(need) else {
            self.rest = &[];
            return Some(Err(WireError { at: Layer::IeChain, offset, need, have }));
        };
        self.rest = rest;
        self.offset = offset.saturating_add(need);
        let data = element.get(2..).unwrap_or(&[]);
        Some(Ok(RawIe { code: IeCode(code), offset, data }))
    }
}

impl<'a> Ies<'a> {
    /// The chain in these octets.
    pub const fn new(octets: &'a [u8]) -> Self {
        Self(octets)
    }

    /// The chain as octets.
    pub const fn octets(&self) -> &'a [u8] {
        self.0
    }

    /// Walks the chain.
    pub const fn iter(&self) -> IeIter<'a> {
        IeIter { rest: self.0, offset: 0 }
    }

    /// Whether the whole chain holds together.
    ///
    /// # Errors
    /// The first element that runs past the end.
    pub fn check(&self) -> Result<(), WireError> {
        self.iter().try_for_each(|element| element.map(|_| ()))
    }

    /// The data of the first element of that number before any break in the chain.
    pub fn find(&self, code: IeCode) -> Option<&'a [u8]> {
        self.iter().map_while(Result::ok).find(|element| element.code == code).map(|it| it.data)
    }

    /// Whether an element of that number is there.
    pub fn has(&self, code: IeCode) -> bool {
        self.find(code).is_some()
    }

    /// An element's data as UTF-8 text.
    pub fn text(&self, code: IeCode) -> Option<&'a str> {
        core::str::from_utf8(self.find(code)?).ok()
    }

    /// An element of one octet.
    pub fn octet(&self, code: IeCode) -> Option<u8> {
        <[u8; 1]>::try_from(self.find(code)?).ok().map(|[octet]| octet)
    }

    /// An element of two octets.
    pub fn word(&self, code: IeCode) -> Option<u16> {
        self.find(code)?.try_into().ok().map(u16::from_be_bytes)
    }

    /// An element of four octets.
    pub fn long(&self, code: IeCode) -> Option<u32> {
        self.find(code)?.try_into().ok().map(u32::from_be_bytes)
    }
}

impl<'a> IntoIterator for Ies<'a> {
    type Item = Result<RawIe<'a>, WireError>;
    type IntoIter = IeIter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
