//! An answer with an error status, read as far as it can be. `RawResponse::success` makes it; making it never fails. The
//! server has no single shape for errors: the comments below name those it was seen to use. What type of content it
//! claims to be says nothing.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use super::super::retry::read_retry_after;
use super::super::{Credential, Object, RawResponse, Value};
use super::excerpt::{excerpt, hide, hide_text, shorten};
use super::{one_line, tried};

/// The keys of an object that say what went wrong, the most telling first.
const TELLING: [&str; 5] = ["error", "errors", "message", "description", "detail"];

/// How much of a page is searched for its title, in bytes.
const HEAD: usize = 64 * 1024;

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
    /// How long to wait before another call, from `Retry-After`. Chatwoot's own limits do not say; a proxy's may.
    pub retry_after: Option<Duration>,
    /// How often the call was tried.
    pub tries: u32,
    /// The kind of token that was sent, if one was.
    pub credential: Option<Credential>,
    /// At most 200 characters of the body; tokens and passwords in it are left out.
    pub excerpt: String,
    /// The body of the answer.
    pub body: Bytes,
}

impl ApiError {
    pub(crate) fn read(raw: RawResponse) -> Self {
        let shown = hide(&raw.body, raw.token.as_ref());
        let excerpt = excerpt(&shown, 0);
        let mut error = Self {
            operation: raw.operation.id,
            status: raw.status,
            message: None,
            field_errors: BTreeMap::new(),
            attributes: Vec::new(),
            request_id: raw.headers.get("x-request-id").map(|id| hide_text(id, raw.token.as_ref())),
            retry_after: read_retry_after(&raw.headers, SystemTime::now()),
            tries: 1,
            credential: raw.credential,
            excerpt,
            body: raw.body.clone(),
        };
        match read_value(&shown) {
            Some(value) => error.read_json(&value),
            None => error.message = read_text(&shown, &error.excerpt),
        }
        error
    }

    /// Gives the body as JSON, if it is JSON. Bytes in it that are not UTF-8 become `\u{fffd}`.
    pub fn json(&self) -> Option<Value> {
        read_value(&self.body)
    }

    /// Reads the body: `{"error": "text"}`, `{"errors": ["text"]}`, `{"message": "text", "attributes": ["field"]}`,
    /// `{"error": {"field": ["text"]}}`, `{"status": 404, "error": "Not Found"}`, or none of these.
    fn read_json(&mut self, value: &Value) {
        let Value::Object(object) = value else { return self.read_part(value) };
        for value in TELLING.iter().filter_map(|key| object.get(*key)) {
            self.read_part(value);
        }
        self.attributes = object.get("attributes").map(texts).unwrap_or_default();
    }

    /// Reads what stands under one of the keys; the first text found becomes the message.
    fn read_part(&mut self, value: &Value) {
        match value {
            Value::Array(items) => {
                let said: Vec<_> = items.iter().filter_map(plain).collect();
                self.say(said.join("; "));
                items.iter().filter(|item| item.is_array() || item.is_object()).for_each(|item| self.read_part(item));
            }
            Value::Object(object) => self.read_object(object),
            other => self.say(plain(other).unwrap_or_default()),
        }
    }

    /// Reads `{"message": "text"}`, `{"field": "name", "message": "text", "code": "text"}` or `{"name": ["text"]}`.
    fn read_object(&mut self, object: &Object) {
        let message = TELLING.iter().find_map(|key| object.get(*key)?.as_str());
        match (message, object.get("field").and_then(plain)) {
            (Some(message), Some(field)) => self.field_errors.entry(field).or_default().push(message.to_owned()),
            (Some(message), None) => self.say(message.to_owned()),
            (None, _) => {
                for (field, value) in object {
                    // Rails repeats all errors as sentences under this key.
                    if field == "full_messages" {
                        self.read_part(value);
                    } else {
                        self.field_errors.entry(field.clone()).or_default().extend(texts(value));
                    }
                }
            }
        }
    }

    fn say(&mut self, text: String) {
        if self.message.is_none() && !text.trim().is_empty() {
            self.message = Some(text);
        }
    }

    /// Everything that was read, or the beginning of the body where that is nothing.
    fn said(&self) -> String {
        let fields = self.field_errors.iter().map(|(field, texts)| format!("{field} {}", texts.join(", ")));
        let fields = fields.map(|it| it.trim_end().to_owned());
        let mut said: Vec<_> = self.message.iter().cloned().chain(fields).collect();
        if !self.attributes.is_empty() {
            said.push(format!("fields: {}", self.attributes.join(", ")));
        }
        let said = one_line(&said.join("; "));
        if said.is_empty() { one_line(&self.excerpt) } else { said }
    }
}

/// Reads JSON, also where some of its text is in another encoding than UTF-8.
fn read_value(body: &[u8]) -> Option<Value> {
    let text = String::from_utf8_lossy(body);
    serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()
}

/// A single value as text.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// All texts of a list, or the only one. What is no text is given as JSON, except null, which says nothing.
fn texts(value: &Value) -> Vec<String> {
    let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    values.iter().filter(|it| !it.is_null()).map(|it| plain(it).unwrap_or_else(|| it.to_string())).collect()
}

/// The message of a body that is no JSON: the title of a page, or the beginning of the text.
fn read_text(body: &[u8], excerpt: &str) -> Option<String> {
    let head = String::from_utf8_lossy(&body[..body.len().min(HEAD)]);
    let lower = head.to_ascii_lowercase();
    let is_page = lower.contains("<html") || lower.trim_start().starts_with('<');
    let message = if is_page { shorten(&one_line(&title(&head, &lower)?)) } else { one_line(excerpt) };
    (!message.is_empty()).then_some(message)
}

/// The title of a page, given its text as it is and in lower case.
fn title(page: &str, lower: &str) -> Option<String> {
    let tag = lower.find("<title")?;
    let start = tag + lower[tag..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    Some(signs.iter().fold(page.get(start..end)?.to_owned(), |title, (from, to)| title.replace(from, to)))
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` failed with {}", self.operation, self.status)?;
        let said = self.said();
        if !said.is_empty() {
            write!(f, ": {}", shorten(&said))?;
        }
        f.write_str(&tried(self.tries))?;
        if let Some(wait) = self.retry_after {
            write!(f, "; the server asks to wait {wait:?}")?;
        }
        if self.status == 401 {
            match self.credential {
                Some(sent) => {
                    write!(f, " (sent with the {sent}; Chatwoot answers 401 also for what its owner may not do)")?
                }
                None => f.write_str(" (Chatwoot also answers 401 for what the token's owner may not do)")?,
            }
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
            .field("retry_after", &self.retry_after)
            .field("tries", &self.tries)
            .field("credential", &self.credential)
            .field("excerpt", &self.excerpt)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

impl std::error::Error for ApiError {}
