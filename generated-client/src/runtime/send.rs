//! The one place where requests are sent: from `request`'s parts to an answer or an error. It knows nothing of single
//! operations and is compiled once.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};

use super::credentials::TOKEN_HEADER;
use super::request::{Encoded, Opened, Payload, invalid};
use super::{Client, Error, Headers, Operation, RawResponse, Request, Secret};

/// The largest answer that is taken, in bytes.
const MAX_ANSWER: usize = 64 * 1024 * 1024;

/// What one call sets differently from its client.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
}

/// Sends a request and gives the answer if it is one of success.
pub(crate) async fn send(client: Client, request: Request, options: Options) -> Result<RawResponse, Error> {
    let operation = request.operation();
    let Encoded { path, query, headers, payload } = request.into_encoded()?;
    let token = client.credentials().pick(operation)?;
    let headers = header_map(operation, headers, token)?;
    let url = url(operation, client.base_url(), &path, &query)?;
    let limit = options.timeout.unwrap_or_else(|| client.timeout());
    let exchange = exchange(&client, operation, url, headers, payload);
    match tokio::time::timeout(limit, exchange).await {
        Ok(answer) => RawResponse { token: token.cloned(), ..answer? }.success(),
        Err(_) => Err(Error::Timeout { operation: operation.id, limit }),
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

async fn exchange(
    client: &Client,
    operation: &'static Operation,
    url: Url,
    headers: HeaderMap,
    payload: Payload,
) -> Result<RawResponse, Error> {
    let mut request = reqwest::Request::new(method(operation), url);
    *request.headers_mut() = headers;
    let (content_type, body) = match payload.open(operation).await? {
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
    let failed = |error| transport(client, operation, error);
    let mut response = client.http().execute(request).await.map_err(failed)?;
    let status = response.status().as_u16();
    let headers = read_headers(response.headers());
    let body = read_body(&mut response, operation, failed).await?;
    Ok(RawResponse { headers, ..RawResponse::new(operation, status, body) })
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

fn read_headers(headers: &HeaderMap) -> Headers {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Headers::new(headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect())
}

async fn read_body(
    response: &mut reqwest::Response,
    operation: &'static Operation,
    failed: impl Fn(reqwest::Error) -> Error,
) -> Result<Bytes, Error> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(&failed)? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(Error::TooLarge { operation: operation.id, limit: MAX_ANSWER });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Reports an error of reqwest without the URL, since paths of the public API hold credentials.
fn transport(client: &Client, operation: &'static Operation, error: reqwest::Error) -> Error {
    if error.is_timeout() && error.is_connect() {
        return Error::Timeout { operation: operation.id, limit: client.connect_timeout() };
    }
    Error::Transport { operation: operation.id, source: Box::new(error.without_url()) }
}
