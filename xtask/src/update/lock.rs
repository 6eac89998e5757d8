//! `spec.lock`: where the facts of `openapi.json` come from. Written by [`update`](super::update) with everything else, read
//! by it when the next document is taken. TOML, all values text, no time.

use std::fmt::Write as _;

use ring::digest;
use serde_json::Value;

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// The file or address as it was given, without what may be secret in an address.
    pub source: String,
    /// The vendor's release, where the caller knew it.
    pub release: Option<String>,
    /// `info.version`.
    pub version: String,
    /// SHA-256 of the vendor's bytes.
    pub sha256: String,
    /// SHA-256 of `openapi.json`.
    pub document_sha256: String,
}

impl Lock {
    /// The text of the file.
    pub fn text(&self) -> String {
        let mut text = "# Where the facts of openapi.json come from. Written by `cargo xtask update`.\n".to_owned();
        let release = self.release.as_ref();
        let fields = [
            ("source", Some(&self.source)),
            ("release", release),
            ("version", Some(&self.version)),
            ("sha256", Some(&self.sha256)),
            ("document_sha256", Some(&self.document_sha256)),
        ];
        for (key, value) in fields {
            if let Some(value) = value {
                // A text of JSON is one of TOML.
                let _ = writeln!(text, "{key} = {}", Value::from(value.as_str()));
            }
        }
        text
    }

    /// Reads what [`Lock::text`] wrote; `None`: it has another form.
    pub fn read(text: &str) -> Option<Self> {
        let value = |key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))?;
            serde_json::from_str::<String>(line).ok()
        };
        Some(Self {
            source: value("source")?,
            release: value("release"),
            version: value("version")?,
            sha256: value("sha256")?,
            document_sha256: value("document_sha256")?,
        })
    }
}

/// SHA-256 in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    digest::digest(&digest::SHA256, bytes).as_ref().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
