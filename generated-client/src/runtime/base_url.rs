//! Checks the address of the server before any token goes there. `client` asks for it when it is built.

use std::net::IpAddr;

use reqwest::Url;

use super::Error;

/// The address of a server, as far as the paths of operations begin.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    /// The address without a slash at its end.
    pub(crate) text: String,
    /// The same as a URL.
    pub(crate) url: Url,
    /// Whether it is `https`.
    pub(crate) is_secure: bool,
    /// Whether it is this very machine.
    pub(crate) is_loopback: bool,
}

/// The first segments of the server's own paths, which are copied from a browser or the docs by mistake.
const OWN_PATHS: [&str; 4] = ["api", "app", "platform", "public"];

impl BaseUrl {
    /// Reads an address, and says which one was probably meant when it refuses it.
    pub(crate) fn parse(given: &str, allow_http: bool) -> Result<Self, Error> {
        let given = given.trim();
        let url = match Url::parse(given) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => url,
            _ => return Err(no_scheme(given)),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("the base URL holds a user name or password; leave it out and set a token".to_owned());
        }
        let clean = format!("{}{}", url.origin().ascii_serialization(), url.path().trim_end_matches('/'));
        if url.query().is_some() || url.fragment().is_some() {
            return refuse(format!("the base URL has a query or fragment; use `{clean}`"));
        }
        if let Some(meant) = without_own_path(&url) {
            return refuse(format!("the base URL `{clean}` is more than the address of the server; use `{meant}`"));
        }
        let is_secure = url.scheme() == "https";
        let is_loopback = is_loopback(url.host_str().unwrap_or_default());
        if !is_secure && !is_loopback && !allow_http {
            return refuse(format!(
                "over `{clean}` the token would travel unencrypted; use `{}` or call `allow_http()`",
                clean.replacen("http", "https", 1)
            ));
        }
        Ok(Self { text: clean, url, is_secure, is_loopback })
    }
}

/// Whether a file may be fetched from there: nobody on the way may read or change it.
pub(crate) fn is_allowed(url: &Url, allow_http: bool) -> bool {
    url.scheme() == "https" || url.scheme() == "http" && (allow_http || is_loopback(url.host_str().unwrap_or_default()))
}

fn refuse<T>(reason: String) -> Result<T, Error> {
    Err(Error::Configuration(reason))
}

fn no_scheme(given: &str) -> Error {
    let plain = !given.is_empty() && !given.contains("://") && !given.contains(['@', ' ']);
    Error::Configuration(if plain {
        let host = given.split([':', '/']).next().unwrap_or_default();
        let scheme = if is_loopback(host) { "http" } else { "https" };
        format!("the base URL `{given}` has no scheme; use `{scheme}://{given}`")
    } else {
        "the base URL is no `https://` address such as `https://chat.example.com`".to_owned()
    })
}

/// `https://host/chat/api/v1` => `https://host/chat`
fn without_own_path(url: &Url) -> Option<String> {
    let segments: Vec<_> = url.path_segments()?.collect();
    let index = segments.iter().position(|segment| OWN_PATHS.contains(segment))?;
    let prefix: String = segments[..index].iter().map(|segment| format!("/{segment}")).collect();
    Some(format!("{}{prefix}", url.origin().ascii_serialization()))
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => bare == "localhost" || bare.ends_with(".localhost"),
    }
}
