//! RSA RESULT as deployed: PKCS#1 v1.5 over SHA-1 of the challenge, in Base64 (RFC 5456 8.6.16).

use alloc::string::String;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use core::fmt;
use rsa::pkcs1::{DecodeRsaPrivateKey, DecodeRsaPublicKey};
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey};
use rsa::{PrivateKey, PublicKey};
use sha1::{Digest, Sha1};

/// The half of a key pair that answers challenges.
#[derive(Clone, Debug)]
pub struct SigningKey(PrivateKey);

/// The half of a key pair that checks answers.
#[derive(Clone, Debug)]
pub struct CheckingKey(PublicKey);

/// A PEM text that holds no key of the kind asked for, or a key too small to sign with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct KeyError;

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an RSA key in PEM (PKCS#1 or PKCS#8) that can sign a SHA-1 digest")
    }
}

impl core::error::Error for KeyError {}

fn prepared(challenge: &[u8]) -> (Pkcs1v15Sign, [u8; 20]) {
    (Pkcs1v15Sign::new::<Sha1>(), Sha1::digest(challenge).into())
}

impl SigningKey {
    /// Reads a private key in PEM, PKCS#1 or PKCS#8.
    ///
    /// # Errors
    /// The text holds none.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        PrivateKey::from_pkcs1_pem(pem)
            .or_else(|_| PrivateKey::from_pkcs8_pem(pem))
            .map(Self)
            .map_err(|_| KeyError)
    }

    /// The text of RSA RESULT that answers a challenge.
    ///
    /// # Errors
    /// The key is too small.
    pub fn answer(&self, challenge: &[u8]) -> Result<String, KeyError> {
        let (scheme, digest) = prepared(challenge);
        let signature = self.0.sign(scheme, &digest).map_err(|_| KeyError)?;
        Ok(STANDARD.encode(signature))
    }
}

impl CheckingKey {
    /// Reads a public key in PEM, PKCS#1 or SPKI.
    ///
    /// # Errors
    /// The text holds none.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        PublicKey::from_pkcs1_pem(pem)
            .or_else(|_| PublicKey::from_public_key_pem(pem))
            .map(Self)
            .map_err(|_| KeyError)
    }

    /// Whether the text of RSA RESULT answers the challenge.
    pub fn accepts(&self, challenge: &[u8], result: &[u8]) -> bool {
        let (scheme, digest) = prepared(challenge);
        STANDARD
            .decode(result)
            .is_ok_and(|signature| self.0.verify(scheme, &digest, &signature).is_ok())
    }
}
