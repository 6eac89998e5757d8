//! A document's bytes, from a file, the standard input or an address. The first step of [`update`](super::update). Nothing here
//! goes on for ever or grows without bounds, whatever the other side does.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use rustls_platform_verifier::BuilderVerifierExt as _;

/// What the other side may take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The size of a document, in bytes.
    pub bytes: u64,
    /// The time for all of it.
    pub total: Duration,
    /// The time without a byte.
    pub stall: Duration,
    /// How often one address may lead to another.
    pub redirects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 << 20, total: Duration::from_secs(60), stall: Duration::from_secs(20), redirects: 5 }
    }
}

/// A document as it came.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// What it is called in messages and in `spec.lock`: an address without user, password and query.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Why there is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What the source is called.
    pub name: String,
    /// A stable name in kebab case.
    pub code: &'static str,
    /// What happened.
    pub message: String,
    /// How to mend it.
    pub help: &'static str,
}

/// Reads SOURCE: a file, `-` for the standard input, or an address.
pub fn fetch(source: &str, limits: &Limits) -> Result<Fetched, Failure> {
    let is_address = source.split_once("://").is_some_and(|(scheme, _)| scheme.chars().all(char::is_alphanumeric));
    let (name, bytes) = if is_address {
        let url = Url::parse(source).map_err(|error| Failure {
            name: "the address".to_owned(),
            code: "source-address",
            message: format!("it is no address: {error}"),
            help: "write it as https://host/path",
        })?;
        let name = shown(&url);
        let bytes = download(url, limits).map_err(|it| it.of(&name))?;
        (name, bytes)
    } else if source == "-" {
        let name = "<stdin>".to_owned();
        let bytes = read(&mut io::stdin().lock(), limits).map_err(|it| it.of(&name))?;
        (name, bytes)
    } else {
        let open = File::open(source).map_err(|error| Reason::unreadable(&error));
        (source.to_owned(), open.and_then(|mut file| read(&mut file, limits)).map_err(|it| it.of(source))?)
    };
    let text = text(bytes).map_err(|it| it.of(&name))?;
    Ok(Fetched { name, text })
}

/// A failure before it is known of what.
#[derive(Debug)]
struct Reason {
    code: &'static str,
    message: String,
    help: &'static str,
}

impl Reason {
    fn new(code: &'static str, message: impl Into<String>, help: &'static str) -> Self {
        Self { code, message: message.into(), help }
    }

    fn unreadable(error: &io::Error) -> Self {
        Self::new(
            "source-unreadable",
            format!("cannot be read: {error}"),
            "name a file that exists, `-`, or an address",
        )
    }

    fn too_large(limits: &Limits) -> Self {
        let message = format!("it is larger than {}", Size(limits.bytes));
        Self::new("source-too-large", message, "see that this is the OpenAPI document itself")
    }

    fn slow(what: &str, time: Duration) -> Self {
        let message = format!("{what} within {} seconds", time.as_secs_f32());
        Self::new("source-slow", message, "try again later, or download it by other means and name the file")
    }

    fn of(self, name: &str) -> Failure {
        Failure { name: name.to_owned(), code: self.code, message: self.message, help: self.help }
    }
}

/// A number of bytes as a person writes it.
struct Size(u64);

impl fmt::Display for Size {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 >> 20 {
            0 => write!(formatter, "{} bytes", self.0),
            size => write!(formatter, "{size} MiB"),
        }
    }
}

fn read(reader: &mut dyn Read, limits: &Limits) -> Result<Vec<u8>, Reason> {
    let mut bytes = Vec::new();
    reader.take(limits.bytes + 1).read_to_end(&mut bytes).map_err(|error| Reason::unreadable(&error))?;
    if bytes.len() as u64 > limits.bytes { Err(Reason::too_large(limits)) } else { Ok(bytes) }
}

fn text(bytes: Vec<u8>) -> Result<String, Reason> {
    let text = String::from_utf8(bytes)
        .map_err(|_| Reason::new("source-encoding", "it is not UTF-8", "see that this is a text in UTF-8"))?;
    if text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        return Err(html());
    }
    Ok(text)
}

fn html() -> Reason {
    let help = "name the address of the OpenAPI document itself, JSON or YAML, not of a page about it";
    Reason::new("source-html", "it is a web page or XML, no OpenAPI document", help)
}

/// An address without what may be secret in it.
fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // These fail where an address cannot have them at all.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    url.to_string()
}

fn download(url: Url, limits: &Limits) -> Result<Vec<u8>, Reason> {
    let failed = |error: io::Error| Reason::new("source-unreachable", error.to_string(), "try again later");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let whole = async { tokio::time::timeout(limits.total, follow(url, limits)).await };
    let result = runtime.block_on(whole);
    // A name that is still being looked up is not waited for.
    runtime.shutdown_background();
    result.unwrap_or_else(|_| Err(Reason::slow("it did not end", limits.total)))
}

/// Follows addresses to the document.
async fn follow(mut url: Url, limits: &Limits) -> Result<Vec<u8>, Reason> {
    allowed(None, &url)?;
    for _ in 0..=limits.redirects {
        let response = ask(&url, limits).await?;
        let Some(next) = next(&url, &response)? else { return body(response, limits).await };
        allowed(Some(&url), &next)?;
        url = next;
    }
    let message = format!("it leads on more than {} times, now to {}", limits.redirects, shown(&url));
    Err(Reason::new("source-redirects", message, "name the last address of the chain, if it has one"))
}

