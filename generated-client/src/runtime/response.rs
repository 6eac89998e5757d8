//! The answer of the server: as it came (`send` makes it and asks whether it is a success, `decode` reads it), and with its
//! value for the caller.

use std::fmt;

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::failure::hide_text;
use super::{ApiError, Credential, Error, Operation, Secret};

/// An answer as it came.
#[derive(Clone)]
#[non_exhaustive]
pub struct RawResponse {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The body.
    pub body: Bytes,
    /// The token that was sent, which no message must repeat.
    pub(super) token: Option<Secret>,
    /// What kind of token it is.
    pub(super) credential: Option<Credential>,
}

impl RawResponse {
    /// Makes an answer without headers, for a body that was kept: [`decode`](super::decode) reads it as that of a call.
    pub fn new(operation: &'static Operation, status: u16, body: impl Into<Bytes>) -> Self {
        Self { operation, status, headers: Headers::default(), body: body.into(), token: None, credential: None }
    }

    /// Gives the answer if it is one of success: the status alone decides.
    ///
    /// # Errors
    ///
    /// [`Error::Redirect`] or [`Error::Api`] when it is none.
    pub fn success(self) -> Result<Self, Error> {
        match self.status {
            200..=299 => Ok(self),
            300..=399 => Err(Error::Redirect {
                operation: self.operation.id,
                status: self.status,
                location: self.headers.get("location").map(|it| hide_text(it, self.token.as_ref())),
            }),
            _ => Err(ApiError::read(self).into()),
        }
    }
}

/// Prints the size of the body only: it may hold what does not belong in a log.
impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// An answer with its value.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response<T> {
    /// What the answer says.
    pub value: T,
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
}

impl<T> Response<T> {
    /// Gives the id of the request in the server's logs.
    pub fn request_id(&self) -> Option<&str> {
        self.headers.get("x-request-id")
    }
}

/// The headers of an answer, or of a request before it is sent.
#[derive(Clone, Default)]
pub struct Headers(HeaderMap);

/// Headers that hold the session of whoever is signed in, or a token.
const SECRET_HEADERS: [&str; 8] = [
    "access-token",
    "api-access-token",
    "authorization",
    "client",
    "cookie",
    "proxy-authorization",
    "set-cookie",
    "uid",
];

impl Headers {
    /// Takes headers over; what of them is no text becomes `\u{fffd}`.
    pub(crate) fn new(mut headers: HeaderMap) -> Self {
        for value in headers.values_mut().filter(|value| std::str::from_utf8(value.as_bytes()).is_err()) {
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            // What was no text was a header already, and the sign in its place may stand in one.
            *value = HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""));
        }
        Self(headers)
    }

    /// Gives the first value of a header; the case of the name does not matter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(text)
    }

    /// Goes through all names and values; names are in lower case.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), text(value)))
    }

    /// Sets a header, in place of all it had.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when this is no name of a header, or a header cannot hold the value; the value is not shown.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let refuse = |what: &str| Error::Configuration(format!("the header `{name}` cannot be set: {what}"));
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refuse("it is no name of a header"))?;
        let value = HeaderValue::from_str(value).map_err(|_| refuse("a header cannot hold the value"))?;
        self.0.insert(header, value);
        Ok(())
    }

    /// Removes a header.
    pub fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// How many bytes the names and values are.
    pub(crate) fn size(&self) -> usize {
        self.0.iter().map(|(name, value)| name.as_str().len() + value.len()).sum()
    }

    pub(crate) fn into_inner(self) -> HeaderMap {
        self.0
    }
}

fn text(value: &HeaderValue) -> &str {
    std::str::from_utf8(value.as_bytes()).unwrap_or_default()
}

/// Prints no session.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_secret = |name: &str| SECRET_HEADERS.iter().any(|it| it.eq_ignore_ascii_case(name));
        let shown = self.iter().map(|(name, value)| (name, if is_secret(name) { "[redacted]" } else { value }));
        f.debug_map().entries(shown).finish()
    }
}
