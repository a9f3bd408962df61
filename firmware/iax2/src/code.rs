//! Open code spaces: a newtype each, with the names that RFC 5456 and the IANA registry give.

use crate::format::Format;
use core::fmt;

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$cdoc:meta])* $code:ident = $value:literal $print:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name(pub u8);

        impl $name {
            $(#[doc = concat!("`", $print, "` (", stringify!($value), ").")] $(#[$cdoc])* pub const $code: Self = Self($value);)+

            /// Every code that has a name, by number.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The name that the RFC or the registry gives; none for a number that has none.
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($value => Some($print),)+
                    _ => None,
                }
            }

            /// The code of that name, written as [`Self::name`] writes it.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == Some(name))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => write!(f, "0x{:02x}", self.0),
                }
            }
        }
    };
}

codes! {
    /// A full frame's type, octet 10 (RFC 5456 8.2).
    FrameType {
        DTMF = 0x01 "DTMF",
        VOICE = 0x02 "VOICE",
        VIDEO = 0x03 "VIDEO",
        CONTROL = 0x04 "CONTROL",
        NULL = 0x05 "NULL",
        IAX = 0x06 "IAX",
        TEXT = 0x07 "TEXT",
        IMAGE = 0x08 "IMAGE",
        HTML = 0x09 "HTML",
        CNG = 0x0a "CNG",
        T38 = 0x0b "T38",
        DTMF_BEGIN = 0x0c "DTMF-BEGIN",
    }
}

codes! {
    /// An IAX message, the subclass of a frame of type 6 (RFC 5456 8.4).
    IaxCode {
        NEW = 0x01 "NEW",
        PING = 0x02 "PING",
        PONG = 0x03 "PONG",
        ACK = 0x04 "ACK",
        HANGUP = 0x05 "HANGUP",
        REJECT = 0x06 "REJECT",
        ACCEPT = 0x07 "ACCEPT",
        AUTHREQ = 0x08 "AUTHREQ",
        AUTHREP = 0x09 "AUTHREP",
        INVAL = 0x0a "INVAL",
        LAGRQ = 0x0b "LAGRQ",
        LAGRP = 0x0c "LAGRP",
        REGREQ = 0x0d "REGREQ",
        REGAUTH = 0x0e "REGAUTH",
        REGACK = 0x0f "REGACK",
        REGREJ = 0x10 "REGREJ",
        REGREL = 0x11 "REGREL",
        VNAK = 0x12 "VNAK",
        DPREQ = 0x13 "DPREQ",
        DPREP = 0x14 "DPREP",
        DIAL = 0x15 "DIAL",
        TXREQ = 0x16 "TXREQ",
        TXCNT = 0x17 "TXCNT",
        TXACC = 0x18 "TXACC",
        TXREADY = 0x19 "TXREADY",
        TXREL = 0x1a "TXREL",
        TXREJ = 0x1b "TXREJ",
        QUELCH = 0x1c "QUELCH",
        UNQUELCH = 0x1d "UNQUELCH",
        POKE = 0x1e "POKE",
        MWI = 0x20 "MWI",
        UNSUPPORT = 0x21 "UNSUPPORT",
        TRANSFER = 0x22 "TRANSFER",
        TXMEDIA = 0x26 "TXMEDIA",
        RTKEY = 0x27 "RTKEY",
        CALLTOKEN = 0x28 "CALLTOKEN",
        T38_REQUEST_NEGOTIATE = 0x30 "T38-REQUEST-NEGOTIATE",
        T38_REQUEST_TERMINATE = 0x31 "T38-REQUEST-TERMINATE",
        T38_NEGOTIATED = 0x32 "T38-NEGOTIATED",
        T38_TERMINATED = 0x33 "T38-TERMINATED",
        T38_REFUSED = 0x34 "T38-REFUSED",
    }
}

codes! {
    /// A control message, the subclass of a frame of type 4 (RFC 5456 8.3).
    ControlCode {
        HANGUP = 0x01 "HANGUP",
        RINGING = 0x03 "RINGING",
        ANSWER = 0x04 "ANSWER",
        BUSY = 0x05 "BUSY",
        CONGESTION = 0x08 "CONGESTION",
        FLASH = 0x09 "FLASH",
        OPTION = 0x0b "OPTION",
        KEY = 0x0c "KEY",
        UNKEY = 0x0d "UNKEY",
        PROGRESS = 0x0e "PROGRESS",
        PROCEEDING = 0x0f "PROCEEDING",
        HOLD = 0x10 "HOLD",
        UNHOLD = 0x11 "UNHOLD",
    }
}