/// Whether an address may be asked: https, or http to this machine itself where no https came before.
fn allowed(from: Option<&Url>, to: &Url) -> Result<(), Reason> {
    let is_fine = match to.scheme() {
        "https" => true,
        "http" => is_loopback(to) && from.is_none_or(|it| it.scheme() == "http"),
        _ => false,
    };
    if is_fine {
        return Ok(());
    }
    Err(match from {
        Some(_) => {
            let message = format!("it leads to {}, which is not https", shown(to));
            Reason::new("source-insecure", message, "name an address that stays with https")
        }
        None => {
            Reason::new("source-insecure", "it is not https", "name an https address, or download it and name the file")
        }
    })
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|it| it.is_loopback())
}

async fn ask(url: &Url, limits: &Limits) -> Result<Response, Reason> {
    let client = client(url, limits)?;
    let accept = "application/json, application/yaml, text/yaml, text/plain;q=0.9, */*;q=0.1";
    client.get(url.clone()).header(ACCEPT, accept).send().await.map_err(|it| unreachable(it, limits))
}

fn client(url: &Url, limits: &Limits) -> Result<Client, Reason> {
    let failed = |error: &dyn fmt::Display| {
        let message = format!("TLS cannot be set up: {error}");
        Reason::new("source-unreachable", message, "see that the system has a trust store")
    };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|it| failed(&it))?;
    // Over plain http no certificate is ever checked.
    let config = match url.scheme() {
        "https" => config.with_platform_verifier().map_err(|it| failed(&it))?,
        _ => config.with_root_certificates(RootCertStore::empty()),
    };
    let builder = Client::builder()
        .tls_backend_preconfigured(config.with_no_client_auth())
        .redirect(Policy::none())
        .connect_timeout(limits.stall)
        .read_timeout(limits.stall)
        .user_agent(concat!("chatwoot-client-xtask/", env!("CARGO_PKG_VERSION")));
    // No proxy stands between this machine and itself.
    let builder = if is_loopback(url) { builder.no_proxy() } else { builder };
    builder.build().map_err(|it| failed(&it))
}

/// Where an answer leads, if it is a redirect.
fn next(url: &Url, response: &Response) -> Result<Option<Url>, Reason> {
    let status = response.status();
    if ![301, 302, 303, 307, 308].contains(&status.as_u16()) {
        return if status == StatusCode::OK { Ok(None) } else { Err(refused(status)) };
    }
    let location = response.headers().get(LOCATION).and_then(|it| it.to_str().ok());
    let next = location.and_then(|it| url.join(it).ok());
    next.map(Some).ok_or_else(|| {
        let message = format!("the server answers {} without an address to go to", status.as_u16());
        Reason::new("source-redirects", message, "name another address")
    })
}

fn refused(status: StatusCode) -> Reason {
    let message = format!("the server answers {status}");
    Reason::new("source-status", message, "see that the address is right, and that it needs no sign-in")
}

async fn body(mut response: Response, limits: &Limits) -> Result<Vec<u8>, Reason> {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    if ["text/html", "application/xhtml"].iter().any(|it| kind.to_ascii_lowercase().starts_with(it)) {
        return Err(html());
    }
    if response.content_length().is_some_and(|length| length > limits.bytes) {
        return Err(Reason::too_large(limits));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|it| unreachable(it, limits))? {
        if (bytes.len() + chunk.len()) as u64 > limits.bytes {
            return Err(Reason::too_large(limits));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// What the connection says, down to its cause, without the address: it may hold a secret.
fn unreachable(error: reqwest::Error, limits: &Limits) -> Reason {
    if error.is_timeout() {
        return Reason::slow("the server sent nothing", limits.stall);
    }
    let error = error.without_url();
    let mut message = format!("cannot be fetched: {error}");
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        message += &format!(": {error}");
        cause = error.source();
    }
    Reason::new("source-unreachable", message, "see that the address is right and the server can be reached")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address of the test")
    }

    #[test]
    fn only_https_is_asked_and_http_to_this_machine() {
        for (from, to, fine) in [
            (None, "https://example.com/a", true),
            (None, "http://example.com/a", false),
            (None, "http://127.0.0.1:1/a", true),
            (None, "http://[::1]:1/a", true),
            (None, "http://localhost/a", true),
            (None, "http://127.0.0.1.example.com/a", false),
            (None, "ftp://example.com/a", false),
            (Some("https://example.com/"), "https://other.example/", true),
            (Some("https://example.com/"), "http://example.com/", false),
            (Some("https://example.com/"), "http://127.0.0.1/", false),
            (Some("http://127.0.0.1/"), "http://127.0.0.1:2/", true),
            (Some("http://127.0.0.1/"), "http://example.com/", false),
            (Some("http://127.0.0.1/"), "file:///etc/hosts", false),
        ] {
            assert_eq!(allowed(from.map(url).as_ref(), &url(to)).is_ok(), fine, "{from:?} to {to}");
        }
    }

    #[test]
    fn an_address_is_shown_without_its_secrets() {
        let secret = url("https://ada:secret@example.com/spec.json?token=secret#secret");
        assert_eq!(shown(&secret), "https://example.com/spec.json");
    }
}
