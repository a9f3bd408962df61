//! Elements as they are meant, one variant each.

use super::{ApparentAddr, DateTime, RawIe};
use crate::code::{CauseCode, IaxCode, IeCode};
use crate::error::{Layer, WireError};
use crate::format::Format;
use crate::number::{CallNumber, TransferId};

/// An element that holds together; an unknown one keeps its number and data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ie<'a> {
    /// `CALLED NUMBER` (8.6.1).
    CalledNumber(&'a str),
    /// `CALLING NUMBER` (8.6.2).
    CallingNumber(&'a str),
    /// `CALLING ANI` (8.6.3).
    CallingAni(&'a str),
    /// `CALLING NAME` (8.6.4).
    CallingName(&'a str),
    /// `CALLED CONTEXT` (8.6.5).
    CalledContext(&'a str),
    /// `USERNAME` (8.6.6).
    Username(&'a str),
    /// `CAPABILITY` (8.6.7).
    Capability(Format),
    /// `FORMAT` (8.6.8).
    Format(Format),
    /// `LANGUAGE` (8.6.9).
    Language(&'a str),
    /// `VERSION` (8.6.10).
    Version(u16),
    /// `ADSICPE` (8.6.11).
    Adsicpe(u16),
    /// `DNID` (8.6.12).
    Dnid(&'a str),
    /// `AUTHMETHODS` (8.6.13).
    AuthMethods(u16),
    /// `CHALLENGE` (8.6.14).
    Challenge(&'a [u8]),
    /// `MD5 RESULT` (8.6.15).
    Md5Result(&'a [u8]),
    /// `RSA RESULT` (8.6.16).
    RsaResult(&'a [u8]),
    /// `APPARENT ADDR` (8.6.17).
    ApparentAddr(ApparentAddr),
    /// `REFRESH` (8.6.18). Seconds.
    Refresh(u16),
    /// `DPSTATUS` (8.6.19).
    DpStatus(u16),
    /// `CALLNO` (8.6.20).
    CallNo(CallNumber),
    /// `CAUSE` (8.6.21).
    Cause(&'a str),
    /// `IAX UNKNOWN` (8.6.22).
    IaxUnknown(IaxCode),
    /// `MSGCOUNT` (8.6.23). Old in the high octet, new in the low; 0xffff: some.
    MsgCount(u16),
    /// `AUTOANSWER` (8.6.24).
    AutoAnswer,
    /// `MUSICONHOLD` (8.6.25).
    MusicOnHold(&'a str),
    /// `TRANSFERID` (8.6.26).
    TransferId(TransferId),
    /// `RDNIS` (8.6.27).
    Rdnis(&'a str),
    /// `DATETIME` (8.6.28).
    DateTime(DateTime),
    /// `CALLINGPRES` (8.6.29).
    CallingPres(u8),
    /// `CALLINGTON` (8.6.30).
    CallingTon(u8),
    /// `CALLINGTNS` (8.6.31). Plan and type in the high octet, network in the low.
    CallingTns(u16),
    /// `SAMPLINGRATE` (8.6.32). In hertz.
    SamplingRate(u16),
    /// `CAUSECODE` (8.6.33).
    CauseCode(CauseCode),
    /// `ENCRYPTION` (8.6.34).
    Encryption(u16),
    /// `CODEC PREFS` (8.6.35).
    CodecPrefs(&'a [u8]),
    /// `RR JITTER` (8.6.36). In milliseconds.
    RrJitter(u32),
    /// `RR LOSS` (8.6.37). Per cent in the top octet, count below.
    RrLoss(u32),
    /// `RR PKTS` (8.6.38).
    RrPkts(u32),
    /// `RR DELAY` (8.6.39). In milliseconds.
    RrDelay(u16),
    /// `RR DROPPED` (8.6.40).
    RrDropped(u32),
    /// `RR OOO` (8.6.41).
    RrOoo(u32),
    /// `VARIABLE` (IANA registry).
    Variable(&'a str),
    /// `OSPTOKEN` (8.6.42).
    OspToken(&'a [u8]),
    /// `CALLTOKEN` (IANA registry).
    CallToken(&'a [u8]),
    /// `CAPABILITY2` (IANA registry).
    Capability2(Format),
    /// `FORMAT2` (IANA registry).
    Format2(Format),
    /// `CALLINGANI2` (as deployed).
    CallingAni2(u32),
    /// Any other number.
    Other(IeCode, &'a [u8]),
}

impl<'a> Ie<'a> {
    /// Reads one element.
    ///
    /// # Errors
    /// The data has the wrong length for its number, or text is not UTF-8.
    pub fn parse(raw: RawIe<'a>) -> Result<Self, WireError> {
        let data = raw.data;
        Ok(match raw.code {
            IeCode::CALLED_NUMBER => Self::CalledNumber(text(raw)?),
            IeCode::CALLING_NUMBER => Self::CallingNumber(text(raw)?),
            IeCode::CALLING_ANI => Self::CallingAni(text(raw)?),
            IeCode::CALLING_NAME => Self::CallingName(text(raw)?),
            IeCode::CALLED_CONTEXT => Self::CalledContext(text(raw)?),
            IeCode::USERNAME => Self::Username(text(raw)?),
            IeCode::CAPABILITY => Self::Capability(Format(u32::from_be_bytes(sized(raw)?).into())),
            IeCode::FORMAT => Self::Format(Format(u32::from_be_bytes(sized(raw)?).into())),
            IeCode::LANGUAGE => Self::Language(text(raw)?),
            IeCode::VERSION => Self::Version(u16::from_be_bytes(sized(raw)?)),
            IeCode::ADSICPE => Self::Adsicpe(u16::from_be_bytes(sized(raw)?)),
            IeCode::DNID => Self::Dnid(text(raw)?),
            IeCode::AUTHMETHODS => Self::AuthMethods(u16::from_be_bytes(sized(raw)?)),
            IeCode::CHALLENGE => Self::Challenge(data),
            IeCode::MD5_RESULT => Self::Md5Result(data),
            IeCode::RSA_RESULT => Self::RsaResult(data),
            IeCode::APPARENT_ADDR => Self::ApparentAddr(address(raw)?),
            IeCode::REFRESH => Self::Refresh(u16::from_be_bytes(sized(raw)?)),
            IeCode::DPSTATUS => Self::DpStatus(u16::from_be_bytes(sized(raw)?)),
            IeCode::CALLNO => Self::CallNo(call_number(raw)?),
            IeCode::CAUSE => Self::Cause(text(raw)?),
            IeCode::IAX_UNKNOWN => Self::IaxUnknown(IaxCode(u8::from_be_bytes(sized(raw)?))),
            IeCode::MSGCOUNT => Self::MsgCount(u16::from_be_bytes(sized(raw)?)),
            IeCode::AUTOANSWER => sized::<0>(raw).map(|_| Self::AutoAnswer)?,
            IeCode::MUSICONHOLD => Self::MusicOnHold(text(raw)?),
            IeCode::TRANSFERID => Self::TransferId(TransferId(u32::from_be_bytes(sized(raw)?))),
            IeCode::RDNIS => Self::Rdnis(text(raw)?),
            IeCode::DATETIME => Self::DateTime(DateTime(u32::from_be_bytes(sized(raw)?))),
            IeCode::CALLINGPRES => Self::CallingPres(u8::from_be_bytes(sized(raw)?)),
            IeCode::CALLINGTON => Self::CallingTon(u8::from_be_bytes(sized(raw)?)),
            IeCode::CALLINGTNS => Self::CallingTns(u16::from_be_bytes(sized(raw)?)),
            IeCode::SAMPLINGRATE => Self::SamplingRate(u16::from_be_bytes(sized(raw)?)),
            IeCode::CAUSECODE => Self::CauseCode(CauseCode(u8::from_be_bytes(sized(raw)?))),
            IeCode::ENCRYPTION => Self::Encryption(u16::from_be_bytes(sized(raw)?)),
            IeCode::CODEC_PREFS => Self::CodecPrefs(data),
            IeCode::RR_JITTER => Self::RrJitter(u32::from_be_bytes(sized(raw)?)),
            IeCode::RR_LOSS => Self::RrLoss(u32::from_be_bytes(sized(raw)?)),
            IeCode::RR_PKTS => Self::RrPkts(u32::from_be_bytes(sized(raw)?)),
            IeCode::RR_DELAY => Self::RrDelay(u16::from_be_bytes(sized(raw)?)),
            IeCode::RR_DROPPED => Self::RrDropped(u32::from_be_bytes(sized(raw)?)),
            IeCode::RR_OOO => Self::RrOoo(u32::from_be_bytes(sized(raw)?)),
            IeCode::VARIABLE => Self::Variable(text(raw)?),
            IeCode::OSPTOKEN => Self::OspToken(data),
            IeCode::CALLTOKEN => Self::CallToken(data),
            IeCode::CAPABILITY2 => Self::Capability2(wide_mask(raw)?),
            IeCode::FORMAT2 => Self::Format2(wide_mask(raw)?),
            IeCode::CALLINGANI2 => Self::CallingAni2(u32::from_be_bytes(sized(raw)?)),
            code => Self::Other(code, data),
        })
    }

    /// The element's number and data; numbers are written to `scratch`.
    pub fn parts<'s>(&'s self, scratch: &'s mut [u8; 28]) -> (IeCode, &'s [u8]) {
        match *self {
            Self::CalledNumber(value) => (IeCode::CALLED_NUMBER, value.as_bytes()),
            Self::CallingNumber(value) => (IeCode::CALLING_NUMBER, value.as_bytes()),
            Self::CallingAni(value) => (IeCode::CALLING_ANI, value.as_bytes()),
            Self::CallingName(value) => (IeCode::CALLING_NAME, value.as_bytes()),
            Self::CalledContext(value) => (IeCode::CALLED_CONTEXT, value.as_bytes()),
            Self::Username(value) => (IeCode::USERNAME, value.as_bytes()),
            Self::Capability(value) => {
                (IeCode::CAPABILITY, put(scratch, &low_mask(value).to_be_bytes()))
            }
            Self::Format(value) => (IeCode::FORMAT, put(scratch, &low_mask(value).to_be_bytes())),
            Self::Language(value) => (IeCode::LANGUAGE, value.as_bytes()),
            Self::Version(value) => (IeCode::VERSION, put(scratch, &value.to_be_bytes())),
            Self::Adsicpe(value) => (IeCode::ADSICPE, put(scratch, &value.to_be_bytes())),
            Self::Dnid(value) => (IeCode::DNID, value.as_bytes()),
            Self::AuthMethods(value) => (IeCode::AUTHMETHODS, put(scratch, &value.to_be_bytes())),
            Self::Challenge(value) => (IeCode::CHALLENGE, value),
            Self::Md5Result(value) => (IeCode::MD5_RESULT, value),
            Self::RsaResult(value) => (IeCode::RSA_RESULT, value),
            Self::ApparentAddr(value) => (IeCode::APPARENT_ADDR, put_address(scratch, value)),
            Self::Refresh(value) => (IeCode::REFRESH, put(scratch, &value.to_be_bytes())),
            Self::DpStatus(value) => (IeCode::DPSTATUS, put(scratch, &value.to_be_bytes())),
            Self::CallNo(value) => (IeCode::CALLNO, put(scratch, &value.get().to_be_bytes())),
            Self::Cause(value) => (IeCode::CAUSE, value.as_bytes()),
            Self::IaxUnknown(value) => (IeCode::IAX_UNKNOWN, put(scratch, &[value.0])),
            Self::MsgCount(value) => (IeCode::MSGCOUNT, put(scratch, &value.to_be_bytes())),
            Self::AutoAnswer => (IeCode::AUTOANSWER, &[]),
            Self::MusicOnHold(value) => (IeCode::MUSICONHOLD, value.as_bytes()),
            Self::TransferId(value) => (IeCode::TRANSFERID, put(scratch, &value.0.to_be_bytes())),
            Self::Rdnis(value) => (IeCode::RDNIS, value.as_bytes()),
            Self::DateTime(value) => (IeCode::DATETIME, put(scratch, &value.0.to_be_bytes())),
            Self::CallingPres(value) => (IeCode::CALLINGPRES, put(scratch, &[value])),
            Self::CallingTon(value) => (IeCode::CALLINGTON, put(scratch, &[value])),
            Self::CallingTns(value) => (IeCode::CALLINGTNS, put(scratch, &value.to_be_bytes())),
            Self::SamplingRate(value) => (IeCode::SAMPLINGRATE, put(scratch, &value.to_be_bytes())),
            Self::CauseCode(value) => (IeCode::CAUSECODE, put(scratch, &[value.0])),
            Self::Encryption(value) => (IeCode::ENCRYPTION, put(scratch, &value.to_be_bytes())),
            Self::CodecPrefs(value) => (IeCode::CODEC_PREFS, value),
            Self::RrJitter(value) => (IeCode::RR_JITTER, put(scratch, &value.to_be_bytes())),
            Self::RrLoss(value) => (IeCode::RR_LOSS, put(scratch, &value.to_be_bytes())),
            Self::RrPkts(value) => (IeCode::RR_PKTS, put(scratch, &value.to_be_bytes())),
            Self::RrDelay(value) => (IeCode::RR_DELAY, put(scratch, &value.to_be_bytes())),
            Self::RrDropped(value) => (IeCode::RR_DROPPED, put(scratch, &value.to_be_bytes())),
            Self::RrOoo(value) => (IeCode::RR_OOO, put(scratch, &value.to_be_bytes())),
            Self::Variable(value) => (IeCode::VARIABLE, value.as_bytes()),
            Self::OspToken(value) => (IeCode::OSPTOKEN, value),
            Self::CallToken(value) => (IeCode::CALLTOKEN, value),
            Self::Capability2(value) => (IeCode::CAPABILITY2, put_wide(scratch, value)),
            Self::Format2(value) => (IeCode::FORMAT2, put_wide(scratch, value)),
            Self::CallingAni2(value) => (IeCode::CALLINGANI2, put(scratch, &value.to_be_bytes())),
            Self::Other(code, value) => (code, value),
        }
    }
}

fn wrong(raw: RawIe<'_>, need: usize) -> WireError {
    WireError { at: Layer::IeData, offset: raw.offset, need, have: raw.data.len() }
}

fn sized<const N: usize>(raw: RawIe<'_>) -> Result<[u8; N], WireError> {
    raw.data.try_into().map_err(|_| wrong(raw, N))
}

fn text(raw: RawIe<'_>) -> Result<&str, WireError> {
    core::str::from_utf8(raw.data)
        .map_err(|error| WireError { at: Layer::Text, ..wrong(raw, error.valid_up_to()) })
}

fn address(raw: RawIe<'_>) -> Result<ApparentAddr, WireError> {
    ApparentAddr::parse(raw.data).map_err(|error| WireError { offset: raw.offset, ..error })
}

/// CAPABILITY2 and FORMAT2 as deployed: a version octet 0, then 64 bits.
fn wide_mask(raw: RawIe<'_>) -> Result<Format, WireError> {
    let [version, mask @ ..] = sized::<9>(raw)?;
    if version != 0 {
        return Err(WireError { at: Layer::MaskVersion, have: version.into(), ..wrong(raw, 0) });
    }
    Ok(Format(u64::from_be_bytes(mask)))
}

fn call_number(raw: RawIe<'_>) -> Result<CallNumber, WireError> {
    let number = u16::from_be_bytes(sized(raw)?);
    let error =
        WireError { at: Layer::CallNumber, offset: raw.offset, need: 2, have: number.into() };
    CallNumber::new(number).ok_or(error)
}

fn put<'s>(scratch: &'s mut [u8; 28], data: &[u8]) -> &'s [u8] {
    scratch.iter_mut().zip(data).for_each(|(to, from)| *to = *from);
    scratch.get(..data.len()).unwrap_or(&[])
}

fn put_wide(scratch: &mut [u8; 28], format: Format) -> &[u8] {
    let [a, b, c, d, e, f, g, h] = format.0.to_be_bytes();
    put(scratch, &[0, a, b, c, d, e, f, g, h])
}

fn put_address(scratch: &mut [u8; 28], address: ApparentAddr) -> &[u8] {
    let length = address.emit(scratch);
    scratch.get(..length).unwrap_or(&[])
}

/// The formats that four octets can hold.
const fn low_mask(format: Format) -> u32 {
    (format.0 & 0xffff_ffff) as u32
}
