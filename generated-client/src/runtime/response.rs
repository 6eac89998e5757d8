//! The answer of the server: as it came (`send` makes it and asks whether it is a success, `decode` reads it), and with its
//! value for the caller.

use std::fmt;

use bytes::Bytes;

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
                location: self.headers.get("location").map(str::to_owned),
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

/// The headers of an answer, in the order they came.
#[derive(Clone, Default)]
pub struct Headers(Vec<(String, String)>);

/// Headers that hold the session of whoever is signed in.
const SECRET_HEADERS: [&str; 5] = ["access-token", "authorization", "client", "set-cookie", "uid"];

impl Headers {
    pub(crate) fn new(headers: Vec<(String, String)>) -> Self {
        Self(headers)
    }

    /// Gives the first value of a header; the case of the name does not matter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Goes through all names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Prints no session.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_secret = |name: &str| SECRET_HEADERS.iter().any(|it| it.eq_ignore_ascii_case(name));
        let shown = self.iter().map(|(name, value)| (name, if is_secret(name) { "[redacted]" } else { value }));
        f.debug_map().entries(shown).finish()
    }
}
