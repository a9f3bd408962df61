//! What a caller says of the number that it shows (RFC 5456 8.6.29 to 8.6.31).

codes! {
    /// CALLINGPRES: whether the caller's number may be shown, and how far it was checked (RFC 5456 8.6.29).
    Presentation {
        ALLOWED_NOT_SCREENED = 0x00 "allowed, not screened",
        ALLOWED_PASSED = 0x01 "allowed, passed screen",
        ALLOWED_FAILED = 0x02 "allowed, failed screen",
        ALLOWED_NETWORK = 0x03 "allowed, network number",
        PROHIBITED_NOT_SCREENED = 0x20 "prohibited, not screened",
        PROHIBITED_PASSED = 0x21 "prohibited, passed screen",
        PROHIBITED_FAILED = 0x22 "prohibited, failed screen",
        PROHIBITED_NETWORK = 0x23 "prohibited, network number",
        NOT_AVAILABLE = 0x43 "number not available",
    }
}

impl Presentation {
    /// Whether the number may be shown to the called party.
    pub const fn may_be_shown(self) -> bool {
        self.0 <= Self::ALLOWED_NETWORK.0
    }
}

codes! {
    /// CALLINGTON: what kind of number the caller's is (RFC 5456 8.6.30).
    TypeOfNumber {
        UNKNOWN = 0x00 "unknown",
        INTERNATIONAL = 0x10 "international",
        NATIONAL = 0x20 "national",
        NETWORK_SPECIFIC = 0x30 "network specific",
        SUBSCRIBER = 0x40 "subscriber",
        ABBREVIATED = 0x60 "abbreviated",
        RESERVED = 0x70 "reserved for extension",
    }
}

codes! {
    /// The plan that a transit network is named by: bits 0 to 3 of CALLINGTNS' first octet (RFC 5456 8.6.31).
    NetworkPlan {
        UNKNOWN = 0 "unknown",
        CALLER_IDENTIFICATION = 1 "caller identification code",
        DATA_NETWORK = 3 "data network identification code",
    }
}

codes! {
    /// Who names a transit network: bits 4 to 6 of CALLINGTNS' first octet (RFC 5456 8.6.31).
    NetworkType {
        USER_SPECIFIED = 0 "user specified",
        NATIONAL = 2 "national",
        INTERNATIONAL = 3 "international",
    }
}

impl NetworkPlan {
    /// The plan in CALLINGTNS.
    pub const fn of(calling_tns: u16) -> Self {
        let [first, _] = calling_tns.to_be_bytes();
        Self(first & 0x0f)
    }
}

impl NetworkType {
    /// The type in CALLINGTNS.
    pub const fn of(calling_tns: u16) -> Self {
        let [first, _] = calling_tns.to_be_bytes();
        Self((first >> 4) & 0x07)
    }
}
