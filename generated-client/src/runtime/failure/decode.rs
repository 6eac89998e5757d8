//! An answer that is not what was expected. `decode` makes it from serde_json's error; finding the place costs nothing
//! until then.

use std::fmt;

use bytes::Bytes;
use serde_json::error::Category;

use super::super::RawResponse;
use super::excerpt::{excerpt, hide_around, hide_text, is_secret, redact, shorten};
use super::json_path::locate;
use super::one_line;

/// An answer of success whose body cannot be read as what was expected. What was asked is done; the body is kept.
#[derive(Clone)]
#[non_exhaustive]
pub struct DecodeError {
    /// The operation's id.
    pub operation: &'static str,
    /// The status code.
    pub status: u16,
    /// Where in the body, as a JSON pointer; empty for the body itself.
    pub path: String,
    /// What was expected there and what was found.
    pub reason: String,
    /// At most 200 characters of the body around that place; tokens and passwords in it are left out.
    pub excerpt: String,
    /// The body of the answer.
    pub body: Bytes,
}

impl DecodeError {
    /// Says where serde_json stopped, and why.
    pub(crate) fn json(raw: &RawResponse, error: &serde_json::Error) -> Self {
        let place = locate(&raw.body, error.line(), error.column());
        let text = error.to_string();
        let position = format!(" at line {} column {}", error.line(), error.column());
        let reason = match (error.classify(), text.strip_suffix(&position).unwrap_or(&text)) {
            (_, text @ "recursion limit exceeded") => format!("the JSON is nested too deeply ({text})"),
            (Category::Eof, text) => format!("the JSON ends too early ({text})"),
            (Category::Syntax, text) => format!("this is no JSON ({text})"),
            (_, text) => hide_text(&mismatch(text, &place.pointer), raw.token.as_ref()),
        };
        let path = hide_text(&place.pointer, raw.token.as_ref());
        Self { path, excerpt: excerpt_of(raw, place.offset), ..Self::plain(raw, reason) }
    }

    /// Says what is wrong with the body as a whole.
    pub(crate) fn plain(raw: &RawResponse, reason: String) -> Self {
        Self {
            operation: raw.operation.id,
            status: raw.status,
            path: String::new(),
            reason,
            excerpt: excerpt_of(raw, 0),
            body: raw.body.clone(),
        }
    }
}

/// Says what was found and what was expected, as serde does, but for secrets and the rest of a long value.
fn mismatch(text: &str, pointer: &str) -> String {
    match text.rsplit_once(", expected ") {
        Some((found, expected)) if is_secret(pointer) => format!("{}, expected {expected}", redact(found)),
        Some((found, expected)) => format!("{}, expected {expected}", shorten(found)),
        None => shorten(text),
    }
}

fn excerpt_of(raw: &RawResponse, offset: usize) -> String {
    let (body, offset) = hide_around(&raw.body, raw.token.as_ref(), offset);
    excerpt(&body, offset)
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the answer to `{}` ({}) cannot be read", self.operation, self.status)?;
        if !self.path.is_empty() {
            write!(f, " at {}", shorten(&one_line(&self.path)))?;
        }
        write!(f, ": {}", one_line(&self.reason))?;
        if !self.excerpt.is_empty() {
            write!(f, "; it says: {}", one_line(&self.excerpt))?;
        }
        Ok(())
    }
}

/// Prints the size of the body only: it may hold what does not belong in a log.
impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("path", &self.path)
            .field("reason", &self.reason)
            .field("excerpt", &self.excerpt)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

impl std::error::Error for DecodeError {}
