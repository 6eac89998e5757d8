//! What can go wrong with a call. `request` and `client` refuse mistakes with it, `send` reports the network and the
//! server with it, `decode` reports answers that cannot be read.

mod api;
mod decode;
mod excerpt;
mod json_path;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::Credential;
pub use api::ApiError;
pub use decode::DecodeError;
use excerpt::shorten;

/// Why a call or the making of a client failed.
///
/// No variant prints a token.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The client has none of the credentials the operation accepts; nothing was sent.
    MissingCredential {
        /// The operation's id.
        operation: &'static str,
        /// The credentials of which one is needed.
        accepted: &'static [Credential],
    },
    /// A parameter cannot be sent as it is; nothing was sent.
    InvalidParameter {
        /// The operation's id.
        operation: &'static str,
        /// The parameter's name.
        parameter: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The client cannot be made with these settings.
    Configuration(
        /// What is wrong with them.
        String,
    ),
    /// The request could not be sent or the answer not received.
    Transport {
        /// The operation's id.
        operation: &'static str,
        /// What the network said.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// The answer did not arrive in time. The server may have done what was asked nevertheless.
    Timeout {
        /// The operation's id.
        operation: &'static str,
        /// The time there was.
        limit: Duration,
    },
    /// The answer is a redirect. It is not followed, since the token would go along.
    Redirect {
        /// The operation's id.
        operation: &'static str,
        /// The status code.
        status: u16,
        /// Where it points, if it says so.
        location: Option<String>,
    },
    /// The server refused the request or failed.
    Api(Box<ApiError>),
    /// The server did what was asked, but its answer is not what was expected.
    Decode(Box<DecodeError>),
    /// The answer is larger than this client takes.
    TooLarge {
        /// The operation's id.
        operation: &'static str,
        /// The largest answer taken, in bytes.
        limit: usize,
    },
}

impl Error {
    /// Gives the status code of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::Decode(error) => Some(error.status),
            Self::Redirect { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Tells whether the server answered 404: what was asked for does not exist.
    pub fn is_not_found(&self) -> bool {
        self.api_status() == Some(404)
    }

    /// Tells whether the server answered 401: the token is wrong, or it may not do this.
    pub fn is_unauthorized(&self) -> bool {
        self.api_status() == Some(401)
    }

    /// Tells whether the server answered 429: there were too many requests.
    pub fn is_rate_limited(&self) -> bool {
        self.api_status() == Some(429)
    }

    /// Tells whether the answer did not arrive in time.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout { .. })
    }

    fn api_status(&self) -> Option<u16> {
        match self {
            Self::Api(error) => Some(error.status),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingCredential { operation, accepted } => {
                let accepted: Vec<_> = accepted.iter().map(ToString::to_string).collect();
                let accepted = accepted.join(" or ");
                write!(f, "`{operation}` needs a token that the client does not have: {accepted}")
            }
            Self::InvalidParameter { operation, parameter, reason } => {
                write!(f, "parameter `{}` of `{operation}` cannot be sent: ", one_line(parameter))?;
                f.write_str(&one_line(reason))
            }
            Self::Configuration(reason) => f.write_str(&one_line(reason)),
            Self::Transport { operation, .. } => write!(f, "`{operation}` did not get through"),
            Self::Timeout { operation, limit } => {
                write!(f, "`{operation}` got no answer within {limit:?}")
            }
            Self::Redirect { operation, status, location } => {
                write!(f, "`{operation}` was answered with a redirect ({status})")?;
                if let Some(location) = location {
                    write!(f, " to {}", shorten(&one_line(&beginning(location))))?;
                }
                f.write_str(", which is not followed since the token would go along; check the base URL")
            }
            Self::Api(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::TooLarge { operation, limit } => {
                write!(f, "the answer to `{operation}` is larger than {limit} bytes")
            }
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport { source, .. } => Some(&**source),
            _ => None,
        }
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::Decode(Box::new(error))
    }
}

/// Gives a URL or path up to its first segment: what follows may hold what is as good as a token.
fn beginning(location: &str) -> String {
    let location = location.split(['?', '#']).next().unwrap_or_default();
    let (scheme, rest) = location.split_once("//").unwrap_or(("", location));
    let mut parts = rest.splitn(3, '/');
    let host = parts.next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let slashes = if rest.len() < location.len() { "//" } else { "" };
    let segment = parts.next().map(|segment| format!("/{segment}")).unwrap_or_default();
    let more = if parts.next().is_some_and(|more| !more.is_empty()) { "/…" } else { "" };
    format!("{scheme}{slashes}{host}{segment}{more}")
}

/// Puts a text of the server or the caller on one line.
fn one_line(text: &str) -> String {
    let words = text.split(|it: char| it.is_whitespace() || it.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
