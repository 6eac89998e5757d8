//! An answer with an error status, read as far as it can be. `send` makes it; making it never fails. The server has no
//! single shape for errors: the comments below name those it was seen to use.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;

use super::super::{RawResponse, Value};
use super::excerpt::shorten;
use super::one_line;

/// An answer by which the server refused a request or reported that it failed.
#[derive(Clone)]
#[non_exhaustive]
pub struct ApiError {
    /// The operation's id.
    pub operation: &'static str,
    /// The status code.
    pub status: u16,
    /// What the server said, if anything. Its language is that of the user or account, so do not compare it.
    pub message: Option<String>,
    /// What the server said about single fields.
    pub field_errors: BTreeMap<String, Vec<String>>,
    /// The fields the server named without a message for each.
    pub attributes: Vec<String>,
    /// The id of the request in the server's logs.
    pub request_id: Option<String>,
    /// The body of the answer.
    pub body: Bytes,
}

impl ApiError {
    pub(crate) fn read(raw: RawResponse) -> Self {
        let mut error = Self {
            operation: raw.operation.id,
            status: raw.status,
            message: None,
            field_errors: BTreeMap::new(),
            attributes: Vec::new(),
            request_id: raw.headers.get("x-request-id").map(str::to_owned),
            body: raw.body,
        };
        match serde_json::from_slice(&error.body) {
            Ok(value) => error.read_json(&value),
            Err(_) => error.message = read_text(&String::from_utf8_lossy(&error.body)),
        }
        error
    }

    fn read_json(&mut self, value: &Value) {
        match value {
            Value::Object(object) => {
                // {"error": "text"}, {"errors": ["text"]}, {"message": "text", "attributes": ["field"]},
                // {"error": {"field": ["text"]}}, {"status": 404, "error": "Not Found"}
                for key in ["error", "errors", "message", "description", "detail"] {
                    if let Some(value) = object.get(key) {
                        self.read_part(value);
                    }
                }
                if let Some(Value::Array(attributes)) = object.get("attributes") {
                    self.attributes = attributes.iter().filter_map(plain).collect();
                }
            }
            other => self.read_part(other),
        }
    }

    /// Reads what stands under one of the keys; the first text found becomes the message.
    fn read_part(&mut self, value: &Value) {
        match value {
            Value::Array(items) => {
                for item in items {
                    self.read_item(item);
                }
                let texts: Vec<_> = items.iter().filter_map(plain).collect();
                self.say(texts.join("; "));
            }
            Value::Object(fields) => {
                for (field, texts) in fields {
                    // Rails repeats all errors as sentences under this key.
                    if field == "full_messages" {
                        self.read_part(texts);
                    } else {
                        self.field_errors.entry(field.clone()).or_default().extend(flat(texts));
                    }
                }
            }
            other => self.say(plain(other).unwrap_or_default()),
        }
    }

    /// Reads an object in a list: {"field": "name", "message": "text", "code": "text"}.
    fn read_item(&mut self, item: &Value) {
        let Some(message) = item.get("message").and_then(plain) else {
            return;
        };
        match item.get("field").and_then(plain) {
            Some(field) => self.field_errors.entry(field).or_default().push(message),
            None => self.say(message),
        }
    }

    fn say(&mut self, text: String) {
        if self.message.is_none() && !text.trim().is_empty() {
            self.message = Some(text);
        }
    }
}

/// A single value as text.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A text, or a list of them.
fn flat(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().map(|item| plain(item).unwrap_or_else(|| item.to_string())).collect(),
        other => vec![plain(other).unwrap_or_else(|| other.to_string())],
    }
}

/// The message of a body that is no JSON: the title of a page, or the beginning of the text.
fn read_text(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let message = if lower.contains("<html") || lower.trim_start().starts_with('<') {
        let (start, end) = (lower.find("<title>")? + "<title>".len(), lower.find("</title>")?);
        text.get(start..end)?
    } else {
        text
    };
    let message = shorten(&one_line(message));
    (!message.is_empty()).then_some(message)
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` failed with {}", self.operation, self.status)?;
        let fields = self.field_errors.iter().map(|(field, texts)| format!("{field} {}", texts.join(", ")));
        let mut said: Vec<_> = self.message.iter().cloned().chain(fields).collect();
        if !self.attributes.is_empty() {
            said.push(format!("fields: {}", self.attributes.join(", ")));
        }
        if !said.is_empty() {
            write!(f, ": {}", one_line(&said.join("; ")))?;
        }
        if self.status == 401 {
            f.write_str(" (Chatwoot also answers 401 for what the token's owner may not do)")?;
        }
        Ok(())
    }
}

/// Prints the size of the body only: it may hold what does not belong in a log.
impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("message", &self.message)
            .field("field_errors", &self.field_errors)
            .field("attributes", &self.attributes)
            .field("request_id", &self.request_id)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

impl std::error::Error for ApiError {}
