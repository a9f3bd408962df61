//! Open code spaces: a newtype each, with the names that RFC 5456 and the IANA registry give.

/// A code space of one octet: its type, a constant and a name for every code, and how an unnamed one prints. Codes under
/// `deployed` are in use without being registered: they have a constant, and a name only where that is asked for.
macro_rules! codes {
    (
        $(#[$doc:meta])* $name:ident { $($code:ident = $value:literal $print:literal),+ $(,)? }
        $(deployed { $($field:ident = $number:literal $words:literal),+ $(,)? })?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name(pub u8);

        impl $name {
            $(#[doc = concat!("`", $print, "` (", stringify!($value), ").")] pub const $code: Self = Self($value);)+
            $($(#[doc = concat!("`", $words, "` (", stringify!($number), "), deployed but not registered.")]
                pub const $field: Self = Self($number);)+)?

            /// Every code that has a name, by number.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The name that the RFC or the registry gives; none for a number that has none.
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($value => Some($print),)+
                    _ => None,
                }
            }

            $(
                /// The name that deployed stacks give a number which neither the RFC nor the registry names.
                pub const fn deployed_name(self) -> Option<&'static str> {
                    match self.0 {
                        $($number => Some($words),)+
                        _ => None,
                    }
                }
            )?

            /// The code of that name, written as [`Self::name`] writes it.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == Some(name))
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => write!(f, "0x{:02x}", self.0),
                }
            }
        }
    };
}

mod calling;
mod cause;
mod element;
mod mask;
mod message;
mod subclass;

pub use calling::{NetworkPlan, NetworkType, Presentation, TypeOfNumber};
pub use cause::CauseCode;
pub use element::IeCode;
pub use mask::{AuthMethods, DialStatus, EncryptionMethods};
pub use message::{ControlCode, HtmlCode, IaxCode};
pub use subclass::Subclass;

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
    /// What a meta frame is, the low seven bits of octet 2 (RFC 5456 8.1.3.2).
    MetaCommand {
        TRUNK = 0x01 "TRUNK",
        T38_IFP = 0x02 "T38-IFP",
    }
}
