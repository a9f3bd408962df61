//! The raw chain: type, length, data, again and again.

use super::{ApparentAddr, DateTime};
use crate::code::{CauseCode, IaxCode, IeCode};
use crate::error::{Layer, WireError};
use crate::format::Format;
use crate::number::{CallNumber, TransferId};

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

    fn mask(&self, narrow: IeCode, wide: IeCode) -> Option<Format> {
        let wide = self.find(wide).and_then(|data| match data {
            [0, mask @ ..] => mask.try_into().ok().map(u64::from_be_bytes),
            _ => None,
        });
        wide.or_else(|| self.long(narrow).map(u64::from)).map(Format)
    }

    /// CALLED NUMBER (8.6.1).
    pub fn called_number(&self) -> Option<&'a str> {
        self.text(IeCode::CALLED_NUMBER)
    }

    /// CALLING NUMBER (8.6.2).
    pub fn calling_number(&self) -> Option<&'a str> {
        self.text(IeCode::CALLING_NUMBER)
    }

    /// CALLING NAME (8.6.4).
    pub fn calling_name(&self) -> Option<&'a str> {
        self.text(IeCode::CALLING_NAME)
    }

    /// CALLED CONTEXT (8.6.5).
    pub fn called_context(&self) -> Option<&'a str> {
        self.text(IeCode::CALLED_CONTEXT)
    }

    /// USERNAME (8.6.6).
    pub fn username(&self) -> Option<&'a str> {
        self.text(IeCode::USERNAME)
    }

    /// CAPABILITY2 where it is there and readable, else CAPABILITY (8.6.7).
    pub fn capability(&self) -> Option<Format> {
        self.mask(IeCode::CAPABILITY, IeCode::CAPABILITY2)
    }

    /// FORMAT2 where it is there and readable, else FORMAT (8.6.8).
    pub fn format(&self) -> Option<Format> {
        self.mask(IeCode::FORMAT, IeCode::FORMAT2)
    }

    /// LANGUAGE (8.6.9).
    pub fn language(&self) -> Option<&'a str> {
        self.text(IeCode::LANGUAGE)
    }

    /// VERSION (8.6.10).
    pub fn version(&self) -> Option<u16> {
        self.word(IeCode::VERSION)
    }

    /// AUTHMETHODS (8.6.13).
    pub fn authmethods(&self) -> Option<u16> {
        self.word(IeCode::AUTHMETHODS)
    }

    /// CHALLENGE (8.6.14).
    pub fn challenge(&self) -> Option<&'a [u8]> {
        self.find(IeCode::CHALLENGE)
    }

    /// MD5 RESULT (8.6.15).
    pub fn md5_result(&self) -> Option<&'a [u8]> {
        self.find(IeCode::MD5_RESULT)
    }

    /// RSA RESULT (8.6.16).
    pub fn rsa_result(&self) -> Option<&'a [u8]> {
        self.find(IeCode::RSA_RESULT)
    }

    /// APPARENT ADDR (8.6.17).
    pub fn apparent_addr(&self) -> Option<ApparentAddr> {
        ApparentAddr::parse(self.find(IeCode::APPARENT_ADDR)?).ok()
    }

    /// REFRESH in seconds (8.6.18).
    pub fn refresh(&self) -> Option<u16> {
        self.word(IeCode::REFRESH)
    }

    /// DPSTATUS (8.6.19).
    pub fn dpstatus(&self) -> Option<u16> {
        self.word(IeCode::DPSTATUS)
    }

    /// CALLNO (8.6.20).
    pub fn callno(&self) -> Option<CallNumber> {
        self.word(IeCode::CALLNO).and_then(CallNumber::new)
    }

    /// CAUSE (8.6.21).
    pub fn cause(&self) -> Option<&'a str> {
        self.text(IeCode::CAUSE)
    }

    /// CAUSECODE (8.6.33).
    pub fn cause_code(&self) -> Option<CauseCode> {
        self.octet(IeCode::CAUSECODE).map(CauseCode)
    }

    /// IAX UNKNOWN (8.6.22).
    pub fn iax_unknown(&self) -> Option<IaxCode> {
        self.octet(IeCode::IAX_UNKNOWN).map(IaxCode)
    }

    /// MSGCOUNT (8.6.23).
    pub fn msgcount(&self) -> Option<u16> {
        self.word(IeCode::MSGCOUNT)
    }

    /// TRANSFERID (8.6.26).
    pub fn transfer_id(&self) -> Option<TransferId> {
        self.long(IeCode::TRANSFERID).map(TransferId)
    }

    /// DATETIME (8.6.28).
    pub fn datetime(&self) -> Option<DateTime> {
        self.long(IeCode::DATETIME).map(DateTime)
    }

    /// ENCRYPTION (8.6.34).
    pub fn encryption(&self) -> Option<u16> {
        self.word(IeCode::ENCRYPTION)
    }

    /// CALLTOKEN; empty where the sender asks for one.
    pub fn call_token(&self) -> Option<&'a [u8]> {
        self.find(IeCode::CALLTOKEN)
    }
}

impl<'a> IntoIterator for Ies<'a> {
    type Item = Result<RawIe<'a>, WireError>;
    type IntoIter = IeIter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