codes! {
    /// An HTML message, the subclass of a frame of type 9 (RFC 5456 8.5).
    HtmlCode {
        URL = 0x01 "URL",
        DATA = 0x02 "DATA",
        BEGIN = 0x04 "BEGIN",
        END = 0x08 "END",
        LOAD_COMPLETE = 0x10 "LOAD-COMPLETE",
        NOT_SUPPORTED = 0x11 "NOT-SUPPORTED",
        LINK_URL = 0x12 "LINK-URL",
        UNLINK_URL = 0x13 "UNLINK-URL",
        LINK_REJECT = 0x14 "LINK-REJECT",
    }
}

codes! {
    /// An information element's number (RFC 5456 8.6, the IANA registry, and 57 as deployed).
    IeCode {
        CALLED_NUMBER = 0x01 "CALLED NUMBER",
        CALLING_NUMBER = 0x02 "CALLING NUMBER",
        CALLING_ANI = 0x03 "CALLING ANI",
        CALLING_NAME = 0x04 "CALLING NAME",
        CALLED_CONTEXT = 0x05 "CALLED CONTEXT",
        USERNAME = 0x06 "USERNAME",
        PASSWORD = 0x07 "PASSWORD",
        CAPABILITY = 0x08 "CAPABILITY",
        FORMAT = 0x09 "FORMAT",
        LANGUAGE = 0x0a "LANGUAGE",
        VERSION = 0x0b "VERSION",
        ADSICPE = 0x0c "ADSICPE",
        DNID = 0x0d "DNID",
        AUTHMETHODS = 0x0e "AUTHMETHODS",
        CHALLENGE = 0x0f "CHALLENGE",
        MD5_RESULT = 0x10 "MD5 RESULT",
        RSA_RESULT = 0x11 "RSA RESULT",
        APPARENT_ADDR = 0x12 "APPARENT ADDR",
        REFRESH = 0x13 "REFRESH",
        DPSTATUS = 0x14 "DPSTATUS",
        CALLNO = 0x15 "CALLNO",
        CAUSE = 0x16 "CAUSE",
        IAX_UNKNOWN = 0x17 "IAX UNKNOWN",
        MSGCOUNT = 0x18 "MSGCOUNT",
        AUTOANSWER = 0x19 "AUTOANSWER",
        MUSICONHOLD = 0x1a "MUSICONHOLD",
        TRANSFERID = 0x1b "TRANSFERID",
        RDNIS = 0x1c "RDNIS",
        DATETIME = 0x1f "DATETIME",
        CALLINGPRES = 0x26 "CALLINGPRES",
        CALLINGTON = 0x27 "CALLINGTON",
        CALLINGTNS = 0x28 "CALLINGTNS",
        SAMPLINGRATE = 0x29 "SAMPLINGRATE",
        CAUSECODE = 0x2a "CAUSECODE",
        ENCRYPTION = 0x2b "ENCRYPTION",
        ENCKEY = 0x2c "ENCKEY",
        CODEC_PREFS = 0x2d "CODEC PREFS",
        RR_JITTER = 0x2e "RR JITTER",
        RR_LOSS = 0x2f "RR LOSS",
        RR_PKTS = 0x30 "RR PKTS",
        RR_DELAY = 0x31 "RR DELAY",
        RR_DROPPED = 0x32 "RR DROPPED",
        RR_OOO = 0x33 "RR OOO",
        VARIABLE = 0x34 "VARIABLE",
        OSPTOKEN = 0x35 "OSPTOKEN",
        CALLTOKEN = 0x36 "CALLTOKEN",
        CAPABILITY2 = 0x37 "CAPABILITY2",
        FORMAT2 = 0x38 "FORMAT2",
        CALLINGANI2 = 0x39 "CALLINGANI2",
        T38_VERSION = 0x40 "T38 VERSION",
        T38_MAX_IFP = 0x41 "T38 MAX IFP",
        T38_MAX_RATE = 0x42 "T38 MAX RATE",
        T38_RATE_MANAGEMENT = 0x43 "T38 RATE MANAGEMENT",
        T38_FILL_BIT_REMOVAL = 0x44 "T38 FILL BIT REMOVAL",
        T38_MMR_TRANSCODING = 0x45 "T38 MMR TRANSCODING",
        T38_JBIG_TRANSCODING = 0x46 "T38 JBIG TRANSCODING",
    }
}

