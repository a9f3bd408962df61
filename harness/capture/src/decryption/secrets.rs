//! The secrets file.

use std::path::Path;

use serde::Deserialize;

/// What a secrets file holds: `passwords = ["pA", "s3cret"]`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    /// Passwords, tried in this order on every encrypted call.
    pub passwords: Vec<String>,
}

/// Why a secrets file is none.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// It cannot be read.
    #[error("{file}: cannot be read: {source}")]
    Read {
        /// The file's name as given.
        file: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// It is not as described.
    #[error("{file}: not a secrets file, which is `passwords = [\"..\"]`: {source}")]
    Toml {
        /// The file's name as given.
        file: String,
        /// Line, column and cause.
        source: Box<toml::de::Error>,
    },
}

impl Secrets {
    /// Reads a secrets file.
    ///
    /// # Errors
    /// [`SecretsError`] where it cannot be read or holds something else.
    pub fn read(path: &Path) -> Result<Self, SecretsError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| SecretsError::Read { file: file.clone(), source })?;
        toml::from_str(&text)
            .map_err(|source| SecretsError::Toml { file, source: Box::new(source) })
    }
}
