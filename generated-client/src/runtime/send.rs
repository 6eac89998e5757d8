//! The one place where requests are sent: from `request`'s parts to an answer or an error. It knows nothing of single
//! operations and is compiled once.

use std::error::Error as _;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::Url;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;

use super::Method::{Patch, Post, Put};
use super::credentials::TOKEN_HEADER;
use super::request::{Encoded, Opened, invalid};
use super::trace::{CallSpan, again};
use super::{
    AnswerPart, Attempt, Client, Credential, Error, Headers, Operation, RawResponse, Request, RetryPolicy, Secret,
    TimeLimit,
};

/// How many bytes are set aside for an answer before they have come.
const MOST_RESERVED: usize = 1024 * 1024;

/// What one call sets differently from its client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
    pub(crate) try_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
}

/// Sends a request, again where the policy allows it, and gives the answer if it is one of success.
pub(crate) async fn send(client: Client, request: Request, options: Options) -> Result<RawResponse, Error> {
    let span = CallSpan::new(request.operation(), Some(&client.settings().base_url.url));
    // Counted here, where it outlives the tries that a timeout ends.
    let tries = AtomicU32::new(0);
    let outcome = span.around(in_time(&client, request, &options, &tries)).await;
    span.end(outcome.as_ref().map(|answer| answer.status), tries.load(Relaxed));
    outcome
}

async fn in_time(
    client: &Client,
    request: Request,
    options: &Options,
    tries: &AtomicU32,
) -> Result<RawResponse, Error> {
    let operation = request.operation();
    let encoded = request.into_encoded()?;
    let (credential, token) = client.settings().credentials.pick(operation)?.unzip();
    let limit = options.timeout.unwrap_or(client.settings().timeout);
    let call = async {
        let _slot = client.settings().limits.slot().await;
        let prepared = Prepared { client, operation, encoded, token, credential };
        prepared.send(options, Instant::now().checked_add(limit), tries).await
    };
    match tokio::time::timeout(limit, call).await {
        Ok(answer) => answer,
        Err(_) => {
            let tries = tries.load(Relaxed);
            Err(Error::Timeout { operation: operation.id, which: TimeLimit::Total, limit, tries })
        }
    }
}

/// A request that is ready to be sent, as often as it takes.
struct Prepared<'call> {
    client: &'call Client,
    operation: &'static Operation,
    encoded: Encoded,
    token: Option<&'call Secret>,
    credential: Option<Credential>,
}

impl Prepared<'_> {
    async fn send(
        &self,
        options: &Options,
        deadline: Option<Instant>,
        tries: &AtomicU32,
    ) -> Result<RawResponse, Error> {
        let policy = options.retry.as_ref().unwrap_or(&self.client.settings().retry);
        let limit = options.try_timeout.unwrap_or(self.client.settings().try_timeout);
        loop {
            self.client.settings().limits.turn().await;
            let number = tries.fetch_add(1, Relaxed) + 1;
            let failure = match self.attempt(number, limit).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let wait = policy.wait(self.operation.method, &failure, number);
            // A limit that reaches beyond all time is none.
            let in_time = |wait: &Duration| {
                deadline.is_none_or(|deadline| Instant::now().checked_add(*wait).is_some_and(|end| end < deadline))
            };
            match wait.filter(|wait| self.encoded.payload.can_be_sent_again() && in_time(wait)) {
                Some(wait) => {
                    again(&failure, number, wait);
                    tokio::time::sleep(wait).await;
                }
                None => return Err(failure.after(number)),
            }
        }
    }

    async fn attempt(&self, number: u32, limit: Duration) -> Result<RawResponse, Error> {
        let attempt = Attempt { operation: self.operation, number };
        let request = self.request(&attempt).await?;
        let start = Instant::now();
        let mut outcome = match tokio::time::timeout(limit, self.exchange(request)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Error::Timeout { operation: self.operation.id, which: TimeLimit::Try, limit, tries: 1 }),
        };
        self.client.settings().hooks.after(&attempt, &mut outcome, start.elapsed());
        outcome?.success()
    }

    /// Makes the request of one try.
    async fn request(&self, attempt: &Attempt) -> Result<reqwest::Request, Error> {
        let operation = self.operation;
        let url = url(operation, self.client.base_url(), &self.encoded.target)?;
        let mut request = reqwest::Request::new(method(operation), url);
        let mut headers = header_map(operation, &self.encoded.headers)?;
        let (content_type, body) = match self.encoded.payload.open(operation).await? {
            Opened::None => (None, None),
            Opened::Bytes { content_type, bytes } => (Some(HeaderValue::from_static(content_type)), Some(bytes.into())),
            Opened::Stream { content_type, segments } => {
                let refuse = |_| invalid(operation, "body", "a header cannot hold its content type".to_owned());
                let content_type = HeaderValue::try_from(content_type).map_err(refuse)?;
                (Some(content_type), Some(reqwest::Body::wrap(segments)))
            }
        };
        headers.extend(content_type.map(|content_type| (header::CONTENT_TYPE, content_type)));
        let mut headers = Headers::new(headers);
        self.client.settings().hooks.before(attempt, &mut headers)?;
        let mut headers = headers.into_inner();
        if body.is_none() && matches!(operation.method, Post | Put | Patch) {
            // Some proxies answer 411 to these without a length.
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        if let Some(token) = self.token {
            headers.insert(HeaderName::from_static(TOKEN_HEADER), token_value(token)?);
        }
        *request.headers_mut() = headers;
        *request.body_mut() = body;
        Ok(request)
    }

    async fn exchange(&self, request: reqwest::Request) -> Result<RawResponse, Error> {
        let operation = self.operation;
        let failed = |error| transport(self.client, operation, error);
        let mut response = self.client.settings().http.execute(request).await.map_err(failed)?;
        let status = response.status().as_u16();
        let headers = read_headers(self.client, operation, &mut response)?;
        let limit = self.client.settings().max_answer;
        let body = match status {
            // A failure says what it is by its status; of its body, what came is better than nothing.
            400.. => read_beginning(&mut response, limit).await,
            _ => read_body(&mut response, operation, limit, failed).await?,
        };
        let (token, credential) = (self.token.cloned(), self.credential);
        Ok(RawResponse { headers, token, credential, ..RawResponse::new(operation, status, body) })
    }
}