codes! {
    /// Why a call ended, as CAUSECODE carries it (RFC 5456 8.6.33).
    CauseCode {
        UNASSIGNED_NUMBER = 1 "unassigned number",
        NO_ROUTE_TRANSIT = 2 "no route to transit network",
        NO_ROUTE_DESTINATION = 3 "no route to destination",
        CHANNEL_UNACCEPTABLE = 6 "channel unacceptable",
        CALL_AWARDED = 7 "call awarded and delivered",
        NORMAL_CLEARING = 16 "normal clearing",
        USER_BUSY = 17 "user busy",
        NO_USER_RESPONSE = 18 "no user response",
        NO_ANSWER = 19 "no answer",
        CALL_REJECTED = 21 "call rejected",
        NUMBER_CHANGED = 22 "number changed",
        DESTINATION_OUT_OF_ORDER = 27 "destination out of order",
        INVALID_NUMBER = 28 "invalid number",
        FACILITY_REJECTED = 29 "facility rejected",
        STATUS_ENQUIRY = 30 "response to status enquiry",
        NORMAL_UNSPECIFIED = 31 "normal, unspecified",
        NO_CIRCUIT = 34 "no circuit available",
        NETWORK_OUT_OF_ORDER = 38 "network out of order",
        TEMPORARY_FAILURE = 41 "temporary failure",
        SWITCH_CONGESTION = 42 "switch congestion",
        ACCESS_INFO_DISCARDED = 43 "access information discarded",
        CHANNEL_NOT_AVAILABLE = 44 "requested channel not available",
        PRE_EMPTED = 45 "pre-empted",
        RESOURCE_UNAVAILABLE = 47 "resource unavailable, unspecified",
        FACILITY_NOT_SUBSCRIBED = 50 "facility not subscribed",
        OUTGOING_BARRED = 52 "outgoing call barred",
        INCOMING_BARRED = 54 "incoming call barred",
        BEARER_NOT_AUTHORIZED = 57 "bearer capability not authorized",
        BEARER_NOT_AVAILABLE = 58 "bearer capability not available",
        SERVICE_NOT_AVAILABLE = 63 "service or option not available",
        BEARER_NOT_IMPLEMENTED = 65 "bearer capability not implemented",
        CHANNEL_NOT_IMPLEMENTED = 66 "channel type not implemented",
        FACILITY_NOT_IMPLEMENTED = 69 "facility not implemented",
        RESTRICTED_DIGITAL_ONLY = 70 "only restricted digital bearer",
        SERVICE_NOT_IMPLEMENTED = 79 "service or option not implemented",
        INVALID_CALL_REFERENCE = 81 "invalid call reference",
        NO_SUCH_CHANNEL = 82 "channel does not exist",
        SUSPENDED_CALL_EXISTS = 83 "suspended call exists",
        CALL_IDENTITY_IN_USE = 84 "call identity in use",
        NO_CALL_SUSPENDED = 85 "no call suspended",
        CALL_CLEARED = 86 "call has been cleared",
        INCOMPATIBLE_DESTINATION = 88 "incompatible destination",
        INVALID_TRANSIT = 91 "invalid transit network",
        INVALID_MESSAGE = 95 "invalid message",
        MANDATORY_IE_MISSING = 96 "mandatory element missing",
        MESSAGE_NONEXISTENT = 97 "message type non-existent",
        WRONG_MESSAGE = 98 "message not compatible with state",
        IE_NONEXISTENT = 99 "element non-existent",
        INVALID_IE_CONTENTS = 100 "invalid element contents",
        WRONG_CALL_STATE = 101 "message not compatible with call state",
        TIMER_EXPIRY = 102 "recovery on timer expiry",
        MANDATORY_IE_LENGTH = 103 "mandatory element length error",
        PROTOCOL_ERROR = 111 "protocol error",
        INTERWORKING = 127 "interworking",
    }
}

codes! {
    /// What a meta frame is, the low seven bits of octet 2 (RFC 5456 8.1.3.2).
    MetaCommand {
        TRUNK = 0x01 "TRUNK",
        T38_IFP = 0x02 "T38-IFP",
    }
}

/// A subclass octet as it stands, with its C bit (RFC 5456 8.1.1).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Subclass(pub u8);

impl Subclass {
    /// The number meant: the octet itself, or two to the power of its low seven bits where C is set; none beyond 2^63.
    pub const fn value(self) -> Option<u64> {
        if self.0 & 0x80 == 0 {
            return Some(self.0 as u64);
        }
        1u64.checked_shl((self.0 & 0x7f) as u32)
    }

    /// The octet that names one media format: plain below 0x80, a power from there on.
    pub fn from_format(format: Format) -> Option<Self> {
        let bit = u8::try_from(format.single()?).ok()?;
        Some(if bit < 7 { Self(1 << bit) } else { Self(0x80 | bit) })
    }
}
