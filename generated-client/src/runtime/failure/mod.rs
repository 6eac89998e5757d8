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
use super::retry::Risk;
pub use api::ApiError;
pub use decode::DecodeError;
pub(super) use excerpt::hide_text;
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
    #[non_exhaustive]
    Transport {
        /// The operation's id.
        operation: &'static str,
        /// Whether there was a connection. If there was none, the server knows nothing of the call; else it may have done
        /// what was asked.
        connected: bool,
        /// How often it was tried.
        tries: u32,
        /// What the network said.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// The answer did not arrive in time. The server may have done what was asked nevertheless.
    #[non_exhaustive]
    Timeout {
        /// The operation's id.
        operation: &'static str,
        /// Which time was up.
        which: TimeLimit,
        /// The time there was.
        limit: Duration,
        /// How often it was tried.
        tries: u32,
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
    #[non_exhaustive]
    TooLarge {
        /// The operation's id.
        operation: &'static str,
        /// Which part of the answer is.
        part: AnswerPart,
        /// The largest that is taken, in bytes.
        limit: usize,
    },
}

/// The parts of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AnswerPart {
    /// Its headers, of which there may be 100:
    /// [`max_header_size`](super::ClientBuilder::max_header_size).
    Headers,
    /// Its body: [`max_answer_size`](super::ClientBuilder::max_answer_size).
    Body,
}

/// The times that a call has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeLimit {
    /// For the connection: [`connect_timeout`](super::ClientBuilder::connect_timeout).
    Connect,
    /// For one try: [`try_timeout`](super::ClientBuilder::try_timeout).
    Try,
    /// For the whole call, with all its tries and what it waits between them: [`timeout`](super::ClientBuilder::timeout).
    Total,
}

impl Error {
    /// Tells whether the same call may succeed later: the server was not reached, was too busy, or did not answer in time.
    ///
    /// The server may have done what was asked nevertheless, unless it could not be reached or
    /// [refused](Self::is_rate_limited) to begin.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Timeout { .. }) || Risk::of(self).is_some()
    }

    /// Gives how long to wait before another call, if the server said so.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after,
            _ => None,
        }
    }

    /// Gives how often the call was tried; 0 if nothing was sent.
    pub fn tries(&self) -> u32 {
        match self {
            Self::Transport { tries, .. } | Self::Timeout { tries, .. } => *tries,
            Self::Api(error) => error.tries,
            Self::Redirect { .. } | Self::Decode(_) | Self::TooLarge { .. } => 1,
            Self::MissingCredential { .. } | Self::InvalidParameter { .. } | Self::Configuration(_) => 0,
        }
    }

    /// Notes how often the call was tried.
    pub(crate) fn after(mut self, number: u32) -> Self {
        match &mut self {
            Self::Transport { tries, .. } | Self::Timeout { tries, .. } => *tries = number,
            Self::Api(error) => error.tries = number,
            _ => {}
        }
        self
    }

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
            Self::Transport { operation, connected, tries, .. } => {
                let what = if *connected { "did not get through" } else { "could not connect" };
                write!(f, "`{operation}` {what}{}", tried(*tries))
            }
            Self::Timeout { operation, which, limit, tries } => {
                let what = match which {
                    TimeLimit::Connect => "could not connect",
                    TimeLimit::Try | TimeLimit::Total => "got no answer",
                };
                write!(f, "`{operation}` {what} within {limit:?}{}", tried(*tries))
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
            Self::TooLarge { operation, part: AnswerPart::Body, limit } => {
                write!(f, "the answer to `{operation}` is larger than {limit} bytes")
            }
            Self::TooLarge { operation, part: AnswerPart::Headers, limit } => {
                write!(f, "the answer to `{operation}` has more than 100 headers, or more than {limit} bytes of them")
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

/// ` after 3 tries`, where there was more than one.
fn tried(tries: u32) -> String {
    if tries > 1 { format!(" after {tries} tries") } else { String::new() }
}

/// Puts a text of the server or the caller on one line.
fn one_line(text: &str) -> String {
    let words = text.split(|it: char| it.is_whitespace() || it.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