fn url(operation: &'static Operation, base: &str, target: &str) -> Result<Url, Error> {
    let url = Url::parse(&[base, target].concat());
    url.map_err(|error| Error::Configuration(format!("the path of `{}` makes no URL: {error}", operation.id)))
}

fn header_map(operation: &'static Operation, headers: &[(&'static str, String)]) -> Result<HeaderMap, Error> {
    let mut map = HeaderMap::new();
    map.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    for (name, value) in headers {
        let refuse = |reason: &str| invalid(operation, name, reason.to_owned());
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refuse("it is no name of a header"))?;
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| refuse("a header cannot hold this"))?;
        map.insert(header, value);
    }
    Ok(map)
}

/// `Credentials::check` let only visible ASCII pass.
fn token_value(token: &Secret) -> Result<HeaderValue, Error> {
    let value = HeaderValue::from_str(token.expose());
    let mut value = value.map_err(|_| Error::Configuration("the token cannot be sent in a header".to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

fn method(operation: &Operation) -> reqwest::Method {
    match operation.method {
        super::Method::Get => reqwest::Method::GET,
        super::Method::Post => reqwest::Method::POST,
        super::Method::Put => reqwest::Method::PUT,
        super::Method::Patch => reqwest::Method::PATCH,
        super::Method::Delete => reqwest::Method::DELETE,
        super::Method::Head => reqwest::Method::HEAD,
        super::Method::Options => reqwest::Method::OPTIONS,
        super::Method::Trace => reqwest::Method::TRACE,
    }
}

/// Takes the headers out of an answer.
pub(super) fn read_headers(
    client: &Client,
    operation: &'static Operation,
    response: &mut reqwest::Response,
) -> Result<Headers, Error> {
    let headers = Headers::new(std::mem::take(response.headers_mut()));
    match client.settings().max_header_size {
        limit if headers.size() > limit => {
            Err(Error::TooLarge { operation: operation.id, part: AnswerPart::Headers, limit })
        }
        _ => Ok(headers),
    }
}

async fn read_body(
    response: &mut reqwest::Response,
    operation: &'static Operation,
    limit: usize,
    failed: impl Fn(reqwest::Error) -> Error,
) -> Result<Bytes, Error> {
    let too_large = || Error::TooLarge { operation: operation.id, part: AnswerPart::Body, limit };
    // What says beforehand that it is too large need not come at all.
    let length = response.content_length();
    let length = length.map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    if length.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let Some(first) = response.chunk().await.map_err(&failed)? else { return Ok(Bytes::new()) };
    if first.len() > limit {
        return Err(too_large());
    }
    if length == Some(first.len()) {
        return Ok(first);
    }
    // What the server says of the length is believed as far as it costs little.
    let mut body =
        BytesMut::with_capacity(length.unwrap_or_default().clamp(first.len(), MOST_RESERVED.max(first.len())));
    body.extend_from_slice(&first);
    while let Some(chunk) = response.chunk().await.map_err(&failed)? {
        if chunk.len() > limit - body.len() {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Reads a body as far as it comes and may.
async fn read_beginning(response: &mut reqwest::Response, limit: usize) -> Bytes {
    let mut body = BytesMut::new();
    while let (true, Ok(Some(chunk))) = (body.len() < limit, response.chunk().await) {
        body.extend_from_slice(&chunk[..chunk.len().min(limit - body.len())]);
    }
    body.freeze()
}

/// Reports an error of reqwest without the URL, since paths of the public API hold credentials.
pub(super) fn transport(client: &Client, operation: &'static Operation, error: reqwest::Error) -> Error {
    if error.is_timeout() && error.is_connect() {
        let limit = client.settings().connect_timeout;
        return Error::Timeout { operation: operation.id, which: TimeLimit::Connect, limit, tries: 1 };
    }
    if headers_too_large(&error) {
        let limit = client.settings().max_header_size;
        return Error::TooLarge { operation: operation.id, part: AnswerPart::Headers, limit };
    }
    let connected = !error.is_connect();
    Error::Transport { operation: operation.id, connected, tries: 1, source: Box::new(error.without_url()) }
}

/// Whether the answer had more headers than hyper reads. It says so in words only; with other words, or none, this is a
/// broken connection like others.
fn headers_too_large(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if error.to_string() == "message head is too large" {
            return true;
        }
        source = error.source();
    }
    false
}
