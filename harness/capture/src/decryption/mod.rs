//! Reading encrypted calls (RFC 5456 7.4) with the passwords of a secrets file.
//!
//! A call is encrypted from the AUTHREQ on that carries ENCRYPTION. Without the right password its
//! frames are known as encrypted, and never misread as frames of some other type.

mod calls;
mod leg;
mod secrets;

pub use calls::{Decryption, Opened};
pub use secrets::{Secrets, SecretsError};

#[cfg(test)]
mod tests;
