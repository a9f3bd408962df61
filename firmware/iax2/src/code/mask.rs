//! Elements of two octets in which each bit says something of its own.

macro_rules! mask {
    ($(#[$doc:meta])* $name:ident { $($(#[$bit_doc:meta])+ $bit:ident = $value:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
        pub struct $name(pub u16);

        impl $name {
            $($(#[$bit_doc])+ pub const $bit: Self = Self($value);)+

            /// Whether every bit of `other` is set.
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// The bits that neither the RFC nor the registry gives a meaning.
            pub const fn unassigned(self) -> u16 {
                self.0 & !($($value)|+)
            }
        }

        impl core::ops::BitOr for $name {
            type Output = Self;

            fn bitor(self, rhs: Self) -> Self {
                Self(self.0 | rhs.0)
            }
        }
    };
}

mask! {
    /// AUTHMETHODS: what a challenge may be answered with (RFC 5456 8.6.13).
    AuthMethods {
        /// Reserved; it was plain text and must not be used.
        RESERVED = 0x0001,
        /// MD5 of challenge and password.
        MD5 = 0x0002,
        /// An RSA signature of the challenge.
        RSA = 0x0004,
    }
}

mask! {
    /// ENCRYPTION: how a call can be encrypted (RFC 5456 8.6.34).
    EncryptionMethods {
        /// AES with a key of 128 bits.
        AES_128 = 0x0001,
        /// Keys may be rotated in the call (registry).
        KEY_ROTATE = 0x8000,
    }
}

mask! {
    /// DPSTATUS: what is known of a number that is being dialled (RFC 5456 8.6.19).
    DialStatus {
        /// The number exists.
        EXISTS = 0x0001,
        /// It can exist.
        CAN_EXIST = 0x0002,
        /// It does not exist.
        NON_EXISTENT = 0x0004,
        /// The dial tone goes on.
        KEEP_DIAL_TONE = 0x4000,
        /// More digits may match.
        MATCH_MORE = 0x8000,
    }
}

impl DialStatus {
    /// Whether exactly one of exists, can exist and non-existent is said, as 8.6.19 demands.
    pub const fn is_decided(self) -> bool {
        (self.0 & 0x0007).is_power_of_two()
    }
}
