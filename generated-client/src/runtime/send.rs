//! The one place where requests are sent: from `request`'s parts to an answer or an error. It knows nothing of single
//! operations and is compiled once.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use tokio::time::Instant;

use super::credentials::TOKEN_HEADER;
use super::request::{Encoded, Opened, Payload, invalid};
use super::{Client, Credential, Error, Headers, Operation, RawResponse, Request, RetryPolicy, Secret, TimeLimit};

/// What one call sets differently from its client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
    pub(crate) try_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
}

/// Sends a request, again where the policy allows it, and gives the answer if it is one of success.
pub(crate) async fn send(client: Client, request: Request, options: Options) -> Result<RawResponse, Error> {
    let operation = request.operation();
    let Encoded { path, query, headers, payload } = request.into_encoded()?;
    let (credential, token) = client.credentials().pick(operation)?.unzip();
    let headers = header_map(operation, headers, token)?;
    let url = url(operation, client.base_url(), &path, &query)?;
    let limit = options.timeout.unwrap_or_else(|| client.timeout());
    // Counted here, where it outlives the tries that a timeout ends.
    let tries = AtomicU32::new(0);
    let call = async {
        let _slot = client.limits().slot().await;
        let prepared = Prepared { client: &client, operation, url, headers, payload, token, credential };
        prepared.send(&options, Instant::now().checked_add(limit), &tries).await
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
    url: Url,
    headers: HeaderMap,
    payload: Payload,
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
        let policy = options.retry.as_ref().unwrap_or_else(|| self.client.retry());
        let limit = options.try_timeout.unwrap_or_else(|| self.client.try_timeout());
        loop {
            self.client.limits().turn().await;
            let number = tries.fetch_add(1, Relaxed) + 1;
            let failure = match self.attempt(limit).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let wait = policy.wait(self.operation.method, &failure, number);
            // A limit that reaches beyond all time is none.
            let in_time = |wait: &Duration| {
                deadline.is_none_or(|deadline| Instant::now().checked_add(*wait).is_some_and(|end| end < deadline))
            };
            match wait.filter(|wait| self.payload.can_be_sent_again() && in_time(wait)) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(failure.after(number)),
            }
        }
    }

    async fn attempt(&self, limit: Duration) -> Result<RawResponse, Error> {
        match tokio::time::timeout(limit, self.exchange()).await {
            Ok(answer) => {
                let (token, credential) = (self.token.cloned(), self.credential);
                RawResponse { token, credential, ..answer? }.success()
            }
            Err(_) => Err(Error::Timeout { operation: self.operation.id, which: TimeLimit::Try, limit, tries: 1 }),
        }
    }

    async fn exchange(&self) -> Result<RawResponse, Error> {
        let operation = self.operation;
        let mut request = reqwest::Request::new(method(operation), self.url.clone());
        *request.headers_mut() = self.headers.clone();
        let (content_type, body) = match self.payload.open(operation).await? {
            Opened::None => (None, None),
            Opened::Bytes { content_type, bytes } => (Some(content_type.to_owned()), Some(bytes.into())),
            Opened::Stream { content_type, segments } => (Some(content_type), Some(reqwest::Body::wrap(segments))),
        };
        if body.is_none() && matches!(request.method().as_str(), "POST" | "PUT" | "PATCH") {
            // Some proxies answer 411 to these without a length.
            request.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *request.body_mut() = body;
        if let Some(content_type) = content_type {
            let value = HeaderValue::from_str(&content_type);
            let value =
                value.map_err(|_| invalid(operation, "body", "a header cannot hold its content type".to_owned()))?;
            request.headers_mut().insert(header::CONTENT_TYPE, value);
        }
        let failed = |error| transport(self.client, operation, error);
        let mut response = self.client.http().execute(request).await.map_err(failed)?;
        let status = response.status().as_u16();
        let headers = read_headers(response.headers());
        let body = read_body(&mut response, operation, self.client.max_answer(), failed).await?;
        Ok(RawResponse { headers, ..RawResponse::new(operation, status, body) })
    }
}

fn url(operation: &'static Operation, base: &str, path: &str, query: &str) -> Result<Url, Error> {
    let mark = if query.is_empty() { "" } else { "?" };
    let url = Url::parse(&format!("{base}{path}{mark}{query}"));
    url.map_err(|error| Error::Configuration(format!("the path of `{}` makes no URL: {error}", operation.id)))
}

fn header_map(
    operation: &'static Operation,
    headers: Vec<(&'static str, String)>,
    token: Option<&Secret>,
) -> Result<HeaderMap, Error> {
    let mut map = HeaderMap::new();
    map.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    for (name, value) in headers {
        let refuse = |reason: &str| invalid(operation, name, reason.to_owned());
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refuse("it is no name of a header"))?;
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| refuse("a header cannot hold this"))?;
        map.insert(header, value);
    }
    if let Some(token) = token {
        // `Credentials::check` let only visible ASCII pass.
        let value = HeaderValue::from_str(token.expose());
        let mut value = value.map_err(|_| Error::Configuration("the token cannot be sent in a header".to_owned()))?;
        value.set_sensitive(true);
        map.insert(HeaderName::from_static(TOKEN_HEADER), value);
    }
    Ok(map)
}

fn method(operation: &Operation) -> Method {
    match operation.method {
        super::Method::Get => Method::GET,
        super::Method::Post => Method::POST,
        super::Method::Put => Method::PUT,
        super::Method::Patch => Method::PATCH,
        super::Method::Delete => Method::DELETE,
        super::Method::Head => Method::HEAD,
        super::Method::Options => Method::OPTIONS,
        super::Method::Trace => Method::TRACE,
    }
}

pub(super) fn read_headers(headers: &HeaderMap) -> Headers {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Headers::new(headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect())
}

async fn read_body(
    response: &mut reqwest::Response,
    operation: &'static Operation,
    limit: usize,
    failed: impl Fn(reqwest::Error) -> Error,
) -> Result<Bytes, Error> {
    let too_large = || Error::TooLarge { operation: operation.id, limit };
    // What says beforehand that it is too large need not come at all.
    if response.content_length().is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limit)) {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(&failed)? {
        if chunk.len() > limit - body.len() {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Reports an error of reqwest without the URL, since paths of the public API hold credentials.
pub(super) fn transport(client: &Client, operation: &'static Operation, error: reqwest::Error) -> Error {
    if error.is_timeout() && error.is_connect() {
        let limit = client.connect_timeout();
        return Error::Timeout { operation: operation.id, which: TimeLimit::Connect, limit, tries: 1 };
    }
    let connected = !error.is_connect();
    Error::Transport { operation: operation.id, connected, tries: 1, source: Box::new(error.without_url()) }
}
